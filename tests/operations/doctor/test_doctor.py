"""Each line of the doctor turns red by breaking what it looks at, and green again by mending it."""

import io
import json
from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.db import OperationalError, connection
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone

from operations.daily import due_tasks
from operations.doctor import database, examination, files, runs, site
from operations.doctor.findings import Severity, fail, fine, warn
from operations.doctor.visit import Visit
from organization.choices import Act, CampaignState, Operation
from organization.machine import GIGABYTE, DiskSpace
from organization.models import AuditEvent, Campaign, OperationRun, PrivacyNotice
from tests.factories import make_photo, publish_notice


def record_run(name, *, hours_ago=0, succeeded=True):
    moment = timezone.now() - timedelta(hours=hours_ago)
    OperationRun.objects.create(name=name, started_at=moment, finished_at=moment, result="", succeeded=succeeded)


def is_red(finding, *words):
    assert finding.level == Severity.ERROR, finding
    assert finding.cure or "：" in finding.sentence
    assert all(word in finding.text for word in words), finding.text


def is_amber(finding, *words):
    assert finding.level == Severity.WARNING, finding
    assert all(word in finding.text for word in words), finding.text


def is_green(finding):
    assert finding.level == Severity.FINE, finding


@pytest.mark.django_db
class TestDatabase:
    def test_one_that_takes_no_row(self, monkeypatch):
        with monkeypatch.context() as broken:
            broken.setattr(database, "write_and_take_back", raises(OperationalError("disk is full")))
            is_red(database.check_database(), "不能写入：它的磁盘满了")
        is_green(database.check_database())
        assert not OperationRun.objects.exists()

    def test_one_that_is_away(self, monkeypatch):
        with monkeypatch.context() as broken:
            broken.setattr(connection, "ensure_connection", raises(OperationalError("Connection refused")))
            is_red(database.check_database(), "那里没有数据库在运行", "DATABASE_URL")
        is_green(database.check_database())

    def test_one_that_may_lose_rows(self, monkeypatch):
        for fault, judge in (("PostgreSQL 的 fsync 是 off：请改为 on", is_red), ("", is_green)):
            monkeypatch.setattr(database, "find_durability_fault", lambda connection, fault=fault: fault)
            judge(database.check_durability())

    def test_one_without_all_migrations(self):
        is_green(database.check_migrations())
        MigrationRecorder.Migration.objects.filter(app="reports").delete()
        is_red(database.check_migrations(), "reports.", "manage migrate")

    def test_one_that_a_newer_release_has_brought_further(self):
        MigrationRecorder(connection).record_applied("returnees", "0999_of_the_next_release")
        is_amber(database.check_migrations(), "returnees.0999_of_the_next_release")

    def test_roles_that_nobody_wrote_and_one_that_may_do_more(self):
        is_red(database.check_roles(), "sync_roles")
        call_command("sync_roles")
        is_green(database.check_roles())
        more, less = Group.objects.get(name="region_manager"), Group.objects.get(name="county_staff")
        less.permissions.add(more.permissions.exclude(pk__in=less.permissions.all()).first())
        is_red(database.check_roles())
        call_command("sync_roles")
        is_green(database.check_roles())


def raises(error):
    def fail_so(*given, **named):
        raise error

    return fail_so


@pytest.mark.django_db
class TestFiles:
    def test_static_files_of_another_version(self, settings, tmp_path):
        settings.STATIC_ROOT = tmp_path
        settings.STORAGES = settings.STORAGES | {"staticfiles": {"BACKEND": "config.staticfiles.StaticFilesStorage"}}
        is_red(files.check_static_files(), "collectstatic")
        call_command("collectstatic", verbosity=0, interactive=False)
        is_green(files.check_static_files())
        next(tmp_path.glob("public.*.js")).unlink()
        is_red(files.check_static_files())

    def test_a_media_folder_that_takes_no_file(self, settings, tmp_path):
        settings.MEDIA_ROOT = tmp_path / "media"
        settings.MEDIA_ROOT.touch()
        is_red(files.check_media(), "照片文件夹", "不能写入")
        settings.MEDIA_ROOT.unlink()
        is_green(files.check_media())
        assert not list(settings.MEDIA_ROOT.iterdir())

    def test_a_media_folder_of_another_database(self, settings, tmp_path, world):
        settings.MEDIA_ROOT = tmp_path / "ours"
        photo = make_photo(by=world.accounts["county_staff"])
        is_red(files.check_media(), "1 张照片中有 1 张不在")
        default_storage.save(photo.path, ContentFile(b"picture"))
        is_green(files.check_media())
        settings.MEDIA_ROOT = tmp_path / "others"
        is_red(files.check_media(), "1 张照片中有 1 张不在", "MEDIA_ROOT")

    def test_disks_without_room(self, monkeypatch):
        for free, judge in ((GIGABYTE, is_red), (5 * GIGABYTE, is_amber), (50 * GIGABYTE, is_green)):
            monkeypatch.setattr(files, "measure", lambda folder, free=free: DiskSpace(free, 100 * GIGABYTE))
            judge(files.check_disks())

    def test_a_file_system_that_can_have_no_more_names(self, monkeypatch):
        monkeypatch.setattr(files, "measure", lambda folder: DiskSpace(50 * GIGABYTE, 100 * GIGABYTE))
        monkeypatch.setattr(files, "has_few_names", lambda folder: True)
        is_amber(files.check_disks(), "inode")

    def test_backups_on_a_disk_of_their_own_are_looked_at(self, settings, tmp_path):
        settings.VAR_DIR = settings.MEDIA_ROOT = tmp_path
        settings.BACKUP_DIR = "/proc/self"  # a file system of its own on every Linux
        assert len(files.written_folders()) >= 2

    def test_keys_of_another_database(self, settings, world, tmp_path):
        settings.VAR_DIR = tmp_path
        AuditEvent.objects.append(act=Act.SIGN_IN, actor=world.accounts["auditor"], address=None, subject=None)
        is_green(files.check_keys())
        ours, settings.AUDIT_KEY = settings.AUDIT_KEY, "x" * 64
        is_red(files.check_keys(), "audit_key", "备份")
        settings.AUDIT_KEY = ours
        is_green(files.check_keys())

    def test_keys_that_everybody_reads(self, settings, tmp_path):
        settings.VAR_DIR = tmp_path
        key = tmp_path / "audit_key"
        key.touch(mode=0o644)
        key.chmod(0o644)
        is_amber(files.check_keys(), "audit_key", "chmod 600")
        key.chmod(0o600)
        is_green(files.check_keys())


@pytest.mark.django_db
class TestRuns:
    @pytest.fixture(autouse=True)
    def _without_backups(self, settings):
        settings.BACKUP_DIR, settings.BACKUP_LATE_DAYS = None, 2

    def test_daily_tasks_that_have_not_run_for_26_hours(self):
        is_red(runs.check_daily_tasks(), "没有运行", "定时器")
        for task in due_tasks():
            record_run(task, hours_ago=27)
        is_red(runs.check_daily_tasks())
        for task in due_tasks():
            record_run(task, hours_ago=25)
        is_green(runs.check_daily_tasks())

    def test_one_that_failed_is_named(self):
        for task in due_tasks():
            record_run(task, succeeded=task != Operation.SEAL_AUDIT)
        is_red(runs.check_daily_tasks(), "封存审计记录")
        record_run(Operation.SEAL_AUDIT)
        is_green(runs.check_daily_tasks())

    def test_backups_that_are_not_made_late_or_never_checked(self, settings, tmp_path):
        is_amber(runs.check_backups(), "没有备份")
        settings.BACKUP_DIR = tmp_path
        is_red(runs.check_backups(), "还没有做成过")
        record_run(Operation.BACKUP, hours_ago=24 * 5)
        is_red(runs.check_backups(), "5 天前")
        record_run(Operation.BACKUP)
        is_amber(runs.check_backups(), "还没有核对过")
        record_run(Operation.BACKUP_CHECK, hours_ago=24 * 101)
        is_amber(runs.check_backups(), "101 天前")
        record_run(Operation.BACKUP_CHECK)
        is_green(runs.check_backups())
        record_run(Operation.BACKUP, succeeded=False)
        is_amber(runs.check_backups(), "没有成功")
        record_run(Operation.BACKUP)
        record_run(Operation.BACKUP_CHECK, succeeded=False)
        is_red(runs.check_backups(), "核对没有通过")

    @pytest.mark.parametrize(("kept", "is_promised"), [(30, True), (7, True), (31, False), (0, False)])
    def test_backups_that_are_kept_longer_than_a_privacy_notice_says(self, settings, world, kept, is_promised):
        PrivacyNotice.objects.update(text="")
        settings.BACKUP_KEEP_DAYS = kept
        is_green(runs.check_promised_days())  # nothing is promised
        settings.BACKUP_KEEP_DAYS = 30
        publish_notice(world.campaign)
        settings.BACKUP_KEEP_DAYS = kept
        finding = runs.check_promised_days()
        is_green(finding) if is_promised else is_amber(finding, "最多保留 30 天", "BACKUP_KEEP_DAYS")

    def test_a_trial_that_is_open(self, world):
        is_green(runs.check_trial())
        Campaign.objects.update(is_trial=True, state=CampaignState.OPEN)
        is_amber(runs.check_trial(), "试用")
        Campaign.objects.update(state=CampaignState.CLOSED)
        is_green(runs.check_trial())


@pytest.mark.django_db
class TestAddress:
    @pytest.fixture(autouse=True)
    def _served(self, settings):
        settings.PUBLIC_URL, settings.IS_HTTPS = "https://guichao.example", True
        settings.DEBUG, settings.GUICHAO_TODAY = False, None

    @pytest.mark.parametrize("url", ["http://127.0.0.1:8000", "http://localhost", "https://[::1]"])
    def test_one_that_only_this_machine_opens(self, settings, url):
        is_green(site.check_address())
        settings.PUBLIC_URL = url
        is_amber(site.check_address(), "手机")

    def test_one_that_is_not_encrypted_is_worse_once_a_campaign_is_open(self, settings, world):
        settings.PUBLIC_URL, settings.IS_HTTPS = "http://guichao.example", False
        Campaign.objects.update(state=CampaignState.CLOSED)
        is_amber(site.check_address(), "https")
        Campaign.objects.filter(pk=world.campaign.pk).update(state=CampaignState.OPEN)
        is_red(site.check_address(), "https")

    def test_debugging_and_a_fixed_day(self, settings):
        settings.GUICHAO_TODAY = timezone.localdate()
        is_amber(site.check_address(), "GUICHAO_TODAY")
        settings.DEBUG = True
        is_red(site.check_address(), "DEBUG")


@pytest.mark.django_db
class TestCommand:
    CHECK = examination.DoctorCheck("one", "一项", lambda: fine("好"))

    def run(self, monkeypatch, findings, **options):
        checks = [examination.DoctorCheck(f"check_{n}", f"第{n}项", lambda f=f: f) for n, f in enumerate(findings)]
        monkeypatch.setattr(examination, "LOCAL_CHECKS", checks)
        monkeypatch.setattr(examination, "SITE_CHECKS", ())
        monkeypatch.setattr(examination.examine_site, "__defaults__", (lambda url: Visit(url),))
        out = io.StringIO()
        try:
            call_command("doctor", stdout=out, **options)
            status = 0
        except CommandError as error:
            status = error.returncode
        return status, out.getvalue()

    @pytest.mark.parametrize(
        ("findings", "status"),
        [([fine("好")], 0), ([fine("好"), warn("旧", "换")], 1), ([fail("坏", "修"), warn("旧")], 2)],
    )
    def test_its_status_is_that_of_the_worst(self, monkeypatch, findings, status):
        assert self.run(monkeypatch, findings)[0] == status

    def test_each_line_has_its_sentence_and_its_cure(self, monkeypatch):
        _, said = self.run(monkeypatch, [fine("好"), warn("旧了", "请换"), fail("坏了", "请修")])
        assert said == "✓ 第0项：好。\n! 第1项：旧了。请换。\n✗ 第2项：坏了。请修。\n"

    def test_json_is_one_object(self, monkeypatch):
        _, said = self.run(monkeypatch, [fail("坏了", "请修")], json=True)
        report = json.loads(said)
        assert report["status"] == 2
        line = {"key": "check_0", "label": "第0项", "level": "error", "sentence": "坏了", "cure": "请修"}
        assert report["checks"] == [line]

    def test_a_check_that_fails_itself_does_not_end_the_others(self, monkeypatch, caplog):
        broken = examination.DoctorCheck("broken", "坏的", raises(ValueError("secret")))
        monkeypatch.setattr(examination, "LOCAL_CHECKS", (broken, self.CHECK))
        first, second, *_ = examination.examine_site(lambda url: Visit(url, fault="没有"))
        is_red(first.finding, "没有查成：ValueError")
        assert "secret" not in str(first)
        is_green(second.finding)

    def test_without_a_database_the_rest_is_looked_at(self, monkeypatch):
        away = examination.DoctorCheck("roles", "角色", raises(OperationalError("away")))
        is_red(examination.examine(away), "数据库用不了")

    def test_every_key_is_there_once(self):
        keys = [check.key for check in examination.CHECKS]
        assert len(keys) == len(set(keys)) == 19
