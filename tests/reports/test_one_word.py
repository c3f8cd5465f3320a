"""已报送, 退回修改中, 未报送, 有记录, 无记录: one word for one thing on every page, in every file and text."""

from datetime import date, datetime
from io import BytesIO

import pytest
from django.utils import timezone
from openpyxl import load_workbook

from organization.choices import Level
from reports.choices import Standing
from reports.models import Package
from reports.overview.board.missing_list import build_line
from reports.overview.board.reminder_text import reminder_text
from reports.overview.board.rows import build_rows
from reports.packages import life_cycle
from reports.setup.rows import add_row
from tests.factories import make_activity, make_committee, submit_package

pytestmark = pytest.mark.django_db

BOARD, TABLE, FILE = "/admin/reports/board/", "/admin/reports/annex2/", "/admin/reports/annex2.xlsx"
WORKBOOK = "/admin/reports/consolidated.xlsx"

# What became of each city's package, what it is called then, and whether its counties have logged anything.
STORIES = {
    "没有动过": ([], "未报送", False),
    "只有记录": ([], "未报送", True),
    "报送过": (["submit"], "已报送", True),
    "退回了": (["submit", "send_back"], "退回修改中", True),
    "又报送": (["submit", "send_back", "submit"], "已报送", True),
    "确认了": (["submit", "accept"], "已报送", True),
    "重开了": (["submit", "accept", "reopen"], "退回修改中", True),
    "撤回了": (["submit", "take_back"], "未报送", True),
}
SENT = [name for name, (_, word, _) in STORIES.items() if word == "已报送"]
RETURNED = [name for name, (_, word, _) in STORIES.items() if word == "退回修改中"]
NOT_SENT = [name for name, (_, word, _) in STORIES.items() if word == "未报送"]
SILENT = [name for name, (_, _, has_record) in STORIES.items() if not has_record]


class Acts:
    """What is done to a package, by the name that a story has for it."""

    def __init__(self, by):
        self.by = by

    def play(self, package, names):
        for name in names:
            getattr(self, name)(package)
            package.refresh_from_db()

    def submit(self, package):
        if package.submissions.exists():
            life_cycle.submit(package=package, by=self.by, seen_revision=package.revision)
        else:
            submit_package(package, by=self.by)

    def send_back(self, package):
        life_cycle.return_for_revision(package=package, by=self.by, reason="照片不清楚", parts=["photos"])

    def accept(self, package):
        life_cycle.accept(package=package, by=self.by, seen_submission_id=package.last_submission().pk)

    def reopen(self, package):
        life_cycle.reopen(package=package, by=self.by, reason="人数有误")

    def take_back(self, package):
        life_cycle.withdraw(package=package, by=self.by)


@pytest.fixture
def region(log_in, world, manager):
    """Signed in, in a table that has a row for every story and no other."""
    Package.objects.in_campaign(world.campaign).delete()
    for name, (acts, _, has_record) in STORIES.items():
        city = make_committee(parent=world.region, level=Level.LEAGUE_CITY, place_name=name)
        package = add_row(campaign=world.campaign, committee=city)
        if has_record:
            county = make_committee(parent=city, place_name=f"{name}旗")
            make_activity("visit", campaign=world.campaign, committee=county, visited_count=7)
        Acts(manager).play(package, acts)
    return log_in("region_manager")


def named(names):
    return "、".join(names)


def sheet(client, address, source, title="附件2"):
    return load_workbook(BytesIO(client.get(address, {"source": source}).content))[title]


def texts(sheet):
    return {cell for row in sheet.iter_rows(values_only=True) for cell in row if isinstance(cell, str)}


def test_one_function_says_which_word_it_is(region, world):
    for package in Package.objects.in_campaign(world.campaign):
        assert package.standing.label == STORIES[package.printed_name][1]
    assert set(Standing.labels) == {"已报送", "退回修改中", "未报送"}


def test_the_board_counts_and_finds_them(region):
    response = region.get(BOARD)
    counts = {name: count for name, count, _, _ in response.context["counts"]}
    assert response.context["up_count"] == len(SENT)
    assert (counts["退回修改中"], counts["未报送"]) == (len(RETURNED), len(NOT_SENT))
    assert counts["按时报送"] + counts["逾期报送"] == counts["待审核"] + counts["已确认"] == len(SENT)
    for query, names in (({"state": "returned"}, RETURNED), ({"time": "not_yet"}, NOT_SENT)):
        assert [row.package.printed_name for row in region.get(BOARD, query).context["rows"]] == names


def test_after_the_deadline_a_returned_one_is_not_called_unsent(region, settings):
    settings.GUICHAO_TODAY = date(2020, 2, 18)
    response = region.get(BOARD)
    counts = {name: count for name, count, _, _ in response.context["counts"]}
    assert counts["逾期未报送"] == len(NOT_SENT)
    for time, names in (("overdue", NOT_SENT), ("return_overdue", RETURNED)):
        assert [row.package.printed_name for row in region.get(BOARD, {"time": time}).context["rows"]] == names


def test_the_desk_counts_them_and_names_who_has_no_record(region):
    response = region.get("/admin/")
    desk = response.context["desk"]
    counted = [(word, count) for word, count, _ in desk["standings"]]
    assert counted == [("已报送", 3), ("退回修改中", 2), ("未报送", 3)]
    assert f"无记录：{named(SILENT)}" in [sentence for sentence, _ in desk["missing"]]
    assert "未报送：" not in response.text


def test_the_table_as_submitted_marks_whose_numbers_are_those_of_last_time(region):
    response = region.get(TABLE, {"source": "submitted"})
    marks = {line.name: line.mark for line in response.context["lines"]}
    assert {name for name, mark in marks.items() if mark == "退回修改中"} == set(RETURNED)
    assert {name: mark for name, mark in marks.items() if mark and name not in RETURNED} == {"撤回了": "撤回修改中"}
    visits = {line.name: line.cells[3].value for line in response.context["lines"]}
    assert {name for name, count in visits.items() if count == 7} == {*SENT, *RETURNED, "撤回了"}
    assert response.context["table"].notes == [
        "未报送：没有动过、只有记录",
        f"退回修改中（数字按上一次报送）：{named(RETURNED)}",
        "撤回修改中（未报送，数字按上一次报送）：撤回了",
        "合计范围：已报送的 3 个单位、退回修改中的 2 个单位、撤回修改中的 1 个单位，共 8 个单位",
    ]
    assert "退回修改中</small>" in response.text
    assert {line.name: line.blank for line in response.context["lines"]}["只有记录"] == "未报送"


def test_the_live_table_speaks_of_records_alone(region):
    response = region.get(TABLE)
    assert response.context["table"].notes == [
        f"无记录：{named(SILENT)}",
        f"合计范围：有记录的 {len(STORIES) - len(SILENT)} 个单位，共 {len(STORIES)} 个单位",
    ]
    assert not any(line.mark for line in response.context["lines"])


@pytest.mark.parametrize("source", ["submitted", "live"])
def test_printed_sheet_and_workbook_say_what_the_page_says(region, source):
    notes = set(region.get(TABLE, {"source": source}).context["table"].notes)
    for found in (sheet(region, FILE, source), sheet(region, WORKBOOK, source)):
        assert notes <= texts(found)
    assert notes <= texts(sheet(region, WORKBOOK, source, "旗县明细"))
    if source == "live":
        assert not {text for text in texts(sheet(region, FILE, source)) if "已报送" in text or "未报送" in text}


def test_the_workbook_counts_as_the_board_does(region):
    for source in ("submitted", "accepted", "live"):
        rows = list(sheet(region, WORKBOOK, source, "报送情况").iter_rows(values_only=True))
        total = next(row for row in rows if row[0] == "合计")
        assert total[1:5] == ("8 个单位", "已报送 3 个", "退回修改中 2 个，未报送 3 个", "按时 3，逾期 0")
        states = {row[0]: row[1] for row in rows if row[0] in STORIES}
        assert states == {
            "没有动过": "未开始",
            "只有记录": "未开始",
            "报送过": "已报送",
            "退回了": "退回修改中",
            "又报送": "已报送",
            "确认了": "已确认",
            "重开了": "重新打开修改中",
            "撤回了": "撤回修改中",
        }


def test_the_reminder_names_who_has_not_sent_and_apart_from_them_who_was_sent_back(region, world):
    moment = timezone.make_aware(datetime(2020, 2, 10, 18))
    packages = Package.objects.in_campaign(world.campaign).select_related("campaign")
    assert reminder_text(packages, due_on=world.campaign.package_due_on, moment=moment) == (
        "截至2月10日18时，以下3个单位尚未报送：\n"
        "未开始：没有动过、只有记录；\n"
        "填写中：撤回了。\n"
        "以下2个单位退回修改中，请改好后重新报送：退回了、重开了。\n"
        "请于2月16日24时前报送。"
    )


def test_the_missing_list_says_it_of_each(region, world, manager):
    lines = [build_line(row) for row in build_rows(world.campaign, manager)]
    assert {line.name: line.state for line in lines} == {name: word for name, (_, word, _) in STORIES.items()}


def test_the_statistics_call_a_row_without_record_so(region):
    page = region.get("/admin/reports/statistics/").text
    assert "无记录" in page
    assert "未报" not in page
