"""The entrances' own pages in the admin: many at once, their states, their preview."""

from datetime import UTC, datetime, timedelta

import pytest

from organization.choices import Level
from organization.clock import now
from organization.models import Committee
from returnees.choices import EntranceChannel, EntranceState
from returnees.models import Entrance
from returnees.models import entrance as entrance_module
from tests.factories import make_campaign, make_committee, make_entrance
from tests.returnees.entrances.pages import BULK, LIST, shown

pytestmark = pytest.mark.django_db


def payload(*committees, channels=("household",)):
    return {"channels": channels, "committees": [committee.pk for committee in committees]}


def local_pairs():
    local = Entrance.objects.exclude(channel=EntranceChannel.HOMEPAGE)
    return sorted(local.values_list("committee__place_name", "channel"))


def messages(response):
    return " ".join(str(message) for message in response.context["messages"])


def checked_places(form):
    return {
        committee.place_name
        for _, _, groups in form.levels()
        for _, lines in groups
        for committee, on, _ in lines
        if on
    }


class TestBulk:
    def test_makes_one_for_every_committee_and_channel(self, log_in, world):
        answers = payload(world.baotou, world.donghe, channels=["household", "staff_filled"])
        response = log_in("league_city_staff").post(BULK, answers, follow=True)
        assert local_pairs() == [
            ("东河区", "household"),
            ("东河区", "staff_filled"),
            ("包头市", "household"),
            ("包头市", "staff_filled"),
        ]
        assert "新建了 4 个" in messages(response)

    def test_a_second_time_makes_only_what_is_missing(self, log_in, world):
        client = log_in("region_manager")
        client.post(BULK, payload(world.donghe))
        token = Entrance.objects.get(channel="household").token
        response = client.post(BULK, payload(world.donghe, world.hailar), follow=True)
        assert "新建了 1 个二维码入口，已有的 1 个保持不变" in messages(response)
        assert Entrance.objects.get(committee=world.donghe, channel="household").token == token

    def test_a_named_entrance_does_not_stand_in_for_the_nameless_one(self, log_in, world):
        make_entrance(campaign=world.campaign, committee=world.donghe, channel="market", label="火车站")
        log_in("county_staff").post(BULK, payload(world.donghe, channels=["market"]))
        assert set(Entrance.objects.filter(channel="market").values_list("label", flat=True)) == {"", "火车站"}

    def test_refuses_committees_outside_the_subtree(self, log_in, world):
        response = log_in("league_city_staff").post(BULK, payload(world.donghe, world.hailar))
        assert "不属于本单位和下级" in str(response.context["form"].errors)
        assert local_pairs() == []

    @pytest.mark.parametrize("pk", ["999999", "x", "9" * 30])
    def test_refuses_what_is_no_committee(self, log_in, pk):
        response = log_in("region_manager").post(BULK, {"channels": ["household"], "committees": [pk]})
        assert "committees" in response.context["form"].errors

    @pytest.mark.parametrize("channel", ["homepage", "nonsense"])
    def test_refuses_the_homepage_and_unknown_channels(self, log_in, world, channel):
        response = log_in("region_manager").post(BULK, payload(world.donghe, channels=[channel]))
        assert "channels" in response.context["form"].errors
        assert local_pairs() == []

    def test_asks_for_a_channel_and_a_committee_and_keeps_what_was_checked(self, log_in, world):
        response = log_in("region_manager").post(BULK, {"committees": [world.hailar.pk]})
        assert "请至少选一个渠道" in response.content.decode()
        assert checked_places(response.context["form"]) == {"海拉尔区"}
        assert "请至少选一个团委" in log_in("region_manager").post(BULK, {"channels": ["household"]}).content.decode()

    def test_league_cities_and_counties_are_preselected(self, log_in, world):
        form = log_in("region_manager").get(BULK).context["form"]
        assert [level for level, _, _ in form.levels()] == ["自治区", "盟市", "旗县市区", "直属"]
        assert checked_places(form) == {"包头市", "呼伦贝尔市", "东河区", "昆都仑区", "海拉尔区", "满洲里市"}

    def test_a_county_finds_itself_preselected_and_nobody_else(self, log_in, world):
        response = log_in("county_staff").get(BULK)
        assert checked_places(response.context["form"]) == {"东河区"}
        assert "海拉尔区" not in response.content.decode()

    def test_is_for_those_who_may_add_entrances(self, log_in, world):
        client = log_in("region_viewer")
        assert client.get(BULK).status_code == 403
        assert client.post(BULK, payload(world.donghe)).status_code == 403
        assert "批量生成二维码" not in client.get(LIST).content.decode()
        assert "批量生成二维码" in log_in("county_staff").get(LIST).content.decode()
        assert local_pairs() == []

    def test_belongs_to_the_campaign_that_is_looked_at(self, log_in, world):
        other = make_campaign(year=2021)
        client = log_in("region_manager")
        client.post("/admin/campaign/", {"campaign": 2021, "next": "/admin/"})
        client.post(BULK, payload(world.donghe))
        assert Entrance.objects.get(channel="household").campaign == other

    def test_is_of_the_campaign_that_the_page_showed_whatever_is_looked_at_since(self, log_in, world):
        make_campaign(year=2021)
        client = log_in("region_manager")
        assert 'name="campaign" value="2020"' in client.get(BULK).content.decode()
        client.post("/admin/campaign/", {"campaign": 2021, "next": "/admin/"})
        client.post(BULK, payload(world.donghe) | {"campaign": "2020"})
        assert Entrance.objects.get(channel="household").campaign == world.campaign
        assert client.post(BULK, payload(world.donghe) | {"campaign": "1999"}).status_code == 404

    def test_a_single_one_is_too(self, log_in, world):
        make_campaign(year=2021)
        client = log_in("region_manager")
        client.post("/admin/campaign/", {"campaign": 2021, "next": "/admin/"})
        answers = {"committee": world.donghe.pk, "channel": "market", "label": "", "campaign": world.campaign.pk}
        assert client.post(f"{LIST}add/", answers).status_code == 302
        assert Entrance.objects.get(channel="market").campaign == world.campaign

    def test_the_whole_tree_takes_few_statements(self, world, django_assert_max_num_queries):
        for _ in range(110):
            make_committee(parent=world.baotou)
        committees = list(Committee.objects.all())
        channels = [channel for channel in EntranceChannel if channel != EntranceChannel.HOMEPAGE]
        with django_assert_max_num_queries(16):
            made = Entrance.objects.make_missing(campaign=world.campaign, committees=committees, channels=channels)
        assert made == len(committees) * 8 > 900
        assert Entrance.objects.values("token").distinct().count() == made + 1

    def test_tokens_that_meet_are_drawn_again(self, world, monkeypatch):
        monkeypatch.setattr(entrance_module, "TOKEN_LENGTH", 1)  # 31 tokens for 24 entrances: some will meet
        Entrance.objects.make_missing(
            campaign=world.campaign,
            committees=[world.baotou, world.donghe, world.hailar],
            channels=[channel for channel in EntranceChannel if channel != EntranceChannel.HOMEPAGE],
        )
        assert Entrance.objects.exclude(channel=EntranceChannel.HOMEPAGE).count() == 24


class TestState:
    def test_each_entrance_is_in_one_state(self, world):
        soon, before = now() + timedelta(hours=1), now() - timedelta(hours=1)
        for paused, expires_at, state in (
            (False, None, EntranceState.IN_USE),
            (False, soon, EntranceState.IN_USE),
            (True, None, EntranceState.PAUSED),
            (True, soon, EntranceState.PAUSED),
            (False, before, EntranceState.EXPIRED),
            (True, before, EntranceState.EXPIRED),
        ):
            entrance = make_entrance(
                campaign=world.campaign,
                committee=world.donghe,
                label=f"{paused} {expires_at}"[:40],
                is_paused=paused,
                expires_at=expires_at,
            )
            assert entrance.state == state
            assert [other for other in EntranceState if entrance in Entrance.objects.in_state(other)] == [state]

    def test_the_list_shows_and_filters_states(self, log_in, world, own):
        paused = make_entrance(campaign=world.campaign, committee=world.donghe, channel="market", is_paused=True)
        client = log_in("county_staff")
        content = client.get(LIST).content.decode()
        assert 'class="chip in_use">使用中' in content
        assert 'class="chip paused">已暂停' in content
        assert shown(client.get(LIST, {"state": "paused"})) == [paused]
        assert len(shown(client.get(LIST, {"state": "nonsense"}))) == 2

    def test_is_paused_expired_and_renamed_in_the_form(self, log_in, own):
        answers = {"label": "新名", "is_paused": "on", "expires_at_0": "2020-02-20", "expires_at_1": "18:00"}
        assert log_in("county_staff").post(f"{LIST}{own.pk}/change/", answers).status_code == 302
        own.refresh_from_db()
        assert (own.label, own.is_paused) == ("新名", True)
        assert own.expires_at == datetime(2020, 2, 20, 10, 0, tzinfo=UTC)

    @pytest.mark.parametrize("order", ["", "?o=5"])
    def test_is_paused_and_resumed_from_the_list(self, log_in, world, own, order):
        client = log_in("league_city_staff")
        for action, is_paused in (("pause", True), ("resume", False)):
            response = client.post(LIST + order, {"action": action, "_selected_action": [own.pk]}, follow=True)
            assert "1 个入口" in messages(response)
            own.refresh_from_db()
            assert own.is_paused is is_paused

    def test_resuming_what_has_expired_warns(self, log_in, own):
        Entrance.objects.filter(pk=own.pk).update(is_paused=True, expires_at=now() - timedelta(days=1))
        answers = {"action": "resume", "_selected_action": [own.pk]}
        assert "1 个已过停用时间" in messages(log_in("county_staff").post(LIST, answers, follow=True))

    @pytest.mark.parametrize("role", ["region_viewer", "county_staff"])
    def test_others_cannot_pause(self, log_in, world, foreign, role):
        log_in(role).post(LIST, {"action": "pause", "_selected_action": [foreign.pk, world.homepage.pk]})
        assert not Entrance.objects.filter(is_paused=True).exists()

    def test_the_homepage_is_paused_by_the_region_alone(self, log_in, world):
        address = f"{LIST}{world.homepage.pk}/change/"
        answers = {"label": world.homepage.label, "is_paused": "on"}
        assert log_in("league_city_staff").post(address, answers).status_code == 404
        assert log_in("region_manager").post(address, answers).status_code == 302
        world.homepage.refresh_from_db()
        assert world.homepage.is_paused


class TestPreview:
    def test_shows_the_questionnaire_also_while_it_is_paused(self, log_in, own):
        Entrance.objects.filter(pk=own.pk).update(is_paused=True)
        response = log_in("county_staff").get(f"{LIST}{own.pk}/preview/")
        assert response.status_code == 200
        assert "submission_uuid" in response.content.decode()

    def test_is_only_looked_at(self, log_in, own):
        assert log_in("county_staff").post(f"{LIST}{own.pk}/preview/").status_code == 405


def test_accepts_as_many_checked_committees_as_a_tree_with_townships_has(log_in, world):
    """Django refuses a form of more than a thousand fields, unless its settings allow it."""
    for county in (world.donghe, world.hailar):
        Committee.objects.bulk_create(
            Committee(parent=county, level=Level.TOWNSHIP, sort_order=order, path=f"{county.path}{order:03d}.")
            for order in range(1, 601)
        )
    checked = list(Committee.objects.at_level(Level.TOWNSHIP).values_list("pk", flat=True))
    answers = {"channels": ["household"], "committees": checked}
    assert log_in("region_manager").post(BULK, answers).status_code == 302
    assert Entrance.objects.filter(channel="household").count() == 1200
