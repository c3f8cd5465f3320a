"""A whole campaign is played, and every sheet of the consolidated workbook compared with what it must be."""

import zipfile
from datetime import datetime
from io import BytesIO

import pytest
from django.core.management import call_command
from django.utils import timezone
from openpyxl import load_workbook

from reports.choices import Source
from reports.exports.consolidated.contents import build_contents
from reports.exports.consolidated.workbook import consolidated_bytes
from reports.overview.board.rows import build_rows
from reports.setup.rows import separate_rows
from tests.reports.played_ledger import NUMBERS, PLACES, SOURCES

pytestmark = pytest.mark.django_db

LABELS = {"submitted": "按已报送", "accepted": "按已确认", "live": "按最新记录"}
MADE_AT = "制表时间：2020-02-21 09:30（北京时间）"
ORIGINS = {
    "submitted": f"数据来源：按已报送（各单位最近一次报送时的数据；退回修改中的，按上一次报送计）。{MADE_AT}",
    "accepted": f"数据来源：按已确认（自治区团委已确认的单位，按其最近一次报送时的数据；未确认的留空）。{MADE_AT}",
    "live": f"数据来源：按最新记录（活动记录即时计算的数据，不论是否已报送）。{MADE_AT}",
}
FIGURES = ("letter_channels", *(key for numbers in NUMBERS.values() for key in numbers))
INDUSTRIES = (
    *("A-crops", "A-livestock", "C-processing", "F-retail", "H-hospitality", "R-tourism", "G-logistics"),
    *("E-construction", "I-information", "O-services", "P-training", "other", ""),
)
NEEDS = (
    *("training", "mentoring", "loan", "policy", "skills", "ecommerce", "premises"),
    *("hiring", "legal", "job", "ticket", "other", "none"),
)
DIFFICULTIES = ("funds", "technology", "market", "land", "staff", "permits", "family", "information", "other", "none")
OTHER_WORK = (
    *(("service", kind) for kind in ("loan_referral", "training", "lead_goose", "job_information", "ticket_help")),
    *(("follow_up", kind) for kind in ("training", "guidance", "loan_referred", "job", "ticket")),
    *(("follow_up", kind) for kind in ("solved", "partly_solved", "handed_on")),
    *(("group", kind) for kind in ("leaders", "members", "outside_workers", "outside_students")),
    *(("headcount", kind) for kind in ("entrepreneurs", "workers", "students", "residents")),
    *(("publicity", "count"), ("publicity", "reads")),
)


def workbook_of(played, source):
    at = timezone.make_aware(datetime(2020, 2, 21, 9, 30))
    contents = build_contents(played.campaign, played.region, Source(source), at=at)
    return load_workbook(BytesIO(consolidated_bytes(contents)))


def grid(sheet):
    return [list(row) for row in sheet.iter_rows(values_only=True)]


def body(sheet, width):
    """The lines below title, origin and two rows of headings; every cell beyond the width is empty."""
    rows = grid(sheet)[4:]
    assert all(value is None for row in rows for value in row[width:])
    return [row[:width] for row in rows]


def across(notes, width):
    return [[note, *[None] * (width - 1)] for note in notes]


def own_name(name):
    return "盟市本级" if name in PLACES else "本级"


def foot(played, source):
    """Who is not counted, and over how many committees the total runs."""
    missing = [name for name, row in played.expected.items() if not row.counts_in[source]]
    count = len(played.expected)
    if source == "submitted":
        return [
            f"未报送：{'、'.join(missing)}",
            "退回修改中（数字按上一次报送）：包头市、乌兰察布市",
            "撤回修改中（未报送，数字按上一次报送）：巴彦淖尔市",
            f"合计范围：已报送的 {count - len(missing) - 3} 个单位、退回修改中的 2 个单位、撤回修改中的 1 个单位，"
            f"共 {count} 个单位",
        ]
    absent, present = ("未确认", "已确认") if source == "accepted" else ("无记录", "有记录")
    return [
        f"{absent}：{'、'.join(missing)}",
        f"合计范围：{present}的 {count - len(missing)} 个单位，共 {count} 个单位",
    ]


def by_place(played, numbers_of, *others):
    """Lines, subtotals and total of a sheet of numbers, summed here."""
    lines, summed = [], []
    for name, row in played.expected.items():
        of_row = {place: numbers_of(name, place) for place in row.places}
        lines += [
            [name, own_name(name) if place == name else place, *numbers]
            for place, numbers in of_row.items()
            if numbers is not ...
        ]
        summed.append(added([numbers for numbers in of_row.values() if numbers is not ...]))
        lines.append([name, "小计", *summed[-1]])
    lines += others
    total = added(summed + [line[2:] for line in others])
    return [*lines, ["合计", None, *total]]


def added(lines):
    columns = [[number for number in column if number is not None] for column in zip(*lines, strict=True)]
    return [sum(column) if column else None for column in columns]


def check_first_sheet(played, source, sheet):
    """Exactly the official form; its head is compared in test_annex2_workbook.py."""
    rows = [[name, *(row.figures[source][key] for key in FIGURES)] for name, row in played.expected.items()]
    totals = {"letter_channels": "—"} | played.totals(source)
    total = ["合计", *(totals[key] for key in FIGURES)]
    assert grid(sheet)[6:] == [*rows, total, *across(foot(played, source), 11)]


def check_states(played, source, sheet):
    lines = []
    for row in played.expected.values():
        sent = row.submission_count > 0
        lines.append(
            [
                row.name,
                row.state_label,
                f"{row.submitted_on} 10:30" if sent else None,
                f"{row.due_on}{'（延期）' if row.is_extended else ''}",
                ("逾期" if row.is_late else "按时") if sent else "逾期未报",
                row.submission_count,
                row.returned_count,
                row.filled_by or None,
                row.phone or None,
                ("有变化" if row.is_changed else "无变化") if sent else None,
                "计入" if row.counts_in[source] else "未计入",
            ]
        )
    rows = list(played.expected.values())
    sent = [row for row in rows if row.state in ("submitted", "accepted")]
    late = sum(row.is_late for row in sent)
    total = [
        *("合计", f"{len(rows)} 个单位", f"已报送 {len(sent)} 个"),
        f"退回修改中 2 个，未报送 {len(rows) - len(sent) - 2} 个",
        f"按时 {len(sent) - late}，逾期 {late}",
        *(sum(row.submission_count for row in rows), sum(row.returned_count for row in rows), None, None),
        f"有变化 {sum(row.is_changed for row in rows)} 个",
        f"计入 {sum(row.counts_in[source] for row in rows)} 个",
    ]
    found = body(sheet, 11)
    assert found[: len(lines) + 1] == [*lines, total]
    assert sheet["A2"].value == f"数据来源：报送材料现在的状态；本工作簿的数字{LABELS[source]}。{MADE_AT}"


def check_counties(played, source, sheet):
    lines = []
    for name, row in played.expected.items():
        for place, figures in row.lines[source].items():
            lines.append([name, own_name(name) if place == name else place, *(figures[key] for key in FIGURES)])
        lines.append([name, "小计", *(row.figures[source][key] for key in FIGURES)])
    totals = {"letter_channels": "—"} | played.totals(source)
    lines.append(["合计", None, *(totals[key] for key in FIGURES)])
    found = body(sheet, 12)
    assert found[: len(lines)] == lines
    notes = across(foot(played, source), 12)
    assert found[len(lines) : len(lines) + len(notes)] == notes
    assert sheet["A2"].value == ORIGINS[source]


def check_questionnaires(played, source, sheet):
    def numbers_of(name, place):
        if place in PLACES:
            return ...
        places = played.places_in(name, source)
        if places is None:
            return [None] * 50
        youths = [youth for youth in places[place].youths if youth.state == "accepted"]
        numbers = [len(youths)]
        for status in ("A", "B", "G"):
            group = [youth for youth in youths if youth.status == status]
            numbers += [len(group), sum(youth.age <= 35 for youth in group), sum(youth.age > 35 for youth in group)]
            numbers += [sum(youth.industry == industry for youth in group) for industry in INDUSTRIES]
        return [*numbers, sum(youth.state == "withdrawn" for youth in places[place].youths)]

    lines = by_place(played, numbers_of)
    assert body(sheet, 52)[: len(lines)] == lines
    assert sheet["A2"].value == ORIGINS[source]
    if source != "live":
        notes = across(foot(played, source), 52)
        assert body(sheet, 52)[len(lines) : len(lines) + len(notes)] == notes


def live_origin(source):
    if source == "live":
        return ORIGINS["live"]
    return f"数据来源：按最新记录（报送材料里没有这些数字，本表不随“{LABELS[source]}”变化）。{MADE_AT}"


def check_needs(played, source, sheet):
    def numbers_of(name, place):
        if place in PLACES:
            return ...
        youths = [youth for youth in played.places[place].youths if youth.state == "accepted"]
        chosen = [sum(need in youth.needs for youth in youths) for need in NEEDS]
        return [len(youths), *chosen, *(sum(one in youth.difficulties for youth in youths) for one in DIFFICULTIES)]

    lines = by_place(played, numbers_of)
    assert body(sheet, 26)[: len(lines)] == lines
    assert sheet["A2"].value == live_origin(source)


def check_services(played, source, sheet):
    def numbers_of(name, place):
        return [played.places[place].other_work.get(key) for key in OTHER_WORK]

    above = added([numbers_of(None, place) for place in ("内蒙古自治区", "直属企业团委")])
    lines = by_place(played, numbers_of, ["自治区", "本级和直属", *above])
    assert body(sheet, 25)[: len(lines)] == lines
    assert sheet["A2"].value == live_origin(source)


CHECKS = {
    "附件2": check_first_sheet,
    "报送情况": check_states,
    "旗县明细": check_counties,
    "问卷统计": check_questionnaires,
    "需求汇总": check_needs,
    "服务情况": check_services,
}


def test_every_sheet_is_what_was_played_in_all_three_sources(played):
    for source in SOURCES:
        workbook = workbook_of(played, source)
        assert workbook.sheetnames == list(CHECKS)
        for name, check in CHECKS.items():
            check(played, source, workbook[name])


def test_the_counties_add_up_to_the_first_sheet_to_the_last_number(played):
    for source in SOURCES:
        workbook = workbook_of(played, source)
        first = {row[0]: row[2:11] for row in grid(workbook["附件2"])[6:] if isinstance(row[2], int)}
        sums = {}
        for city, place, _, *numbers in body(workbook["旗县明细"], 12):
            if place not in ("小计", None):
                sums[city] = added([numbers, sums.get(city, [None] * 9)])
        sums = {city: numbers for city, numbers in sums.items() if any(number is not None for number in numbers)}
        assert sums | {"合计": added(list(sums.values()))} == first


@pytest.mark.parametrize("whole_campaign", [False], ids=["joined"], indirect=True)
def test_rows_of_their_own_change_no_total(played):
    before = {source: played.totals(source) for source in SOURCES}
    separate_rows(campaign=played.campaign)
    for source in SOURCES:
        sheet = workbook_of(played, source)["附件2"]
        assert sheet["A21"].value == "合计"
        assert [cell.value for cell in sheet[21]][2:] == list(before[source].values())


@pytest.mark.parametrize("whole_campaign", [True], ids=["separate"], indirect=True)
def test_the_pages_show_the_same_and_every_number_leads_to_its_entries(client, played):
    call_command("sync_roles")
    client.force_login(played.manager)
    for source in SOURCES:
        response = client.get("/admin/reports/annex2/", {"source": source})
        lines = {
            line.name: (line.key, [cell.value for cell in line.cells if not cell.column.is_name])
            for line in response.context["lines"]
        }
        figures = {name: list(row.figures[source].values()) for name, row in played.expected.items()}
        figures["合计"] = ["—", *played.totals(source).values()]
        assert {name: shown for name, (_, shown) in lines.items()} == figures
        assert response.context["table"].notes == foot(played, source)
        for name, (key, _) in lines.items():
            for kind in NUMBERS:
                behind = client.get("/admin/reports/annex2/entries/", {"source": source, "row": key, "kind": kind})
                numbers = dict(zip(("letter_channels", *FIGURES[1:]), figures[name], strict=True))
                expected = [numbers[figure] for figure in NUMBERS[kind]]
                found = [value for value in behind.context["sums"] if value != ""]
                # What is zero or not reported has no entries.
                assert found == [number or None for number in expected] or found == expected


def test_the_board_says_how_far_each_committee_is(played):
    rows = {row.package.printed_name: row for row in build_rows(played.campaign, played.manager)}
    assert list(rows) == list(played.expected)
    for name, row in rows.items():
        expected = played.expected[name]
        last = row.submission
        assert row.package.state == expected.state
        assert row.package.due_on == expected.due_on
        assert row.return_count == expected.returned_count
        assert row.is_changed == expected.is_changed
        assert (last.number if last else 0) == expected.submission_count
        assert (last.submitted_on if last else None) == expected.submitted_on
        assert row.is_late == (expected.is_late and row.is_up)


@pytest.mark.parametrize("whole_campaign", [True], ids=["separate"], indirect=True)
def test_the_zip_holds_what_each_committee_last_sent_up(client, played):
    call_command("sync_roles")
    client.force_login(played.manager)
    content = b"".join(client.get("/admin/reports/board/packages.zip").streaming_content)
    archive = zipfile.ZipFile(BytesIO(content))
    assert archive.testzip() is None
    folders = {}
    for path in archive.namelist():
        folder, _, name = path.partition("/")
        if name:
            folders.setdefault(folder, []).append(name)
    sent_up = {
        f"{number:02d}_{name}": row
        for number, (name, row) in enumerate(played.expected.items(), start=1)
        if row.submission_count
    }
    assert set(folders) == set(sent_up)
    for folder, row in sent_up.items():
        [sheet_name] = [name for name in folders[folder] if name.startswith("附件2")]
        sheet = load_workbook(BytesIO(archive.read(f"{folder}/{sheet_name}"))).active
        assert [cell.value for cell in sheet[7]] == [row.name, *row.figures["submitted"].values()]
        assert row.filled_by in sheet["A4"].value
        assert [name for name in folders[folder] if name.endswith(".docx")]
        assert len([name for name in folders[folder] if name.startswith("照片")]) == 3
    [missing] = [name for name in archive.namelist() if "/" not in name]
    rows = grid(load_workbook(BytesIO(archive.read(missing))).active)
    listed = {value for row in rows for value in row}
    assert {name for name, row in played.expected.items() if not row.submission_count} <= listed
