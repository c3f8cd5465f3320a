"""Desk, statistics and board over many rows: at most a minute old, of the account's own committee, and said so.

What goes up is counted anew each time.
"""

from datetime import UTC, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from organization.choices import Act
from organization.models import AuditEvent
from reports.choices import Source
from reports.counting import cached_counts
from reports.counting.cached_counts import CACHE_SECONDS
from reports.exports.consolidated.contents import build_contents
from reports.models import CachedCounts, Package
from tests.factories import make_activity, make_returnee, submit_package

pytestmark = pytest.mark.django_db

DESK, STATISTICS, BOARD = "/admin/", "/admin/reports/statistics/", "/admin/reports/board/"
# How the table is called in statements.
TABLE = CachedCounts._meta.db_table


@pytest.fixture(autouse=True)
def _at_eighteen_forty_two(settings, time_machine):
    settings.GUICHAO_TODAY = None
    time_machine.move_to(datetime(2020, 2, 10, 10, 42, tzinfo=UTC), tick=False)


@pytest.fixture
def _every_row_is_many(monkeypatch):
    monkeypatch.setattr(cached_counts, "MANY_ROWS", 1)


def log_visit(world, committee):
    make_activity("visit", campaign=world.campaign, committee=committee, visited_count=10)


def shown(client, page):
    """How many visited youths, or else entries, a page shows."""
    context = client.get(page).context
    if page == DESK:
        [visits] = [kind for kind in context["desk"]["kinds"] if kind.kind.key == "visit"]
        return visits.figures[0].value
    if page == STATISTICS:
        return context["statistics"].all_entries.total()
    return {row.package.printed_name: row.reported_kind_count for row in context["rows"]}["包头市"]


PAGES = [
    ("county_staff", DESK, 10, 20),
    ("league_city_staff", DESK, 10, 20),
    ("region_manager", DESK, 10, 20),
    ("county_staff", STATISTICS, 1, 2),
    ("region_viewer", STATISTICS, 1, 2),
]


@pytest.mark.parametrize(("role", "page", "before", "after"), PAGES)
def test_over_few_rows_every_entry_is_seen_at_once(log_in, world, role, page, before, after):
    client = log_in(role)
    log_visit(world, world.donghe)
    assert shown(client, page) == before
    log_visit(world, world.donghe)
    assert shown(client, page) == after
    assert "每分钟统计一次" not in client.get(page).content.decode()
    assert not CachedCounts.objects.exists()


@pytest.mark.usefixtures("_every_row_is_many")
@pytest.mark.parametrize(("role", "page", "before", "after"), PAGES)
def test_over_many_rows_it_is_seen_after_a_minute(log_in, world, time_machine, role, page, before, after):
    client = log_in(role)
    log_visit(world, world.donghe)
    assert shown(client, page) == before
    log_visit(world, world.donghe)
    time_machine.shift(CACHE_SECONDS - 1)
    assert shown(client, page) == before
    time_machine.shift(1)
    assert shown(client, page) == after


@pytest.mark.usefixtures("_every_row_is_many")
def test_the_board_over_many_rows_follows_after_a_minute_and_its_packages_at_once(log_in, world, time_machine):
    client, baotou = log_in("region_manager"), Package.objects.get(committee=world.baotou)
    log_visit(world, world.donghe)
    assert shown(client, BOARD) == 1
    make_activity("tour", campaign=world.campaign, committee=world.donghe)
    assert shown(client, BOARD) == 1
    time_machine.shift(CACHE_SECONDS)
    assert shown(client, BOARD) == 2
    submit_package(baotou, by=world.accounts["league_city_staff"])
    [row] = [row for row in client.get(BOARD).context["rows"] if row.package == baotou]
    assert row.is_up


@pytest.mark.usefixtures("_every_row_is_many")
@pytest.mark.parametrize("page", [DESK, STATISTICS, BOARD])
def test_over_many_rows_a_page_says_of_which_minute_it_is(log_in, world, time_machine, page):
    client = log_in("region_manager")
    log_visit(world, world.donghe)
    client.get(page)
    time_machine.shift(50)
    content = client.get(page).content.decode()
    assert "每分钟统计一次" in content
    assert 'datetime="2020-02-10T18:42:00+08:00"' in content
    assert "18:42</time>" in content


@pytest.mark.usefixtures("_every_row_is_many")
@pytest.mark.parametrize("page", [DESK, STATISTICS])
def test_nobody_sees_what_was_counted_for_others(log_in, world, page):
    for committee in (world.hailar, world.hulunbuir, world.kundulun):
        log_visit(world, committee)
    log_visit(world, world.donghe)
    numbers = {role: shown(log_in(role), page) for role in ("region_viewer", "league_city_staff", "county_staff")}
    unit = 10 if page == DESK else 1
    assert numbers == {
        "region_viewer": (40 if page == DESK else 4),
        "league_city_staff": 2 * unit,
        "county_staff": unit,
    }
    assert {role: shown(log_in(role), page) for role in numbers} == numbers


@pytest.mark.usefixtures("_every_row_is_many")
def test_own_entries_and_zero_reports_are_those_of_now(log_in, world):
    client = log_in("county_staff")
    log_visit(world, world.donghe)
    client.get(DESK)
    log_visit(world, world.donghe)
    client.post("/admin/activities/zero/tour/", {"campaign": world.campaign.key})
    kinds = {kind.kind.key: kind for kind in client.get(DESK).context["desk"]["kinds"]}
    assert kinds["visit"].own_entry_count == 2
    assert kinds["tour"].has_zero_report


@pytest.mark.usefixtures("_every_row_is_many")
def test_a_cached_page_reads_through_no_large_table(log_in, world):
    client = log_in("region_manager")
    log_visit(world, world.donghe)
    make_returnee(entrance=world.homepage, home_committee=world.donghe)
    for page in (DESK, STATISTICS, BOARD):
        client.get(page)
        with CaptureQueriesContext(connection) as queries:
            client.get(page)
        for column in ('"activities_activity"."committee_id"', '"returnees_returnee"."home_committee_id"'):
            assert not [query["sql"] for query in queries if f"GROUP BY {column}" in query["sql"]]


@pytest.mark.usefixtures("_every_row_is_many")
def test_the_page_before_an_export_says_of_which_minute_its_number_is_and_the_export_counts_anew(log_in, world):
    client, address = log_in("region_manager"), "/admin/reports/export/returnees/"
    make_returnee(entrance=world.homepage, home_committee=world.donghe)
    assert client.get(address).context["row_count"] == 1
    make_returnee(entrance=world.homepage, home_committee=world.donghe, status="C")
    response = client.get(address)
    assert response.context["row_count"] == 1
    assert "截至" in response.content.decode()
    filtered = client.get(address, {"status__exact": "C"})
    assert (filtered.context["row_count"], "截至" in filtered.content.decode()) == (1, False)
    assert log_in("league_city_staff").get(address).context["row_count"] == 2
    response = log_in("region_manager").post(address, {"purpose": "书记会汇报", "campaign": world.campaign.key})
    assert len(b"".join(response.streaming_content)) > 0
    assert "开始时 2 行" in AuditEvent.objects.filter(act=Act.FULL_EXPORT).latest("sequence").detail


class TestWhatGoesUp:
    @pytest.fixture(autouse=True)
    def _cached(self, log_in, world, _every_row_is_many):
        """The caches of every page and level hold one entry, and there are two by now."""
        log_visit(world, world.donghe)
        for role in ("region_manager", "league_city_staff", "county_staff"):
            for page in (DESK, STATISTICS):
                log_in(role).get(page)
        log_in("region_manager").get(BOARD)
        assert CachedCounts.objects.count() == 7
        log_visit(world, world.donghe)

    def test_the_table_and_its_workbook(self, log_in):
        for address in ("/admin/reports/annex2/", "/admin/reports/annex2.xlsx", "/admin/reports/consolidated.xlsx"):
            with CaptureQueriesContext(connection) as queries:
                response = log_in("region_manager").get(address)
            assert response.status_code == 200
            assert not [query for query in queries if TABLE in query["sql"]]
        table = log_in("region_manager").get("/admin/reports/annex2/").context["table"]
        assert table.totals["visited_count"] == 20

    def test_the_consolidated_workbook(self, world):
        contents = build_contents(world.campaign, world.region, Source.LIVE, at=datetime(2020, 2, 10, tzinfo=UTC))
        assert contents.table.totals["visited_count"] == 20

    def test_a_package_and_what_it_freezes(self, log_in, world):
        package = Package.objects.get(committee=world.baotou)
        with CaptureQueriesContext(connection) as queries:
            log_in("league_city_staff").get(f"/admin/reports/packages/{package.pk}/")
            submission = submit_package(package, by=world.accounts["league_city_staff"])
        assert not [query for query in queries if TABLE in query["sql"]]
        assert sum(entry.visited_count for entry in submission.entries.filter(kind="visit")) == 20

    @pytest.mark.parametrize("page", ["reminder/", "today/", "packages.zip"])
    def test_what_is_sent_from_the_board(self, log_in, page):
        with CaptureQueriesContext(connection) as queries:
            response = log_in("region_manager").get(f"{BOARD}{page}")
            response.close()
        assert response.status_code == 200
        assert not [query for query in queries if TABLE in query["sql"]]
