"""Two people, or two tabs, on one row: nobody overwrites what they have not seen."""

import re
from html import unescape

import pytest

from organization.models import Campaign
from tests.activities.entries import payload
from tests.factories import make_activity

pytestmark = pytest.mark.django_db
SHOWN = re.compile(r'name="([\w-]*shown_version)" value="([^"]*)"')


def shown(client, address):
    """What the page posts back unseen."""
    return {name: unescape(value) for name, value in SHOWN.findall(client.get(address).content.decode())}


@pytest.fixture
def symposium(world):
    entry = {"topic": "原来的主题", "place": "原来的地点", "session_count": 1, "participant_count": 25}
    return make_activity("symposium", campaign=world.campaign, committee=world.donghe, **entry)


@pytest.fixture
def address(symposium):
    return f"/admin/activities/symposium/{symposium.pk}/change/"


def typed(**changes):
    return payload("symposium", topic="原来的主题", place="原来的地点", **changes)


def test_an_unchanged_row_is_saved(log_in, address, symposium):
    client = log_in("county_staff")
    assert client.post(address, typed(remark="补记") | shown(client, address)).status_code == 302
    symposium.refresh_from_db()
    assert symposium.remark == "补记"


def test_the_second_sees_both_values_and_nothing_is_saved(log_in, address, symposium):
    client = log_in("county_staff")
    first, second = shown(client, address), shown(client, address)
    client.post(address, typed() | {"place": "甲的地点"} | first)
    response = client.post(address, typed() | {"place": "乙的地点", "remark": "乙的备注"} | second)
    (conflict,) = response.context["adminform"].form.conflicts
    assert (conflict.label, conflict.mine, conflict.theirs) == ("地点", "乙的地点", "甲的地点")
    assert not conflict.is_untouched
    page = response.content.decode()
    assert "别人改过下面的内容" in page
    assert 'value="乙的备注"' in page, "what was typed stays"
    symposium.refresh_from_db()
    assert (symposium.place, symposium.remark) == ("甲的地点", "")


def test_says_who_it_was(log_in, address, world):
    client = log_in("county_staff")
    second = shown(client, address)
    above = typed(committee=str(world.donghe.pk)) | {"place": "甲的地点"}
    log_in("league_city_staff").post(address, above | shown(client, address))
    page = log_in("county_staff").post(address, typed() | {"place": "乙的地点"} | second).content.decode()
    assert f"{world.accounts['league_city_staff'].committee} " in page
    assert "保存过这一条" in page
    assert world.accounts["league_city_staff"].get_full_name() not in page.split("</header>")[1]


@pytest.mark.parametrize(("choice", "place"), [("mine", "乙的地点"), ("theirs", "甲的地点")])
def test_the_choice_decides(log_in, address, symposium, choice, place):
    client = log_in("county_staff")
    second = shown(client, address)
    client.post(address, typed() | {"place": "甲的地点"} | second)
    asked = client.post(address, typed() | {"place": "乙的地点", "remark": "乙的备注"} | second)
    again = {name: unescape(value) for name, value in SHOWN.findall(asked.content.decode())}
    answer = typed() | {"place": "乙的地点", "remark": "乙的备注", "keep_place": choice} | again
    assert client.post(address, answer).status_code == 302
    symposium.refresh_from_db()
    assert (symposium.place, symposium.remark) == (place, "乙的备注")


def test_a_third_save_in_between_is_asked_about_anew(log_in, address, symposium):
    client = log_in("county_staff")
    second = shown(client, address)
    client.post(address, typed() | {"place": "甲的地点"} | second)
    asked = client.post(address, typed() | {"place": "乙的地点"} | second)
    again = {name: unescape(value) for name, value in SHOWN.findall(asked.content.decode())}
    client.post(address, typed() | {"place": "丙的地点"} | shown(client, address))
    response = client.post(address, typed() | {"place": "乙的地点", "keep_place": "mine"} | again)
    assert [conflict.theirs for conflict in response.context["adminform"].form.conflicts] == ["丙的地点"]


def test_what_one_did_not_touch_is_preset_to_the_other_s(log_in, address):
    client = log_in("county_staff")
    second = shown(client, address)
    client.post(address, typed() | {"place": "甲的地点"} | second)
    response = client.post(address, typed(remark="乙的备注") | second)
    (conflict,) = response.context["adminform"].form.conflicts
    assert (conflict.mine, conflict.theirs, conflict.is_untouched) == ("原来的地点", "甲的地点", True)
    assert re.search(r'name="keep_place"\s+value="theirs"\s+checked', response.content.decode())


def test_the_same_value_twice_is_no_conflict(log_in, address):
    client = log_in("county_staff")
    second = shown(client, address)
    client.post(address, typed() | {"place": "同一个地点"} | second)
    assert client.post(address, typed() | {"place": "同一个地点"} | second).status_code == 302


def test_numbers_and_days_are_compared_too(log_in, address):
    client = log_in("county_staff")
    second = shown(client, address)
    client.post(address, typed(participant_count="30", held_on="2020-01-21") | second)
    response = client.post(address, typed(participant_count="40", held_on="2020-01-22") | second)
    conflicts = {one.label: (one.mine, one.theirs) for one in response.context["adminform"].form.conflicts}
    assert conflicts == {"日期": ("2020年1月22日", "2020年1月21日"), "参与人数": ("40", "30")}


@pytest.mark.parametrize("forged", ["", "{", "[]", "7", '{"place": 1}', "null", pytest.param("[" * 99_999, id="deep")])
def test_a_forged_version_is_no_error(log_in, address, forged):
    client = log_in("county_staff")
    assert client.post(address, typed() | {"shown_version": forged}).status_code in (200, 302)


def test_two_on_the_campaign(log_in, world):
    client = log_in("region_manager")
    address = f"/admin/organization/campaign/{world.campaign.pk}/change/"
    page = client.get(address)
    form = page.context["adminform"].form
    values = {name: form[name].value() for name in form.fields}
    posted = {name: "" if value is None else value for name, value in values.items() if value is not False}
    version = shown(client, address)
    Campaign.objects.filter(pk=world.campaign.pk).update(theme="别人改的主题")
    response = client.post(address, posted | {"theme": "我改的主题"} | version)
    assert [one.theirs for one in response.context["adminform"].form.conflicts] == ["别人改的主题"]


def test_of_an_account_too_whose_committee_may_be_missing(log_in, world):
    client = log_in("region_manager")
    account = world.accounts["county_staff"]
    address = f"/admin/organization/account/{account.pk}/change/"
    posted = {"username": account.username, "committee": account.committee_id, "role": account.role, "is_active": "on"}
    assert client.post(address, posted | {"full_name": "新名字"} | shown(client, address)).status_code == 302


def test_codes_are_shown_by_their_labels(log_in, world):
    letter = make_activity("letter", campaign=world.campaign, committee=world.donghe, channels="sms")
    client, address = log_in("county_staff"), f"/admin/activities/letter/{letter.pk}/change/"
    second = shown(client, address)
    client.post(address, payload("letter", channels=["wechat_group", "sms"]) | second)
    response = client.post(address, payload("letter", channels=["household"]) | second)
    values = {one.label: (one.mine, one.theirs) for one in response.context["adminform"].form.conflicts}
    assert ("入户发放", "微信群、短信") in values.values()
