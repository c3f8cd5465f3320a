"""The entrances' own pages in the admin: many at once, their states, their counts, their posters."""

from datetime import UTC, date, datetime, timedelta
from io import BytesIO

import pytest
import zxingcpp
from django.urls import reverse
from PIL import Image

from organization.clock import now
from organization.models import Committee
from returnees.choices import EntranceChannel, EntranceState
from returnees.models import Entrance, EntranceDay
from returnees.models import entrance as entrance_module
from tests.factories import make_campaign, make_committee, make_entrance, make_returnee

pytestmark = pytest.mark.django_db

LIST = "/admin/returnees/entrance/"
BULK, SUMMARY, POSTERS = f"{LIST}bulk/", f"{LIST}summary/", f"{LIST}posters/"


def shown(response):
    return list(response.context["cl"].result_list)


def payload(*committees, channels=("household",)):
    return {"channels": channels, "committees": [committee.pk for committee in committees]}


def local_pairs():
    local = Entrance.objects.exclude(channel=EntranceChannel.HOMEPAGE)
    return sorted(local.values_list("committee__place_name", "channel"))


def messages(response):
    return " ".join(str(message) for message in response.context["messages"])


def is_ticked(form):
    return {
        committee.place_name for _, _, groups in form.levels() for _, lines in groups for committee, on in lines if on
    }


@pytest.fixture
def own(world):
    return make_entrance(campaign=world.campaign, committee=world.donghe)


@pytest.fixture
def foreign(world):
    return make_entrance(campaign=world.campaign, committee=world.hailar)


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

    def test_asks_for_a_channel_and_a_committee_and_keeps_what_was_ticked(self, log_in, world):
        response = log_in("region_manager").post(BULK, {"committees": [world.hailar.pk]})
        assert "请至少选一个渠道" in response.content.decode()
        assert is_ticked(response.context["form"]) == {"海拉尔区"}
        assert "请至少选一个团委" in log_in("region_manager").post(BULK, {"channels": ["household"]}).content.decode()

    def test_league_cities_and_counties_are_ticked_beforehand(self, log_in, world):
        form = log_in("region_manager").get(BULK).context["form"]
        assert [level for level, _, _ in form.levels()] == ["自治区", "盟市", "旗县市区", "直属"]
        assert is_ticked(form) == {"包头市", "呼伦贝尔市", "东河区", "昆都仑区", "海拉尔区", "满洲里市"}

    def test_a_county_finds_itself_ticked_and_nobody_else(self, log_in, world):
        response = log_in("county_staff").get(BULK)
        assert is_ticked(response.context["form"]) == {"东河区"}
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
        assert 'class="state in_use">使用中' in content
        assert 'class="state paused">已暂停' in content
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

    def test_resuming_what_has_expired_is_told(self, log_in, own):
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


def sheets(response):
    return [entrance for entrance, _ in response.context["sheets"]]


class TestPosters:
    def test_prints_one_sheet_for_each_entrance_of_the_subtree(self, log_in, world, own, foreign):
        make_entrance(campaign=world.campaign, committee=world.kundulun)
        response = log_in("league_city_staff").get(POSTERS)
        assert [entrance.committee.place_name for entrance in sheets(response)] == ["东河区", "昆都仑区"]
        content = response.content.decode()
        assert content.count('<section class="sheet">') == 2
        assert "海拉尔" not in content
        for words in ("“投身新时代乡村振兴", "服务新青年返乡建功”", "14–45 周岁", "微信扫一扫", own.token):
            assert words in content

    def test_respects_the_filters_and_the_search_of_the_list(self, log_in, world, own):
        poster = make_entrance(campaign=world.campaign, committee=world.kundulun, channel="poster")
        client = log_in("league_city_staff")
        assert sheets(client.get(POSTERS, {"channel__exact": "poster", "o": "5", "p": "7"})) == [poster]
        assert sheets(client.get(POSTERS, {"under": world.donghe.pk})) == [own]
        assert sheets(client.get(POSTERS, {"q": own.token})) == [own]
        assert client.get(POSTERS, {"committee__name": "x"}).status_code == 400

    def test_prints_the_rows_chosen_in_the_list(self, log_in, world, own, foreign):
        make_entrance(campaign=world.campaign, committee=world.donghe, channel="market")
        answers = {"action": "print_posters", "_selected_action": [own.pk, foreign.pk]}
        response = log_in("county_staff").post(LIST, answers, follow=True)
        assert sheets(response) == [own]
        assert sheets(log_in("county_staff").get(POSTERS, {"pks": f"{foreign.pk},x,{'9' * 30}"})) == []

    def test_prints_all_that_the_list_holds_across_its_pages(self, log_in, world, own):
        make_entrance(campaign=world.campaign, committee=world.donghe, channel="market")
        answers = {"action": "print_posters", "_selected_action": [own.pk], "select_across": "1"}
        client = log_in("county_staff")
        assert len(sheets(client.post(LIST, answers, follow=True))) == 2
        assert sheets(client.post(f"{LIST}?channel__exact=wechat_group", answers, follow=True)) == [own]

    def test_a_viewer_may_print(self, log_in, own):
        answers = {"action": "print_posters", "_selected_action": [own.pk]}
        assert sheets(log_in("region_viewer").post(LIST, answers, follow=True)) == [own]

    def test_leaves_other_campaigns_out(self, log_in, world, own):
        make_entrance(campaign=make_campaign(year=2021), committee=world.donghe)
        assert sheets(log_in("county_staff").get(POSTERS)) == [own]

    def test_a_hundred_sheets_take_as_many_queries_as_one(self, log_in, world, django_assert_max_num_queries):
        committees = [make_committee(parent=world.baotou) for _ in range(116)]
        Entrance.objects.make_missing(campaign=world.campaign, committees=committees, channels=["household"])
        client = log_in("league_city_staff")
        with django_assert_max_num_queries(11):
            response = client.get(POSTERS)
        assert len(sheets(response)) == 116

    def test_very_many_are_printed_in_batches(self, log_in, world, own, monkeypatch):
        monkeypatch.setattr("returnees.admin.posters.POSTERS_PER_JOB", 1)
        market = make_entrance(campaign=world.campaign, committee=world.donghe, channel="market")
        client = log_in("county_staff")
        first = client.get(POSTERS, {"under": world.donghe.pk})
        second = client.get(POSTERS, {"under": world.donghe.pk, "batch": "2"})
        assert sheets(first) + sheets(second) == [market, own]
        assert f"?under={world.donghe.pk}&amp;batch=2" in first.content.decode()

    def test_the_page_has_no_frame_of_the_admin_and_no_inline_style(self, log_in, own):
        content = log_in("county_staff").get(POSTERS).content.decode()
        assert "user-tools" not in content
        assert "<style" not in content
        assert "style=" not in content

    def test_warns_of_entrances_that_are_not_in_use(self, log_in, own):
        Entrance.objects.filter(pk=own.pk).update(is_paused=True)
        assert "其中 1 个入口已暂停或已停用" in log_in("county_staff").get(POSTERS).content.decode()

    def test_a_staff_filled_entrance_has_its_own_words(self, log_in, world):
        make_entrance(campaign=world.campaign, committee=world.donghe, channel="staff_filled")
        content = log_in("county_staff").get(POSTERS).content.decode()
        assert "工作人员代填专用" in content
        assert "微信扫一扫" not in content

    def test_shows_the_reviewed_mongolian_only_where_there_is_one(self, log_in, world, own):
        client = log_in("county_staff")
        assert "mn-Mong" not in client.get(POSTERS).content.decode()
        world.campaign.mongolian_text = "ᠮᠣᠩᠭᠣᠯ"
        world.campaign.save()
        assert 'lang="mn-Mong-CN">ᠮᠣᠩᠭᠣᠯ' in client.get(POSTERS).content.decode()

    def test_the_picture_carries_the_address(self, log_in, own):
        response = log_in("county_staff").get(f"{LIST}{own.pk}/poster.png")
        assert response["Content-Type"] == "image/png"
        assert "%E6%B5%B7%E6%8A%A5_" in response["Content-Disposition"]  # 海报_
        assert zxingcpp.read_barcode(Image.open(BytesIO(response.content))).text == own.address

    def test_characters_that_the_font_lacks_are_named(self, log_in, world, own):
        client = log_in("county_staff")
        assert "海报字库没有" not in client.get(f"{LIST}{own.pk}/change/").content.decode()
        Committee.objects.filter(pk=world.donghe.pk).update(place_name="东河区🐎")
        assert "海报字库没有“🐎”" in client.get(f"{LIST}{own.pk}/change/").content.decode()

    @pytest.mark.parametrize("page", ["qr_png", "qr_svg", "poster_png", "preview"])
    def test_foreign_entrances_are_not_found(self, log_in, foreign, page):
        client = log_in("league_city_staff")
        for pk in (foreign.pk, 999999):
            assert client.get(reverse(f"admin:returnees_entrance_{page}", args=[pk])).status_code == 404

    def test_the_list_and_the_change_page_lead_to_every_file(self, log_in, own):
        client = log_in("county_staff")
        for address in (LIST, f"{LIST}{own.pk}/change/"):
            content = client.get(address).content.decode()
            for file in ("poster.png", "qr.png", "qr.svg", "preview/"):
                assert f"{LIST}{own.pk}/{file}" in content


class TestPreview:
    def test_shows_the_questionnaire_also_while_it_is_paused(self, log_in, own):
        Entrance.objects.filter(pk=own.pk).update(is_paused=True)
        response = log_in("county_staff").get(f"{LIST}{own.pk}/preview/")
        assert response.status_code == 200
        assert "submission_uuid" in response.content.decode()

    def test_is_only_looked_at(self, log_in, own):
        assert log_in("county_staff").post(f"{LIST}{own.pk}/preview/").status_code == 405
