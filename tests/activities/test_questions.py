"""Implausible figures: asked about once, beside the field, and accepted with a remark."""

import pytest

from activities.models import Activity
from tests.activities.entries import add, change_page, form_errors, payload
from tests.activities.exchange import ROWS, faults, import_rows, upload, workbook_of
from tests.factories import make_activity

pytestmark = pytest.mark.django_db


def make_usual(world, *, count=3, kind="symposium", **overrides):
    return [make_activity(kind, campaign=world.campaign, committee=world.donghe, **overrides) for _ in range(count)]


@pytest.mark.parametrize(
    ("kind", "changes", "field"),
    [
        ("symposium", {"session_count": "0"}, "session_count"),
        ("visit", {"visited_count": "3", "new_member_count": "4"}, "new_member_count"),
        ("visit", {"visited_count": "0", "new_member_count": "1"}, "new_member_count"),
    ],
)
def test_asks_for_a_remark_and_goes_on_with_it(log_in, kind, changes, field):
    client = log_in("county_staff")
    response = add(client, kind, **changes)
    assert list(form_errors(response)) == [field]
    assert "备注" in form_errors(response)[field][0]
    content = response.content.decode()
    assert "数字不太寻常" in content
    assert "请更正" not in content
    assert not Activity.objects.exists()
    assert add(client, kind, remark="核对过", **changes).status_code == 302


def test_asks_about_ten_times_the_usual(log_in, world):
    make_usual(world, participant_count=20)
    client = log_in("county_staff")
    assert list(form_errors(add(client, "symposium", participant_count="200"))) == ["participant_count"]
    assert add(client, "symposium", participant_count="199").status_code == 302
    assert add(client, "symposium", participant_count="200", remark="全旗大会").status_code == 302


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


def test_an_import_asks_row_by_row(log_in):
    client = log_in("county_staff")
    odd = ROWS["visit"] | {"青创联盟新增会员数": 40}
    response = upload(client, "visit", workbook_of(ROWS["visit"], odd))
    assert faults(response) == [(3, "青创联盟新增会员数")]
    import_rows(client, odd | {"备注": "两个村一起吸收"}, kind="visit")
    assert Activity.objects.get().new_member_count == 40
