"""The posters of entrances: the page that is printed, and the picture to be forwarded."""

import re
from io import BytesIO

import pytest
import zxingcpp
from django.urls import reverse
from PIL import Image, features

from organization.models import Campaign, Committee, Responsible
from returnees.models import Entrance
from tests.factories import make_campaign, make_committee, make_entrance
from tests.returnees.entrances.pages import LIST, POSTERS

pytestmark = pytest.mark.django_db


def sheets(response):
    return [entrance for entrance, _, _ in response.context["sheets"]]


class TestPosters:
    def test_prints_one_sheet_for_each_entrance_of_the_subtree(self, log_in, world, own, foreign):
        make_entrance(campaign=world.campaign, committee=world.kundulun)
        response = log_in("league_city_staff").get(POSTERS)
        assert [entrance.committee.place_name for entrance in sheets(response)] == ["东河区", "昆都仑区"]
        content = response.content.decode()
        assert content.count('<section class="sheet">') == 2
        assert "海拉尔" not in content
        for text in ("“投身新时代乡村振兴", "服务新青年返乡建功”", "14–45 周岁", "微信扫一扫", own.token):
            assert text in content

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
        with django_assert_max_num_queries(14):
            response = client.get(POSTERS)
        assert len(sheets(response)) == 116

    def test_very_many_are_printed_in_batches(self, log_in, world, own, monkeypatch):
        monkeypatch.setattr("returnees.entrances.views.posters.POSTERS_PER_JOB", 1)
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

    def test_a_staff_filled_entrance_has_its_own_wording(self, log_in, world):
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

    def test_three_reasons_and_the_days_stand_on_paper(self, log_in, world, own):
        Campaign.objects.update(benefits="甲\n说明甲。\n\n乙\n\n丙\n\n丁", starts_on="2020-01-01", ends_on="2020-02-29")
        content = log_in("county_staff").get(POSTERS).content.decode()
        assert re.findall("<li>\\s*<b>(.)</b>", content) == ["甲", "乙", "丙"]
        assert "说明甲" in content
        assert "2020年1月1日至2月29日" in content

    def test_whom_one_may_call_is_the_nearest_who_is_public_and_nobody_else(self, log_in, world, own):
        def person(committee, name, *, is_public):
            Responsible.objects.create(
                campaign=world.campaign, committee=committee, name=name, phone="0472-5612345", is_public=is_public
            )

        client = log_in("county_staff")
        person(world.donghe, "某甲", is_public=False)
        assert "某甲" not in client.get(POSTERS).content.decode()
        person(world.baotou, "某乙", is_public=True)
        person(world.hulunbuir, "某丙", is_public=True)
        content = client.get(POSTERS).content.decode()
        assert f"{world.baotou} 某乙 0472-5612345" in content
        assert "某丙" not in content
        Responsible.objects.filter(committee=world.donghe).update(is_public=True)
        content = client.get(POSTERS).content.decode()
        assert "某甲" in content
        assert "某乙" not in content

    @pytest.mark.parametrize(
        ("url", "said"),
        [
            ("http://127.0.0.1:8000", "打不开"),
            ("http://192.168.1.2", "同一个内部网络"),
            ("http://guichao.example", "不是 https"),
            ("https://guichao.example", ""),
        ],
    )
    def test_an_address_that_phones_do_not_reach_safely_is_warned_of_beside_the_downloads(
        self, log_in, own, settings, url, said
    ):
        settings.PUBLIC_URL, settings.IS_HTTPS = url, url.startswith("https")
        client = log_in("county_staff")
        for address in (LIST, f"{LIST}{own.pk}/change/", POSTERS):
            content = client.get(address).content.decode()
            assert ("先不要印刷、转发" in content) == bool(said), address
            assert said in content

    def test_characters_that_the_font_lacks_are_named(self, log_in, world, own):
        client = log_in("county_staff")
        assert "海报字库没有" not in client.get(f"{LIST}{own.pk}/change/").content.decode()
        Committee.objects.filter(pk=world.donghe.pk).update(place_name="东河区🐎")
        assert "海报字库没有“🐎”" in client.get(f"{LIST}{own.pk}/change/").content.decode()

    def test_mongolian_that_the_picture_cannot_show_is_named(self, log_in, world, own, monkeypatch):
        client = log_in("county_staff")

        def page(text):
            Campaign.objects.update(mongolian_text=text)
            return client.get(f"{LIST}{own.pk}/change/").content.decode()

        assert "海报字库没有“漢”" in page("ᠮᠣᠩᠭᠣᠯ 漢")
        assert "没有蒙古文标题" not in page("")
        assert "没有蒙古文标题" in page("ᠮᠣᠩᠭᠣᠯ" * 50)
        monkeypatch.setattr(features, "check", lambda feature: False)
        assert "没有蒙古文标题" in page("ᠮᠣᠩᠭᠣᠯ")

    @pytest.mark.parametrize("page", ["qr_png", "qr_svg", "poster_png", "square_png", "preview"])
    def test_foreign_entrances_are_not_found(self, log_in, foreign, page):
        client = log_in("league_city_staff")
        for pk in (foreign.pk, 999999):
            assert client.get(reverse(f"admin:returnees_entrance_{page}", args=[pk])).status_code == 404

    def test_the_list_and_the_change_page_lead_to_every_file(self, log_in, own):
        client = log_in("county_staff")
        for address in (LIST, f"{LIST}{own.pk}/change/"):
            content = client.get(address).content.decode()
            for file in ("poster.png", "square.png", "qr.png", "qr.svg", "preview/"):
                assert f"{LIST}{own.pk}/{file}" in content
