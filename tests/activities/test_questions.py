"""Odd figures: asked about beside the field, and taken with a tick that holds for these very numbers."""

import re

import pytest

from activities.models import Activity
from activities.shapes import Shape
from reports.models import AnnexColumn
from tests.activities.entries import add, change_page, form_errors, payload
from tests.activities.exchange import ROWS, confirm, import_rows, upload, workbook_of
from tests.activities.kinds import make_other_kinds, sent
from tests.factories import make_activity, make_column, make_kind

pytestmark = pytest.mark.django_db


def make_usual(world, *, count=3, kind="symposium", **overrides):
    return [make_activity(kind, campaign=world.campaign, committee=world.donghe, **overrides) for _ in range(count)]


def ticks(response):
    """What the ticks of a page that asks would send."""
    return re.findall(r'<input type="checkbox" name="answers" value="([^"]+)"', response.content.decode())


ODD = [
    ("symposium", {"session_count": "0"}, "session_count"),
    ("symposium", {"participant_count": "0"}, "participant_count"),
    ("tour", {"session_count": "50", "participant_count": "3"}, "session_count"),
    ("lecture", {"session_count": "2", "participant_count": "2001"}, "participant_count"),
    ("visit", {"visited_count": "3", "new_member_count": "4"}, "new_member_count"),
    ("visit", {"visited_count": "0", "new_member_count": "1"}, "new_member_count"),
]


@pytest.mark.parametrize(("kind", "changes", "field"), ODD)
def test_asks_for_a_tick_and_goes_on_with_it(log_in, world, kind, changes, field):
    client = log_in("county_staff")
    response = add(client, kind, **changes)
    assert list(form_errors(response)) == [field]
    content = response.content.decode()
    assert "数字不太寻常" in content
    assert "请更正" not in content
    assert not Activity.objects.exists()
    assert add(client, kind, answers=ticks(response), **changes).status_code == 302
    entry = Activity.objects.get()
    assert (entry.confirmed_figures, entry.confirmed_by) == (ticks(response)[0], world.accounts["county_staff"])


@pytest.mark.parametrize(
    "changes",
    [
        {"session_count": "3", "participant_count": "3"},
        {"session_count": "2", "participant_count": "2000"},
    ],
)
def test_asks_about_nothing_that_is_plausible(log_in, changes):
    assert add(log_in("county_staff"), "symposium", **changes).status_code == 302
    assert Activity.objects.get().confirmed_figures == ""


def test_a_tick_holds_for_the_numbers_that_it_was_about(log_in):
    client = log_in("county_staff")
    answers = ticks(add(client, "tour", session_count="50", participant_count="3"))
    again = add(client, "tour", session_count="51", participant_count="3", answers=answers)
    assert list(form_errors(again)) == ["session_count"]
    assert not Activity.objects.exists()


def test_what_was_ticked_stays_ticked_while_something_else_is_asked(log_in, world):
    make_usual(world, kind="tour", participant_count=2)
    client = log_in("county_staff")
    odd = {"session_count": "20", "participant_count": "30000"}
    first, second = ticks(add(client, "tour", **odd))
    page = add(client, "tour", answers=[first], **odd)
    assert ticks(page) == [second]
    assert f'<input type="hidden" name="answers" value="{first}">' in page.content.decode()
    assert add(client, "tour", answers=[first, second], **odd).status_code == 302


def test_what_was_confirmed_is_not_asked_again_until_it_changes(log_in, world):
    client = log_in("county_staff")
    odd = {"session_count": "50", "participant_count": "3"}
    add(client, "tour", answers=ticks(add(client, "tour", **odd)), **odd)
    entry = Activity.objects.get()
    assert client.post(change_page(entry), payload("tour", place="新地点", **odd)).status_code == 302
    asked = client.post(change_page(entry), payload("tour", session_count="60", participant_count="3"))
    assert list(form_errors(asked)) == ["session_count"]
    client.post(change_page(entry), payload("tour", session_count="1", participant_count="3"))
    entry.refresh_from_db()
    assert (entry.confirmed_figures, entry.confirmed_by) == ("", None)


def test_who_confirms_is_who_ticks(log_in, world):
    odd = {"session_count": "50", "participant_count": "3"}
    client = log_in("county_staff")
    add(client, "tour", answers=ticks(add(client, "tour", **odd)), **odd)
    changed = payload("tour", place="新地点", committee=world.donghe.pk, **odd)
    log_in("league_city_staff").post(change_page(Activity.objects.get()), changed)
    entry = Activity.objects.get()
    assert entry.updated_by == world.accounts["league_city_staff"]
    assert entry.confirmed_by == world.accounts["county_staff"]


def test_asks_about_ten_times_the_usual(log_in, world):
    make_usual(world, participant_count=20)
    client = log_in("county_staff")
    asked = add(client, "symposium", participant_count="200")
    assert list(form_errors(asked)) == ["participant_count"]
    assert add(client, "symposium", participant_count="199").status_code == 302
    next_day = {"participant_count": "200", "held_on": "2020-01-21"}
    assert add(client, "symposium", answers=ticks(asked), **next_day).status_code == 302


def test_what_no_column_counts_is_taken_without_a_word(log_in, world):
    make_usual(world, kind="letter", channels="sms", copy_count=45)
    assert add(log_in("county_staff"), "letter", copy_count="500", distribution_count="2").status_code == 302


class TestWithoutAColumn:
    def test_sessions_and_people_are_not_asked_about(self, log_in, world):
        AnnexColumn.objects.filter(kind__key="tour").delete()
        assert add(log_in("county_staff"), "tour", session_count="50", participant_count="3").status_code == 302

    def test_one_of_two_is_enough(self, log_in, world):
        AnnexColumn.objects.filter(kind__key="tour", figure="participant_count").delete()
        asked = add(log_in("county_staff"), "tour", session_count="50", participant_count="3")
        assert list(form_errors(asked)) == ["session_count"]

    def test_a_figure_of_the_kind_s_own_is_asked_about_once_a_column_counts_it(self, log_in, world):
        kind = make_other_kinds(world.campaign)["job_fair"]
        for _ in range(3):
            make_activity("job_fair", campaign=world.campaign, committee=world.donghe, own_figures={"job_count": 12})
        client = log_in("county_staff")
        page = "/admin/activities/job_fair/add/"
        assert client.post(page, sent("job_fair", figure_job_count="120", held_on="2020-01-21")).status_code == 302
        make_column(campaign=world.campaign, key="job_count", kind=kind, figure="job_count")
        asked = client.post(page, sent("job_fair", figure_job_count="1200", topic="另一场"))
        assert list(form_errors(asked)) == ["figure_job_count"]


def test_what_is_not_known_is_not_zero(log_in, world):
    kind = make_kind(campaign=world.campaign, key="workshop", shape=Shape.MEETING, details=("participant_count",))
    make_column(campaign=world.campaign, key="workshops", kind=kind, figure="session_count")
    fields = {"state": "held", "held_on": "2020-01-20", "session_count": "3", "participant_count": ""}
    assert log_in("county_staff").post("/admin/activities/workshop/add/", fields).status_code == 302


@pytest.mark.parametrize(
    "overrides",
    [
        {"count": 2},
        {"state": "planned"},
        {"state": "cancelled"},
        {"held_until": "2020-01-31"},
    ],
)
def test_what_is_usual_needs_three_held_entries_of_single_days(log_in, world, overrides):
    make_usual(world, **{"participant_count": 20} | overrides)
    assert add(log_in("county_staff"), "symposium", participant_count="900").status_code == 302


def test_totals_are_measured_by_totals(log_in, world):
    make_usual(world, participant_count=20)
    client = log_in("county_staff")
    assert add(client, "symposium", participant_count="900", held_until="2020-01-31").status_code == 302


def test_the_usual_is_the_committee_s_own(log_in, world):
    for committee in (world.kundulun, world.kundulun, world.kundulun):
        make_activity(campaign=world.campaign, committee=committee, participant_count=20)
    assert add(log_in("county_staff"), "symposium", participant_count="900").status_code == 302


def test_an_entry_is_not_measured_by_itself(log_in, world):
    entry, *_ = make_usual(world, participant_count=20)
    response = log_in("county_staff").post(change_page(entry), payload("symposium", participant_count="300"))
    assert response.status_code == 302


def test_errors_come_first(log_in):
    response = add(log_in("county_staff"), "visit", visited_count="3", new_member_count="4", held_on="2020-03-01")
    assert list(form_errors(response)) == ["held_on"]
    assert "请更正" in response.content.decode()


@pytest.mark.parametrize("state", ["planned", "cancelled"])
def test_what_does_not_count_is_not_asked_about(log_in, state):
    response = add(log_in("county_staff"), "symposium", session_count="0", state=state)
    assert response.status_code == 302


class TestImport:
    ODD = ROWS["tour"] | {"活动场次": 50, "参与人数": 3}

    def test_the_preview_names_the_rows_and_takes_one_tick(self, log_in, world):
        client = log_in("county_staff")
        response = upload(client, "tour", workbook_of(ROWS["tour"], self.ODD))
        assert "第 3 行：活动场次（50）比参与人数（3）还多？" in response.content.decode()
        refused = confirm(client, "tour", response, answers={"figures": "", "similar": "add"})
        assert "请先回答" in refused.content.decode()
        assert not Activity.objects.exists()
        confirm(client, "tour", response, answers={"figures": "1", "similar": "add"})
        odd = Activity.objects.get(session_count=50)
        assert (odd.confirmed_figures, odd.confirmed_by) == (
            "sessions_above_people:50/3",
            world.accounts["county_staff"],
        )
        assert Activity.objects.exclude(pk=odd.pk).get().confirmed_figures == ""

    def test_a_tick_is_not_for_another_file(self, log_in, world):
        client = log_in("county_staff")
        response = upload(client, "tour", workbook_of(self.ODD))
        other = upload(client, "tour", workbook_of(self.ODD | {"活动场次": 60}))
        response.context["pending"].token = other.context["pending"].token
        assert "这次没有导入" in confirm(client, "tour", response).content.decode()
        assert not Activity.objects.exists()

    def test_what_no_column_counts_is_not_asked_about(self, log_in, world):
        make_usual(world, kind="letter", channels="sms", copy_count=45)
        client = log_in("county_staff")
        import_rows(client, ROWS["letter"] | {"发放份数": 500}, kind="letter")
        assert Activity.objects.filter(copy_count=500).exists()
