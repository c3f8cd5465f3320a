import re
from datetime import date, datetime, timedelta

import pytest
from django.contrib.admin.models import LogEntry
from django.db import IntegrityError

from activities.choices import Kind
from activities.exchange.resources import KindResource
from activities.models import Activity, ActivityImport, Symposium, ZeroReport
from organization.choices import Act
from organization.models import AuditEvent
from tests.activities.exchange import ROWS, confirm, faults, opened, saved, template, upload, workbook_of
from tests.factories import make_account, make_activity, make_campaign, make_committee

pytestmark = pytest.mark.django_db

ROW = ROWS["symposium"]


def preview_of(client, *rows, kind="symposium", **options):
    return upload(client, kind, workbook_of(*rows, **options)).context["preview"]


def bring_in(client, *rows, kind="symposium"):
    """Upload and confirm."""
    response = upload(client, kind, workbook_of(*rows))
    assert not response.context["preview"].faults
    return confirm(client, kind, response, follow=True)


@pytest.mark.parametrize("kind", Kind)
def test_imports_a_row_of_each_kind_after_the_preview(log_in, world, kind):
    client = log_in("county_staff")
    response = upload(client, kind, workbook_of(ROWS[kind]))
    assert response.context["preview"].created == 1
    assert not Activity.objects.exists()
    page = confirm(client, kind, response, follow=True)
    assert "导入完成：新增 1 条，修改 0 条" in page.content.decode()
    activity = Activity.objects.get()
    assert (activity.kind, activity.committee, activity.campaign) == (kind, world.donghe, world.campaign)
    assert activity.created_by == world.accounts["county_staff"]
    assert activity.held_on == date(2020, 1, 20)


def test_explains_itself_in_three_steps(log_in):
    page = log_in("county_staff").get("/admin/activities/letter/import/").content.decode()
    assert page.count("<h2>") >= 3
    assert "/admin/activities/letter/template/2020.xlsx" in page


def test_an_import_is_audited_with_its_counts_and_nothing_else(log_in):
    bring_in(log_in("county_staff"), ROW, ROW | {"主题": "李四的座谈"})
    event = AuditEvent.objects.get(act=Act.ACTIVITY_IMPORT)
    assert "新增 2 条" in event.detail
    assert "李四" not in event.detail
    assert LogEntry.objects.count() == 2


def test_takes_the_zero_report_back_like_the_form(log_in, world):
    ZeroReport.objects.say(
        campaign=world.campaign, committee=world.donghe, kind=Kind.SYMPOSIUM, by=world.accounts["county_staff"]
    )
    page = bring_in(log_in("county_staff"), ROW)
    assert not ZeroReport.objects.exists()
    assert "零报告已自动撤销" in page.content.decode()


# What a cell may hold


@pytest.mark.parametrize(
    "written",
    [
        "2020-1-5", "2020/1/5", "2020.01.05", "2020年1月5日", "20200105", 20200105, 43835, "43835",
        "２０２０-１-５", " 2020-01-05 ", date(2020, 1, 5), datetime(2020, 1, 5, 14, 30), "2020-01-05 00:00:00",
    ],
)  # fmt: skip
def test_understands_days_as_people_write_them(log_in, written):
    bring_in(log_in("county_staff"), ROW | {"日期": written})
    assert Symposium.objects.get().held_on == date(2020, 1, 5)


@pytest.mark.parametrize("written", ["2020-13-1", "1月5日", "昨天", "2020-2-30", 12, "202001", "9" * 400, True])
def test_says_of_a_day_that_it_cannot_be_read(log_in, written):
    preview = preview_of(log_in("county_staff"), ROW | {"日期": written})
    assert [(fault.row, fault.heading) for fault in preview.faults] == [(2, "日期")]


@pytest.mark.parametrize("written", [1200, 1200.0, "1,200", "１２００", " 1200 ", "1200 "])
def test_understands_counts_as_people_write_them(log_in, written):
    bring_in(log_in("county_staff"), ROW | {"参与人数": written})
    assert Symposium.objects.get().participant_count == 1200


@pytest.mark.parametrize("written", ["二十", 2.5, "20人", -1, 99999999, 1e300, "", None])
def test_says_of_a_count_that_it_is_none(log_in, written):
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
    bring_in(log_in("county_staff"), ROWS["letter"] | {"发放渠道": written}, kind="letter")
    assert Activity.objects.get().letter_channels == stored


def test_digits_in_a_text_column_stay_as_they_were_typed(log_in):
    bring_in(log_in("county_staff"), ROW | {"地点": 13900000001, "主题": "０１２"})
    activity = Symposium.objects.get()
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
        ("symposium", {"至": "2020-01-01"}, "至"),
        ("symposium", {"活动场次": 0}, "活动场次"),
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
    assert response.context["kept"] is None
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
    response = upload(log_in("county_staff"), "symposium", workbook_of(ROW, ROW | {"日期": "昨天"}))
    assert response.context["kept"] is None
    assert not ActivityImport.objects.exists()
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
    assert Symposium.objects.get().topic == "=1+1"


# Whose rows


def test_a_county_may_leave_its_own_name_out(log_in, world):
    bring_in(log_in("county_staff"), ROW | {"开展单位": ""})
    assert Symposium.objects.get().committee == world.donghe


@pytest.mark.parametrize("name", ["东河区团委", "东河区", "共青团东河区委员会", " 东河区 团委 "])
def test_knows_a_committee_by_each_of_its_names(log_in, world, name):
    bring_in(log_in("league_city_staff"), ROW | {"开展单位": name})
    assert Symposium.objects.get().committee == world.donghe


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


def test_an_ambiguous_name_is_told_with_the_clear_ones(log_in, world):
    for parent in (world.donghe, world.kundulun):
        make_committee(parent=parent, level="township", place_name="城关镇")
    client = log_in("league_city_staff")
    assert "昆都仑区团委/城关镇团委" in preview_of(client, ROW | {"开展单位": "城关镇"}).faults[0].message
    bring_in(client, ROW | {"开展单位": "昆都仑区团委/城关镇团委"})
    assert Symposium.objects.get().committee.parent == world.kundulun


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


# What is there already


def test_a_row_equal_in_all_columns_is_there_already(log_in):
    client = log_in("county_staff")
    bring_in(client, ROW)
    preview = preview_of(client, ROW, ROW | {"主题": "另一场"})
    assert (preview.created, preview.skipped) == (1, 1)
    assert preview.rows[0].label == f"已存在（{Symposium.objects.get().number}）"


def test_the_same_row_twice_in_a_file_is_taken_once_and_said(log_in):
    client = log_in("county_staff")
    assert [row.label for row in preview_of(client, ROW, ROW).rows] == ["新增", "已存在（本文件第 2 行）"]
    bring_in(client, ROW, ROW)
    assert Symposium.objects.count() == 1


def test_an_equal_row_of_another_kind_committee_or_year_is_not_the_same(log_in, world):
    fields = {"topic": "家乡", "participant_count": 25}
    make_activity("tour", campaign=world.campaign, committee=world.donghe, **fields)
    make_activity(campaign=world.campaign, committee=world.kundulun, **fields)
    make_activity(campaign=make_campaign(year=2021), committee=world.donghe, held_on="2020-01-20", **fields)
    assert preview_of(log_in("league_city_staff"), ROW).created == 1


def test_a_number_with_other_values_changes_that_entry(log_in, world):
    activity = make_activity(campaign=world.campaign, committee=world.donghe, topic="旧", participant_count=20)
    client = log_in("county_staff")
    response = upload(client, "symposium", workbook_of(ROW | {"编号": activity.number, "主题": "新"}))
    row = response.context["preview"].rows[0]
    assert row.label == "修改（主题、参与人数）"
    assert ("新", "旧") in row.cells
    confirm(client, "symposium", response)
    activity.refresh_from_db()
    assert (activity.topic, activity.participant_count) == ("新", 25)
    assert activity.updated_by == world.accounts["county_staff"]
    assert Symposium.objects.count() == 1


def test_a_column_that_the_file_lacks_stays_as_it_is(log_in, world):
    activity = make_activity(campaign=world.campaign, committee=world.donghe, topic="旧", remark="留着")
    row = {heading: value for heading, value in ROW.items() if heading != "主题"} | {"编号": activity.number}
    response = upload(client := log_in("county_staff"), "symposium", workbook_of(row))
    assert "主题" in response.context["reading"].missing_headings
    confirm(client, "symposium", response)
    activity.refresh_from_db()
    assert (activity.topic, activity.remark, activity.participant_count) == ("旧", "留着", 25)


def test_foreign_numbers_answer_like_unknown_ones(log_in, world):
    foreign = make_activity(campaign=world.campaign, committee=world.hailar)
    other_kind = make_activity("tour", campaign=world.campaign, committee=world.donghe)
    other_year = make_activity(campaign=make_campaign(year=2021), committee=world.donghe)
    numbers = [foreign.number, other_kind.number, other_year.number, "HD2020-999999", "HD2020-000000", "第5号"]
    preview = preview_of(log_in("league_city_staff"), *(ROW | {"编号": number} for number in numbers))
    assert {(fault.heading, fault.message) for fault in preview.faults} == {
        ("编号", "没有这个编号。新增的记录请把编号留空。")
    }
    assert len(preview.faults) == len(numbers)


def test_a_number_stands_in_a_file_once(log_in, world):
    number = make_activity(campaign=world.campaign, committee=world.donghe).number
    preview = preview_of(log_in("county_staff"), ROW | {"编号": number}, ROW | {"编号": number})
    assert [(fault.row, fault.message) for fault in preview.faults] == [(3, "第 2 行已经是这个编号。")]


def test_entries_that_may_not_be_changed_are_not(log_in, world, monkeypatch):
    activity = make_activity(campaign=world.campaign, committee=world.donghe)
    client = log_in("county_staff")
    monkeypatch.setattr(
        "activities.admin.SymposiumAdmin.has_change_permission", lambda self, request, obj=None: obj is None
    )
    assert preview_of(client, ROW | {"编号": activity.number}).faults[0].message == "这条记录您不能修改。"


# Between the preview and the confirmation


def test_a_second_confirmation_says_so_and_imports_nothing(log_in):
    client = log_in("county_staff")
    response = upload(client, "symposium", workbook_of(ROW))
    confirm(client, "symposium", response)
    Symposium.objects.all().delete()
    page = confirm(client, "symposium", response, follow=True)
    assert "已经导入过了" in page.content.decode()
    assert not Symposium.objects.exists()
    assert AuditEvent.objects.filter(act=Act.ACTIVITY_IMPORT).count() == 1


def test_the_confirmation_keeps_to_the_campaign_of_the_upload(log_in, world):
    make_campaign(year=2021)
    client = log_in("county_staff")
    response = upload(client, "symposium", workbook_of(ROW))
    client.post("/admin/campaign/", {"campaign": 2021})
    confirm(client, "symposium", response)
    assert Symposium.objects.get().campaign == world.campaign


def test_the_upload_keeps_to_the_campaign_that_its_page_was_shown_for(log_in, world):
    make_campaign(year=2021)
    client = log_in("county_staff")
    client.post("/admin/campaign/", {"campaign": 2021})
    confirm(client, "symposium", upload(client, "symposium", workbook_of(ROW), year=2020))
    assert Symposium.objects.get().campaign == world.campaign


def test_only_who_uploaded_may_confirm(log_in, world, client):
    response = upload(log_in("county_staff"), "symposium", workbook_of(ROW))
    client.force_login(make_account(committee=world.donghe))
    page = confirm(client, "symposium", response, follow=True)
    assert "没有找到这份预览" in page.content.decode()
    assert not Activity.objects.exists()


def test_a_preview_is_confirmed_for_its_own_kind_only(log_in):
    client = log_in("county_staff")
    confirm(client, "lecture", upload(client, "symposium", workbook_of(ROW)))
    assert not Activity.objects.exists()


def test_a_preview_older_than_an_hour_is_gone(log_in, settings):
    client = log_in("county_staff")
    response = upload(client, "symposium", workbook_of(ROW))
    kept = ActivityImport.objects.get()
    ActivityImport.objects.update(uploaded_at=kept.uploaded_at - timedelta(hours=1))
    page = confirm(client, "symposium", response, follow=True)
    assert "已超过一小时" in page.content.decode()
    assert not kept.path.exists()
    assert not ActivityImport.objects.exists()
    assert not Activity.objects.exists()


def test_the_kept_file_is_out_of_reach_and_goes_after_the_import(log_in, settings, django_capture_on_commit_callbacks):
    client = log_in("county_staff")
    response = upload(client, "symposium", workbook_of(ROW))
    kept = ActivityImport.objects.get()
    assert kept.path.parent == settings.VAR_DIR / "imports"
    assert len(kept.token) == 43
    assert kept.path.exists()
    with django_capture_on_commit_callbacks(execute=True):
        confirm(client, "symposium", response)
    assert not kept.path.exists()


def test_a_kept_file_that_was_tampered_with_is_not_imported(log_in):
    client = log_in("county_staff")
    response = upload(client, "symposium", workbook_of(ROW))
    ActivityImport.objects.get().path.write_bytes(workbook_of(ROW, ROW | {"主题": "混入"}))
    confirm(client, "symposium", response)
    assert not Activity.objects.exists()


def test_what_somebody_else_imported_meanwhile_is_not_imported_again(log_in):
    client = log_in("county_staff")
    first, second = (upload(client, "symposium", workbook_of(ROW)) for _ in range(2))
    confirm(client, "symposium", first)
    page = confirm(client, "symposium", second)
    assert "这次没有导入" in page.content.decode()
    assert Symposium.objects.count() == 1


def between_check_and_store(monkeypatch, happen):
    store = KindResource.store

    def store_after_it_happened(resource):
        happen()
        return store(resource)

    monkeypatch.setattr(KindResource, "store", store_after_it_happened)


def test_an_equal_entry_that_comes_between_stops_the_import(log_in, world, monkeypatch):
    client = log_in("county_staff")
    response = upload(client, "symposium", workbook_of(ROW, ROW | {"主题": "另一场"}))
    equal = {"campaign": world.campaign, "committee": world.donghe, "topic": "家乡", "participant_count": 25}
    between_check_and_store(monkeypatch, lambda: make_activity(**equal))
    page = confirm(client, "symposium", response)
    assert "这次没有导入" in page.content.decode()
    assert not Symposium.objects.filter(topic="另一场").exists()


def test_a_change_that_comes_between_is_not_overwritten(log_in, world, monkeypatch):
    activity = make_activity(campaign=world.campaign, committee=world.donghe, topic="旧")
    client = log_in("county_staff")
    response = upload(client, "symposium", workbook_of(ROW | {"编号": activity.number}))
    between_check_and_store(
        monkeypatch, lambda: Activity.objects.update(topic="同事改的", updated_at=activity.updated_at + timedelta(1))
    )
    confirm(client, "symposium", response)
    assert not Symposium.objects.filter(topic="家乡").exists()


def test_a_row_that_the_database_refuses_is_named_and_nothing_is_stored(log_in, monkeypatch):
    client = log_in("county_staff")
    response = upload(client, "symposium", workbook_of(ROW, ROW | {"主题": "不行"}))
    record = Activity.record

    def refuse(activity, **options):
        if activity.topic == "不行":
            raise IntegrityError
        return record(activity, **options)

    monkeypatch.setattr(Activity, "record", refuse)
    page = confirm(client, "symposium", response)
    assert "没有导入：第 3 行" in page.content.decode()
    assert not Activity.objects.exists()
    assert not AuditEvent.objects.filter(act=Act.ACTIVITY_IMPORT).exists()


def test_the_preview_writes_nothing_but_what_it_keeps(log_in, django_assert_num_queries, monkeypatch):
    client = log_in("county_staff")
    monkeypatch.setattr(Activity, "record", None)
    assert upload(client, "symposium", workbook_of(ROW)).context["kept"]


# The file as a whole


def complaint(client, content, **options):
    response = upload(client, "symposium", content, **options)
    assert response.status_code == 200
    return response.context["form"].errors.get("workbook", [""])[0]


def test_the_file_must_be_there_and_be_a_workbook(log_in):
    client = log_in("county_staff")
    response = client.post("/admin/activities/symposium/import/", {"campaign": 2020})
    assert "请先选择" in response.context["form"].errors["workbook"][0]
    assert "空的" in complaint(client, b"")
    assert ".xlsx" in complaint(client, "日期,状态\n".encode(), name="活动.csv")
    assert ".et" in complaint(client, bytes.fromhex("d0cf11e0a1b11ae1") + b"x" * 600, name="活动.et")
    assert "没有可以导入的行" in complaint(client, workbook_of(headings=list(ROW)))


@pytest.mark.parametrize("year", ["", "x", "1999", "9" * 30])
def test_a_forged_campaign_is_refused(log_in, year):
    response = upload(log_in("county_staff"), "symposium", workbook_of(ROW), year=year)
    assert response.status_code in (200, 404)
    assert not ActivityImport.objects.exists()


def test_the_file_of_another_kind_is_told_by_its_missing_columns(log_in):
    said = complaint(log_in("county_staff"), workbook_of(ROWS["visit"]))
    assert "活动场次、参与人数" in said
    assert "返乡创业座谈会" in said


def test_the_order_of_columns_is_free_and_unknown_ones_are_told(log_in):
    client = log_in("county_staff")
    row = ROW | {"经办人": "王五"}
    response = upload(client, "symposium", workbook_of(row, headings=list(reversed(row))))
    assert response.context["reading"].unknown_headings == ["经办人"]
    assert "经办人" in response.content.decode()
    assert response.context["preview"].created == 1


def test_a_filled_column_without_a_heading_is_told(log_in):
    content = workbook_of(ROW, prepare=lambda sheet: sheet.cell(2, 9, "漏了列名"))
    assert upload(log_in("county_staff"), "symposium", content).context["reading"].unknown_headings == [
        "第 9 列（没有列名）"
    ]


def test_a_column_twice_is_refused(log_in):
    content = workbook_of(ROW, prepare=lambda sheet: sheet.cell(1, 9, "日期"))
    assert "出现了两次" in complaint(log_in("county_staff"), content)


def test_empty_rows_are_no_rows(log_in):
    blank = dict.fromkeys(ROW, "  ")
    content = workbook_of(ROW, blank, {}, ROW | {"主题": "另一场"}, blank, *[{}] * 50)
    preview = upload(log_in("county_staff"), "symposium", content).context["preview"]
    assert [row.number for row in preview.rows] == [2, 5]


def test_more_rows_than_the_limit_are_refused_in_words(log_in, monkeypatch):
    monkeypatch.setattr("activities.exchange.reading.ROW_LIMIT", 2)
    said = complaint(log_in("county_staff"), workbook_of(ROW, ROW, ROW))
    assert said == "一次最多导入 2 行，这个文件有 3 行，请分成几个文件。"


def test_a_sheet_without_end_is_refused(log_in, monkeypatch):
    monkeypatch.setattr("activities.exchange.reading.LAST_ROW_READ", 30)
    content = workbook_of(ROW, prepare=lambda sheet: sheet.cell(1_000_000, 1, "x"))
    assert "还没有结束" in complaint(log_in("county_staff"), content)


def test_a_long_file_shows_its_first_rows_and_says_so(log_in, monkeypatch):
    monkeypatch.setattr("activities.exchange.preview.SHOWN_ROWS", 2)
    monkeypatch.setattr("activities.admin.exchange.SHOWN_ROWS", 2)
    client = log_in("county_staff")
    rows = [ROW | {"主题": f"第 {number} 场"} for number in range(3)]
    response = upload(client, "symposium", workbook_of(*rows))
    assert len(response.context["preview"].rows) == 2
    assert "只列出前 2 行" in response.content.decode()
    wrong = upload(client, "symposium", workbook_of(*(row | {"日期": "昨天"} for row in rows)))
    assert "还有 1 处没有列出" in wrong.content.decode()


def test_queries_per_row_stay_few(log_in, django_assert_max_num_queries):
    client = log_in("league_city_staff")
    content = workbook_of(*(ROW | {"主题": f"第 {number} 场"} for number in range(50)))
    with django_assert_max_num_queries(40 + 2 * 50):
        response = upload(client, "symposium", content)
    confirm(client, "symposium", response)
    with django_assert_max_num_queries(40):
        assert upload(client, "symposium", content).context["preview"].skipped == 50


# The template's own rows


def filled_template(client, *rows, change=None):
    workbook = opened(template(client, "symposium"))
    sheet = workbook.worksheets[0]
    headings = [cell.value for cell in sheet[1]]
    for row in rows:
        sheet.append([row.get(heading) for heading in headings])
    if change:
        change(sheet)
    return saved(workbook)


def test_reads_a_filled_template_without_its_example(log_in):
    client = log_in("county_staff")
    response = upload(client, "symposium", filled_template(client, ROW))
    assert response.context["reading"].examples == [2, 3]
    assert [row.number for row in response.context["preview"].rows] == [4]


def test_an_untouched_template_has_nothing_to_import(log_in):
    client = log_in("county_staff")
    assert "没有可以导入的行" in complaint(client, filled_template(client))


def test_the_example_stays_out_even_without_its_mark(log_in):
    client = log_in("county_staff")
    content = filled_template(client, ROW, change=lambda sheet: sheet.cell(3, 1).__setattr__("value", None))
    assert upload(client, "symposium", content).context["preview"].created == 1


def test_an_example_that_was_written_over_is_not_dropped_in_silence(log_in):
    client = log_in("county_staff")
    content = filled_template(client, change=lambda sheet: sheet.cell(3, 6, "真的座谈会"))
    fault = upload(client, "symposium", content).context["preview"].faults[0]
    assert (fault.row, fault.heading) == (3, "编号")
    assert "示例" in fault.message


def test_the_list_offers_what_the_role_may_do(log_in):
    page = log_in("county_staff").get("/admin/activities/symposium/").content.decode()
    assert re.findall("导入 Excel|下载模板|导出 Excel", page) == ["导入 Excel", "下载模板", "导出 Excel"]
    page = log_in("region_viewer").get("/admin/activities/symposium/").content.decode()
    assert re.findall("导入 Excel|下载模板|导出 Excel", page) == ["导出 Excel"]
