"""The form of an entry: what it asks, what it presets, and for which campaign."""

from datetime import date

import pytest

from activities.models import Activity
from tests.activities.entries import ADD, PAYLOADS, add, change_page, form_errors, payload, shown_form
from tests.factories import make_activity, make_campaign

pytestmark = pytest.mark.django_db

EVERY_FORM = {"campaign", "form_uuid", "committee", "state", "held_on", "held_until", "place", "remark"}
FIELDS = {
    "letter": {"channels", "channel_other", "distribution_count", "copy_count"},
    "visit": {"visited_count", "new_member_count", "is_online", "co_hosts"},
    "symposium": {"topic", "session_count", "participant_count", "is_online", "co_hosts"},
    "lecture": {"topic", "speaker", "speaker_post", "session_count", "participant_count", "is_online", "co_hosts"},
    "tour": {"topic", "site_kind", "session_count", "participant_count", "is_online", "co_hosts"},
}


@pytest.mark.parametrize("kind", PAYLOADS)
def test_a_form_asks_exactly_what_its_kind_has(log_in, kind):
    form = shown_form(log_in("county_staff").get(ADD[kind]))
    assert form.fields.keys() == EVERY_FORM | FIELDS[kind]


@pytest.mark.parametrize(
    ("today", "preset"), [(date(2020, 1, 1), date(2020, 1, 1)), (date(2020, 3, 1), None), (date(2019, 12, 31), None)]
)
def test_the_day_is_today_while_the_campaign_lasts(log_in, settings, today, preset):
    settings.GUICHAO_TODAY = today
    assert shown_form(log_in("county_staff").get(ADD["tour"])).initial.get("held_on") == preset


def test_a_joint_event_names_the_others_and_counts_once(log_in, world):
    add(log_in("county_staff"), "symposium", co_hosts="昆都仑区团委、包头市农牧局")
    entry = Activity.objects.get()
    assert (entry.committee, entry.co_hosts) == (world.donghe, "昆都仑区团委、包头市农牧局")


def test_an_entry_for_a_whole_period_says_so(log_in):
    client = log_in("county_staff")
    add(client, "visit", held_on="2020-01-01", held_until="2020-01-31", visited_count="120")
    assert Activity.objects.get().is_total
    assert "2020-01-01 至 2020-01-31 合计" in client.get("/admin/activities/visit/").content.decode()


def test_what_is_too_long_for_the_database_is_refused_beside_the_field(log_in):
    response = add(log_in("county_staff"), "visit", co_hosts="长" * 121)
    assert list(form_errors(response)) == ["co_hosts"]


# Save and add another


@pytest.mark.parametrize(
    ("kind", "repeated", "not_repeated"),
    [
        (
            "letter",
            {"channels": ["wechat_group", "sms"], "place": "汽车站"},
            ["distribution_count", "copy_count"],
        ),
        ("visit", {"place": "红旗村"}, ["visited_count"]),
        ("symposium", {"topic": "家乡如何发展", "co_hosts": "农牧局"}, ["participant_count"]),
        ("lecture", {"topic": "绿色发展", "speaker": "李老师", "place": "文化馆"}, ["participant_count"]),
        ("tour", {"co_hosts": "农牧局"}, ["site_kind", "participant_count"]),
    ],
)
def test_the_next_entry_keeps_what_is_likely_to_repeat(log_in, world, kind, repeated, not_repeated):
    client = log_in("league_city_staff")
    extra = {name: value for name, value in repeated.items() if name != "channels"}
    response = add(client, kind, committee=str(world.donghe.pk), remark="第一场", _addanother="1", **extra)
    form = shown_form(client.get(response.url))
    initial = form.initial
    assert initial["held_on"] == date(2020, 1, 20)
    assert initial["committee"] == world.donghe
    assert {name: form[name].value() for name in repeated} == repeated
    assert not any(initial.get(name) for name in [*not_repeated, "remark"])


@pytest.mark.parametrize("like", ["999999", "x", "9" * 30, ""])
def test_an_unknown_example_presets_nothing_of_anybodys(log_in, like):
    response = log_in("county_staff").get(ADD["symposium"], {"like": like})
    assert shown_form(response).initial["held_on"] == date(2020, 2, 10)


def test_an_example_of_others_presets_nothing(log_in, world):
    foreign = make_activity(campaign=world.campaign, committee=world.hailar, topic="海拉尔的主题")
    response = log_in("league_city_staff").get(ADD["symposium"], {"like": foreign.pk})
    assert "海拉尔的主题" not in response.content.decode()


# Campaigns


@pytest.fixture
def last_year(world):
    return make_campaign(year=2019)


def choose(client, campaign):
    client.post("/admin/campaign/", {"campaign": campaign.year})


def test_a_new_entry_belongs_to_the_campaign_its_form_was_shown_for(log_in, world, last_year):
    client = log_in("county_staff")
    shown = shown_form(client.get(ADD["tour"]))["campaign"].value()
    choose(client, last_year)
    response = client.post(ADD["tour"], payload("tour", campaign=shown), follow=True)
    assert Activity.objects.get().campaign == world.campaign
    assert "您现在查看的是" in response.content.decode()


def test_the_days_are_those_of_that_campaign_too(log_in, world, last_year):
    client = log_in("county_staff")
    response = client.post(ADD["tour"], payload("tour", campaign=str(last_year.pk)))
    assert list(form_errors(response)) == ["held_on"]
    assert (
        client.post(ADD["tour"], payload("tour", campaign=str(last_year.pk), held_on="2019-01-20")).status_code == 302
    )
    assert Activity.objects.get().campaign == last_year


def test_an_entry_stays_in_its_campaign_when_it_is_changed(log_in, world, last_year):
    entry = make_activity("tour", campaign=world.campaign, committee=world.donghe)
    client = log_in("county_staff")
    choose(client, last_year)
    client.post(change_page(entry), payload("tour", campaign=str(last_year.pk), participant_count="16"))
    assert Activity.objects.get().campaign == world.campaign
    assert Activity.objects.get().participant_count == 16


@pytest.mark.parametrize("forged", ["x", "9" * 30, "0"])
def test_a_campaign_that_does_not_exist_answers_404(log_in, forged):
    assert add(log_in("county_staff"), "tour", campaign=forged).status_code == 404


def test_a_zero_report_is_of_the_campaign_that_the_desk_showed(log_in, world, last_year):
    client = log_in("county_staff")
    choose(client, last_year)
    client.post("/admin/activities/zero/tour/", {"campaign": world.campaign.year})
    assert world.donghe.zero_reports.get().campaign == world.campaign
    client.post("/admin/activities/zero/tour/", {"campaign": world.campaign.year, "withdraw": "1"})
    assert not world.donghe.zero_reports.exists()
    assert client.post("/admin/activities/zero/tour/", {"campaign": "1999"}).status_code == 404


def test_the_channels_of_a_letter_are_offered_as_they_were_saved(log_in, world):
    entry = make_activity("letter", campaign=world.campaign, committee=world.donghe, channels="weibo,sms")
    form = shown_form(log_in("county_staff").get(change_page(entry)))
    assert form["channels"].value() == ["weibo", "sms"]
    assert Activity.objects.count() == 1


def test_reads_50_people_as_50(log_in, world):
    client = log_in("county_staff")
    assert add(client, "visit", visited_count="１，２50人", new_member_count="3 名").status_code == 302
    activity = Activity.objects.get()
    assert (activity.visited_count, activity.new_member_count) == (1250, 3)


def test_explains_beside_the_field_what_is_no_single_number(log_in):
    errors = form_errors(add(log_in("county_staff"), "visit", visited_count="50-60人"))
    assert errors == {"visited_count": ["请只填一个确定的数，如 50；不填范围，也不填“约”“多”。"]}
