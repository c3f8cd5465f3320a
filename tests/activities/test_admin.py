import pytest

from activities.admin import activity_list
from activities.models import Activity, ZeroReport
from tests.activities.entries import PAYLOADS, add, form_errors, payload
from tests.factories import make_activity

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("kind", PAYLOADS)
def test_logs_one_of_each_kind(log_in, world, kind):
    client = log_in("county_staff")
    assert client.get(f"/admin/activities/{kind}/add/").status_code == 200
    assert add(client, kind).status_code == 302
    activity = Activity.objects.get()
    assert (activity.kind.key, activity.committee, activity.campaign) == (kind, world.donghe, world.campaign)
    assert activity.created_by == world.accounts["county_staff"]
    assert client.get(f"/admin/activities/{kind}/").context["cl"].result_count == 1
    assert client.get(f"/admin/activities/{kind}/{activity.pk}/change/").status_code == 200


def test_keeps_channels_in_the_order_of_annex_2(log_in):
    add(log_in("county_staff"), "letter")
    letter = Activity.objects.get()
    assert letter.channels == "wechat_group,sms"
    assert letter.channel_labels == ["微信群", "短信"]


def test_the_committee_of_a_county_cannot_be_forged(log_in, world):
    add(log_in("county_staff"), "symposium", committee=str(world.kundulun.pk))
    assert Activity.objects.get().committee == world.donghe


def test_the_campaign_cannot_be_forged(log_in, world):
    assert add(log_in("county_staff"), "symposium", campaign="999").status_code == 404
    assert not Activity.objects.exists()


def test_a_league_city_logs_for_its_own_subtree_only(log_in, world):
    client = log_in("league_city_staff")
    assert add(client, "symposium", committee=str(world.donghe.pk)).status_code == 302
    for foreign in (world.hailar, world.region, world.direct):
        assert "committee" in form_errors(add(client, "symposium", committee=str(foreign.pk)))
    assert Activity.objects.count() == 1


@pytest.mark.parametrize(
    ("kind", "changes", "field"),
    [
        ("symposium", {"held_on": "2020-03-01"}, "held_on"),
        ("symposium", {"held_on": "2020-02-28"}, "held_on"),
        ("symposium", {"held_on": "yesterday"}, "held_on"),
        ("symposium", {"held_until": "2020-01-01"}, "held_until"),
        ("symposium", {"session_count": ""}, "session_count"),
        ("symposium", {"participant_count": "-1"}, "participant_count"),
        ("symposium", {"participant_count": "99999999999"}, "participant_count"),
        ("letter", {"channels": None}, "channels"),
        ("letter", {"channels": ["nonsense"]}, "channels"),
        ("letter", {"channels": ["other"]}, "channel_other"),
        ("letter", {"channel_other": "村广播"}, "channel_other"),
        ("letter", {"distribution_count": "0"}, "distribution_count"),
        ("visit", {"visited_count": ""}, "visited_count"),
        ("tour", {"site_kind": "nonsense"}, "site_kind"),
    ],
)
def test_shows_beside_the_field_what_is_wrong(log_in, kind, changes, field):
    response = add(log_in("county_staff"), kind, **changes)
    assert list(form_errors(response)) == [field]
    assert not Activity.objects.exists()


def test_a_planned_entry_may_leave_its_figures_open(log_in):
    client = log_in("county_staff")
    add(client, "symposium", state="planned", held_on="2020-02-28", session_count="", participant_count="")
    assert Activity.objects.get().participant_count is None


@pytest.mark.parametrize("page", ["change", "history"])
def test_a_foreign_row_answers_404_like_a_missing_one(log_in, world, page):
    foreign = make_activity(campaign=world.campaign, committee=world.hailar)
    client = log_in("league_city_staff")
    for pk in (foreign.pk, 999999, "x"):
        assert client.get(f"/admin/activities/symposium/{pk}/{page}/").status_code == 404
    assert client.post(f"/admin/activities/symposium/{foreign.pk}/change/", payload("symposium")).status_code == 404


def test_the_list_shows_the_own_subtree_and_the_viewed_campaign(log_in, world):
    own = make_activity(campaign=world.campaign, committee=world.donghe)
    make_activity(campaign=world.campaign, committee=world.hailar)
    response = log_in("league_city_staff").get("/admin/activities/symposium/")
    assert [activity.pk for activity in response.context["cl"].result_list] == [own.pk]
    offered = [label for _, label in response.context["cl"].filter_specs[-1].lookup_choices]
    assert [label.strip() for label in offered] == ["包头市团委", "东河区团委", "昆都仑区团委"]


@pytest.mark.parametrize("under", ["999", "x", "9" * 30])
def test_a_forged_filter_shows_nothing_foreign(log_in, world, under):
    make_activity(campaign=world.campaign, committee=world.hailar)
    response = log_in("league_city_staff").get("/admin/activities/symposium/", {"under": under})
    assert response.status_code == 200
    assert response.context["cl"].result_count == 0


@pytest.mark.parametrize("lookup", ["created_by__password__startswith", "committee__parent__name", "remark__regex"])
def test_look_ups_on_hidden_columns_are_refused(log_in, world, lookup):
    response = log_in("county_staff").get("/admin/activities/symposium/", {lookup: "a"})
    assert response.status_code == 400


@pytest.mark.parametrize("role", ["region_viewer", "auditor", "system_administrator"])
def test_others_log_nothing(log_in, role):
    assert add(log_in(role), "symposium").status_code == 403


def test_a_viewer_opens_every_entry_read_only(log_in, world):
    client = log_in("region_viewer")
    for kind in PAYLOADS:
        activity = make_activity(kind, campaign=world.campaign, committee=world.donghe)
        assert client.get(f"/admin/activities/{kind}/{activity.pk}/change/").status_code == 200


def test_zero_report_in_one_click_and_back(log_in, world):
    client = log_in("county_staff")
    for _ in range(2):
        assert client.post("/admin/activities/zero/tour/").status_code == 302
    assert ZeroReport.objects.get().committee == world.donghe
    client.post("/admin/activities/zero/tour/", {"withdraw": "1"})
    assert not ZeroReport.objects.exists()


def test_zero_report_is_refused_where_something_was_held(log_in, world):
    make_activity("tour", campaign=world.campaign, committee=world.donghe)
    response = log_in("county_staff").post("/admin/activities/zero/tour/", follow=True)
    assert "不能再报零" in response.content.decode()
    assert not ZeroReport.objects.exists()


def test_zero_report_needs_the_post_the_role_and_a_known_kind(log_in):
    client = log_in("county_staff")
    assert client.get("/admin/activities/zero/tour/").status_code == 303
    assert not ZeroReport.objects.exists()
    assert client.post("/admin/activities/zero/nonsense/").status_code == 404
    assert log_in("region_viewer").post("/admin/activities/zero/tour/").status_code == 403


@pytest.mark.parametrize("path", ["", "add/"])
def test_queries_of_a_page_do_not_grow_with_the_rows(log_in, world, path, django_assert_max_num_queries):
    for _ in range(40):
        make_activity(campaign=world.campaign, committee=world.donghe)
    client = log_in("league_city_staff")
    with django_assert_max_num_queries(15):  # three of them for the kind and what it asks
        client.get(f"/admin/activities/symposium/{path}")


@pytest.mark.parametrize("limit", [0, 1000])
def test_a_search_finds_the_same_whether_or_not_its_keys_are_remembered(log_in, world, monkeypatch, limit):
    monkeypatch.setattr(activity_list, "MAX_KEYS", limit)
    entries = [
        make_activity(campaign=world.campaign, committee=world.donghe, place=place) for place in ("甲苏木", "乙苏木")
    ]
    found = log_in("county_staff").get("/admin/activities/symposium/", {"q": "甲"}).context["cl"]
    assert [entry.pk for entry in found.result_list] == [entries[0].pk]
    assert found.result_count == 1
    assert list(found.queryset) == [entries[0]]
