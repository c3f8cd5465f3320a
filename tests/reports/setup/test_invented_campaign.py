"""A campaign set up and played on nothing but the pages: what goes up is compared with what was entered."""

import zipfile
from datetime import date, timedelta
from importlib import import_module
from io import BytesIO

import pytest
from openpyxl import load_workbook

from organization.models import Account, Campaign
from reports.models import AnnexColumn, Package
from returnees.models import Entrance
from tests.reports.exports.all_records import ACTIVITIES, RETURNEES, grid, post
from tests.reports.setup.invented_campaign import ACREAGE, CROPS, DEPARTURE, HEADINGS, NEWS, REMARK, set_up
from tests.reports.setup.invented_play import COUNTED, ROWS, YOUTHS, InventedPlay, count_figures, expected_row, log_of
from tests.reports.setup.visitor import Visitor

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_storage")]

SET_UP_ON, PLAYED_ON = date(2021, 1, 8), date(2021, 2, 10)
SOURCES = ("submitted", "accepted", "live")
KEY = "2021-winter"


@pytest.fixture
def played(world, log_in, settings, monkeypatch):
    # A youth needs longer than a test.
    monkeypatch.setattr(import_module("returnees.views.questionnaire"), "FASTEST_HONEST_ANSWER", timedelta(0))
    settings.GUICHAO_TODAY = SET_UP_ON
    set_up(Visitor(log_in("region_manager")))
    settings.GUICHAO_TODAY = PLAYED_ON
    play = InventedPlay(world)
    play.play()
    return play


def test_what_goes_up_is_what_was_played(played):
    client = played.region.client
    check_what_was_set_up(played.campaign)
    for source in SOURCES:
        query = {"campaign": KEY, "source": source}
        check_table(client.get("/admin/reports/annex2/", query), source)
        check_official_sheet(book(client.get("/admin/reports/annex2.xlsx", query)).active, source)
        consolidated = book(client.get("/admin/reports/consolidated.xlsx", query))
        check_official_sheet(consolidated["附件2"], source)
        check_counties(consolidated["旗县明细"], source)
        check_states(consolidated["报送情况"])
        check_youths_of_counties(consolidated["问卷统计"], source)
    check_answers(grid(post(client, RETURNEES, campaign=KEY)))
    check_entries(grid(post(client, ACTIVITIES, campaign=KEY)))
    check_answer_counts(played)
    check_what_was_frozen(played)


def book(response):
    content = b"".join(response.streaming_content) if response.streaming else response.content
    return load_workbook(BytesIO(content))


def rows_of(sheet):
    return [list(row) for row in sheet.iter_rows(values_only=True)]


def check_what_was_set_up(campaign):
    assert (campaign.state, campaign.has_letter, campaign.document_number) == ("open", False, "内团办发〔2021〕9号")
    assert (campaign.photo_count, campaign.asks_for_scan, Campaign.objects.current()) == (2, False, campaign)
    columns = AnnexColumn.objects.in_campaign(campaign).exclude(content="name").order_by("position")
    assert [(one.heading_1, one.heading_2, one.heading_3) for one in columns] == HEADINGS
    assert {kind.label: kind.shape for kind in campaign.kinds.all()} == {
        "政务见习": "meeting",
        "志愿服务": "meeting",
        "宣传报道篇数": "tally",
        "走访慰问": "contact",
    }
    assert Entrance.objects.in_campaign(campaign).count() == 7
    assert Account.objects.filter(committee__place_name__in=("昆都仑区", "海拉尔区", "满洲里市")).exists()


def lines_of(source):
    rows = [expected_row(name, source) for name in ROWS]
    columns = [[number for number in column if number is not None] for column in zip(*rows, strict=True)]
    total = [sum(column) if column else None for column in columns]
    return [[name, *row] for name, row in zip([*ROWS, "合计"], [*rows, total], strict=True)]


def check_table(page, source):
    assert [[cell.value for cell in line.cells] for line in page.context["lines"]] == lines_of(source)


def check_official_sheet(sheet, source):
    rows = rows_of(sheet)
    assert rows[0][0] == "附件 1"
    assert rows[1][0] == "寒假返乡大学生社会实践活动统计表"
    [first] = [number for number, row in enumerate(rows) if row[0] == "旗县区"]
    assert rows[first] == ["旗县区", "政务见习", None, None, None, "志愿服务", None, "宣传报道篇数", "走访慰问", None]
    assert rows[first + 1][1:7] == ["岗位", None, "学生", None, "活动次数", "服务时长"]
    assert rows[first + 2][1:5] == ["提供数", "到岗数", "报名数", "完成数"]
    assert rows[first + 3 : first + 6] == lines_of(source)


def check_counties(sheet, source):
    lines = {row[:2]: list(row[2 : 2 + len(COUNTED)]) for row in sheet.iter_rows(values_only=True)}
    for name, places in ROWS.items():
        assert lines[name, "小计"] == expected_row(name, source)
        for place in places[1:]:
            worked = {kind for where, kind, _ in log_of(source) if where == place}
            figures = zip(COUNTED, count_figures([place], source), strict=True)
            is_counted = source != "accepted" or name == "包头市"
            assert lines[name, place] == [
                number if is_counted and kind in worked else None for (kind, _), number in figures
            ]


def check_states(sheet):
    lines = {row[0]: row for row in sheet.iter_rows(values_only=True)}
    found = {name: (lines[name][1], *lines[name][5:9]) for name in ROWS}
    assert found == {
        "包头市": ("已确认", 2, 1, "李干事", "0472-5612345"),
        "呼伦贝尔市": ("已报送", 1, 0, "李干事", "0472-5612345"),
    }


def check_youths_of_counties(sheet, source):
    """All of them, and those of each situation."""
    above, headings = rows_of(sheet)[2:4]
    starts = [above.index(name) for name in ("返乡创业青年", "意向返乡创业青年", "在乡意向创业青年")]
    assert {headings[start] for start in starts} == {"人数"}
    lines = {row[1]: row for row in sheet.iter_rows(values_only=True)}
    for name, places in ROWS.items():
        for place in places[1:]:
            youths = [youth for youth in YOUTHS if youth.home == place]
            of_status = [sum(youth.status == status for youth in youths) for status in "ABG"]
            counted = [len(youths), *of_status]
            if source == "accepted" and name != "包头市":
                counted = [None] * 4
            assert [lines[place][column] for column in (2, *starts)] == counted


def check_answers(rows):
    labels = list(dict.fromkeys(label for youth in YOUTHS for label in youth.own))
    assert len(rows) == len(YOUTHS)
    found = {row["姓名"]: row for row in rows}
    for youth in YOUTHS:
        given = dict.fromkeys(labels) | youth.own
        expected = {label: "、".join(one) if isinstance(one, list) else one for label, one in given.items()}
        row = found[youth.name]
        assert {label: row[label] for label in labels} == expected
        assert (row["状态"], row["旗县市区"]) == ("有效", youth.home)
        # Nobody was asked what was left out.
        assert [row[label] for label in ("性别", "民族", "创业（意向）行业")] == [None] * 3


def check_entries(rows):
    """Whatever was typed stands in the entry's own row, and no other number does."""
    typed = log_of("live")
    assert len(rows) == len(typed)
    for place, kind, numbers in typed:
        of_place = [row for row in rows if (row["旗县市区"] or row["盟市"], row["类别"]) == (place, kind)]
        assert numbers in [numbers_in(row, numbers) for row in of_place]


def numbers_in(row, labels):
    """By the labels of the form: a heading of the file names those of all kinds that share it."""
    found = {heading: value for heading, value in row.items() if isinstance(value, int) and heading != "照片张数"}
    return {
        next((label for label in labels if label in heading.split("／")), heading): value
        for heading, value in found.items()
    }


def check_answer_counts(played):
    """Of those who were asked, how many chose what."""
    contexts = {label: answers_page(played, label).context for label in (CROPS, ACREAGE, DEPARTURE, REMARK)}
    assert [contexts[label]["returnee_count"] for label in (CROPS, ACREAGE, DEPARTURE)] == [5, 2, 2]
    assert [line[:2] for line in contexts[CROPS]["counts"].choices] == [("玉米", 2), ("马铃薯", 2), ("没有种", 1)]
    assert contexts[ACREAGE]["counts"].lines[-1][1][-4:] == [35, "17.5", 5, 30]
    assert [answer.text for answer in contexts[REMARK]["page"]] == ["谢谢"]


def answers_page(played, label):
    return played.region.client.get(f"/admin/returnees/ownquestion/{played.question(label).pk}/answers/")


def check_what_was_frozen(played):
    package = Package.objects.get(campaign=played.campaign, committee=played.committees["包头市"])
    first, second = package.submissions.order_by("number")
    news = AnnexColumn.objects.get(campaign=played.campaign, heading_1=NEWS)
    assert [one.figures[news.key] for one in (first, second)] == [2, 5]
    response = played.region.client.get(f"/admin/reports/submissions/{second.pk}/package.zip")
    names = zipfile.ZipFile(BytesIO(b"".join(response.streaming_content))).namelist()
    assert len([name for name in names if name.startswith("照片")]) == 2
    assert not [name for name in names if "扫描" in name]
