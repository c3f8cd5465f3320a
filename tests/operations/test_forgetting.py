"""What was erased can be read neither by SQL nor in the files of the database."""

from contextlib import closing
from io import StringIO

import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.core.management import call_command
from django.db import connection, transaction

from operations import forgetting
from operations.forgetting import forget_erased
from organization import erased_bytes
from organization.choices import Operation
from organization.clock import now
from organization.models import OperationRun
from organization.progress import progress_shown
from organization.stored_searches import SESSION_KEY
from returnees.models import Returnee
from tests.factories import make_returnee
from tests.operations.state import found_by_sql, found_in_files
from tests.world import make_world

pytestmark = pytest.mark.django_db(transaction=True)
on_sqlite = pytest.mark.skipif("connection.vendor != 'sqlite'", reason="of PostgreSQL's files nobody reads pages")
on_postgresql = pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite knows no owners of tables")

NAME, PHONE = "敖特根巴雅尔", "13712345678"


@pytest.fixture(autouse=True)
def _own_storage(settings, tmp_path):
    settings.MEDIA_ROOT = settings.VAR_DIR = tmp_path


@pytest.fixture
def youth():
    world = make_world()
    return make_returnee(entrance=world.homepage, home_committee=world.donghe, name=NAME, phone=PHONE)


def withdraw(youth):
    return youth.withdraw(withdrawn_at=now())


def test_what_a_youth_withdraws_is_gone_at_once(youth):
    assert found_by_sql([NAME, PHONE]) == {NAME, PHONE}
    withdraw(youth)
    assert found_by_sql([NAME, PHONE]) == set()


def test_it_says_what_takes_so_long(monkeypatch):
    said = StringIO()
    monkeypatch.setattr("organization.progress.SILENT", 0)
    with progress_shown(said):
        forget_erased()
    assert said.getvalue().startswith("整理数据库")


@on_sqlite
class TestSqlite:
    def test_no_byte_is_left_in_file_and_log(self, youth):
        assert found_in_files([NAME, PHONE]) == {NAME, PHONE}
        withdraw(youth)
        assert found_in_files([NAME, PHONE]) == set()

    def test_where_nothing_is_overwritten_bytes_are_left_until_the_file_is_rebuilt(self, youth):
        phones = [f"137123456{number}" for number in range(10, 50)]
        world = {"entrance": youth.entrance, "home_committee": youth.home_committee}
        youths = [make_returnee(**world, name=NAME, phone=phone) for phone in phones]
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA secure_delete=OFF")
        try:
            for one in [youth, *youths]:
                withdraw(one)
        finally:
            connection.close()
        assert found_in_files(phones)
        forget_erased()
        assert found_in_files([NAME, *phones]) == set()

    def test_in_a_log_that_is_not_emptied_the_bytes_are_left(self, youth, monkeypatch):
        monkeypatch.setattr(connection, "empty_log", lambda: None)
        withdraw(youth)
        assert found_in_files([NAME, PHONE]) == {NAME, PHONE}

    def test_every_connection_overwrites_what_it_erases(self):
        for opened in (connection, connection.copy()):
            with opened.cursor() as cursor:
                cursor.execute("PRAGMA secure_delete")
                assert cursor.fetchone() == (1,)
        opened.close()

    def test_whoever_reads_meanwhile_holds_nothing_up_and_the_next_erasure_makes_up_for_it(self, youth):
        other = make_returnee(entrance=youth.entrance, home_committee=youth.home_committee)
        with closing(connection.copy()) as reader:
            reader.set_autocommit(False)
            with reader.cursor() as cursor:
                cursor.execute("SELECT name FROM returnees_returnee")
                assert withdraw(youth)
            assert found_in_files([NAME]) == {NAME}
            assert found_by_sql([NAME]) == set()
        withdraw(other)
        assert found_in_files([NAME]) == set()

    def test_while_another_process_writes_nobody_waits(self, youth):
        with closing(connection.copy()) as writer:
            writer.connect()
            writer.connection.execute("BEGIN IMMEDIATE")
            assert connection.empty_log() is False
            writer.connection.execute("ROLLBACK")
        assert connection.empty_log() is True
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA busy_timeout")
            assert cursor.fetchone() == (1000 * connection.settings_dict["OPTIONS"]["timeout"],)

    def test_a_log_that_cannot_be_emptied_leaves_the_withdrawal_as_it_is(self, youth, monkeypatch, caplog):
        def fail():
            raise OSError("disk")

        monkeypatch.setattr(connection, "empty_log", fail)
        assert withdraw(youth)
        youth.refresh_from_db()
        assert youth.name is None
        assert "on_commit" in caplog.text

    def test_what_was_rolled_back_empties_nothing(self, youth, monkeypatch):
        calls = []
        monkeypatch.setattr(connection, "empty_log", lambda: calls.append(1))
        with transaction.atomic():
            withdraw(youth)
            transaction.set_rollback(True)
        assert calls == []

    def test_says_that_somebody_reads(self, youth, monkeypatch):
        monkeypatch.setattr(forgetting, "LOG_SECONDS", 0)
        with closing(connection.copy()) as reader:
            reader.set_autocommit(False)
            with reader.cursor() as cursor:
                cursor.execute("SELECT name FROM returnees_returnee")
                withdraw(youth)
                assert "有人在读，下次再清空" in forget_erased()
        assert "预写日志已清空" in forget_erased()
        assert found_in_files([NAME]) == set()


@on_postgresql
class TestPostgresql:
    def dead_rows(self):
        """Of the records, as far as VACUUM has not removed them."""
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_stat_force_next_flush(), pg_stat_clear_snapshot()")
            cursor.execute("SELECT n_dead_tup FROM pg_stat_user_tables WHERE relname = 'returnees_returnee'")
            return cursor.fetchone()[0]

    def test_vacuums_every_table(self, youth):
        withdraw(youth)
        assert self.dead_rows() > 0
        assert forget_erased().startswith("已整理 ")
        assert self.dead_rows() == 0

    def test_the_statistics_of_columns_hold_no_name_any_more(self, youth):
        for name in ("巴特尔", "其木格", "苏日娜"):
            make_returnee(entrance=youth.entrance, home_committee=youth.home_committee, name=name)
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE returnees_returnee")
            assert self.names_in_statistics(cursor)
            withdraw(youth)
            assert not self.names_in_statistics(cursor)

    def test_without_a_new_sample_they_hold_it_until_the_table_is_vacuumed(self, youth, monkeypatch):
        """The control; so it is where another process is sampling just then."""
        monkeypatch.setattr(erased_bytes, "_sample_again", lambda values: None)
        for name in ("巴特尔", "其木格", "苏日娜"):
            make_returnee(entrance=youth.entrance, home_committee=youth.home_committee, name=name)
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE returnees_returnee")
            withdraw(youth)
            assert self.names_in_statistics(cursor)
            forget_erased()
            assert not self.names_in_statistics(cursor)

    def names_in_statistics(self, cursor):
        cursor.execute("SELECT * FROM pg_stats WHERE tablename = 'returnees_returnee'")
        return [row for row in cursor.fetchall() if NAME in str(row)]

    def test_says_which_it_may_not_vacuum(self, youth):
        with connection.cursor() as cursor:
            cursor.execute("DROP ROLE IF EXISTS guichao_guest")
            cursor.execute("CREATE ROLE guichao_guest")
            cursor.execute("SET ROLE guichao_guest")
            try:
                # Of a guest the vacuum alone: the site's own user may read its sessions.
                sentence = forgetting._vacuum_postgresql()
            finally:
                cursor.execute("RESET ROLE")
                cursor.execute("DROP ROLE guichao_guest")
        assert sentence.startswith("已整理 0 张表，另有 ")
        assert "没有权限" in sentence


def test_searches_of_every_session_go_with_it():
    """Of records that `daily` or a restoration erased."""
    session = SessionStore()
    session[SESSION_KEY] = {"token": {"term": NAME, "at": 0}}
    session.save()
    forget_erased(dry_run=True)
    assert found_by_sql([NAME]) == {NAME}
    forget_erased()
    assert found_by_sql([NAME]) == set()


def test_a_dry_run_changes_nothing(youth):
    withdraw(youth)
    assert forget_erased(dry_run=True) == "应整理数据库的文件，没有改动。"


def test_daily_runs_it_after_everything_that_erases(youth):
    Returnee.objects.filter(pk=youth.pk).update(name=NAME)
    call_command("daily", verbosity=0)
    runs = list(OperationRun.objects.order_by("pk").values_list("name", "succeeded"))
    names = [name for name, _ in runs]
    assert all(succeeded for _, succeeded in runs)
    erasing = [name for name in names if name.startswith(("erase_", "clear_", "forget_imports"))]
    assert max(map(names.index, erasing)) < names.index(Operation.FORGET_ERASED) < names.index(Operation.SEAL_AUDIT)
