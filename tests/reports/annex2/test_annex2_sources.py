"""Annex 2 as submitted and as confirmed: what counts, who sees it, what is behind its numbers."""

from urllib.parse import unquote

import pytest

from activities.models import Activity
from reports.models import Package
from reports.packages import life_cycle
from reports.setup.rows import separate_rows
from tests.factories import make_account, make_activity, submit_package

pytestmark = pytest.mark.django_db

PAGE, FILE, ENTRIES = "/admin/reports/annex2/", "/admin/reports/annex2.xlsx", "/admin/reports/annex2/entries/"


@pytest.fixture
def package(world):
    return Package.objects.get(committee=world.baotou)


@pytest.fixture
def entry(world):
    return make_activity("lecture", campaign=world.campaign, committee=world.donghe, participant_count=30)


@pytest.fixture
def submission(package, world, entry):
    return submit_package(package, by=world.accounts["league_city_staff"])


def participants(client, source):
    """Of the lectures of 包头市's row."""
    lines = client.get(PAGE, {"source": source}).context["lines"]
    return next(line.cells[8].value for line in lines if line.name == "包头市")


def behind(client, package, source, kind="lecture"):
    return client.get(ENTRIES, {"source": source, "row": package.pk, "kind": kind})


def test_what_was_sent_up_stands_beside_what_is(log_in, submission, entry):
    Activity.objects.filter(pk=entry.pk).update(participant_count=99)
    client = log_in("region_manager")
    assert participants(client, "submitted") == 30
    assert participants(client, "accepted") is None
    assert participants(client, "live") == 99


def test_a_returned_one_counts_as_it_last_went_up_and_never_as_confirmed(log_in, world, package, submission):
    by = world.accounts["region_manager"]
    life_cycle.accept(package=package, by=by, seen_submission_id=submission.pk)
    client = log_in("region_manager")
    assert participants(client, "accepted") == 30
    life_cycle.reopen(package=package, by=by, reason="人数有误")
    assert participants(client, "accepted") is None
    assert participants(client, "submitted") == 30


def test_says_who_is_not_in_it(log_in, submission):
    client = log_in("region_manager")
    notes = {
        source: client.get(PAGE, {"source": source}).context["table"].notes
        for source in ("submitted", "accepted", "live")
    }
    assert notes == {
        "submitted": ["未报送：呼伦贝尔市", "合计范围：已报送的 1 个单位，共 2 个单位"],
        "accepted": ["未确认：包头市、呼伦贝尔市", "合计范围：已确认的 0 个单位，共 2 个单位"],
        "live": ["无记录：呼伦贝尔市", "合计范围：有记录的 1 个单位，共 2 个单位"],
    }


def test_the_entries_behind_are_those_that_went_up(log_in, world, package, submission, entry):
    address = f"/admin/activities/lecture/{entry.pk}/change/"
    client = log_in("region_manager")
    assert address in behind(client, package, "submitted").content.decode()
    entry.mark_deleted(by=world.accounts["region_manager"])
    make_activity("lecture", campaign=world.campaign, committee=world.donghe)
    response = behind(client, package, "submitted")
    assert response.context["sums"] == [1, 30]
    page = response.content.decode()
    assert entry.number in page
    assert address not in page
    assert "报送时的记录" in page


def test_a_frozen_zero_report_is_named(log_in, package, submission):
    response = behind(log_in("region_manager"), package, "submitted", kind="tour")
    assert [line.committee.place_name for line in response.context["zero_reports"]] == ["包头市"]
    assert "包头市团委" in response.content.decode()


def test_what_does_not_count_has_nothing_behind_it(log_in, package, submission):
    response = behind(log_in("region_manager"), package, "accepted")
    assert response.context["page"].paginator.count == 0
    assert response.context["zero_reports"] == []


def test_a_league_city_sees_its_own_submission_and_no_other(client, log_in, world, package, submission):
    foreign = Package.objects.get(committee=world.hulunbuir)
    submit_package(foreign, by=world.accounts["region_manager"])
    client = log_in("league_city_staff")
    assert [line.name for line in client.get(PAGE, {"source": "submitted"}).context["lines"]] == ["包头市"]
    assert participants(client, "submitted") == 30
    assert behind(client, package, "submitted").context["sums"] == [1, 30]
    for key in (foreign.pk, "total", "outside", "own"):
        assert client.get(ENTRIES, {"source": "submitted", "row": key, "kind": "lecture"}).status_code == 404


def test_who_sends_nothing_up_has_the_live_table_alone(log_in, submission):
    client = log_in("county_staff")
    page = client.get(PAGE).content.decode()
    assert "source=submitted" not in page
    assert "本单位没有单独的一行" in page
    for address in (PAGE, FILE):
        assert client.get(address, {"source": "submitted"}).status_code == 404


def test_a_separate_city_sees_what_another_adds_to_its_submission_without_a_link(client, log_in, world):
    world.hailar.administered_by = world.manzhouli
    world.hailar.save()
    separate_rows(campaign=world.campaign)
    foreign = make_activity("tour", campaign=world.campaign, committee=world.hailar)
    package = Package.objects.get(committee=world.manzhouli)
    account = make_account(committee=world.manzhouli)
    submit_package(package, by=account)
    log_in("county_staff")
    client.force_login(account)
    page = behind(client, package, "submitted", kind="tour").content.decode()
    assert foreign.number in page
    assert f"/admin/activities/tour/{foreign.pk}/change/" not in page


@pytest.mark.parametrize("address", [PAGE, FILE, ENTRIES])
def test_an_unknown_source_is_not_found(log_in, address):
    assert log_in("region_manager").get(address, {"source": "x", "row": "total", "kind": "tour"}).status_code == 404


def test_the_file_of_a_frozen_source_says_so_in_its_name(log_in, submission):
    client = log_in("league_city_staff")
    for source, ending in (("submitted", "_按已报送"), ("live", "")):
        name = client.get(FILE, {"source": source})["Content-Disposition"]
        assert f"统计表{ending}.xlsx" in unquote(name)


def test_the_page_offers_the_three_sources_and_the_workbook(log_in, submission):
    page = log_in("region_manager").get(PAGE, {"source": "submitted"}).content.decode()
    for source in ("submitted", "accepted", "live"):
        assert f"?campaign=2020&amp;source={source}" in page
    assert "/admin/reports/consolidated.xlsx?campaign=2020&amp;source=submitted" in page
    assert "/admin/reports/annex2.xlsx?campaign=2020&amp;source=submitted" in page
    assert "数据来源：按已报送" in page
    league_city = log_in("league_city_staff").get(PAGE).content.decode()
    assert "consolidated.xlsx" not in league_city
