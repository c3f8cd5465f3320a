"""2020 beside a campaign with a table of its own: both are sent up, and every page and sheet shows each its own.

The second one has two kinds more (one of them a tally), a figure of its own on a third, a heading of three rows, serial
numbers, a column printed empty, and a kind that is retired while it has entries.
"""

import re
import zipfile
from datetime import date
from io import BytesIO

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from activities.models import Activity, ActivityKind
from activities.shapes import Shape
from organization.models import Campaign
from reports.models import AnnexColumn, Package
from reports.packages import life_cycle
from reports.packages.documents.draft import draft_summary
from reports.setup.rows import make_rows
from tests.factories import (
    kind_of,
    make_activity,
    make_campaign,
    make_column,
    make_figure,
    make_kind,
    submit_package,
)
from tests.reports.exports.all_records import ACTIVITIES, grid, post
from tests.reports.overview.statistics import lines, section

pytestmark = pytest.mark.django_db

KEY = "2021-skills"
DAY_2020, DAY_2021 = date(2020, 2, 10), date(2021, 2, 10)
SOURCES = ("submitted", "accepted", "live")
ROWS = {"包头市": ("包头市", "东河区", "昆都仑区"), "呼伦贝尔市": ("呼伦贝尔市", "海拉尔区", "满洲里市")}

# Place, kind, columns of the log, own figures.
LOG_2020 = [
    ("东河区", "visit", {"visited_count": 30, "new_member_count": 3}, {}),
    ("昆都仑区", "lecture", {"session_count": 2, "participant_count": 80}, {}),
    ("海拉尔区", "tour", {"session_count": 1, "participant_count": 12}, {}),
]
LOG_2021 = [
    ("东河区", "training", {"session_count": 2, "participant_count": 50}, {"certificate_count": 40}),
    ("昆都仑区", "training", {"session_count": 1, "participant_count": 20}, {}),
    ("东河区", "job_fair", {}, {"company_count": 12, "job_count": 300}),
    ("昆都仑区", "job_fair", {}, {"company_count": 8, "job_count": 0}),
    ("包头市", "lecture", {"session_count": 1, "participant_count": 60}, {"signed_count": 9}),
    ("东河区", "visit", {"visited_count": 77, "new_member_count": 7}, {}),
    ("东河区", "letter", {"channels": "sms", "distribution_count": 4}, {}),
    ("海拉尔区", "training", {"session_count": 3, "participant_count": 33}, {"certificate_count": 0}),
    # A number that was not entered: the row has the kind, and a blank.
    ("海拉尔区", "job_fair", {}, {"company_count": 5}),
    ("海拉尔区", "lecture", {"session_count": 1, "participant_count": 10}, {}),
]
# Key, headings, kind, figure.
COLUMNS = [
    ("classes", ("培训", "班次"), "training", "session_count"),
    ("trained", ("培训", "参加", "人数"), "training", "participant_count"),
    ("certified", ("培训", "参加", "取证"), "training", "certificate_count"),
    ("companies", ("招聘会", "企业"), "job_fair", "company_count"),
    ("jobs", ("招聘会", "岗位"), "job_fair", "job_count"),
    ("lectures", ("宣讲", "场次"), "lecture", "session_count"),
    ("signed", ("宣讲", "报名"), "lecture", "signed_count"),
    ("channels", ("宣传", "渠道"), "letter", ""),
    ("handed_out", ("宣传", "次数"), "letter", "distribution_count"),
]
HEAD = [
    ["序号", "单位", "培训", None, None, "招聘会", None, "宣讲", None, "宣传", None, "备注"],
    [None, None, "班次", "参加", None, "企业", "岗位", "场次", "报名", "渠道", "次数", None],
    [None, None, None, "人数", "取证", None, None, None, None, None, None, None],
]


def plan_2021():
    """Before anybody works in it: its kinds and its table."""
    campaign = Campaign.objects.get(key=KEY)
    make_figure(kind=kind_of(campaign, "lecture"), key="signed_count", label="现场报名人数")
    make_kind(
        campaign=campaign,
        key="training",
        label="技能培训",
        shape=Shape.MEETING,
        position=10,
        details=["participant_count", "topic"],
        figures=[{"key": "certificate_count", "label": "取得证书人数", "unit": "人"}],
        sentence_pattern="{period}，办班{session_count}期，{participant_count}人参加，{certificate_count}人取证{most}。",
    )
    figures = [
        {"key": "company_count", "label": "参加企业数", "unit": "家", "is_required": True},
        {"key": "job_count", "label": "提供岗位数", "unit": "个"},
    ]
    make_kind(campaign=campaign, key="job_fair", label="招聘会", position=11, figures=figures)
    AnnexColumn.objects.in_campaign(campaign).delete()
    make_column(campaign=campaign, key="serial", content="serial", heading_1="序号", width=6)
    make_column(campaign=campaign, key="name", content="name", heading_1="单位", width=16)
    for key, headings, kind, figure in COLUMNS:
        levels = {f"heading_{level}": heading for level, heading in enumerate(headings, start=1)}
        content = "figure" if figure else "channels"
        make_column(
            campaign=campaign, key=key, content=content, kind=kind_of(campaign, kind), figure=figure, width=9, **levels
        )
    make_column(campaign=campaign, key="remark", content="blank", heading_1="备注", width=20)
    make_rows(campaign=campaign)
    return campaign


def play(world, campaign, log):
    committees = {one.place_name: one for one in (world.baotou, world.donghe, world.kundulun, world.hailar)}
    for place, kind, columns, own in log:
        make_activity(kind, campaign=campaign, committee=committees[place], own_figures=own, **columns)


def send_up(world, campaign, *cities):
    by = world.accounts["league_city_staff"]
    packages = Package.objects.select_related("campaign", "committee")
    return [submit_package(packages.get(campaign=campaign, committee=city), by=by) for city in cities]


def count_figures(places, log):
    """By key of the columns of 2021, summed here; every kind that is not in the log was reported as zero."""
    figures = {}
    for key, _, kind, figure in COLUMNS:
        entries = [(columns | own) for place, one, columns, own in log if one == kind and place in places]
        if not figure:
            figures[key] = "短信" if entries else "无"
            continue
        numbers = [entry[figure] for entry in entries if figure in entry]
        figures[key] = sum(numbers) if numbers else None if entries else 0
    return figures


@pytest.fixture
def package_of_2020(world):
    """The second is there from the start, and empty: its name stands in the list of campaigns."""
    make_campaign(year=2021, key=KEY, has_letter=False, annex2_title="2021年技能月统计表", shows_theme_in_annex2=False)
    play(world, world.campaign, LOG_2020)
    (submission,) = send_up(world, world.campaign, world.baotou)
    Activity.objects.filter(campaign=world.campaign, visited_count=30).update(visited_count=31)
    return Package.objects.select_related("campaign", "committee").get(pk=submission.package_id)


@pytest.fixture
def played(world, settings, package_of_2020):
    """2021: 包头市 is confirmed, 呼伦贝尔市 sent up, and then an own figure changes."""
    campaign = plan_2021()
    settings.GUICHAO_TODAY = DAY_2021
    play(world, campaign, LOG_2021)
    ActivityKind.objects.filter(campaign=campaign, key="letter").update(is_active=False)
    submission, _ = send_up(world, campaign, world.baotou, world.hulunbuir)
    submission.package.refresh_from_db()
    life_cycle.accept(package=submission.package, by=world.accounts["region_manager"], seen_submission_id=submission.pk)
    entry = Activity.objects.get(campaign=campaign, kind__key="job_fair", committee=world.donghe)
    entry.record(by=world.accounts["county_staff"], own_figures={"job_count": 350})
    return campaign


@pytest.fixture
def client(log_in):
    return log_in("region_manager")


def look_at(client, campaign):
    client.post("/admin/campaign/", {"campaign": campaign.key, "next": "/admin/"})


def log_of(source):
    """After the sending up 东河区 found fifty jobs more."""
    if source != "live":
        return LOG_2021
    return [
        (place, kind, columns, own | {"job_count": 350} if own.get("job_count") == 300 else own)
        for place, kind, columns, own in LOG_2021
    ]


def expected_rows(source):
    """By the name of the row; all blank where it does not count."""
    rows = {name: count_figures(places, log_of(source)) for name, places in ROWS.items()}
    if source == "accepted":
        rows["呼伦贝尔市"] = dict.fromkeys(rows["呼伦贝尔市"])
    return rows


def expected_lines(source):
    """The whole grid below the head."""
    rows = expected_rows(source)
    lines = [[number, name, *rows[name].values(), None] for number, name in enumerate(rows, start=1)]
    total = [None, "合计"]
    for key, _, _, figure in COLUMNS:
        numbers = [row[key] for row in rows.values() if figure and row[key] is not None]
        total.append("—" if not figure else sum(numbers) if numbers else None)
    return [*lines, [*total, None]]


def sheet_rows(sheet):
    return [list(row) for row in sheet.iter_rows(values_only=True)]


def book(response):
    content = b"".join(response.streaming_content) if response.streaming else response.content
    return load_workbook(BytesIO(content))


@pytest.mark.parametrize("source", SOURCES)
def test_the_official_table_as_page_and_as_file(client, played, source):
    query = {"campaign": KEY, "source": source}
    lines = client.get("/admin/reports/annex2/", query).context["lines"]
    assert [[cell.value for cell in line.cells] for line in lines] == expected_lines(source)
    sheet = book(client.get("/admin/reports/annex2.xlsx", query)).active
    rows = sheet_rows(sheet)
    assert rows[1][0] == "2021年技能月统计表"
    assert rows[3:6] == HEAD
    assert rows[6 : 6 + len(lines)] == expected_lines(source)
    merges = {str(one) for one in sheet.merged_cells.ranges}
    assert {"A4:A6", "B4:B6", "C4:E4", "C5:C6", "D5:E5", "F4:G4", "F5:F6", "L4:L6"} <= merges
    assert (sheet.print_title_rows, sheet.freeze_panes) == ("$4:$6", "C7")


@pytest.mark.parametrize("source", SOURCES)
def test_every_number_leads_to_entries_with_the_same_sum(client, played, source):
    for line in client.get("/admin/reports/annex2/", {"campaign": KEY, "source": source}).context["lines"]:
        for kind in dict.fromkeys(kind for _, _, kind, _ in COLUMNS):
            numbers = [cell.value for cell in line.cells if cell.column.kind == kind and cell.column.is_number]
            query = {"campaign": KEY, "source": source, "row": line.key, "kind": kind}
            behind = client.get("/admin/reports/annex2/entries/", query)
            found = [number for number in behind.context["sums"] if number != ""]
            # What is zero or not reported has no entries.
            assert found == numbers or (not any(found) and not any(numbers))
            if any(found):
                figures = [entry.figures for entry in behind.context["lines"]]
                of_numbers = [index for index, one in enumerate(behind.context["columns"]) if not one.is_text]
                for number, index in zip(found, of_numbers, strict=True):
                    assert number == (
                        sum(entry[index] or 0 for entry in figures)
                        if any(entry[index] is not None for entry in figures)
                        else None
                    )


@pytest.mark.parametrize("source", SOURCES)
def test_the_consolidated_workbook(client, played, source):
    workbook = book(client.get("/admin/reports/consolidated.xlsx", {"campaign": KEY, "source": source}))
    assert sheet_rows(workbook["附件2"])[3 : 6 + 3] == [*HEAD, *expected_lines(source)]
    of_places = {row[:2]: list(row[2:]) for row in workbook["旗县明细"].iter_rows(values_only=True)}
    rows = expected_rows(source)
    for name, places in ROWS.items():
        assert of_places[name, "小计"][: len(COLUMNS)] == list(rows[name].values())
        for place in places[1:]:
            line = dict(zip(rows[name], of_places[name, place], strict=False))
            of_place = count_figures([place], log_of(source))
            worked = {kind for where, kind, *_ in LOG_2021 if where == place}
            for key, _, kind, _ in COLUMNS:
                counts = kind in worked and not (source == "accepted" and name == "呼伦贝尔市")
                # A place that says nothing of a kind is blank; its row's zero report is the row's own.
                assert line[key] == (of_place[key] if counts else None)


def test_board_statistics_and_desk_are_of_the_campaign_that_is_looked_at(client, played, world):
    look_at(client, played)
    rows = {row.package.printed_name: row for row in client.get("/admin/reports/board/").context["rows"]}
    assert {name: row.package.state for name, row in rows.items()} == {"包头市": "accepted", "呼伦贝尔市": "submitted"}
    # Six of seven: the retired kind is asked of nobody.
    assert {row.kind_count for row in rows.values()} == {6}
    assert [row.is_changed for row in rows.values()] == [True, False]
    [figure] = section(client.get("/admin/reports/statistics/"), "kinds").figures
    counted = lines(figure.table)
    assert counted["招聘会"] == ["3", "—", "—", "—", "企业 25；岗位 350"]
    assert counted["技能培训"] == ["3", "6", "103", "—", "取证 40"]
    desk = client.get("/admin/").context["desk"]
    shown = {entry.kind.key: [figure.value for figure in entry.figures] for entry in desk["kinds"]}
    assert shown["job_fair"] == [25, 350]
    assert shown["visit"][0] == 77
    assert shown["letter"] == ["短信", 4] or shown["letter"] == [4]


def test_all_records_hold_every_entry_with_its_own_figures(client, played):
    look_at(client, played)
    rows = grid(post(client, ACTIVITIES, campaign=KEY))
    assert len(rows) == len(LOG_2021)
    fairs = {(row["参加企业数"], row["提供岗位数"]) for row in rows if row["类别"] == "招聘会"}
    assert fairs == {(12, 350), (8, 0), (5, None)}
    assert {row["编号"][:6] for row in rows} == {"HD2021"}


def test_the_submission_says_what_went_up_and_what_changed_since(client, played, world):
    package = Package.objects.get(campaign=played, committee=world.baotou)
    submission = package.last_submission()
    assert submission.figures == count_figures(ROWS["包头市"], LOG_2021)
    response = client.get(reverse("submission", args=[submission.pk]))
    shown = [cell.value for cell in response.context["sheet"].cells]
    assert shown == [None, "包头市", *(submission.figures[key] for key, *_ in COLUMNS), None]
    (difference,) = response.context["differences"]
    assert (difference.what, difference.kind) == ("改动", "招聘会")
    assert "岗位 300" in difference.then
    assert "岗位 350" in difference.now
    entries = client.get(reverse("submission_entries", args=[submission.pk, "job_fair"]))
    assert entries.context["sums"] == [20, 300]
    live = client.get(reverse("package_entries", args=[package.pk, "visit"]))
    assert live.context["sums"] == [77, 7]


def test_the_zip_holds_the_campaigns_own_sheet(client, played, world):
    submission = Package.objects.get(campaign=played, committee=world.baotou).last_submission()
    response = client.get(reverse("submission_zip", args=[submission.pk]))
    archive = zipfile.ZipFile(BytesIO(b"".join(response.streaming_content)))
    [name] = [name for name in archive.namelist() if name.endswith(".xlsx")]
    assert "2021年技能月统计表" in name
    rows = sheet_rows(load_workbook(BytesIO(archive.read(name))).active)
    assert rows[3:6] == HEAD
    assert rows[6] == [1, "包头市", *(submission.figures[key] for key, *_ in COLUMNS), None]


def test_the_draft_speaks_of_every_kind(played, world):
    package = Package.objects.select_related("campaign", "committee").get(campaign=played, committee=world.baotou)
    draft = draft_summary(package).text
    # Its own sentence, and one of its shape.
    assert "1月20日，办班3期，70人参加，40人取证，其中东河区最多，2场。" in draft
    assert "1月20日，开展招聘会2次，参加企业20家，提供岗位350个。" in draft
    assert "1月20日，联系走访青年77人。" in draft
    assert "本次没有举办返乡创业座谈会。" in draft


def normal(content):
    """Without what differs from one answer to the next: tokens and the time of day."""
    return re.sub(r"[A-Za-z0-9]{64}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|\d\d:\d\d(:\d\d)?(\.\d+)?", "", content)


def shown_of_2020(client, package):
    """Every page and sheet of 2020."""
    package.refresh_from_db()
    client.get("/admin/")  # what waits is counted here, and named on every page from now on
    shown = {}
    for source in SOURCES:
        query = {"campaign": 2020, "source": source}
        shown["page", source] = normal(client.get("/admin/reports/annex2/", query).content.decode())
        shown["sheet", source] = sheet_rows(book(client.get("/admin/reports/annex2.xlsx", query)).active)
        for sheet in book(client.get("/admin/reports/consolidated.xlsx", query)).worksheets:
            shown[sheet.title, source] = normal(str(sheet_rows(sheet)))
            shown["merges", sheet.title, source] = sorted(map(str, sheet.merged_cells.ranges))
    for address in (
        *("/admin/", "/admin/reports/board/", "/admin/reports/statistics/", "/admin/reports/work/"),
        *("/admin/activities/visit/", "/admin/activities/lecture/add/"),
        reverse("package", args=[package.pk]),
        reverse("submission", args=[package.last_submission().pk]),
    ):
        shown[address] = normal(client.get(address).content.decode())
    shown["all records"] = grid(post(client, ACTIVITIES))
    shown["draft"] = draft_summary(package).text
    return shown


def test_2020_feels_nothing_of_it(client, settings, package_of_2020, request):
    before = shown_of_2020(client, package_of_2020)
    request.getfixturevalue("played")
    settings.GUICHAO_TODAY = DAY_2020
    after = shown_of_2020(client, package_of_2020)
    assert before.keys() == after.keys()
    for what, shown in before.items():
        assert after[what] == shown, what
    assert any("31" in str(row) for row in before["sheet", "live"])
