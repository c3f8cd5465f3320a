"""The auditor's desk: counts of acts, and that each leads to exactly the events that it counts."""

from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from organization.accounts.throttle import TrySource, count_try
from organization.choices import Act, Result
from organization.clock import now
from organization.models import Account, AuditEvent, LoginTry
from tests.factories import make_returnee

pytestmark = pytest.mark.django_db


def append(act, *, days_ago=0, hours_ago=0, **values):
    event = AuditEvent.objects.append(act=act, **values)
    moment = now() - timedelta(days=days_ago, hours=hours_ago)
    AuditEvent.objects.filter(pk=event.pk).update(at=moment)
    return event


def desk(client):
    return client.get("/admin/").context["desk"]


def listed(client, url):
    return {event.pk for event in client.get(url).context["cl"].result_list}


@pytest.fixture
def auditor(log_in):
    return log_in("auditor")


def test_an_empty_trail_says_so_in_every_part(auditor):
    page = auditor.get("/admin/").content.decode()
    for sentence in (
        "今天还没有人做过要记录的事",
        "近 7 天没有人导出或下载过",
        "近 7 天没有人看过完整的手机号",
        "近 24 小时没有账号登录失败",
        "近 7 天没有新建、修改、停用账号",
    ):
        assert sentence in page


def test_says_what_an_auditor_does_not_see(auditor):
    assert "审计员看不到问卷、活动、跟进和手机号" in auditor.get("/admin/").content.decode()


def test_counts_the_acts_of_today_and_links_each_to_its_events(auditor, world):
    by = world.accounts["county_staff"]
    append(Act.SIGN_IN, actor=by, days_ago=1)
    signed_in = {append(Act.SIGN_IN, actor=by).pk for _ in range(2)}
    other = append(Act.ANNEX2_DOWNLOAD, actor=by, subject=world.campaign)
    today = desk(auditor)["lists"]["today"]
    assert [(one.label, one.count) for one in today.counts] == [("登录", 2), ("下载附件2", 1)]
    assert today.total == 3
    assert listed(auditor, today.counts[0].url) == signed_in
    assert listed(auditor, today.url) == signed_in | {other.pk}


def test_shows_the_newest_ten_of_today_with_who_did_what_to_what(auditor, world):
    by = world.accounts["region_manager"]
    for _ in range(11):
        append(Act.SIGN_IN, actor=by)
    last = append(Act.ACCOUNT_DEACTIVATE, actor=by, subject=world.accounts["county_staff"], result=Result.REFUSED)
    lines = desk(auditor)["lists"]["today"].lines
    assert len(lines) == 10
    event, subject = lines[0]
    assert (event.pk, event.actor, event.committee) == (last.pk, by, world.region)
    assert subject.label == f"账号 {world.accounts['county_staff'].username}"
    assert auditor.get(subject.url).status_code == 200
    assert "拒绝</span>" in auditor.get("/admin/").content.decode()


def test_an_object_that_the_auditor_may_not_see_has_a_number_and_no_link(auditor, world):
    youth = make_returnee(entrance=world.homepage, home_committee=world.donghe)
    append(Act.RETURNEE_DELETE, actor=world.accounts["county_staff"], subject=youth)
    [(_, subject)] = desk(auditor)["lists"]["today"].lines
    assert (subject.label, subject.url) == (f"返乡青年 编号 {youth.pk}", "")
    assert youth.name not in auditor.get("/admin/").content.decode()


def test_exports_of_a_week_stand_with_their_purposes(auditor, world):
    by = world.accounts["region_manager"]
    append(Act.FULL_EXPORT, actor=by, subject=world.campaign, detail="返乡青年，用途：向人社部门提供")
    append(Act.FULL_EXPORT, actor=by, subject=world.campaign, days_ago=7)
    recent = append(Act.ANNEX2_DOWNLOAD, actor=by, subject=world.campaign, days_ago=6)
    exports = desk(auditor)["lists"]["exports"]
    assert exports.total == 2
    assert "用途：向人社部门提供" in auditor.get("/admin/").content.decode()
    assert recent.pk in listed(auditor, exports.url)
    assert len(listed(auditor, exports.url)) == 2


def test_showings_of_numbers_are_counted_by_account(auditor, world):
    by, youth = world.accounts["county_staff"], make_returnee(entrance=world.homepage, home_committee=world.donghe)
    today = append(Act.PHONE_SHOWN, actor=by, subject=youth)
    refused = append(Act.PHONE_SHOWN, actor=by, subject=youth, days_ago=3, result=Result.REFUSED)
    append(Act.PHONE_SHOWN, actor=by, subject=youth, days_ago=8)
    append(Act.PHONE_SHOWN, actor=world.accounts["region_manager"], subject=youth, days_ago=2)
    first, second = desk(auditor)["showings"]
    assert (first.account, first.today.count, first.week.count, first.refused.count) == (by, 1, 2, 1)
    assert (second.today.count, second.week.count) == (0, 1)
    assert listed(auditor, first.today.url) == {today.pk}
    assert listed(auditor, first.week.url) == {today.pk, refused.pk}
    assert listed(auditor, first.refused.url) == {refused.pk}


def test_failed_logins_of_a_day_are_counted_by_account_and_address(auditor, world):
    account, other = world.accounts["county_staff"], world.accounts["region_viewer"]
    for address, hours in (("192.0.2.1", 1), ("192.0.2.1", 2), ("192.0.2.9", 3), ("192.0.2.1", 25)):
        append(Act.SIGN_IN_FAILED, subject=account, address=address, hours_ago=hours, result=Result.REFUSED)
    append(Act.SIGN_IN_FAILED, subject=other, hours_ago=4, result=Result.REFUSED)
    first, second = desk(auditor)["failures"]
    assert (first.username, first.count) == (account.username, 3)
    assert first.addresses == [("192.0.2.1", 2), ("192.0.2.9", 1)]
    assert (second.username, second.addresses) == (other.username, [("未知", 1)])
    assert len(listed(auditor, first.url)) == 3


def test_locked_accounts_and_tries_of_unknown_names_are_counted(auditor, world):
    account = world.accounts["county_staff"]
    for _ in range(5):
        count_try(account.username, TrySource("192.0.2.1"))
    count_try("nobody", TrySource("192.0.2.1"))
    found = desk(auditor)
    assert (found["locked_count"], found["unknown_name_tries"]) == (1, 1)
    assert listed(auditor, found["locked_url"]) == {account.pk}
    assert "用了不存在的用户名" in auditor.get("/admin/").content.decode()


def test_changes_of_accounts_and_roles_are_listed(auditor, world):
    by = world.accounts["system_administrator"]
    change = append(Act.ACCOUNT_CHANGE, actor=by, subject=world.accounts["county_staff"], detail="角色", days_ago=2)
    append(Act.PASSWORD_CHANGE, actor=by, subject=by)
    changes = desk(auditor)["lists"]["account_changes"]
    assert [(one.label, one.count) for one in changes.counts] == [("修改账号", 1)]
    assert listed(auditor, changes.url) == {change.pk}


def test_an_auditor_below_the_region_reads_no_event(log_in, world):
    append(Act.SIGN_IN, actor=world.accounts["county_staff"])
    account = world.accounts["auditor"]
    Account.objects.filter(pk=account.pk).update(committee=world.donghe)
    client = log_in("auditor")
    response = client.get("/admin/")
    assert response.context["desk"] == {"reads_events": False}
    assert "只有自治区团委的审计员能看" in response.content.decode()


def test_an_account_without_a_committee_reads_why_its_page_is_empty(log_in, world):
    for role in ("auditor", "system_administrator", "county_staff"):
        Account.objects.filter(pk=world.accounts[role].pk).update(committee=None)
        response = log_in(role).get("/admin/")
        assert response.context["desk"] is None
        assert "您的账号没有所属团委" in response.content.decode()


# On PostgreSQL the sealer takes its lock by a query.
QUERIES = 34 + (connection.vendor == "postgresql")


def test_the_auditors_queries_do_not_grow(auditor, world, django_assert_max_num_queries):
    def fill():
        youth = make_returnee(entrance=world.homepage, home_committee=world.donghe)
        for role, account in world.accounts.items():
            append(Act.PHONE_SHOWN, actor=account, subject=youth)
            append(Act.SIGN_IN_FAILED, subject=account, result=Result.REFUSED)
            append(Act.ACCOUNT_CHANGE, actor=account, subject=account)
            append(Act.FULL_EXPORT, actor=account, subject=world.campaign)
            append(Act.COMMITTEE_CHANGE, actor=account, subject=world.baotou)
            LoginTry.objects.create(name_digest=role, address=None, tried_at=timezone.now())

    fill()
    with django_assert_max_num_queries(QUERIES):
        auditor.get("/admin/")
    fill()
    with django_assert_max_num_queries(QUERIES):
        auditor.get("/admin/")
