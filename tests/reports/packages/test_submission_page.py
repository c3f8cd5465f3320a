"""A submission is shown as it went up, whatever the log says since."""

from datetime import date

import pytest

from reports.packages import life_cycle
from tests.factories import make_activity, make_entrance, make_returnee, submit_package
from tests.reports.packages.pages import address, package_of

pytestmark = pytest.mark.django_db


def page_of(submission, part=""):
    return f"/admin/reports/submissions/{submission.pk}/{part}"


@pytest.fixture
def tour(world):
    return make_activity("tour", campaign=world.campaign, committee=world.donghe, participant_count=37)


@pytest.fixture
def submission(package, staff, tour):
    return submit_package(package, by=staff)


@pytest.mark.parametrize(
    ("role", "status"),
    [("league_city_staff", 200), ("region_manager", 200), ("region_viewer", 200), ("county_staff", 404)],
)
def test_is_seen_by_its_committee_and_those_above(log_in, submission, role, status):
    client = log_in(role)
    assert client.get(page_of(submission)).status_code == status
    assert client.get(page_of(submission, "entries/tour/")).status_code == status


def test_another_league_citys_is_not_there(own, world, manager):
    foreign = submit_package(package_of(world.hulunbuir), by=manager)
    assert own.get(page_of(foreign)).status_code == 404
    assert own.get(page_of(foreign, "entries/tour/")).status_code == 404


def test_shows_everything_as_it_went_up(own, world, package, staff, submission, tour):
    life_cycle.withdraw(package=package, by=staff)
    package.refresh_from_db()
    life_cycle.write_summary(package=package, text="后来的总结", seen_revision=package.summary_revision, by=staff)
    life_cycle.write_contact(package=package, name="王干事", phone="", seen_revision=package.contact_revision, by=staff)
    life_cycle.set_photo(
        package=package,
        position=1,
        photo=None,
        caption="",
        seen_revision=package.photos.get(position=1).revision,
        by=staff,
    )
    tour.participant_count = 99
    tour.save()
    page = own.get(page_of(submission))
    assert page.context["sheet"].figures["tour_participant_count"] == 37
    assert "李干事，13900000008" in page.text
    assert "后来的总结" not in page.text
    assert page.text.count("座谈会现场</p>") == 3


def test_its_numbers_lead_to_the_entries_as_they_were(own, submission, tour):
    assert f'<a href="{page_of(submission, "entries/tour/")}">37</a>' in own.get(page_of(submission)).text
    tour.participant_count = 99
    tour.save()
    entries = own.get(page_of(submission, "entries/tour/"))
    assert [(line.number, line.figures) for line in entries.context["lines"]] == [(tour.number, [1, 37])]
    assert entries.context["sums"] == [1, 37]


def test_an_entry_that_is_gone_is_still_named(own, staff, submission, tour):
    tour.mark_deleted(by=staff)
    (line,) = own.get(page_of(submission, "entries/tour/")).context["lines"]
    assert (line.number, line.url) == (tour.number, None)


@pytest.mark.parametrize("kind", ["x", "letters", "package"])
def test_an_unknown_kind_is_not_there(own, package, submission, kind):
    assert own.get(page_of(submission, f"entries/{kind}/")).status_code == 404
    assert own.get(address(package, f"entries/{kind}/")).status_code == 404


def test_shows_what_the_log_holds_now(own, world, submission, tour):
    assert "活动记录和零报告与报送时一致。" in own.get(page_of(submission)).text
    tour.participant_count = 99
    tour.save()
    added = make_activity("visit", campaign=world.campaign, committee=world.kundulun)
    page = own.get(page_of(submission))
    assert "来源已变化" in page.text
    named = {(difference.what, difference.number) for difference in page.context["differences"]}
    assert {("改动", tour.number), ("新增", added.number)} <= named


def test_names_who_declared_zero(own, submission):
    page = own.get(page_of(submission))
    assert "包头市团委（慰问信发放）" in page.text
    zero_reports = own.get(page_of(submission, "entries/letter/")).context["zero_reports"]
    assert [str(line.committee) for line in zero_reports] == ["包头市团委"]


def test_counts_the_youths_as_they_were(own, world, package, staff):
    entrance = make_entrance(campaign=world.campaign, committee=world.baotou)
    make_returnee(entrance=entrance, home_committee=world.donghe, status="B")
    submission = submit_package(package, by=staff)
    make_returnee(entrance=entrance, home_committee=world.donghe, status="B")
    assert own.get(page_of(submission)).context["sheet"].intending_count == 1


def test_says_when_it_was_late_by_the_day_that_held_then(own, package, staff, settings):
    settings.GUICHAO_TODAY = date(2020, 2, 18)
    submission = submit_package(package, by=staff)
    life_cycle.extend(package=package, until=date(2020, 2, 20), reason="换届")
    assert '<span class="overdue">逾期</span>' in own.get(page_of(submission)).text


def test_every_submission_stays_open_from_the_package(own, package, staff, submission):
    life_cycle.withdraw(package=package, by=staff)
    package.refresh_from_db()
    second = life_cycle.submit(package=package, by=staff, seen_revision=package.revision)
    page = own.get(address(package)).text
    assert page_of(submission) in page
    assert page_of(second) in page
    assert "之后又报送过" in own.get(page_of(submission)).text
