"""What the cells of a row may hold, and whose rows they may be."""

from datetime import date, datetime

import pytest

from activities.models import Activity
from tests.activities.exchange import (
    ROWS,
    confirm,
    exported,
    faults,
    import_rows,
    opened,
    preview_of,
    template,
    upload,
    workbook_of,
)
from tests.factories import make_activity, make_committee

pytestmark = pytest.mark.django_db

ROW = ROWS["symposium"]


@pytest.mark.parametrize(
    "written",
    [
        "2020-1-5", "2020/1/5", "2020.01.05", "2020年1月5日", "20200105", 20200105, 43835, "43835",
        "２０２０-１-５", " 2020-01-05 ", date(2020, 1, 5), datetime(2020, 1, 5, 14, 30), "2020-01-05 00:00:00",
    ],
)  # fmt: skip
def test_understands_days_as_people_write_them(log_in, written):
    import_rows(log_in("county_staff"), ROW | {"日期": written})
    assert Activity.objects.get().held_on == date(2020, 1, 5)


@pytest.mark.parametrize("written", ["2020-13-1", "1月5日", "昨天", "2020-2-30", 12, "202001", "9" * 400, True])
def test_refuses_a_day_that_cannot_be_read(log_in, written):
    preview = preview_of(log_in("county_staff"), ROW | {"日期": written})
    assert [(fault.row, fault.heading) for fault in preview.faults] == [(2, "日期")]


@pytest.mark.parametrize("written", [1200, 1200.0, "1,200", "１２００", " 1200 ", "1200 ", "1，200人"])
def test_understands_counts_as_people_write_them(log_in, written):
    import_rows(log_in("county_staff"), ROW | {"参与人数": written})
    assert Activity.objects.get().participant_count == 1200


@pytest.mark.parametrize("written", ["二十", 2.5, "20-30人", "约20", -1, 99999999, 1e300, "", None])
def test_refuses_a_count_that_is_none(log_in, written):
    assert faults(upload(log_in("county_staff"), "symposium", workbook_of(ROW | {"参与人数": written}))) == [
        (2, "参与人数")
    ]


@pytest.mark.parametrize(
    ("written", "stored"),
    [
        ("短信、微信群", "wechat_group,sms"),
        ("微信群，短信", "wechat_group,sms"),
        ("微信群 短信;微信群", "wechat_group,sms"),
    ],
)
def test_reads_several_channels_from_one_cell(log_in, written, stored):
    import_rows(log_in("county_staff"), ROWS["letter"] | {"发放渠道": written}, kind="letter")
    assert Activity.objects.get().channels == stored


def test_digits_in_a_text_column_stay_as_they_were_typed(log_in):
    import_rows(log_in("county_staff"), ROW | {"地点": 13900000001, "主题": "０１２"})
    activity = Activity.objects.get()
    assert (activity.place, activity.topic) == ("13900000001", "０１２")


@pytest.mark.parametrize(
    ("kind", "changes", "heading"),
    [
        ("symposium", {"开展单位": "没有的团委"}, "开展单位"),
        ("symposium", {"状态": "办了"}, "状态"),
        ("symposium", {"状态": ""}, "状态"),
        ("symposium", {"日期": "2020-03-01"}, "日期"),
        ("symposium", {"日期": "2020-02-28"}, "日期"),
        ("symposium", {"日期": ""}, "日期"),
        ("symposium", {"合计至": "2020-01-01"}, "合计至"),
        ("symposium", {"活动场次": 0, "参与人数": 0}, "活动场次"),
        ("symposium", {"线上": "也许"}, "线上"),
        ("symposium", {"主题": "长" * 81}, "主题"),
        ("letter", {"发放渠道": "飞鸽"}, "发放渠道"),
        ("letter", {"发放渠道": "其他"}, "其他渠道"),
        ("letter", {"发放次数": 0}, "发放次数"),
        ("tour", {"考察对象": "公园"}, "考察对象"),
        ("visit", {"青创联盟新增会员数": ""}, "青创联盟新增会员数"),
    ],
)
def test_keeps_the_rules_of_the_form_and_names_row_column_and_value(log_in, kind, changes, heading):
    response = upload(log_in("county_staff"), kind, workbook_of(ROWS[kind], ROWS[kind] | changes))
    assert faults(response) == [(3, heading)]
    assert response.context["pending"] is None
    fault = response.context["preview"].faults[0]
    assert fault.shown == str(changes.get(heading, ""))
    assert fault.message in response.content.decode()


def test_names_every_fault_of_a_row_at_once(log_in):
    wrong = ROW | {"日期": "昨天", "参与人数": "许多", "状态": "办了"}
    assert {heading for _, heading in faults(upload(log_in("county_staff"), "symposium", workbook_of(wrong)))} == {
        "日期",
        "参与人数",
        "状态",
    }


def test_one_wrong_row_keeps_all_out(log_in):
    client = log_in("county_staff")
    response = upload(client, "symposium", workbook_of(ROW, ROW | {"日期": "昨天"}))
    assert response.context["pending"] is None
    fields = {"token": response.context["upload"].token}
    page = client.post("/admin/activities/symposium/import/confirm/", fields)
    assert page.context["preview"].faults
    assert not Activity.objects.exists()


@pytest.mark.parametrize("cell", ["=1+1", '=HYPERLINK("http://a")', "#N/A"])
def test_formulas_and_error_values_are_faults_of_their_cell(log_in, cell):
    response = upload(log_in("county_staff"), "symposium", workbook_of(ROW, ROW | {"参与人数": cell}))
    assert faults(response) == [(3, "参与人数")]
    assert response.context["preview"].faults[0].shown == cell


def test_text_that_only_looks_like_a_formula_is_text(log_in):
    def as_text(sheet):
        cell = sheet["F2"]
        cell.value, cell.data_type = "=1+1", "s"

    headings = [*list(ROW)[:5], "主题"]
    content = workbook_of(ROW, headings=headings, prepare=as_text)
    client = log_in("county_staff")
    confirm(client, "symposium", upload(client, "symposium", content))
    assert Activity.objects.get().topic == "=1+1"


def test_a_county_may_leave_its_own_name_out(log_in, world):
    import_rows(log_in("county_staff"), ROW | {"开展单位": ""})
    assert Activity.objects.get().committee == world.donghe


@pytest.mark.parametrize("name", ["东河区团委", "东河区", "共青团东河区委员会", " 东河区 团委 "])
def test_knows_a_committee_by_each_of_its_names(log_in, world, name):
    import_rows(log_in("league_city_staff"), ROW | {"开展单位": name})
    assert Activity.objects.get().committee == world.donghe


def test_a_league_city_must_name_the_committee(log_in):
    assert faults(upload(log_in("league_city_staff"), "symposium", workbook_of(ROW | {"开展单位": ""}))) == [
        (2, "开展单位")
    ]


def test_a_foreign_committee_answers_like_an_unknown_one(log_in):
    client = log_in("league_city_staff")
    messages = {
        preview_of(client, ROW | {"开展单位": name}).faults[0].message for name in ("海拉尔区团委", "没有的团委")
    }
    assert len(messages) == 1


def test_an_ambiguous_name_is_refused_with_the_clear_ones(log_in, world):
    for parent in (world.donghe, world.kundulun):
        make_committee(parent=parent, level="township", place_name="城关镇")
    client = log_in("league_city_staff")
    assert "昆都仑区团委/城关镇团委" in preview_of(client, ROW | {"开展单位": "城关镇"}).faults[0].message
    import_rows(client, ROW | {"开展单位": "昆都仑区团委/城关镇团委"})
    assert Activity.objects.get().committee.parent == world.kundulun


class TestEndedCommittee:
    @pytest.fixture
    def township(self, world):
        return make_committee(
            parent=world.donghe, level="township", place_name="城关镇", ended_on=date(2020, 1, 1),
            succeeded_by=world.donghe,
        )  # fmt: skip

    def test_gets_no_new_entries(self, log_in, township):
        response = upload(log_in("county_staff"), "symposium", workbook_of(ROW | {"开展单位": "城关镇"}))
        assert faults(response) == [(2, "开展单位")]
        assert response.context["preview"].faults[0].message == "这个单位已撤并，不再记新的；请写接续它的单位。"

    def test_gets_no_entries_of_others(self, log_in, world, township):
        entry = make_activity("symposium", campaign=world.campaign, committee=world.donghe)
        changed = ROW | {"编号": entry.number, "开展单位": "城关镇"}
        assert faults(upload(log_in("county_staff"), "symposium", workbook_of(changed))) == [(2, "开展单位")]

    def test_keeps_its_own_entries_editable(self, log_in, world, township):
        entry = make_activity("symposium", campaign=world.campaign, committee=township)
        client = log_in("county_staff")
        assert upload(client, "symposium", exported(client, "symposium")).context["preview"].skipped == 1
        import_rows(client, ROW | {"编号": entry.number, "开展单位": "城关镇团委", "参与人数": 77})
        assert Activity.objects.values_list("committee", "participant_count").get() == (township.pk, 77)

    def test_is_not_offered_and_leaves_its_name_to_its_successor(self, log_in, world, township):
        client = log_in("county_staff")
        offered = {cell.value for row in opened(template(client, "symposium"))["选项"].iter_rows() for cell in row}
        assert "东河区团委" in offered
        assert "城关镇团委" not in offered
        successor = make_committee(parent=world.donghe, level="township", place_name="城关镇")
        import_rows(client, ROW | {"开展单位": "城关镇"})
        assert Activity.objects.get().committee == successor


@pytest.mark.parametrize("role", ["region_viewer", "auditor", "system_administrator"])
def test_who_may_not_log_may_not_import(log_in, role):
    client = log_in(role)
    assert client.get("/admin/activities/symposium/import/").status_code == 403
    assert client.get("/admin/activities/symposium/template/2020.xlsx").status_code == 403
    assert client.post("/admin/activities/symposium/import/confirm/", {"token": "x"}).status_code == 403


def test_an_account_without_a_committee_imports_nothing(log_in, world):
    client = log_in("county_staff")
    world.accounts["county_staff"].committee = None
    world.accounts["county_staff"].save()
    assert client.get("/admin/activities/symposium/import/").status_code == 403
