from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from activities.choices import ActivityState
from activities.models import ZeroReport
from reports.annex2.table import build_table
from reports.models import Credit, Package
from reports.setup.rows import make_rows, rejoin_rows, separate_rows
from tests.factories import kind_of, make_activity, make_campaign, make_committee

KINDS = ("letter", "visit", "symposium", "lecture", "tour")

pytestmark = pytest.mark.django_db


def declare_zero_report(world, committee, kind):
    by = world.accounts["region_manager"]
    ZeroReport.objects.create(
        campaign=world.campaign, committee=committee, kind=kind_of(world.campaign, kind), reported_by=by
    )


def figures(table, name):
    return next(row for row in table.rows if row.name == name).figures


def regional(world):
    return build_table(world.campaign, world.region)


def test_rows_follow_the_official_order(world):
    assert [row.name for row in regional(world).rows] == ["包头市", "呼伦贝尔市"]


def test_a_row_sums_the_whole_subtree_of_held_entries(world):
    township = make_committee(parent=world.donghe, level="township", place_name="某镇")
    for committee in (world.baotou, world.donghe, world.kundulun, township):
        make_activity("symposium", campaign=world.campaign, committee=committee, session_count=2, participant_count=30)
    for state in (ActivityState.PLANNED, ActivityState.CANCELLED):
        make_activity("symposium", campaign=world.campaign, committee=world.donghe, state=state)
    table = regional(world)
    assert figures(table, "包头市")["symposium_session_count"] == 8
    assert figures(table, "包头市")["symposium_participant_count"] == 120
    assert figures(table, "呼伦贝尔市")["symposium_session_count"] is None
    assert table.totals["symposium_participant_count"] == 120


def test_every_kind_stands_in_its_own_columns(world):
    for kind in KINDS:
        make_activity(kind, campaign=world.campaign, committee=world.donghe)
    assert figures(regional(world), "包头市") == {
        "letter_channels": "微信群",
        "distribution_count": 1,
        "visited_count": 10,
        "new_member_count": 2,
        "symposium_session_count": 1,
        "symposium_participant_count": 20,
        "lecture_session_count": 1,
        "lecture_participant_count": 30,
        "tour_session_count": 1,
        "tour_participant_count": 15,
    }


def test_another_campaign_does_not_count(world):
    other = make_campaign(year=2019)
    make_activity(campaign=other, committee=world.donghe, held_on=date(2019, 1, 20))
    assert figures(regional(world), "包头市")["symposium_session_count"] is None


def test_channels_are_distinct_and_in_the_fixed_order(world):
    for channels, other in (("sms,other", "村广播"), ("wechat_account,sms", None), ("other", "大喇叭")):
        make_activity(
            "letter",
            campaign=world.campaign,
            committee=world.donghe,
            channels=channels,
            channel_other=other,
        )
    assert figures(regional(world), "包头市")["letter_channels"] == "微信公众号、短信、其他（大喇叭，村广播）"


def test_not_reported_is_blank_and_a_reported_zero_is_zero(world):
    declare_zero_report(world, world.donghe, "tour")
    declare_zero_report(world, world.kundulun, "letter")
    table = regional(world)
    assert figures(table, "包头市")["tour_session_count"] == 0
    assert figures(table, "包头市")["tour_participant_count"] == 0
    assert figures(table, "包头市")["letter_channels"] == "无"
    assert figures(table, "包头市")["visited_count"] is None
    assert figures(table, "呼伦贝尔市")["tour_session_count"] is None
    assert table.totals["tour_session_count"] == 0
    assert table.totals["visited_count"] is None


def test_names_the_unreported_under_the_table(world):
    declare_zero_report(world, world.donghe, "tour")
    assert regional(world).notes == ["无记录：呼伦贝尔市", "合计范围：有记录的 1 个单位，共 2 个单位"]
    make_activity(campaign=world.campaign, committee=world.hailar)
    assert regional(world).notes == []


def test_a_planned_entry_is_no_report(world):
    make_activity(campaign=world.campaign, committee=world.hailar, state=ActivityState.PLANNED)
    assert "呼伦贝尔市" in regional(world).without_record


def test_the_regions_and_direct_committees_own_entries_are_in_no_row(world):
    make_activity(campaign=world.campaign, committee=world.region)
    make_activity(campaign=world.campaign, committee=world.direct)
    table = regional(world)
    assert table.totals["symposium_session_count"] is None
    assert table.outside.entry_count == 2


@pytest.fixture
def zhalainuoer(world):
    return make_committee(
        parent=world.hulunbuir, gb_code="150703", place_name="扎赉诺尔区", administered_by=world.manzhouli
    )


def test_separate_rows_leave_the_total_unchanged(world, zhalainuoer):
    for committee, people in ((world.hulunbuir, 1), (world.hailar, 10), (world.manzhouli, 100), (zhalainuoer, 1000)):
        make_activity(campaign=world.campaign, committee=committee, participant_count=people)
    before = regional(world)
    assert figures(before, "呼伦贝尔市")["symposium_participant_count"] == 1111

    separate_rows(campaign=world.campaign)
    separate = regional(world)
    assert [row.name for row in separate.rows] == ["包头市", "呼伦贝尔市", "满洲里市"]
    assert figures(separate, "呼伦贝尔市")["symposium_participant_count"] == 11
    assert figures(separate, "满洲里市")["symposium_participant_count"] == 1100
    assert separate.totals == before.totals

    rejoin_rows(campaign=world.campaign)
    assert [(row.name, row.figures) for row in regional(world).rows] == [(row.name, row.figures) for row in before.rows]


def test_separating_twice_changes_nothing_more(world, zhalainuoer):
    for _ in range(2):
        separate_rows(campaign=world.campaign)
    assert Package.objects.count() == 3
    assert Credit.objects.filter(committee=zhalainuoer).count() == 1


def test_separate_rows_belong_to_one_campaign(world, zhalainuoer):
    other = make_campaign(year=2021)
    make_rows(campaign=other)
    separate_rows(campaign=world.campaign)
    assert Package.objects.in_campaign(other).count() == 2


def test_the_parent_still_sees_what_it_is_no_longer_credited_with(world, zhalainuoer):
    make_activity(campaign=world.campaign, committee=world.manzhouli)
    separate_rows(campaign=world.campaign)
    table = build_table(world.campaign, world.hulunbuir)
    assert [row.name for row in table.rows] == ["呼伦贝尔市"]
    assert table.rows[0].figures["symposium_session_count"] is None
    assert table.outside.entry_count == 1


def test_a_league_city_has_its_own_row_alone(world):
    make_activity(campaign=world.campaign, committee=world.donghe)
    make_activity(campaign=world.campaign, committee=world.hailar)
    table = build_table(world.campaign, world.baotou)
    assert [(row.name, row.figures["symposium_session_count"]) for row in table.rows] == [("包头市", 1)]
    assert not table.has_total


def test_a_county_sees_its_own_part(world):
    make_activity(campaign=world.campaign, committee=world.donghe)
    make_activity(campaign=world.campaign, committee=world.kundulun)
    table = build_table(world.campaign, world.donghe)
    assert [(row.name, row.figures["symposium_session_count"]) for row in table.rows] == [("东河区", 1)]


def test_totals_are_the_sums_of_the_rows(world):
    for committee in (world.baotou, world.donghe, world.hailar, world.manzhouli):
        for kind in KINDS:
            make_activity(kind, campaign=world.campaign, committee=committee)
    table = regional(world)
    for column in table.layout.numbers:
        assert table.totals[column.key] == sum(row.figures[column.key] for row in table.rows)


def test_queries_do_not_grow_with_the_entries(world, django_assert_num_queries):
    for _ in range(30):
        for kind in KINDS:
            make_activity(kind, campaign=world.campaign, committee=world.donghe)
    with django_assert_num_queries(9):
        regional(world)


def test_leaves_out_what_was_deleted(world):
    kept, gone = (make_activity(campaign=world.campaign, committee=world.donghe) for _ in range(2))
    gone.mark_deleted(by=world.accounts["county_staff"])
    assert figures(regional(world), "包头市")["symposium_session_count"] == kept.session_count


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite's indexes carry no further columns")
def test_the_sums_are_read_from_the_index_alone(world):
    for kind in KINDS:
        make_activity(kind, campaign=world.campaign, committee=world.donghe)
    with CaptureQueriesContext(connection) as queries:
        regional(world)
    (sums,) = [query["sql"] for query in queries if "SUM" in query["sql"]]
    assert "Index Only Scan using activity_annex2" in plan_without_other_indexes(sums)


def plan_without_other_indexes(sql):
    """On a handful of rows the planner would choose any of them, or the table itself; undone with the test."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT indexname FROM pg_indexes WHERE tablename = 'activities_activity' AND indexname NOT IN "
            "(SELECT conname FROM pg_constraint UNION SELECT 'activity_annex2')"
        )
        for (name,) in cursor.fetchall():
            cursor.execute(f'DROP INDEX "{name}"')
        cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_bitmapscan = off")
        cursor.execute(f"EXPLAIN {sql}")
        return "\n".join(line for (line,) in cursor.fetchall())
