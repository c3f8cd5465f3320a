"""Acts of several people at the same moment: each in a thread, with its own connection to the database."""

import threading
from functools import partial

import pytest
from django.db import connections
from django.test import Client

# How long a connection waits, in seconds, where the product's own limit depends on how busy the machine is.
PATIENCE = {"sqlite": {"timeout": 600}, "postgresql": {"connect_timeout": 600}}


def by_fifty(test):
    """For a test of 50 threads, which no worker begins while another is at one: a PostgreSQL allows 100 connections.

    On a busy machine one of 50 may wait longer for its turn than the product allows, which serves from eight threads.
    """
    return pytest.mark.xdist_group("by_fifty")(pytest.mark.usefixtures("patient_database")(test))


def raised_at_once(*acts):
    """Run the acts in threads that start together; the errors that they raised."""
    barrier, raised = threading.Barrier(len(acts)), []

    def run(act):
        barrier.wait()
        try:
            act()
        except Exception as error:
            raised.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=[act]) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return raised


def at_once(*acts):
    """Run the acts in threads that start together, and raise what one of them raised."""
    raised = raised_at_once(*acts)
    if raised:
        raise ExceptionGroup(f"{len(raised)} of {len(acts)} acts at once", raised)


def each_at_once(act, values):
    at_once(*[partial(act, value) for value in values])


def signed_in(account, **options):
    client = Client(**options)
    client.force_login(account)
    return client
