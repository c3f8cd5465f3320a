"""The page to which the annex of a notice is uploaded, up to the rows that are made of it."""

import pytest

from activities.models import ActivityKind, KindFigure
from organization.models import AuditEvent
from reports.annex2.layout import layout_of
from reports.models import AnnexColumn, Package
from tests.factories import make_campaign, make_kind, submit_package
from tests.organization.word_file.documents import cell, document, table
from tests.reports.setup.blanks.files import EXPECTED, workbook
from tests.reports.setup.blanks.pages import BLANK, errors_on, form_on, send, upload

pytestmark = pytest.mark.django_db

SERIALS = "b-serial-units-remarks.xlsx"
THREE_LEVELS = "c-three-levels.xlsx"


@pytest.fixture
def coming(world):
    """A campaign that has neither kinds nor columns."""
    return make_campaign(year=2021, state="preparing", with_form=False)


@pytest.fixture
def region(log_in):
    return log_in("region_manager")


def save_blank(client, campaign, name, **changes):
    return send(client, form_on(upload(client, campaign, name)), "save", is_confirmed="on", **changes)


def headings_of(campaign):
    return [list(column.headings) for column in AnnexColumn.objects.in_campaign(campaign).order_by("position")]


@pytest.mark.parametrize("name", EXPECTED)
def test_each_blank_becomes_the_table_of_an_empty_campaign(region, coming, name):
    assert save_blank(region, coming, name).status_code == 302
    expected = EXPECTED[name]
    left_out = [[expected["row_name"]], *([one] for one in expected.get("left_out", []))]
    assert [one for one in headings_of(coming) if one not in left_out] == expected["columns"]
    coming.refresh_from_db()
    assert (coming.annex2_label, coming.annex2_title) == (expected["label"], expected["title"])
    columns = AnnexColumn.objects.in_campaign(coming)
    assert columns.get(content="name").heading_1 == expected["row_name"]
    uncounted = columns.filter(kind=None).exclude(content="name").order_by("position")
    assert [column.heading_1 for column in uncounted] == expected.get("left_out", [])
    for column in columns:
        column.full_clean()
    assert layout_of(coming).heading_row_count == max(map(len, expected["columns"]))


def test_nothing_is_saved_by_the_upload(region, coming):
    response = upload(region, coming, SERIALS)
    assert response.status_code == 200
    assert "什么都还没有保存" in response.text
    assert not AnnexColumn.objects.in_campaign(coming).exists()
    assert not ActivityKind.objects.in_campaign(coming).exists()
    assert not AuditEvent.objects.exists()


def test_a_guess_is_saved_only_after_it_was_looked_at(region, coming):
    values = form_on(upload(region, coming, SERIALS))
    response = send(region, values, "save")
    assert errors_on(response) == ["请先核对标着“猜的”的各列，再勾选。"]
    assert not AnnexColumn.objects.in_campaign(coming).exists()
    assert form_on(response)["c3-heading_2"] == ["参训人数（人次）"]


def test_kinds_and_numbers_are_made_with_the_names_and_units_of_the_table(region, coming):
    save_blank(region, coming, SERIALS)
    kinds = {kind.label: kind for kind in ActivityKind.objects.in_campaign(coming).with_questions()}
    assert {label: kind.shape for label, kind in kinds.items()} == {
        "技能培训": "meeting",
        "专场招聘会": "meeting",
        "新建青年之家": "tally",
    }
    training = kinds["技能培训"]
    assert training.key == "jinengpeixun"
    assert training.number_labels == {
        "session_count": "培训期数",
        "participant_count": "参训人数",
        "qudezhengshu": "取得证书",
    }
    assert [training.unit_of(name) for name in training.number_labels] == ["期", "人次", "人"]
    columns = AnnexColumn.objects.in_campaign(coming).filter(kind=training).order_by("position")
    assert [column.figure for column in columns] == ["session_count", "participant_count", "qudezhengshu"]
    assert all(kind.asks("place") for kind in kinds.values())


def test_what_was_made_is_recorded(region, coming):
    save_blank(region, coming, "e-one-row-of-headings.xlsx")
    details = list(AuditEvent.objects.filter(act="campaign_change").order_by("pk").values_list("detail", flat=True))
    assert details[0].startswith("附件标识、汇总表标题")
    assert details[1:4] == ["活动类别：走访户数", "活动类别：慰问金额", "活动类别：发放物资"]
    assert details[4].startswith("附件2的列：新增“单位名称”")
    assert len(details) == 5


def test_columns_of_what_the_campaign_has_already_are_recognised(region, world):
    other = make_campaign(year=2021, state="preparing")
    before = {column.key: column.pk for column in AnnexColumn.objects.in_campaign(other)}
    response = upload(region, other, "a-2020-annex-2.xlsx")
    assert response.context["table"].kinds == []
    assert response.context["lost"] == []
    choices = [column.draft.choice for column in response.context["table"].columns]
    assert choices[:5] == [
        "name",
        "letter:channels",
        "letter:distribution_count",
        "visit:visited_count",
        "visit:new_member_count",
    ]
    send(region, form_on(response), "save", is_confirmed="on")
    after = {column.key: column.pk for column in AnnexColumn.objects.in_campaign(other)}
    assert after == before


@pytest.mark.parametrize("name", EXPECTED)
def test_the_same_blank_once_more_changes_nothing(region, coming, name):
    save_blank(region, coming, name)
    before = list(AnnexColumn.objects.in_campaign(coming).values())
    response = save_blank(region, coming, name)
    assert "没有改动" in region.get(response.url).text
    assert list(AnnexColumn.objects.in_campaign(coming).values()) == before


def test_columns_that_the_blank_has_not_are_named_before_they_go(region, world):
    other = make_campaign(year=2021, state="preparing")
    response = upload(region, other, SERIALS)
    assert "这张表原有的 10 列不再有" in response.text
    send(region, form_on(response), "save", is_confirmed="on")
    assert len(headings_of(other)) == 9
    # Its kinds stay: entries may hang on them.
    assert ActivityKind.objects.in_campaign(other).filter(key="letter").exists()


def test_printed_rows_are_compared_and_none_is_made(region, world):
    response = upload(region, world.campaign, "rows.xlsx", workbook(["盟市", "场次"], ["包头", None], ["乙市", None]))
    rows = response.context["rows"]
    assert (rows.matched, rows.unknown, rows.missing) == (["包头"], ["乙市"], ["呼伦贝尔市"])
    before = Package.objects.count()
    after = send(region, form_on(response), "save", is_confirmed="on")
    assert after.status_code == 302
    assert "没有替您新建" in region.get(after.url).text
    assert Package.objects.count() == before


def test_what_is_not_understood_has_to_be_chosen(region, coming):
    response = upload(region, coming, "x.xlsx", workbook(["单位", "就业率", "场次"]))
    assert [column.is_open for column in response.context["table"].columns] == [False, True, False]
    refused = send(region, form_on(response), "save", is_confirmed="on")
    assert errors_on(refused) == ["请选择这一列印什么、计哪个数。"]
    assert send(region, form_on(refused), "save", is_confirmed="on", **{"c1-choice": "blank"}).status_code == 302


def test_a_kind_of_the_same_name_is_used_and_not_made_again(region, coming):
    kind = make_kind(campaign=coming, label="技能培训", shape="meeting", details=["session_count", "participant_count"])
    save_blank(region, coming, SERIALS)
    assert ActivityKind.objects.in_campaign(coming).filter(label="技能培训").get() == kind
    assert [figure.label for figure in KindFigure.objects.filter(kind=kind)] == ["取得证书"]


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("x.xlsx", b"", "这个文件是空的"),
        ("x.xlsx", b"PK\x03\x04 broken", "这个文件读不出来"),
        ("x.docx", document(table([f"<w:tc>{table([cell('里')])}</w:tc>"])), "表格套在另一张表的格子里"),
        ("x.docx", document("", **{"word/vbaProject.bin": "x"}), "文件里有宏或控件"),
        ("x.pdf", b"%PDF-1.7", "请上传通知所附的空表"),
        ("x.doc", bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 600, "这是旧格式的文档"),
        ("x.xls", bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 600, "这是旧格式的表格"),
        ("x.xlsx", workbook(["只有标题"]), "没有找到表头"),
        ("x.xlsx", workbook(["单位", *(f"第{number}列" for number in range(3000))]), "这张表超过 99 列"),
        ("x.xlsx", b"x" * (6 * 1024 * 1024), "文件超过 5 MB"),
    ],
)
def test_a_hostile_or_wrong_file_gets_its_sentence_beside_the_field(region, coming, name, content, sentence):
    response = upload(region, coming, name, content)
    assert response.status_code == 200
    assert sentence in str(response.context["form"].errors["blank"])


def test_which_of_several_tables_is_asked_beside_its_field(region, coming):
    content = workbook(["甲表"], ["单位", "场次"], more=[[["乙表"], ["单位", "人数"]]])
    response = upload(region, coming, "x.xlsx", content)
    assert "要的是第几张" in str(response.context["form"].errors["number"])
    assert upload(region, coming, "x.xlsx", content, number="2").context["table"].draft.head["annex2_title"] == "乙表"
    assert "请填整数" in str(upload(region, coming, "x.xlsx", content, number="二x").context["form"].errors["number"])


def test_once_something_was_sent_up_no_blank_is_read(region, world):
    submit_package(Package.objects.get(committee=world.baotou), by=world.accounts["league_city_staff"])
    response = upload(region, world.campaign, SERIALS)
    assert "表的列、次序和所计的数不能再改" in response.text
    assert "table" not in response.context
    assert 'type="file"' not in region.get(f"{BLANK}?campaign={world.campaign.key}").text


@pytest.mark.parametrize(
    "role", ["league_city_staff", "county_staff", "region_viewer", "auditor", "system_administrator"]
)
def test_nobody_else_uploads_one(log_in, coming, role):
    client = log_in(role)
    assert client.get(BLANK).status_code == 403
    assert upload(client, coming, SERIALS).status_code == 403
