import zipfile
from datetime import datetime
from io import BytesIO
from urllib.parse import quote

import pytest

from activities.choices import ActivityState
from activities.models import Activity
from organization.choices import Act
from organization.models import AuditEvent
from tests.activities.exchange import ROWS, exported, grid, opened, template, upload
from tests.factories import make_activity, make_campaign

pytestmark = pytest.mark.django_db


def test_a_row_holds_what_the_entry_holds(log_in, world):
    activity = make_activity(
        "lecture",
        campaign=world.campaign,
        committee=world.donghe,
        topic="绿色发展",
        speaker="李老师",
        speaker_post="",
        place="文化馆",
        is_online=True,
        held_until="2020-01-22",
        co_hosts="包头市农牧局",
    )
    assert grid(exported(log_in("county_staff"), "lecture")) == [
        [
            "编号", "开展单位", "状态", "日期", "合计至", "主题", "宣讲人", "宣讲人单位职务", "活动场次", "参与人数",
            "地点", "线上", "联合举办单位", "备注",
        ],
        [
            activity.number, "东河区团委", "已开展", datetime(2020, 1, 20), datetime(2020, 1, 22), "绿色发展",
            "李老师", None, 1, 30, "文化馆", "是", "包头市农牧局", None,
        ],
    ]  # fmt: skip


@pytest.mark.parametrize("kind", ROWS)
def test_an_export_has_the_columns_of_the_template(log_in, world, kind):
    client = log_in("county_staff")
    make_activity(kind, campaign=world.campaign, committee=world.donghe)
    assert grid(exported(client, kind))[0] == grid(template(client, kind))[0]


AWKWARD = {"place": "=1+1", "remark": "@SUM(A1)，地址 http://a.example 电话 13900000001"}


@pytest.mark.parametrize("kind", ROWS)
def test_an_export_imported_again_is_there_already(log_in, world, kind):
    awkward = {name: text for name, text in AWKWARD.items() if kind != "letter" or name != "place"}
    if kind in ("symposium", "lecture", "tour"):
        awkward["topic"] = "-2+3 的主题"
    for committee in (world.baotou, world.donghe, world.kundulun):
        make_activity(kind, campaign=world.campaign, committee=committee, **awkward)
    empty = dict.fromkeys(("channels", "distribution_count", "visited_count", "session_count"))
    fields = {name: value for name, value in empty.items() if getattr(Activity.objects.first(), name) is not None}
    make_activity(
        kind,
        campaign=world.campaign,
        committee=world.donghe,
        state=ActivityState.PLANNED,
        held_on="2020-02-20",
        **fields,
    )
    client = log_in("league_city_staff")
    preview = upload(client, kind, exported(client, kind)).context["preview"]
    assert (preview.skipped, preview.created, preview.changed, preview.faults) == (4, 0, 0, [])


def test_text_stays_text_and_nothing_is_a_link(log_in, world):
    make_activity(campaign=world.campaign, committee=world.donghe, topic="13900000001", **AWKWARD)
    content = exported(log_in("county_staff"), "symposium")
    row = opened(content).worksheets[0][2]
    cells = {cell.value: cell for cell in row if cell.value is not None}
    for text in (*AWKWARD.values(), "13900000001"):
        assert (cells[text].data_type, cells[text].number_format) == ("s", "@")
        assert cells[text].hyperlink is None
    with zipfile.ZipFile(BytesIO(content)) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml")
        assert b"<f>" not in sheet
        assert b"hyperlink" not in sheet


def test_exports_what_the_list_shows(log_in, world):
    client = log_in("league_city_staff")
    held = make_activity(campaign=world.campaign, committee=world.donghe, topic="家乡")
    make_activity(campaign=world.campaign, committee=world.donghe, state="planned", topic="家乡")
    make_activity(campaign=world.campaign, committee=world.kundulun, topic="家乡")
    make_activity(campaign=world.campaign, committee=world.donghe, topic="别的")
    make_activity(campaign=make_campaign(year=2021), committee=world.donghe, topic="家乡")
    make_activity(campaign=world.campaign, committee=world.hailar, topic="家乡")
    query = f"?q={quote('家乡')}&state__exact=held&under={world.donghe.pk}"
    assert [row[0] for row in grid(exported(client, "symposium", query))[1:]] == [held.number]
    assert len(grid(exported(client, "symposium"))) == 1 + 4


@pytest.mark.parametrize("query", ["?p=999", "?month=x", "?o=99", "?under=x", "?month=2020-99"])
def test_an_odd_address_is_no_error(log_in, world, query):
    make_activity(campaign=world.campaign, committee=world.donghe)
    assert log_in("county_staff").get(f"/admin/activities/symposium/export/2020.xlsx{query}").status_code in (200, 302)


def test_look_ups_that_the_list_refuses_are_refused(log_in):
    address = "/admin/activities/symposium/export/2020.xlsx?created_by__password__startswith=a"
    assert log_in("county_staff").get(address).status_code == 400


@pytest.mark.parametrize("year", ["1999", "9" * 30])
def test_an_unknown_campaign_is_not_there(log_in, year):
    for page in ("export", "template"):
        assert log_in("county_staff").get(f"/admin/activities/symposium/{page}/{year}.xlsx").status_code == 404


def test_exports_the_campaign_of_its_link(log_in, world):
    make_activity(campaign=world.campaign, committee=world.donghe)
    make_campaign(year=2021)
    client = log_in("county_staff")
    client.post("/admin/campaign/", {"campaign": 2021})
    assert len(grid(exported(client, "symposium", year=2020))) == 2
    assert len(grid(exported(client, "symposium", year=2021))) == 1


def test_an_export_is_audited_with_the_number_of_rows(log_in, world):
    for _ in range(3):
        make_activity(campaign=world.campaign, committee=world.donghe)
    exported(log_in("county_staff"), "symposium")
    event = AuditEvent.objects.get(act=Act.ACTIVITY_EXPORT)
    assert event.detail == "返乡创业座谈会 2020 年度，3 条"
    assert event.actor == world.accounts["county_staff"]


@pytest.mark.parametrize(("role", "status"), [("region_viewer", 200), ("auditor", 403), ("system_administrator", 403)])
def test_who_may_see_the_list_may_export_it(log_in, role, status):
    assert log_in(role).get("/admin/activities/symposium/export/2020.xlsx").status_code == status


def test_the_file_has_a_chinese_name_and_is_not_cached(log_in):
    response = log_in("county_staff").get("/admin/activities/symposium/export/2020.xlsx")
    assert quote("返乡创业座谈会_2020_东河区_20200210.xlsx") in response["Content-Disposition"]
    assert "no-store" in response["Cache-Control"]


def test_too_long_a_list_is_refused_with_a_reason(log_in, world, monkeypatch):
    monkeypatch.setattr("activities.admin.exchange.EXPORT_LIMIT", 1)
    for _ in range(2):
        make_activity(campaign=world.campaign, committee=world.donghe)
    response = log_in("county_staff").get("/admin/activities/symposium/export/2020.xlsx", follow=True)
    assert "一次最多导出 1 条" in response.content.decode()


def test_queries_do_not_grow_with_the_rows(log_in, world, django_assert_max_num_queries):
    for _ in range(40):
        make_activity(campaign=world.campaign, committee=world.donghe)
    client = log_in("league_city_staff")
    with django_assert_max_num_queries(24):
        assert len(grid(exported(client, "symposium"))) == 41
