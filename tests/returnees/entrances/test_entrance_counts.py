"""How often an entrance was opened and sent: in the list and in the summary by committee and channel."""

from datetime import date

import pytest

from returnees.choices import EntranceChannel
from returnees.models import Entrance, EntranceDay
from tests.factories import make_campaign, make_committee, make_entrance, make_returnee
from tests.returnees.entrances.pages import BULK, LIST, POSTERS, SUMMARY, shown

pytestmark = pytest.mark.django_db


def count_opens(entrance, *counts):
    for number, count in enumerate(counts):
        EntranceDay.objects.create(entrance=entrance, day=date(2020, 2, 1 + number), open_count=count)


class TestCounts:
    def test_days_and_returnees_do_not_multiply_one_another(self, log_in, world, own):
        count_opens(own, 5, 7, 8)
        for state in ("accepted", "accepted", "quarantined"):
            make_returnee(entrance=own, home_committee=world.hailar, state=state)
        [entrance] = shown(log_in("county_staff").get(LIST))
        assert (entrance.opens, entrance.submissions, entrance.answers) == (20, 3, 2)

    def test_an_entrance_nobody_opened_counts_zero(self, log_in, own):
        [entrance] = shown(log_in("county_staff").get(LIST))
        assert (entrance.opens, entrance.submissions, entrance.answers) == (0, 0, 0)

    def test_the_list_sorts_by_opens(self, log_in, world, own):
        busy = make_entrance(campaign=world.campaign, committee=world.donghe, channel="poster")
        count_opens(busy, 9)
        assert shown(log_in("county_staff").get(LIST, {"o": "-5"})) == [busy, own]

    def test_the_change_page_shows_them(self, log_in, world, own):
        count_opens(own, 12)
        make_returnee(entrance=own, home_committee=world.donghe)
        assert "12 → 1（有效 1）" in log_in("county_staff").get(f"{LIST}{own.pk}/change/").content.decode()

    @pytest.mark.parametrize(("address", "limit"), [(LIST, 12), (SUMMARY, 12)])
    def test_queries_do_not_grow_with_the_rows(self, log_in, world, address, limit, django_assert_max_num_queries):
        committees = [make_committee(parent=world.baotou) for _ in range(20)]
        Entrance.objects.make_missing(
            campaign=world.campaign, committees=committees, channels=["household", "wechat_group"]
        )
        for entrance in Entrance.objects.exclude(channel=EntranceChannel.HOMEPAGE):
            count_opens(entrance, 3)
        client = log_in("region_manager")
        with django_assert_max_num_queries(limit):
            client.get(address)


def lines(response):
    return {line.committee.place_name: line for line in response.context["summary"].lines}


def cells(line):
    return {channel: (tally.opens, tally.submissions) for channel, tally in line.cells if tally.entrances}


class TestSummary:
    @pytest.fixture
    def filled(self, world, own, foreign):
        poster = make_entrance(campaign=world.campaign, committee=world.baotou, channel="poster")
        named = make_entrance(campaign=world.campaign, committee=world.donghe, label="学生群")
        for entrance, opens, submissions in ((own, 10, 2), (named, 4, 1), (poster, 30, 3), (foreign, 7, 7)):
            count_opens(entrance, opens, 0)
            for _ in range(submissions):
                make_returnee(entrance=entrance, home_committee=world.hailar)
        make_returnee(entrance=own, home_committee=world.donghe, state="quarantined")

    def test_adds_up_by_committee_and_channel_with_everything_below(self, log_in, filled):
        response = log_in("region_viewer").get(SUMMARY)
        assert cells(lines(response)["东河区"]) == {"wechat_group": (14, 4)}
        assert cells(lines(response)["包头市"]) == {"wechat_group": (14, 4), "poster": (30, 3)}
        assert cells(lines(response)["昆都仑区"]) == {}
        region = lines(response)["内蒙古自治区"]
        assert cells(region) == {"homepage": (0, 0), "wechat_group": (21, 11), "poster": (30, 3)}
        assert (region.total.opens, region.total.submissions, region.total.answers) == (51, 14, 13)
        assert region.total.submitted_percent == 27

    def test_an_account_sees_its_own_subtree(self, log_in, filled):
        response = log_in("league_city_staff").get(SUMMARY)
        assert list(lines(response)) == ["包头市", "东河区", "昆都仑区"]
        assert lines(response)["包头市"].total.opens == 44
        assert "海拉尔" not in response.content.decode()

    def test_leaves_other_campaigns_out(self, log_in, world, filled):
        other = make_entrance(campaign=make_campaign(year=2021), committee=world.donghe)
        count_opens(other, 1000)
        assert lines(log_in("county_staff").get(SUMMARY))["东河区"].total.opens == 14

    def test_a_number_leads_to_the_entrances_behind_it(self, log_in, world, filled):
        client = log_in("region_viewer")
        address = f"{LIST}?under={world.baotou.pk}&channel__exact=wechat_group"
        assert address.replace("&", "&amp;") in client.get(SUMMARY).content.decode()
        assert sum(entrance.opens for entrance in shown(client.get(address))) == 14

    def test_no_entrance_is_not_zero(self, log_in, filled):
        response = log_in("league_city_staff").get(SUMMARY)
        assert lines(response)["昆都仑区"].total.entrances == 0
        assert lines(response)["昆都仑区"].total.submitted_percent is None

    @pytest.mark.parametrize("role", ["auditor", "system_administrator"])
    def test_is_not_for_those_without_business(self, log_in, role):
        for address in (SUMMARY, POSTERS, BULK):
            assert log_in(role).get(address).status_code == 403
