import gc
import logging
from pathlib import Path

import pytest
from django.db import transaction
from django.test import client

from tests.walk.world import make_world

WALK = Path(__file__).parent
ON_SQLITE_TOO = ("test_attacks.py", "test_controls.py")


def is_of_the_walk(item) -> bool:
    return item.path.is_relative_to(WALK)


# First, because xdist reads the groups in the same hook.
@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items):
    """In few processes, because each builds the world; an attack takes long enough to have one of its own.

    Who sees which rows is said once, in the ORM, and the tests of each page ask for it on SQLite: what walks past all
    pages is a `long_walk`, on PostgreSQL alone, which is the stricter about types, groups and broken transactions.
    The attacks send what the two take differently, and are on both; the controls are on SQLite (tests/selection.py).
    """
    for item in filter(is_of_the_walk, items):
        if item.path.name != "test_attacks.py":
            item.add_marker(pytest.mark.xdist_group("walk" if "walked" in item.fixturenames else "controls"))
        if "whole_world" in item.fixturenames and item.path.name not in ON_SQLITE_TOO:
            item.add_marker("long_walk")


@pytest.hookimpl(specname="pytest_collection_modifyitems", trylast=True)
def begin_with_the_walk(items):
    """It takes longest."""
    items.sort(key=is_of_the_walk, reverse=True)


@pytest.fixture(scope="package")
def whole_world(django_db_setup, django_db_blocker):
    """One world for the whole walk; nothing of it is committed."""
    with django_db_blocker.unblock(), transaction.atomic():
        world = make_world()
        gc.freeze()  # thousands of answers follow, and nothing made so far becomes garbage
        yield world
        transaction.set_rollback(True)


@pytest.fixture
def db(whole_world, django_db_blocker, monkeypatch):
    """In the place of pytest-django's: the world for one test, which may change it; afterwards it is as before."""
    # The test client copies the context of every template, down to each widget's: nobody reads them here.
    monkeypatch.setattr(client, "store_rendered_templates", lambda *arguments, **options: None)
    logging.disable(logging.CRITICAL)  # of thousands of refusals
    with django_db_blocker.unblock(), transaction.atomic():
        yield whole_world
        transaction.set_rollback(True)
    logging.disable(logging.NOTSET)


@pytest.fixture(scope="package")
def walked():
    """The walkers that have walked, by standpoint: each walks once."""
    return {}
