"""Everything works through a PgBouncer in transaction mode, and leaves nothing behind on its connections."""

import os
from contextlib import closing, contextmanager
from io import StringIO

import psycopg2
import pytest
from django.core.management import CommandError, call_command
from django.db import OperationalError, connection, transaction
from pyrage.x25519 import Identity

from config.settings import env_database
from operations.backup import databases
from operations.backup.making import find_backups
from organization.database_faults import describe_database, find_durability_fault
from organization.models import AuditSeal, OperationRun
from returnees.models import Returnee
from tests.activities.entries import attach
from tests.activities.exchange import ROWS, import_rows
from tests.pgbouncer import PROGRAM, pgbouncer
from tests.reports.exports.all_records import ACTIVITIES, RETURNEES, close, grid
from tests.reports.exports.all_records import post as export
from tests.returnees.answering import post as answer

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="stands before PostgreSQL alone"),
    pytest.mark.skipif(not PROGRAM and not os.environ.get("CI"), reason="needs the program pgbouncer"),
]


@pytest.fixture(autouse=True)
def site(settings, tmp_path):
    settings.VAR_DIR = tmp_path / "var"
    settings.VAR_DIR.mkdir()
    settings.MEDIA_ROOT = settings.VAR_DIR / "media"
    settings.BACKUP_DIR = tmp_path / "backups"
    return settings


@pytest.fixture
def identity_text():
    return str(Identity.generate().to_public())


@pytest.fixture
def direct_url(world):
    given = connection.get_connection_params()
    secret = f":{given['password']}" if given.get("password") else ""
    port = f"&port={given['port']}" if given.get("port") else ""
    return f"postgres://{given['user']}{secret}@/{given['dbname']}?host={given['host']}{port}"


@contextmanager
def pooled(monkeypatch, folder, query="?pgbouncer=1", **settings):
    """The site's connection goes through a PgBouncer meanwhile."""
    given = connection.settings_dict
    with pgbouncer(connection.get_connection_params(), folder, **settings) as port:
        monkeypatch.setenv("DATABASE_URL", f"postgres://guichao@127.0.0.1:{port}/{given['NAME']}{query}")
        chosen = ("HOST", "PORT", "USER", "PASSWORD", "OPTIONS", "DISABLE_SERVER_SIDE_CURSORS")
        entry = env_database("DATABASE_URL", "")
        with monkeypatch.context() as changed:
            for name in chosen:
                changed.setitem(given, name, entry.get(name, False))
            connection.close()
            try:
                yield port
            finally:
                connection.close()


@pytest.fixture(params=["a new connection for each transaction", "one connection for everybody"])
def through(request, world, monkeypatch, tmp_path):
    """The first loses what was set for a session at once; of the second it is looked at in the end."""
    is_new = request.param.startswith("a new")
    with pooled(monkeypatch, tmp_path, **({"server_lifetime": 0} if is_new else {"default_pool_size": 1})) as port:
        yield world
        connection.close()
        if not is_new:
            assert left_behind(port, connection.settings_dict["NAME"]) == ([], 0, 0, 0)


def left_behind(port, name):
    """Settings, locks, cursors and prepared statements of those who had the connection before."""
    with closing(psycopg2.connect(host="127.0.0.1", port=port, user="guichao", dbname=name)) as other:
        cursor = other.cursor()
        # Those that PgBouncer gives each client anew are not left behind.
        cursor.execute(
            "SELECT name FROM pg_settings WHERE source = 'session' AND name <> ALL(%s)",
            [["client_encoding", "DateStyle", "TimeZone", "standard_conforming_strings", "application_name"]],
        )
        names = [name for (name,) in cursor.fetchall()]
        counts = []
        # pg_locks shows the whole cluster: other databases, and so other tests, are in it.
        own_locks = "pg_locks WHERE locktype = 'advisory' AND pid = pg_backend_pid()"
        for table in (own_locks, "pg_cursors", "pg_prepared_statements"):
            cursor.execute(f"SELECT count(*) FROM {table}")
            counts.append(cursor.fetchone()[0])
    return names, *counts


def test_the_control_leaves_a_setting_behind(world, monkeypatch, tmp_path):
    with pooled(monkeypatch, tmp_path, default_pool_size=1) as port:
        with connection.cursor() as cursor:
            cursor.execute("SET statement_timeout = '1min'")
        connection.close()
        assert left_behind(port, connection.settings_dict["NAME"])[0] == ["statement_timeout"]


def test_without_its_word_in_the_address_it_is_refused_with_a_sentence(world, monkeypatch, tmp_path):
    with pooled(monkeypatch, tmp_path, query=""), pytest.raises(OperationalError) as refused:
        connection.ensure_connection()
    assert "?pgbouncer=1" in describe_database(str(refused.value))


def test_commits_are_as_durable_as_the_server_makes_them(through):
    """Nothing may be set for the session, so the doctor asks what the role was given."""
    connection.ensure_connection()
    assert "options" not in connection.settings_dict["OPTIONS"]
    assert "synchronous_commit" not in find_durability_fault(connection)


def test_youths_answer_and_staff_read(through, client, log_in):
    assert client.get(through.homepage.get_absolute_url()).status_code == 200
    assert answer(client, through.homepage).status_code == 200
    assert Returnee.objects.count() == 1
    staff = log_in("region_manager")
    for address in (
        *("/admin/", "/admin/returnees/returnee/", "/admin/activities/kind/symposium/", "/admin/reports/package/"),
        *("/admin/reports/annex2/", "/admin/reports/annex2.xlsx", "/admin/reports/statistics/"),
    ):
        assert staff.get(address).status_code in (200, 302), address


def test_a_workbook_comes_in_and_all_records_go_out(through, client, log_in):
    answer(client, through.homepage)
    import_rows(log_in("county_staff"), ROWS["symposium"], ROWS["symposium"] | {"主题": "另一场"})
    staff = log_in("region_manager")
    for address, count in ((RETURNEES, 1), (ACTIVITIES, 2)):
        response = export(staff, address)
        assert len(grid(response)) == count
        close(response)


def test_an_entry_with_a_photo_is_sealed_backed_up_and_forgotten(direct_url, through, site, identity_text):
    attach(through)
    site.DIRECT_DATABASE_URL = direct_url
    out = StringIO()
    call_command("backup", stdout=out, recipient=identity_text)
    for path in find_backups(site.BACKUP_DIR):
        path.unlink()  # two of the same second have one name
    call_command("daily", stdout=out)
    assert not OperationRun.objects.filter(succeeded=False).exists(), out.getvalue()
    call_command("verify_audit", stdout=out)
    assert len(find_backups(site.BACKUP_DIR)) == 1


def test_seals_are_made_by_one_at_a_time(through, log_in):
    log_in("auditor")
    with transaction.atomic():
        AuditSeal.objects.seal(is_thorough=True)
    assert AuditSeal.objects.count() <= 1


def test_a_backup_through_it_is_refused_with_its_cure(through, identity_text):
    with pytest.raises(CommandError, match="DIRECT_DATABASE_URL"):
        call_command("backup", stdout=StringIO(), recipient=identity_text)


def test_nothing_is_restored_through_it(site):
    with pytest.raises(databases.BackupRefused, match="DIRECT_DATABASE_URL"):
        databases.direct_url("postgres://guichao@127.0.0.1:6432/guichao?pgbouncer=1")
    site.DIRECT_DATABASE_URL = "postgres://guichao@127.0.0.1/guichao"
    assert databases.direct_url("postgres://x/y?pgbouncer=1") == site.DIRECT_DATABASE_URL
