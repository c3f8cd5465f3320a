"""本级已填完: declared by a county, seen and handed back by its league-city."""

import pytest

from activities.models import Activity, Completion
from organization.models import AuditEvent
from tests.activities.entries import add, change_page, payload
from tests.activities.exchange import ROWS, import_rows
from tests.factories import make_account, make_activity, make_campaign, make_committee

pytestmark = pytest.mark.django_db

PAGE = "/admin/activities/completion/"


def mark(client, **changes):
    return client.post(PAGE, {"campaign": "2020"} | changes)


def hand_back(client, completion, reason="座谈会还没有记", **options):
    return client.post(f"{PAGE}{completion.pk}/hand-back/", {"reason": reason}, **options)


def state():
    return Completion.objects.latest().get().state


@pytest.fixture
def completion(world):
    by = world.accounts["county_staff"]
    return Completion.objects.mark(campaign=world.campaign, committee=world.donghe, by=by)[0]


def lines(response):
    return {line.committee: line for line in response.context["lines"]}


def test_a_county_declares_that_it_is_complete(log_in, world):
    client = log_in("county_staff")
    assert "本级已填完" in client.get(PAGE).content.decode()
    assert mark(client).url == PAGE
    completion = Completion.objects.get()
    assert (completion.committee, completion.campaign, completion.state) == (world.donghe, world.campaign, "complete")
    assert AuditEvent.objects.filter(act="completion_mark").count() == 1
    assert "已于 2020-02-10" in client.get(PAGE).content.decode()


def test_declared_twice_it_is_recorded_once(log_in):
    client = log_in("county_staff")
    for _ in range(2):
        mark(client)
    assert Completion.objects.count() == 1
    assert AuditEvent.objects.filter(act="completion_mark").count() == 1


def test_names_the_kinds_that_are_missing(log_in, world):
    make_activity("visit", campaign=world.campaign, committee=world.donghe)
    make_activity("tour", campaign=world.campaign, committee=world.donghe, state="planned")
    client = log_in("county_staff")
    client.post("/admin/activities/zero/letter/", {"campaign": "2020", "next": "completion"})
    silent = [line["kind"].key for line in client.get(PAGE).context["kinds"] if line["is_unreported"]]
    assert silent == ["symposium", "lecture", "tour"]
    line = lines(log_in("league_city_staff").get(PAGE))[world.donghe]
    assert line.unreported_kinds_text == "返乡创业座谈会、宣讲活动、考察活动"


def test_what_a_township_logs_fills_its_county_s_kind(log_in, world):
    township = make_committee(parent=world.donghe, level="township", place_name="某镇")
    make_activity("visit", campaign=world.campaign, committee=township)
    kinds = {line["kind"].key: line for line in log_in("county_staff").get(PAGE).context["kinds"]}
    assert not kinds["visit"]["is_unreported"]
    assert kinds["visit"]["entry_count"] == 0


def test_names_plans_whose_day_has_passed(log_in, world):
    overdue = make_activity("tour", campaign=world.campaign, committee=world.donghe, state="planned")
    ahead = make_activity(
        "tour", campaign=world.campaign, committee=world.donghe, state="planned", held_on="2020-02-20"
    )
    content = log_in("county_staff").get(PAGE).content.decode()
    assert overdue.number in content
    assert ahead.number not in content


def test_a_zero_report_comes_back_to_the_page(log_in, world):
    response = log_in("county_staff").post("/admin/activities/zero/tour/", {"campaign": "2020", "next": "completion"})
    assert response.url == PAGE


def test_a_league_city_sees_its_counties(log_in, world, completion):
    shown = lines(log_in("league_city_staff").get(PAGE))
    assert list(shown) == [world.donghe, world.kundulun]
    assert shown[world.donghe].completion.state == "complete"
    assert shown[world.kundulun].completion is None


def test_a_league_city_hands_back_with_a_reason(log_in, world, completion):
    client = log_in("league_city_staff")
    assert "座谈会" in client.get(f"{PAGE}{completion.pk}/hand-back/").content.decode()
    assert hand_back(client, completion).url == PAGE
    assert state() == "handed_back"
    assert AuditEvent.objects.get(act="completion_hand_back").detail == "共青团东河区委员会 2020 年度"
    county = log_in("county_staff")
    assert "座谈会还没有记" in county.get("/admin/").content.decode()
    assert "座谈会还没有记" in county.get(PAGE).content.decode()
    mark(county)
    assert state() == "complete"
    assert [line.number for line in county.get(PAGE).context["history"]] == [2, 1]


@pytest.mark.parametrize("reason", ["", "   ", "长" * 201])
def test_a_return_without_a_reason_is_refused_beside_the_field(log_in, completion, reason):
    response = hand_back(log_in("league_city_staff"), completion, reason)
    assert list(response.context["form"].errors) == ["reason"]
    assert state() == "complete"


def test_what_was_handed_back_is_not_handed_back_again(log_in, completion):
    client = log_in("league_city_staff")
    hand_back(client, completion)
    assert "刚刚已退回" in hand_back(client, completion, "再退一次").content.decode()
    assert Completion.objects.get().handed_back_reason == "座谈会还没有记"


def test_nobody_hands_back_to_itself_or_to_others(log_in, world, completion):
    assert hand_back(log_in("county_staff"), completion).status_code == 404
    foreign, _ = Completion.objects.mark(
        campaign=world.campaign, committee=world.hailar, by=world.accounts["region_manager"]
    )
    assert hand_back(log_in("league_city_staff"), foreign).status_code == 404
    assert not Completion.objects.exclude(handed_back_at=None).exists()


# Changes afterwards


def log_one(client, world):
    add(client, "tour")


def change_one(client, world):
    client.post(change_page(Activity.objects.get(kind__key="visit")), payload("visit"))


def delete_one(client, world):
    client.post(f"/admin/activities/visit/{Activity.objects.get(kind__key='visit').pk}/delete/", {"post": "yes"})


def declare_zero_report(client, world):
    client.post("/admin/activities/zero/lecture/")


def import_one(client, world):
    import_rows(client, ROWS["tour"], kind="tour")


@pytest.mark.parametrize("act", [log_one, change_one, delete_one, declare_zero_report, import_one])
def test_what_changes_afterwards_shows(log_in, world, act):
    make_activity("visit", campaign=world.campaign, committee=world.donghe)
    client = log_in("county_staff")
    mark(client)
    assert state() == "complete"
    act(client, world)
    assert state() == "changed"
    assert "填完后有修改" in log_in("league_city_staff").get(PAGE).content.decode()
    mark(log_in("county_staff"))
    assert state() == "complete"


def test_what_others_change_does_not(log_in, world, completion):
    make_activity(campaign=world.campaign, committee=world.kundulun).record(by=world.accounts["league_city_staff"])
    assert state() == "complete"


def test_is_of_the_campaign_that_the_page_showed(log_in, world):
    last_year = make_campaign(year=2019)
    client = log_in("county_staff")
    client.post("/admin/campaign/", {"campaign": "2019"})
    mark(client, campaign="2020")
    assert Completion.objects.get().campaign == world.campaign
    assert Completion.objects.latest_by_committee(last_year) == {}


@pytest.mark.parametrize("role", ["league_city_staff", "region_manager"])
def test_who_sends_a_package_marks_nothing(log_in, role):
    client = log_in(role)
    assert not client.get(PAGE).context["can_mark"]
    mark(client)
    assert not Completion.objects.exists()


def test_a_viewer_looks_and_does_nothing(log_in, world, completion):
    client = log_in("region_viewer")
    content = client.get(PAGE).content.decode()
    assert "退回</a>" not in content
    assert mark(client).status_code == 403
    assert hand_back(client, completion).status_code == 403


@pytest.mark.parametrize("role", ["auditor", "system_administrator"])
def test_others_do_not_see_it(log_in, role):
    assert log_in(role).get(PAGE).status_code == 403


def test_queries_do_not_grow_with_the_counties(log_in, world, django_assert_max_num_queries):
    by = world.accounts["region_manager"]
    for number in range(20):
        county = make_committee(parent=world.baotou, place_name=f"第{number}旗")
        make_account(committee=county)
        Completion.objects.mark(campaign=world.campaign, committee=county, by=by)
        make_activity("visit", campaign=world.campaign, committee=county)
    client = log_in("region_manager")
    with django_assert_max_num_queries(14):
        assert len(client.get(PAGE).context["lines"]) > 20
