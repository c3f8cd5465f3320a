"""Locks of PostgreSQL that somebody else holds: changes are refused in time, and do not take the threads of pages."""

from contextlib import nullcontext

import pytest
from django.db import OperationalError, connection

from config.serve import bound_lock_waits
from organization.lock_waits import ChangesUnderWay, changes, refuse_waiting
from organization.write_turns import HASTE
from returnees.models import Returnee
from tests.refusals.acts import KEPT, READING, Acts
from tests.refusals.causes import CAUSES, held_tables

OF_POSTGRESQL = pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite's writers have turns")


@pytest.fixture
def wary(settings):
    """Somebody has waited for a lock in vain; as many changes wait as may."""
    settings.THREADS, settings.LOCK_SECONDS = 2, 60
    changes.be_wary()
    changes.begin()
    yield
    changes.end()
    changes.forget()


@pytest.fixture
def acts(world, log_in, settings, tmp_path, monkeypatch):
    settings.MEDIA_ROOT = tmp_path
    monkeypatch.setattr("returnees.page_cache.FRESH_SECONDS", 0)
    return Acts(world, log_in("county_staff"))


class TestChangesUnderWay:
    def test_the_one_that_takes_the_last_thread_waits_shortly(self, settings):
        settings.THREADS, settings.LOCK_SECONDS, under_way = 4, 5, ChangesUnderWay()
        assert [under_way.begin() for _ in range(6)] == [5, 5, 5, HASTE, HASTE, HASTE]

    def test_half_of_the_threads_may_once_somebody_has(self, settings):
        settings.THREADS, settings.LOCK_SECONDS = 4, 5
        under_way = ChangesUnderWay()
        under_way.be_wary()
        assert [under_way.begin() for _ in range(3)] == [5, 5, 0]
        under_way.end()
        under_way.end()
        assert under_way.begin()

    def test_one_thread_alone_goes_on_trying(self, settings):
        settings.THREADS = 1
        under_way = ChangesUnderWay()
        under_way.be_wary()
        assert under_way.begin()


@pytest.mark.parametrize(
    ("sql", "is_refused"),
    [
        ("SELECT 1", False),
        ("WITH a AS (SELECT 1) SELECT * FROM a", False),
        ("SELECT 1 FROM t FOR UPDATE", True),
        ("INSERT INTO t VALUES (1)", True),
        ('WITH "stored" AS (INSERT INTO t VALUES (1) RETURNING id) SELECT id FROM "stored"', True),
    ],
)
def test_while_nobody_may_wait_what_writes_is_refused(sql, is_refused):
    sent = []
    with pytest.raises(OperationalError) if is_refused else nullcontext():
        refuse_waiting(lambda *all: sent.append(sql), sql, None, False, {})
    assert bool(sent) is not is_refused


@OF_POSTGRESQL
@pytest.mark.django_db(transaction=True)
class TestOnPostgresql:
    def test_the_server_alone_bounds_its_waits(self):
        options = dict(connection.settings_dict["OPTIONS"])
        with connection.cursor() as cursor:
            cursor.execute("SHOW lock_timeout")
            assert cursor.fetchone() == ("0",)
        bound_lock_waits(options, 7)
        connection.close()
        connection.settings_dict["OPTIONS"], before = options, connection.settings_dict["OPTIONS"]
        try:
            with connection.cursor() as cursor:
                cursor.execute("SHOW lock_timeout")
                assert cursor.fetchone() == ("7s",)
        finally:
            connection.close()
            connection.settings_dict["OPTIONS"] = before

    def test_whoever_comes_while_others_wait_is_refused_before_it_waits(self, acts, wary):
        """Nobody holds anything: what is refused is refused here."""
        faults = []
        for act, kept in KEPT.items():
            response = getattr(acts, act)()
            faults += [act] * (response.status_code == 503 and kept not in response.text)
            if act in READING | {"export"}:
                faults += [act] * (response.status_code != 200)
            else:
                faults += [act] * (response.status_code != 503)
        assert faults == []
        assert Returnee.objects.count() == 0

    def test_whoever_may_wait_is_answered(self, acts, wary, settings):
        """The control: as above, with room for another one."""
        settings.THREADS = 4
        assert acts.youth_post().status_code == 200
        assert Returnee.objects.count() == 1

    def test_in_the_last_thread_it_is_refused_soon(self, acts, settings):
        """The server lets it wait for an hour; what it set is gone with the request."""
        settings.THREADS, settings.LOCK_SECONDS = 2, 3600
        options = connection.settings_dict["OPTIONS"]["options"]
        changes.begin()
        try:
            with held_tables("EXCLUSIVE", "lock_timeout=3600s"):
                assert acts.youth_post().status_code == 503
                assert acts.staff_form().status_code == 503
        finally:
            changes.end()
            changes.forget()
        assert connection.settings_dict["OPTIONS"]["options"] == options
        assert acts.youth_post().status_code == 200

    @pytest.mark.parametrize(("cause", "times"), [("locked", 1), ("deadlock", 0)])
    def test_a_wait_in_vain_is_minded(self, acts, settings, monkeypatch, cause, times):
        settings.LOCK_SECONDS, noted = 0.2 if cause == "locked" else 60, []
        monkeypatch.setattr(changes, "be_wary", lambda: noted.append(cause))
        with CAUSES[cause]():
            assert acts.youth_post().status_code == 503
        assert noted == [cause] * times


def test_behind_a_pgbouncer_nothing_is_asked_for():
    options = {"connect_timeout": 5}
    bound_lock_waits(options, 7)
    assert options == {"connect_timeout": 5}
