"""What an auditor does with the trail: find in it, verify it, take it along."""

from io import BytesIO
from urllib.parse import parse_qs, urlsplit

import pytest
from openpyxl import load_workbook

from organization.choices import Act, Operation
from organization.models import AuditEvent, AuditSeal, FailedLogins, OperationRun
from tests.factories import make_returnee
from tests.trail import append_events, seal_events

pytestmark = pytest.mark.django_db

LIST = "/admin/organization/auditevent/"
VERIFY, EXPORT = f"{LIST}verify/", f"{LIST}export/"


@pytest.fixture
def auditor(log_in):
    return log_in("auditor")


def shown(response):
    return " ".join(response.content.decode().split())


def found(client, term):
    response = client.post(LIST, {"term": term}, follow=True)
    # Nothing but the key of the search, which may hold any letter and digit.
    assert set(parse_qs(urlsplit(response.redirect_chain[-1][0]).query)) <= {"search"}
    own = AuditEvent.objects.filter(act=Act.PERSON_SEARCH).values_list("pk", flat=True)
    return {event.pk for event in response.context["cl"].result_list} - {*own}


def test_a_look_seals_what_is_due_and_says_so(auditor):
    (number,) = append_events(1)
    page = shown(auditor.get(LIST))
    assert AuditSeal.objects.get().reach == number
    assert f"第 {number} 条及以前的已封存（第 1 号封条" in page
    assert "例行任务还没有核对过" in page


def test_a_trail_that_the_daily_task_found_broken_is_called_so(auditor):
    started_at = seal_events(1) and AuditSeal.objects.get().sealed_at
    OperationRun.objects.record(
        name=Operation.VERIFY_AUDIT, started_at=started_at, result="不完整：第 7 条：内容被改动。", succeeded=False
    )
    for address in (LIST, VERIFY, "/admin/"):
        assert "不完整：第 7 条：内容被改动。" in shown(auditor.get(address))


def test_is_searched_by_person_address_day_and_number(auditor, world):
    account, other = world.accounts["county_staff"], world.accounts["region_manager"]
    account.full_name = "乌云其其格"
    account.save()
    by, about, elsewhere = (
        AuditEvent.objects.append(act=Act.ACCOUNT_CHANGE, **values)
        for values in ({"actor": account}, {"subject": account}, {"actor": other, "address": "192.0.2.7"})
    )
    for term in (account.username, "乌云", "乌云　其其格", "\u200b乌云其其格"):
        assert found(auditor, term) == {by.pk, about.pk}
    assert found(auditor, "192.0.2.7") == {elsewhere.pk}
    assert found(auditor, str(by.sequence)) >= {by.pk}
    assert found(auditor, f"{by.at:%Y-%m-%d}") >= {by.pk, about.pk, elsewhere.pk}
    assert found(auditor, "2019-01-01") == found(auditor, "没有这个人") == found(auditor, "9999-99-99") == set()


def test_is_searched_by_the_name_of_a_committee_and_by_object(auditor, world):
    youth = make_returnee(entrance=world.homepage, home_committee=world.donghe)
    by, about, record = (
        AuditEvent.objects.append(act=act, **values)
        for act, values in (
            (Act.SIGN_IN, {"actor": world.accounts["league_city_staff"]}),
            (Act.COMMITTEE_CHANGE, {"subject": world.baotou}),
            (Act.RECORD_OPEN, {"subject": youth}),
        )
    )
    for term in ("包头", "包头市团委", "包头市"):
        assert found(auditor, term) == {by.pk, about.pk}
    for term in (f"返乡青年 编号 {youth.pk}", f"返乡青年 {youth.pk}", f"返乡青年{youth.pk}", "返乡青年"):
        assert found(auditor, term) == {record.pk}
    assert found(auditor, f"返乡青年 {youth.pk + 1}") == found(auditor, "编号") == set()
    assert found(auditor, f"返乡青年 {'9' * 18}") == found(auditor, f"返乡青年 {'9' * 19}") == set()


def test_an_address_leads_to_all_that_came_from_it(auditor):
    one = AuditEvent.objects.append(act=Act.SIGN_IN, address="192.0.2.7")
    AuditEvent.objects.append(act=Act.SIGN_IN, address="192.0.2.8")
    page = auditor.get(LIST, {"from": "192.0.2.7"})
    assert {event.pk for event in page.context["cl"].result_list} == {one.pk}
    assert f'href="{LIST}?from=192.0.2.7"' in shown(page)
    for value in ("x", "1.2.3", "fe80::1%eth0"):
        assert not auditor.get(LIST, {"from": value}).context["cl"].result_count


def test_says_that_all_holds_and_records_that_it_was_verified(auditor):
    numbers = seal_events(3, 2)
    page = shown(auditor.post(VERIFY, {"seal": ""}))
    assert f"✓ 全部完整：第 {numbers[0]} 至 {numbers[-1]} 条。" in page
    assert AuditSeal.objects.latest_one().code in page
    event = AuditEvent.objects.get(act=Act.AUDIT_VERIFY)
    assert (event.detail, event.result) == ("完整，共 5 条", "done")


def test_names_what_does_not_hold(auditor):
    numbers = seal_events(4)
    AuditEvent.objects.filter(sequence=numbers[1]).update(detail="改过")
    page = shown(auditor.post(VERIFY, {"seal": ""}))
    assert f"✗ 第 {numbers[1]} 条：内容被改动。" in page
    assert "不要再改动数据库" in page
    assert AuditEvent.objects.get(act=Act.AUDIT_VERIFY).result == "refused"


def test_compares_with_the_seal_that_was_kept(auditor):
    seal_events(2, 2)
    code = AuditSeal.objects.latest_one().code
    assert "全部完整" in shown(auditor.post(VERIFY, {"seal": f" {code} "}))
    AuditSeal.objects.filter(number=2).delete()
    assert "第 2 号封条：与留存在外的封条不符" in shown(auditor.post(VERIFY, {"seal": code}))
    refused = auditor.post(VERIFY, {"seal": "第二号"})
    assert "这不是封条" in shown(refused)
    assert "第二号" in shown(refused)
    assert AuditEvent.objects.filter(act=Act.AUDIT_VERIFY).count() == 2


def grid(response):
    sheet = load_workbook(BytesIO(b"".join(response.streaming_content))).active
    return [list(row) for row in sheet.iter_rows(values_only=True)]


def test_takes_along_what_the_list_shows_for_a_purpose(auditor, world):
    account = world.accounts["county_staff"]
    event = AuditEvent.objects.append(act=Act.ACCOUNT_CHANGE, actor=account, subject=account, address="192.0.2.7")
    append_events(2)
    page = shown(auditor.get(EXPORT, {"by": account.pk}))
    assert "1 条审计记录" in page
    assert f"操作人：{account.username}" in page
    headings, *rows = grid(auditor.post(f"{EXPORT}?by={account.pk}", {"purpose": "季度检查"}))
    assert headings[:3] == ["序号", "时间（北京时间）", "账号"]
    (row,) = rows
    assert row[0] == event.sequence
    assert row[2:] == [
        account.username,
        account.pk,
        str(account.committee),
        "修改账号",
        "成功",
        f"账号 {account.username}",
        None,
        "192.0.2.7",
        event.digest,
    ]
    own = AuditEvent.objects.get(act=Act.AUDIT_EXPORT)
    assert own.detail == f"用途：季度检查；1 条；筛选：操作人：{account.username}"
    assert own.actor == world.accounts["auditor"]


def test_an_export_wants_its_purpose_and_does_not_hold_itself(auditor):
    numbers = append_events(3)
    assert "请填写用途" in shown(auditor.post(EXPORT, {"purpose": " "}))
    assert not AuditEvent.objects.filter(act=Act.AUDIT_EXPORT).exists()
    rows = grid(auditor.post(EXPORT, {"purpose": "检查"}))[1:]
    assert [row[0] for row in rows] == numbers


@pytest.mark.parametrize("address", [VERIFY, EXPORT])
def test_is_the_auditors_alone(log_in, world, address):
    for role in ("region_manager", "system_administrator", "county_staff"):
        assert log_in(role).get(address).status_code == 403
        assert log_in(role).post(address, {"purpose": "检查"}).status_code == 403
    assert not AuditEvent.objects.exclude(act=Act.REFUSAL).exists()


def test_what_failed_logins_were_counted_is_told_at_a_look(auditor, world, settings):
    account = world.accounts["county_staff"]
    for _ in range(3):
        FailedLogins.objects.count_one(username=account.username, network="192.0.2.1", account=account)
    settings.GUICHAO_TODAY = settings.GUICHAO_TODAY.replace(day=settings.GUICHAO_TODAY.day + 1)
    assert "共 3 次" in shown(auditor.get(LIST))
