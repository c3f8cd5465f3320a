"""The system administrator's desk: accounts, sessions, tries, and what the site runs on."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from operations.daily import TASKS
from organization import machine
from organization.accounts.throttle import TrySource, count_try
from organization.choices import BACKUP_OPERATIONS, Operation
from organization.clock import now
from organization.machine import DiskSpace
from organization.models import Account, OperationRun
from tests.factories import make_account

pytestmark = pytest.mark.django_db


def desk(client):
    return client.get("/admin/").context["desk"]


def text(client):
    return " ".join(client.get("/admin/").content.decode().split())


def listed(client, url):
    return {account.pk for account in client.get(url).context["cl"].result_list}


def log_in_elsewhere(account):
    client = Client()
    client.force_login(account)
    return client


@pytest.fixture
def administrator(log_in):
    return log_in("system_administrator")


@pytest.fixture(autouse=True)
def _own_storage(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def record_runs(*, hours_ago=0, **overrides):
    moment = timezone.now() - timedelta(hours=hours_ago)
    for name in Operation:
        values = {"name": name, "result": "已清除 3 条。", "succeeded": True} | overrides
        OperationRun.objects.create(started_at=moment, finished_at=moment, **values)


class TestAccounts:
    def test_counts_link_to_the_accounts_that_they_count(self, administrator, world):
        Account.objects.filter(pk=world.accounts["county_staff"].pk).update(last_login=now() - timedelta(days=31))
        Account.objects.filter(pk=world.accounts["region_viewer"].pk).update(is_active=False)
        counts = desk(administrator)["counts"]
        assert {label: count for label, count, _ in counts}["30 天未登录"] == 1
        for _, count, url in counts:
            assert len(listed(administrator, url)) == count

    def test_never_used_ones_are_listed_with_how_long_the_oldest_first(self, administrator, world):
        for days, role in ((9, "county_staff"), (40, "league_city_staff")):
            old = now() - timedelta(days=days, hours=1)
            Account.objects.filter(pk=world.accounts[role].pk).update(created_at=old)
        first, second = desk(administrator)["unused"][:2]
        assert (first.account, first.days) == (world.accounts["league_city_staff"], 40)
        assert (second.account, second.days) == (world.accounts["county_staff"], 9)

    def test_says_so_when_everybody_has_logged_in(self, administrator, world):
        Account.objects.update(last_login=now())
        assert "每个启用的账号都登录过" in text(administrator)


class TestSessions:
    def test_accounts_with_open_ones_are_counted_by_role_with_links_to_them(self, administrator, world):
        for role in ("county_staff", "county_staff", "region_viewer"):
            log_in_elsewhere(world.accounts[role])
        found = desk(administrator)
        counts = {label: (count, url) for label, count, url in found["in_use_by_role"]}
        assert {label: count for label, (count, _) in counts.items()} == {
            "旗县工作人员": 1,
            "自治区查看员": 1,
            "系统管理员": 1,
        }
        assert listed(administrator, counts["旗县工作人员"][1]) == {world.accounts["county_staff"].pk}
        assert len(listed(administrator, found["in_use_url"])) == found["in_use_count"] == 3
        assert {one.account.role: one.session_count for one in found["in_use"]}["county_staff"] == 2


class TestFailedLogins:
    def test_names_the_account_the_address_and_the_end_of_the_lock(self, administrator, world):
        account = world.accounts["county_staff"]
        for _ in range(6):
            count_try(account.username, TrySource("192.0.2.1"))
        count_try("nobody", TrySource("192.0.2.9"))
        found = desk(administrator)
        unknown, locked = found["failures"]
        assert (unknown.account, unknown.address, unknown.locked_until) == (None, "192.0.2.9", None)
        assert (locked.account, locked.try_count, found["locked_count"]) == (account, 5, 1)
        assert locked.locked_until > timezone.now()
        assert listed(administrator, found["locked_url"]) == {account.pk}
        assert listed(administrator, found["failures_url"]) == {account.pk}
        assert "不存在的用户名" in text(administrator)

    def test_none_says_so(self, administrator):
        assert "近一天没有登录失败，没有账号被锁定" in text(administrator)


class TestDailyTasks:
    def test_every_operation_is_a_daily_task(self):
        """The desk takes each for one; another needs a word there."""
        assert set(TASKS) == set(Operation) - BACKUP_OPERATIONS

    def test_warns_while_they_have_never_run(self, administrator):
        assert "每日任务还没有运行过" in text(administrator)
        assert desk(administrator)["daily"].is_late

    @pytest.mark.parametrize(("hours", "is_late"), [(1, False), (47, False), (49, True)])
    def test_warns_two_days_after_the_last_run(self, administrator, hours, is_late):
        record_runs(hours_ago=hours)
        assert desk(administrator)["daily"].is_late == is_late
        assert ("请检查定时运行" in text(administrator)) == is_late

    def test_the_last_run_of_each_counts_and_a_failure_is_named(self, administrator):
        record_runs(hours_ago=30, succeeded=False, result="失败：OSError")
        record_runs(hours_ago=6)
        assert desk(administrator)["daily"].failed == []
        record_runs(name=Operation.ERASE_RECORDS, succeeded=False, result="失败：OSError")
        page = text(administrator)
        assert "每日任务中有 1 项上次运行失败" in page
        assert "失败：OSError" in page


class TestMachine:
    def test_names_database_storage_and_release(self, administrator, tmp_path):
        (tmp_path / "ab").mkdir()
        (tmp_path / "ab" / "photo.jpg").write_bytes(b"x" * 2048)
        found = desk(administrator)
        assert (found["machine"].media.file_count, found["machine"].media.byte_count) == (1, 2048)
        assert found["machine"].database.byte_count > 0
        page = text(administrator)
        assert "没有待升级的步骤" in page
        assert found["release"].version in page

    @pytest.mark.parametrize(
        ("free", "word"), [(20, ""), (9, "注意：磁盘只剩"), (1, "危险：磁盘只剩")], ids=["plenty", "low", "dangerous"]
    )
    def test_little_free_space_has_a_word_before_anything_else(self, administrator, monkeypatch, free, word):
        usage = DiskSpace(free=free * machine.GIGABYTE, total=100 * machine.GIGABYTE)
        monkeypatch.setattr(machine.shutil, "disk_usage", lambda path: usage)
        page = text(administrator)
        assert ("磁盘只剩" in page) == bool(word)
        assert word in page

    def test_a_migration_that_is_missing_is_dangerous(self, administrator, monkeypatch):
        monkeypatch.setattr(machine, "find_pending_migrations", lambda: ["organization.0999_x"])
        assert "数据库还没有升级到这个版本，缺 1 步" in text(administrator)

    def test_is_measured_once_in_a_minute(self, administrator, settings, monkeypatch):
        settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "desk"}}
        first = desk(administrator)["machine"]
        monkeypatch.setattr(machine, "measure_machine", lambda: pytest.fail("measured again"))
        assert desk(administrator)["machine"] == first

    def test_says_in_words_what_is_set_and_no_secret(self, administrator, settings):
        page = text(administrator)
        assert "否：密码和号码在网络上不加密" in page
        assert "邮件" in page
        assert settings.SECRET_KEY not in page


def test_one_below_the_region_sees_its_own_accounts_and_no_machine(log_in, world):
    account = world.accounts["system_administrator"]
    Account.objects.filter(pk=account.pk).update(committee=world.hailar)
    log_in_elsewhere(world.accounts["league_city_staff"])
    client = log_in("system_administrator")
    found = desk(client)
    assert "machine" not in found
    assert [one.account for one in found["in_use"]] == [account]
    own = Account.objects.visible_to(account)
    assert {line.account for line in found["unused"]} <= set(own)
    count_try(world.accounts["county_staff"].username, TrySource(None))
    count_try("nobody", TrySource(None))
    assert desk(client)["failures"] == []


# PostgreSQL is asked for its size; SQLite's is that of a file.
QUERIES = 26 + (connection.vendor == "postgresql")


def test_the_administrators_queries_do_not_grow(administrator, world, django_assert_max_num_queries):
    def fill():
        for account in list(world.accounts.values()):
            log_in_elsewhere(account)
            count_try(account.username, TrySource(None))
            make_account(committee=world.donghe)
        record_runs()

    fill()
    with django_assert_max_num_queries(QUERIES):
        administrator.get("/admin/")
    fill()
    with django_assert_max_num_queries(QUERIES):
        administrator.get("/admin/")


class TestBackups:
    def record(self, name, *, result, succeeded=True):
        OperationRun.objects.record(name=name, started_at=timezone.now(), result=result, succeeded=succeeded)

    def test_says_so_where_there_is_none(self, administrator):
        assert "还没有备份过" in text(administrator)
        assert "备份过期" not in text(administrator)

    def test_shows_the_last_one_that_succeeded_behind_one_that_failed_and_the_last_check(self, administrator):
        self.record(Operation.BACKUP, result="一份备份。")
        self.record(Operation.BACKUP, result="磁盘空间不够。", succeeded=False)
        self.record(Operation.BACKUP_CHECK, result="完好。")
        assert [run.result for run in desk(administrator)["backup"].runs] == ["磁盘空间不够。", "一份备份。", "完好。"]
        assert "完好。" in text(administrator)

    def test_one_that_is_too_old_is_dangerous(self, administrator):
        record_runs(hours_ago=49, name=Operation.BACKUP)
        assert "危险：备份过期" in text(administrator)

    def test_are_no_daily_task(self, administrator):
        self.record(Operation.BACKUP, result="", succeeded=False)
        assert desk(administrator)["daily"].runs == []
