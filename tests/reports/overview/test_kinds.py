"""Kinds that a campaign has besides those of 2020: on the desk, the board and the statistics, without other change."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from activities.models import ZeroReport
from activities.shapes import Shape
from reports.models import Package
from tests.factories import (
    declare_zero_report,
    kind_of,
    make_activity,
    make_campaign,
    make_committee,
    make_entrance,
    make_kind,
    make_returnee,
    submit_package,
)
from tests.reports.overview.statistics import PAGE as STATISTICS
from tests.reports.overview.statistics import lines, section

pytestmark = pytest.mark.django_db

BOARD = "/admin/reports/board/"
FIVE = ["letter", "visit", "symposium", "lecture", "tour"]


@pytest.fixture
def training(world):
    """A meeting, which no column of the table names."""
    return make_kind(
        campaign=world.campaign,
        key="training",
        label="技能培训",
        shape=Shape.MEETING,
        position=10,
        details=["participant_count", "place"],
    )


@pytest.fixture
def job_fair(world):
    """A tally with two figures of its own."""
    figures = [{"key": "company_count", "label": "参加企业数"}, {"key": "job_count", "label": "提供岗位数"}]
    return make_kind(campaign=world.campaign, key="job_fair", label="招聘会", position=11, figures=figures)


@pytest.fixture
def work(world, training, job_fair):
    of = {"campaign": world.campaign, "committee": world.donghe}
    make_activity(training, **of, session_count=2, participant_count=50)
    make_activity(job_fair, **of, own_figures={"company_count": 12, "job_count": 300})
    make_activity(job_fair, **of, own_figures={"company_count": 8})


def desk(client):
    response = client.get("/admin/")
    assert response.status_code == 200
    return response.context["desk"]


def numbers(desk):
    return {
        entry.kind.key: [(figure.heading, figure.value) for figure in entry.figures]
        for entry in desk["kinds"]
        if entry.kind.key not in FIVE
    }


class TestDesk:
    def test_shows_their_numbers_and_leads_to_their_forms(self, log_in, work):
        shown = desk(log_in("county_staff"))
        assert numbers(shown) == {
            "training": [("活动场次", 2), ("参与人数", 50)],
            "job_fair": [("参加企业数", 20), ("提供岗位数", 300)],
        }
        content = log_in("county_staff").get("/admin/").content.decode()
        assert "/admin/activities/job_fair/add/" in content
        assert "/admin/activities/zero/training/" not in content
        assert numbers(desk(log_in("region_manager"))) == numbers(shown)

    def test_opens_with_a_kind_that_counts_nothing(self, log_in, world):
        make_kind(campaign=world.campaign, key="other", label="其他活动", position=12)
        assert numbers(desk(log_in("county_staff"))) == {"other": [("记录", None)]}
        for number in range(2):
            make_activity(kind_of(world.campaign, "other"), campaign=world.campaign, committee=world.donghe)
            assert numbers(desk(log_in("region_manager"))) == {"other": [("记录", number + 1)]}
        assert [cell.value for cell in desk(log_in("region_manager"))["matrix"].lines[1].cells][-1] == 2

    def test_a_number_that_was_not_entered_is_not_called_unreported(self, log_in, world, job_fair):
        make_activity(job_fair, campaign=world.campaign, committee=world.donghe)
        client = log_in("league_city_staff")
        assert numbers(desk(client)) == {"job_fair": [("参加企业数", None), ("提供岗位数", None)]}
        assert [entry.unknown for entry in desk(client)["kinds"]] == ["无记录"] * 5 + ["未填"]
        cell = desk(client)["matrix"].lines[1].cells[-1]
        assert (cell.value, cell.is_reported, cell.is_zero_report) == (None, True, False)

    def test_the_matrix_has_a_column_for_each(self, log_in, world, work):
        declare_zero_report(
            campaign=world.campaign, committee=world.kundulun, kinds=["job_fair"], by=world.accounts["county_staff"]
        )
        matrix = desk(log_in("league_city_staff"))["matrix"]
        assert matrix.headings[5:] == [("技能培训", "活动场次"), ("招聘会", "参加企业数")]
        values = {line.name: [cell.value for cell in line.cells[5:]] for line in matrix.lines}
        assert values == {"本级": [None, None], "东河区": [2, 20], "昆都仑区": [None, 0]}
        content = log_in("league_city_staff").get("/admin/").content.decode()
        assert f"/admin/activities/job_fair/?under={world.donghe.pk}&amp;state__exact=held" in content

    def test_they_are_missing_until_there_is_an_entry_or_a_zero_report(self, log_in, world, training):
        def sentence():
            return next(
                sentence
                for sentence, _ in desk(log_in("county_staff"))["missing"]
                if sentence.startswith("没有记录也没有")
            )

        assert sentence().endswith("考察活动、技能培训")
        make_activity(training, campaign=world.campaign, committee=world.donghe)
        assert sentence().endswith("考察活动")

    def test_a_retired_kind_is_not_offered_but_counted(self, log_in, world, work, job_fair, training):
        type(job_fair).objects.filter(pk__in=[job_fair.pk, training.pk]).update(is_active=False)
        type(training).objects.create(
            campaign=world.campaign, key="empty", label="从未记过", shape=Shape.TALLY, is_active=False
        )
        shown = desk(log_in("county_staff"))
        assert numbers(shown)["job_fair"] == [("参加企业数", 20), ("提供岗位数", 300)]
        assert "empty" not in numbers(shown)
        content = log_in("county_staff").get("/admin/").content.decode()
        assert "/admin/activities/job_fair/" in content
        assert "/admin/activities/job_fair/add/" not in content
        assert not any("技能培训" in sentence for sentence, _ in desk(log_in("league_city_staff"))["missing"])


class TestZeroReport:
    def test_is_of_the_posted_campaign_s_kind(self, log_in, world, training):
        later = make_campaign(year=2021)
        fair = make_kind(campaign=later, key="job_fair", label="招聘会")
        client = log_in("county_staff")
        assert client.post("/admin/activities/zero/job_fair/", {"campaign": "2020"}).status_code == 404
        assert client.post("/admin/activities/zero/job_fair/", {"campaign": "2021"}).status_code == 302
        assert client.post("/admin/activities/zero/training/", {"campaign": "2020"}).status_code == 302
        reported = ZeroReport.objects.values_list("campaign", "kind", "committee")
        assert set(reported) == {
            (later.pk, fair.pk, world.donghe.pk),
            (world.campaign.pk, training.pk, world.donghe.pk),
        }
        client.post("/admin/activities/zero/training/", {"campaign": "2020", "withdraw": "1"})
        assert not ZeroReport.objects.in_campaign(world.campaign).exists()

    def test_is_refused_of_a_retired_kind(self, log_in, world, training):
        type(training).objects.update(is_active=False)
        response = log_in("county_staff").post("/admin/activities/zero/training/", {"campaign": "2020"}, follow=True)
        assert "“技能培训”已停用，不用再报。" in response.content.decode()
        assert not ZeroReport.objects.exists()


class TestBoard:
    def test_counts_the_campaign_s_kinds(self, log_in, world, work):
        client = log_in("region_manager")
        response = client.get(BOARD)
        baotou = next(row for row in response.context["rows"] if row.package.committee == world.baotou)
        assert (baotou.reported_kind_count, baotou.kind_count) == (2, 7)
        assert "2/7</a>" in response.content.decode()
        assert "附件2：七类活动中已有记录或零报告的类数" in response.content.decode()
        submit_package(Package.objects.get(committee=world.baotou), by=world.accounts["league_city_staff"])
        assert "7/7</a>" in client.get(BOARD).content.decode()

    def test_opens_a_row_with_a_column_for_each(self, log_in, world, work):
        package = Package.objects.get(committee=world.baotou)
        opened = log_in("region_manager").get(BOARD, {"open": package.pk}).context["opened"]
        assert opened["headings"][5:] == [("技能培训", "活动场次"), ("招聘会", "参加企业数")]
        values = {line.name: [cell.value for cell in line.cells[5:]] for line, _ in opened["lines"]}
        assert values == {"本级": [None, None], "东河区": [2, 20], "昆都仑区": [None, None]}

    def test_names_a_silent_kind_among_what_is_missing(self, log_in, world, training):
        package = Package.objects.get(committee=world.baotou)
        declare_zero_report(
            campaign=world.campaign, committee=world.baotou, kinds=FIVE, by=world.accounts["league_city_staff"]
        )
        opened = log_in("region_manager").get(BOARD, {"open": package.pk}).context["opened"]
        assert any("技能培训" in sentence for sentence in opened["missing"])

    def test_shows_no_part_that_the_campaign_does_not_ask_for(self, log_in, world):
        type(world.campaign).objects.update(summary_length=0, photo_count=0, asks_for_scan=False)
        response = log_in("region_manager").get(BOARD)
        parts = [value for value, _ in response.context["choice_form"].fields["missing"].choices]
        assert parts == ["", "figures", "contact"]
        row = response.context["rows"][0]
        assert not row.missing_parts & {"summary", "photos", "scan"}
        type(world.campaign).objects.update(photo_count=5)
        assert "0/5</td>" in log_in("region_manager").get(BOARD).content.decode()


class TestStatistics:
    def test_count_their_entries_and_numbers(self, log_in, work):
        page = log_in("league_city_staff").get(STATISTICS)
        [figure] = section(page, "kinds").figures
        assert figure.table.headings[2:] == ["次数、场次", "人数", "新增会员", "其他数字"]
        assert lines(figure.table)["技能培训"] == ["1", "2", "50", "—", "—"]
        assert lines(figure.table)["招聘会"] == ["2", "—", "—", "—", "参加企业数 20；提供岗位数 300"]
        [weekly] = section(page, "weekly-entries").figures
        assert weekly.table.headings[-3:] == ["技能培训", "招聘会", "合计"]
        assert lines(weekly.table)["合计"] == ["0"] * 5 + ["1", "2", "3"]
        assert [panel.name for panel in weekly.charts[0].panels][5:] == ["技能培训", "招聘会"]

    def test_match_the_kinds_of_two_campaigns_by_key(self, log_in, world, work):
        earlier = make_campaign(year=2019)
        make_kind(campaign=earlier, key="job_fair", label="双选会", position=20)
        make_kind(campaign=earlier, key="quiz", label="知识竞赛", position=21)
        make_returnee(entrance=make_entrance(campaign=earlier, committee=world.donghe), home_committee=world.donghe)
        make_activity(kind_of(earlier, "job_fair"), campaign=earlier, committee=world.donghe)
        *_, totals = section(log_in("league_city_staff").get(STATISTICS), "comparison").figures
        compared = lines(totals.table)
        assert compared["招聘会／双选会（条）"] == ["2", "1", "+1"]
        assert compared["技能培训（条）"] == ["1", "—", "—"]
        assert compared["知识竞赛（条）"] == ["—", "0", "—"]

    def test_two_campaigns_of_a_year_stand_beside_each_other(self, log_in, world, work):
        later = make_campaign(key="2020-summer", year=2020, starts_on="2020-07-01", ends_on="2020-08-31")
        make_activity("visit", campaign=later, committee=world.donghe, held_on="2020-07-02")
        client = log_in("league_city_staff")
        *_, totals = section(client.get(STATISTICS, {"with": "2020-summer"}), "comparison").figures
        assert totals.table.headings == ["项目", "2020 年", "2020-summer", "相差"]


def test_pages_take_as_many_queries_with_more_kinds(log_in, world, job_fair):
    def counted():
        counts = {}
        client.get("/admin/")  # which counts what waits once a minute
        for address in ("/admin/", BOARD, f"{BOARD}?open={package.pk}", STATISTICS):
            with CaptureQueriesContext(connection) as queries:
                assert client.get(address).status_code == 200
            counts[address] = len(queries)
        return counts

    client, package = log_in("region_manager"), Package.objects.get(committee=world.baotou)
    make_activity(job_fair, campaign=world.campaign, committee=world.donghe, own_figures={"job_count": 1})
    few = counted()
    for number in range(6):
        kind = make_kind(
            campaign=world.campaign,
            key=f"kind_{number}",
            label=f"第{number}类",
            shape=list(Shape)[number % 4],
            details=["place"],
            figures=["one", "two"],
        )
        county = make_committee(parent=world.baotou, place_name=f"第{number}旗")
        make_activity(kind, campaign=world.campaign, committee=county, own_figures={"one": 1})
    assert counted() == few
