"""The one command of a timer: what it erases, what it records, and how it ends where something fails."""

from datetime import timedelta
from io import StringIO

import pytest
from django.contrib.sessions.models import Session
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from django.utils import timezone

from activities.models import Activity, ActivityImport
from operations import daily
from operations.backup import runs
from organization.choices import Operation
from organization.models import AuditEvent, AuditSeal, OperationRun
from returnees.models import Returnee
from tests.factories import kind_of, make_activity, make_returnee

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_storage(settings, tmp_path):
    settings.MEDIA_ROOT = settings.VAR_DIR = tmp_path


FORGOTTEN = "已整理数据库文件。"


@pytest.fixture(autouse=True)
def _nothing_rebuilt(monkeypatch):
    """No database rebuilds its files in a transaction, and each of these tests is in one: see test_forgetting.py."""
    monkeypatch.setitem(daily.TASKS, Operation.FORGET_ERASED, lambda *, dry_run: FORGOTTEN)


@pytest.fixture
def due(world, settings):
    """Something for each task to do."""
    by = world.accounts["county_staff"]
    make_activity(campaign=world.campaign, committee=world.donghe).mark_deleted(by=by)
    youth = make_returnee(entrance=world.homepage, home_committee=world.donghe)
    youth.mark_deleted(by=by, deletion_reason="test")
    ActivityImport.objects.store(b"workbook", kind=kind_of(world.campaign, "symposium"), campaign=world.campaign, by=by)
    Session.objects.create(session_key="ended", session_data="", expire_date=timezone.now() - timedelta(days=1))
    settings.GUICHAO_TODAY += timedelta(days=31)


def run(**options):
    out = StringIO()
    call_command("daily", stdout=out, **options)
    return out.getvalue().splitlines()


def results():
    return {run.name: (run.result, run.succeeded) for run in OperationRun.objects.all()}


def test_erases_what_is_due_and_records_each_task(due):
    lines = run()
    code = AuditSeal.objects.get().code
    assert lines == [
        "清除已删除的记录：已清除 1 条记录、0 张照片。",
        "清除已删除的问卷：已清除 1 份。",
        "清除找回回执的请求：已清除 0 个满 30 天的请求。",
        "清除未确认的导入：已清除 1 个未确认的导入文件。",
        "清除已结束的会话：已清除 1 个已结束的会话。",
        "清除到期的试用内容：已清除试用内容：没有内容。",
        "匿名化到期的年度：没有到期的年度。",
        f"抹去已清除内容的痕迹：{FORGOTTEN}",
        f"封存审计记录：已封存 1 条审计记录，封条 {code}",
        "核对审计记录：完整：共 1 条，已封存 1 条。",
    ]
    assert not Activity.with_deleted.exists()
    assert Returnee.objects.get().name is None
    assert not ActivityImport.objects.exists()
    assert not Session.objects.exists()
    assert results() == {
        "erase_entries": ("已清除 1 条记录、0 张照片。", True),
        "erase_records": ("已清除 1 份。", True),
        "erase_lost_codes": ("已清除 0 个满 30 天的请求。", True),
        "forget_imports": ("已清除 1 个未确认的导入文件。", True),
        "clear_sessions": ("已清除 1 个已结束的会话。", True),
        "erase_trials": ("已清除试用内容：没有内容。", True),
        "anonymise": ("没有到期的年度。", True),
        "forget_erased": (FORGOTTEN, True),
        "seal_audit": (f"已封存 1 条审计记录，封条 {code}", True),
        "verify_audit": ("完整：共 1 条，已封存 1 条。", True),
    }
    assert all(run.started_at <= run.finished_at for run in OperationRun.objects.all())


def test_a_second_run_finds_nothing_and_is_recorded_too(due):
    run()
    assert "清除已删除的问卷：已清除 0 份。" in run()
    assert OperationRun.objects.count() == 2 * len(daily.TASKS)
    assert OperationRun.objects.filter(name=Operation.ERASE_RECORDS).first().result == "已清除 0 份。"


def test_a_dry_run_changes_and_records_nothing(due):
    assert run(dry_run=True) == [
        "清除已删除的记录：应清除 1 条记录、0 张照片，没有改动。",
        "清除已删除的问卷：应清除 1 份，没有改动。",
        "清除找回回执的请求：应清除 0 个满 30 天的请求，没有改动。",
        "清除未确认的导入：应清除 1 个未确认的导入文件，没有改动。",
        "清除已结束的会话：应清除 1 个已结束的会话，没有改动。",
        "清除到期的试用内容：应清除试用内容：没有内容，没有改动。",
        "匿名化到期的年度：没有到期的年度。",
        f"抹去已清除内容的痕迹：{FORGOTTEN}",
        "封存审计记录：应封存 0 条审计记录，没有改动。",
        "核对审计记录：完整：共 0 条，已封存 0 条。",
    ]
    assert Activity.with_deleted.exists()
    assert Returnee.objects.get().name
    assert default_storage.exists(ActivityImport.objects.get().path)
    assert Session.objects.exists()
    assert not OperationRun.objects.exists()
    assert not AuditEvent.objects.exists()


def test_where_one_task_fails_the_others_run_and_the_command_ends_in_an_error(due, monkeypatch, caplog):
    row = "乌云其其格"  # a traceback shows the line of code that raises

    def fail(*, dry_run):
        raise IntegrityError(row)

    monkeypatch.setitem(daily.TASKS, Operation.ERASE_ENTRIES, fail)
    with pytest.raises(CommandError, match="清除已删除的记录"):
        run()
    assert results()["erase_entries"] == ("失败：IntegrityError", False)
    assert results()["erase_records"] == ("已清除 1 份。", True)
    assert "The daily task erase_entries failed." in caplog.text


def test_a_trail_that_is_not_whole_fails_its_task_and_says_where(due):
    run()
    number = AuditEvent.objects.get().sequence
    AuditEvent.objects.update(detail="改过")
    with pytest.raises(CommandError, match="核对审计记录"):
        run()
    latest = OperationRun.objects.filter(name=Operation.VERIFY_AUDIT).first()
    assert (latest.result, latest.succeeded) == (f"不完整：第 {number} 条：内容被改动。", False)
    assert f"核对审计记录：不完整：第 {number} 条：内容被改动。" in run(dry_run=True)


class TestBackup:
    @pytest.fixture
    def directory(self, settings, tmp_path):
        settings.BACKUP_DIR = tmp_path / "backups"
        return settings.BACKUP_DIR

    def test_needs_a_key_that_somebody_has_seen(self, due, directory):
        """What it printed would stand in the log of the server, and there everybody finds it."""
        with pytest.raises(CommandError, match="没有完成：备份"):
            run()
        result, succeeded = results()["backup"]
        assert result.startswith("还没有备份的密钥")
        assert not succeeded
        assert results()["erase_records"] == ("已清除 1 份。", True)

    def test_is_the_last_task_where_a_folder_is_set(self, due, directory, monkeypatch):
        monkeypatch.setattr(runs, "require_recipient", lambda: None)
        monkeypatch.setattr(runs, "make_backup", lambda *arguments: MadeForTest())
        assert run()[-1] == "备份：一份备份。"
        assert results()["backup"] == ("一份备份。", True)

    def test_a_dry_run_makes_none(self, due, directory):
        assert run(dry_run=True)[-1] == f"备份：应备份到 {directory}，没有改动。"
        assert not directory.exists()


class MadeForTest:
    def describe(self):
        return "一份备份。"


def test_a_run_does_not_end_before_it_begins(db):
    with pytest.raises(IntegrityError, match="operationrun_finished_after_start"), transaction.atomic():
        OperationRun.objects.record(
            name=Operation.ERASE_ENTRIES,
            started_at=timezone.now() + timedelta(hours=1),
            result="",
            succeeded=True,
        )
