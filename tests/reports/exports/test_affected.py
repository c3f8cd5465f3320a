"""The list of whom to tell after an incident."""

from io import BytesIO

import pytest
from openpyxl import load_workbook

from organization.choices import Act
from organization.clock import now
from organization.models import AuditEvent
from organization.roles import ROLES
from returnees.models import LostReceipt
from tests.factories import make_returnee

pytestmark = pytest.mark.django_db

PAGE = "/admin/reports/compliance/affected/"


def answers(world, **changes):
    return {
        "campaign": world.campaign.key,
        "place": world.region.pk,
        "incident": "电脑丢失",
        "purpose": "逐个告知",
    } | changes


def rows_of(response):
    content = b"".join(response.streaming_content)
    sheet = load_workbook(BytesIO(content)).worksheets[0]
    return sheet.title, [[cell.value for cell in row] for row in sheet.iter_rows()]


@pytest.fixture
def youths(world):
    make = {"entrance": world.homepage}
    return [
        make_returnee(home_committee=world.donghe, name="张三", phone="13900000001", **make),
        make_returnee(home_committee=world.hailar, name="=1+1", phone="13900000002", age=16, **make),
    ]


@pytest.mark.parametrize("role", ROLES)
def test_only_the_region_s_manager_may(log_in, world, youths, role):
    is_open = role == "region_manager"
    client = log_in(role)
    assert client.get(PAGE).status_code == (200 if is_open else 403)
    assert client.post(PAGE, answers(world)).status_code == (200 if is_open else 403)
    assert AuditEvent.objects.filter(act=Act.AFFECTED_EXPORT).exists() == is_open


def test_lists_whose_values_are_still_there_with_room_for_the_telling(log_in, world, youths):
    title, (headings, *rows) = rows_of(log_in("region_manager").post(PAGE, answers(world)))
    assert "草稿" in title
    assert headings[-3:] == ["已告知（日期）", "方式", "经办人"]
    assert [row[1:6] for row in rows] == [
        ["包头市", "东河区", "张三", "13900000001", None],
        ["呼伦贝尔市", "海拉尔区", "=1+1", "13900000002", "是"],
    ]


def test_a_withdrawn_youth_is_not_on_it(log_in, world, youths):
    youths[0].withdraw(withdrawn_at=now())
    _, (_, *rows) = rows_of(log_in("region_manager").post(PAGE, answers(world)))
    assert [row[3] for row in rows] == ["=1+1"]


def test_who_only_asked_for_a_lost_code_is_on_it_once(log_in, world, youths):
    """Their number was stored too; of those who have a record it stands there already."""
    asked = {"campaign": world.campaign, "is_suspect": False}
    for phone, committee in (("13900000001", world.donghe), ("13900000007", world.donghe)):
        LostReceipt.objects.ask(phone=phone, committee=committee, **asked)
    client = log_in("region_manager")
    assert "全区现在有 <strong>3</strong> 人" in client.get(PAGE).content.decode()
    _, (_, *rows) = rows_of(client.post(PAGE, answers(world)))
    assert rows[2:] == [
        [None, "包头市", "东河区", None, "13900000007", "不知道", None, "请求找回回执", None, None, None]
    ]
    assert "开始时 3 人" in AuditEvent.objects.get(act=Act.AFFECTED_EXPORT).detail
    _, (_, *rows) = rows_of(client.post(PAGE, answers(world, place=world.hailar.pk)))
    assert [row[4] for row in rows] == ["13900000002"]


def test_of_one_place_and_campaign(log_in, world, youths):
    _, (_, *rows) = rows_of(log_in("region_manager").post(PAGE, answers(world, place=world.baotou.pk)))
    assert [row[3] for row in rows] == ["张三"]


def test_what_for_and_how_many_are_recorded(log_in, world, youths):
    rows_of(log_in("region_manager").post(PAGE, answers(world)))
    first, last = AuditEvent.objects.filter(act__startswith="affected").order_by("sequence")
    assert first.detail == f"{world.region.short_name}；事件：电脑丢失；用途：逐个告知；开始时 2 人"
    assert last.detail == f"{world.region.short_name}：2 人，完整送出"


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"incident": ""}, "请写明发生了什么。"),
        ({"purpose": ""}, "请填写用途。"),
        ({"place": ""}, "请选择地方。"),
        ({"place": "999"}, "请从列表中选择地方。"),
    ],
)
def test_says_beside_the_field_what_is_wrong_and_stores_nothing(log_in, world, youths, changes, sentence):
    response = log_in("region_manager").post(PAGE, answers(world, **changes))
    assert sentence in response.content.decode()
    assert not AuditEvent.objects.filter(act=Act.AFFECTED_EXPORT).exists()


def test_says_where_there_is_nobody(log_in):
    assert "不用告知" in log_in("region_manager").get(PAGE).content.decode()
