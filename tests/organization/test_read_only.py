"""`manage read_only on`: the site may be looked at, and nothing of the campaign's data changes, whoever asks how."""

import math
import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from io import StringIO

import pytest
from django.apps import apps
from django.conf import settings as site_settings
from django.core.management import CommandError, call_command
from django.db import OperationalError, connection, connections, transaction
from django.test import Client

from organization import read_only
from organization.changing_statements import GOES_ON, may_change
from organization.choices import Act, Operation
from organization.models import AuditEvent, Committee, LoginTry, OperationRun, ReadOnlySwitch
from organization.outage import SiteReadOnly
from organization.read_only import changes_allowed, read_only_state
from returnees.entrances.openings import openings
from returnees.models import Returnee
from tests.activities.entries import add
from tests.factories import PASSWORD
from tests.returnees.answering import post, shown_receipt
from tests.returnees.receipts import corrected, look_up, shows_the_answer
from tests.staff_pages import addresses_of_rows, pages_of, plain_addresses
from tests.walk.forms import forms_of

pytestmark = pytest.mark.django_db
REASON = "换数据库"


def run(*arguments, **options):
    out = StringIO()
    call_command("read_only", *arguments, stdout=out, **options)
    return out.getvalue()


@pytest.fixture(autouse=True)
def _own_state(settings, tmp_path, monkeypatch):
    settings.VAR_DIR = tmp_path
    settings.MEDIA_ROOT = tmp_path / "media"
    for name in ("LOOK_SECONDS", "SPARE_SECONDS", "POLL_SECONDS"):
        monkeypatch.setattr(read_only, name, 0)
    read_only.forget()
    yield
    # The next test begins before its own fixtures.
    read_only.seen.state, read_only.seen.at = None, math.inf


@pytest.fixture
def is_read_only():
    run("on", reason=REASON)


class TestCommand:
    def test_says_how_it_is_and_leaves_its_trace(self):
        assert run() == "网站现在可以改动。\n"
        assert f"只读：{REASON}（" in run("on", reason=REASON)
        assert read_only_state().reason == REASON
        assert REASON in run()
        assert run("off") == "网站现在可以改动。\n"
        acts = list(AuditEvent.objects.order_by("pk").values_list("act", flat=True))
        assert acts == [Act.SITE_READ_ONLY, Act.SITE_READ_ONLY_END]
        runs = OperationRun.objects.filter(name=Operation.READ_ONLY, succeeded=True)
        assert [REASON in run.result for run in runs] == [True, True]

    @pytest.mark.parametrize("reason", ["", "  ", "长" * 61])
    def test_wants_a_reason_that_fits_into_a_line(self, reason):
        with pytest.raises(CommandError, match="原因应为"):
            run("on", reason=reason)
        assert read_only_state() is None

    def test_off_where_it_is_not_on_records_nothing(self):
        run("off")
        assert not AuditEvent.objects.exists()

    @pytest.mark.skipif(connection.vendor != "sqlite", reason="the other processes have the same database on both")
    def test_holds_in_other_processes_too(self, tmp_path):
        """With a state folder of their own: what they have in common is the database."""
        env = os.environ | {"SECRET_KEY": "x" * 40, "PYTHONUTF8": "1"}
        env |= {"DATABASE_URL": f"sqlite:///{tmp_path}/other.sqlite3"}
        migrated, other = connection.settings_dict["NAME"], tmp_path / "other.sqlite3"
        with closing(sqlite3.connect(migrated)) as database, closing(sqlite3.connect(other)) as copy:
            database.backup(copy)

        def manage(node, *arguments):
            command = [sys.executable, "manage.py", *arguments]
            of_node = env | {"GUICHAO_VAR": str(tmp_path / node)}
            run_in = {"cwd": site_settings.BASE_DIR, "env": of_node, "capture_output": True, "text": True}
            return subprocess.run(command, check=False, **run_in)

        assert manage("one", "read_only", "on", "--reason", REASON).returncode == 0
        refused = manage("two", "load_places")
        assert refused.returncode == 78
        assert f"没有作改动，网站现在只读：{REASON}" in refused.stderr
        assert "Traceback" not in refused.stderr
        assert manage("two", "read_only", "off").returncode == 0
        assert manage("one", "load_places").returncode == 0


class TestLook:
    """How a process that is running comes to know it."""

    def test_once_in_a_while_before_a_change(self, world, monkeypatch):
        assert Committee.objects.update(ended_on=None)
        ReadOnlySwitch.objects.create(pk=1, reason=REASON, since="2020-02-01 08:00")  # of another process
        with pytest.raises(SiteReadOnly, match=REASON), transaction.atomic():
            Committee.objects.update(ended_on=None)
        ReadOnlySwitch.objects.all().delete()
        assert Committee.objects.update(ended_on=None)

    def test_it_goes_by_what_it_saw_until_then(self, world, monkeypatch):
        monkeypatch.setattr(read_only, "LOOK_SECONDS", 60)
        assert Committee.objects.update(ended_on=None)
        ReadOnlySwitch.objects.create(pk=1, reason=REASON, since="2020-02-01 08:00")
        assert Committee.objects.update(ended_on=None)
        read_only.forget()
        with pytest.raises(SiteReadOnly, match=REASON):
            Committee.objects.update(ended_on=None)

    def test_where_the_database_does_not_answer_it_is_as_it_was(self, is_read_only, monkeypatch):
        assert read_only_state()

        def refuse():
            raise OperationalError("away")

        monkeypatch.setattr(connection, "ensure_connection", refuse)
        assert read_only_state().reason == REASON
        with pytest.raises(OperationalError, match="away"):
            Committee.objects.update(ended_on=None)

    def test_before_its_table_is_there_the_site_may_be_changed(self, world, monkeypatch):
        monkeypatch.setattr(read_only, "seen", read_only.Seen())
        monkeypatch.setitem(read_only.FIND_TABLE, connection.vendor, "SELECT NULL")
        assert Committee.objects.update(ended_on=None)


class TestStatements:
    def test_whatever_does_not_only_read_is_refused_by_default(self, is_read_only):
        with connection.cursor() as cursor:
            for statement in ("CREATE TABLE x (n integer)", "DROP TABLE organization_committee", "TRUNCATE x"):
                with pytest.raises(SiteReadOnly):
                    cursor.execute(statement)

    @pytest.mark.parametrize("model", apps.get_models(include_auto_created=True), ids=lambda model: model._meta.label)
    def test_every_table_but_those_of_logins_and_trail(self, model, is_read_only):
        table = model._meta.db_table
        statements = (
            f'INSERT INTO "{table}" ("id") VALUES (%s)',
            f'UPDATE "{table}" SET "id" = %s',
            f'DELETE FROM "{table}" WHERE "id" = %s',
        )
        assert [may_change(sql) for sql in statements] == [table not in GOES_ON] * 3
        if table not in GOES_ON:
            for sql in statements:
                with pytest.raises(SiteReadOnly), connection.cursor() as cursor:
                    cursor.execute(sql, [1])

    def test_what_goes_on_is_there(self):
        assert set(connection.introspection.table_names()) >= GOES_ON

    def test_a_new_connection_is_guarded_before_all_else(self):
        assert connection.execute_wrappers[0] is read_only.refuse_changes

    def test_an_upgrade_may_go_on(self, is_read_only, world):
        with changes_allowed():
            assert Committee.objects.update(ended_on=None)
        with pytest.raises(SiteReadOnly):
            Committee.objects.update(ended_on=None)

    def test_without_the_guard_it_is_changed(self, is_read_only, world, monkeypatch):
        """The control."""
        monkeypatch.setattr(read_only, "may_change", lambda sql: False)
        assert Committee.objects.update(ended_on=None)


class TestYouth:
    def test_is_told_before_typing_on_a_page_that_was_served_before(self, client, world, monkeypatch):
        monkeypatch.setattr("returnees.page_cache.FRESH_SECONDS", 0)
        address = world.homepage.get_absolute_url()
        assert "网站正在维护" not in client.get(address).text
        run("on", reason=REASON)
        page = client.get(address).text
        assert f"网站正在维护（{REASON}）" in page
        assert page.index("网站正在维护") < page.index("<form")
        run("off")
        assert "网站正在维护" not in client.get(address).text

    def test_keeps_what_was_typed(self, client, world, is_read_only):
        response = post(client, world.homepage)
        assert (response.status_code, response.headers["Retry-After"]) == (503, "30")
        assert "乌云其其格" in response.text
        assert not Returnee.objects.exists()

    def test_sees_the_own_record_and_cannot_change_it(self, client, world):
        code = shown_receipt(post(client, world.homepage))
        run("on", reason=REASON)
        assert shows_the_answer(look_up(client, code))
        refused = look_up(client, code, **corrected(world, name="苏日娜"))
        assert refused.status_code == 503
        assert "苏日娜" in refused.text
        assert Returnee.objects.get().name == "乌云其其格"

    def test_openings_wait(self, client, world, is_read_only, caplog):
        client.get(world.homepage.get_absolute_url())
        openings.flush_in_background()
        assert openings.counts.total() == 1
        assert not [record for record in caplog.records if record.name.startswith("returnees")]


class TestStaff:
    def test_every_page_says_so_and_a_form_comes_back(self, log_in, is_read_only):
        client = log_in("county_staff")
        assert f"网站现在只读：{REASON}" in client.get("/admin/").text
        client.raise_request_exception = False
        refused = add(client, "symposium", topic="草原上的座谈会")
        assert (refused.status_code, refused.headers["Retry-After"]) == (503, "30")
        assert "草原上的座谈会" in refused.text
        assert "网站正在维护，只能查看" in refused.text

    def test_logins_tries_and_the_trail_go_on(self, world, is_read_only, log_in):
        username = world.accounts["county_staff"].username
        log_in("county_staff")
        client = Client()
        client.post("/admin/login/", {"username": username, "password": "wrong"})
        assert LoginTry.objects.count() == 1
        assert client.post("/admin/login/", {"username": username, "password": PASSWORD}).status_code == 302
        assert client.get("/admin/").status_code == 200
        assert client.post("/admin/logout/").status_code in (200, 302)
        acts = set(AuditEvent.objects.values_list("act", flat=True))
        assert {Act.SIGN_IN, Act.SIGN_IN_FAILED, Act.SIGN_OUT} <= acts

    @pytest.mark.parametrize("role", ["region_manager", "county_staff", "system_administrator"])
    def test_no_address_changes_anything(self, role, log_in, world, settings):
        """Every form of every page, with every button, as a browser would send it."""
        client = log_in(role)
        client.raise_request_exception = False
        addresses = [*plain_addresses(), *addresses_of_rows(world)]
        run("on", reason=REASON)
        before, sent, failed = contents(), 0, []
        for address, page in list(pages_of(client, addresses)):
            for form in forms_of(page):
                if form.method != "post" or form.is_of_frame or "/login/" in form.action:
                    continue
                for values in form.submissions():
                    with transaction.atomic():
                        response = client.post(form.action or address, values)
                    response.close()
                    sent += 1
                    if response.status_code >= 500 and response.status_code != 503:
                        failed.append((address, response.status_code))
        assert sent > 5
        assert failed == []
        changed = [table for table, rows in contents().items() if rows != before[table] and table not in GOES_ON]
        assert changed in ([], ["organization_account"])


def contents():
    """Of every table the number of its rows and what they hold, short."""
    found = {}
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names():
            cursor.execute(f'SELECT * FROM "{table}"')
            found[table] = hash(frozenset(map(str, cursor.fetchall())))
    return found


def test_the_daily_tasks_erase_nothing_and_say_so(is_read_only, world):
    out = StringIO()
    call_command("daily", stdout=out)
    lines = out.getvalue().splitlines()
    assert "清除已删除的问卷：网站只读，这次没有执行。" in lines
    assert sum("网站只读" in line for line in lines) == 7
    assert all(OperationRun.objects.exclude(name=Operation.READ_ONLY).values_list("succeeded", flat=True))
    assert any(line.startswith("封存审计记录：") and "只读" not in line for line in lines)


def test_readyz_stays_ready_and_says_it(client, is_read_only):
    assert client.get("/readyz").content.startswith("ready\n只读\n".encode())


@pytest.fixture
def foreign():
    """A connection that writes beside the site's, as a request that began before does."""
    other = connections.create_connection("default")
    other.execute_wrappers.clear()
    other.set_autocommit(True)
    yield other
    other.close()


@pytest.mark.django_db(transaction=True)
class TestChangesUnderWay:
    def begin(self, other):
        other.set_autocommit(False)
        with changes_allowed(), other.cursor() as cursor:
            cursor.execute("UPDATE organization_campaign SET key = key")

    def test_are_waited_for(self, foreign, monkeypatch):
        ReadOnlySwitch.objects.turn_on(REASON)
        if connection.vendor == "sqlite":
            monkeypatch.setitem(connection.settings_dict["OPTIONS"], "timeout", 0.2)
            connection.close()  # the next one waits no longer
        self.begin(foreign)
        polls = []

        def count():
            polls.append(counted())
            if len(polls) == 2:
                foreign.commit()
            return polls[-1]

        counted = read_only.count_writers
        monkeypatch.setattr(read_only, "count_writers", count)
        try:
            assert read_only.await_writers(60) == 0
        finally:
            ReadOnlySwitch.objects.turn_off()
            connection.close()
        assert polls == [1, 1, 0]

    @pytest.mark.skipif(connection.vendor == "sqlite", reason="there the command itself waits for its turn")
    def test_that_do_not_end_are_named(self, foreign, monkeypatch):
        monkeypatch.setattr("operations.management.commands.read_only.PATIENCE_SECONDS", 0.1)
        self.begin(foreign)
        try:
            with pytest.raises(CommandError, match="还有 1 处以前开始的改动没有完成"):
                run("on", reason=REASON)
            assert read_only_state().reason == REASON
        finally:
            foreign.rollback()
            run("off")

    @pytest.mark.skipif(connection.vendor == "sqlite", reason="its lock does not say for what it is held")
    def test_of_logins_and_trail_are_not(self, foreign):
        foreign.set_autocommit(False)
        with foreign.cursor() as cursor:
            cursor.execute("UPDATE organization_operationrun SET name = name")
        assert read_only.count_writers() == 0
        foreign.rollback()
