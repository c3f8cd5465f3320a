"""A lost connection is replaced before anything is sent, without asking the server before each request."""

from contextlib import closing

import psycopg2
import pytest
from django.db import close_old_connections, connection

from config.postgresql import base
from returnees.models import Returnee
from tests.returnees.answering import payload

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="of PostgreSQL"),
]


def post_after(act, client, world):
    """A second answer, after what happens between two requests, and what Django then does on a server."""
    address = world.homepage.get_absolute_url()
    assert client.post(address, payload(world.homepage)).status_code == 200
    act()
    close_old_connections()
    return client.post(address, payload(world.homepage)).status_code


def end_session():
    """As a server that is restarted, or an operator, does."""
    parameters = connection.get_connection_params()
    names = {name: parameters[name] for name in ("dbname", "user", "password", "host", "port") if name in parameters}
    with closing(psycopg2.connect(**names)) as other:
        other.autocommit = True
        other.cursor().execute("SELECT pg_terminate_backend(%s, 5000)", [connection.connection.info.backend_pid])


@pytest.mark.parametrize("can_see", [True, False])
def test_an_answer_after_a_lost_connection_is_stored(client, world, monkeypatch, can_see):
    if not can_see:
        monkeypatch.delattr(base.select, "poll")
    assert post_after(end_session, client, world) == 200
    assert Returnee.objects.count() == 2


def test_without_the_look_the_person_would_be_asked_to_send_again(client, world, monkeypatch):
    """The control."""
    monkeypatch.setattr(base, "has_received", lambda socket: False)
    assert post_after(end_session, client, world) == 503
    connection.close()


def test_a_connection_that_is_there_is_not_asked(monkeypatch):
    connection.ensure_connection()
    monkeypatch.setattr(connection, "health_check_enabled", True)
    monkeypatch.setattr(connection, "is_usable", lambda: pytest.fail("asked"))
    connection.close_if_unusable_or_obsolete()
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
