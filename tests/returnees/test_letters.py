import base64
import re
from datetime import timedelta
from html import unescape

import pytest
import zxingcpp
from django.test import Client
from PIL import Image, ImageDraw
from pytest_django.asserts import assertInHTML

from organization.clock import now
from organization.roles import ROLES
from returnees.models import CommitteeLetter, Entrance
from tests.factories import make_account, make_campaign, make_entrance

pytestmark = pytest.mark.django_db

LIST, ADD = "/admin/returnees/committeeletter/", "/admin/returnees/committeeletter/add/"
MONGOLIAN = "ᠮᠣᠩᠭᠣᠯ"


def make_letter(*, campaign, committee, **overrides):
    return CommitteeLetter.objects.create(campaign=campaign, committee=committee, **{"text": "包头的信。"} | overrides)


def edit(letter):
    return f"{LIST}{letter.pk}/change/"


def payload(**changes):
    return {"title": "致包头返乡青年的一封信", "text": "亲爱的朋友：\r\n\r\n春节好。"} | changes


def form_errors(response):
    return response.context["adminform"].form.errors


@pytest.fixture
def campaign(world):
    world.campaign.letter_text = "全区的信。"
    world.campaign.save()
    return world.campaign


@pytest.fixture
def read(client, campaign):
    """The letter's page, behind an entrance's code or without one."""

    def read(entrance=None):
        response = client.get(f"/letter/{entrance.token}/" if entrance else "/letter/")
        assert response.status_code == 200
        return response.content.decode()

    return read


class TestWhoseLetter:
    def test_without_a_code_it_is_the_campaigns(self, read, world, campaign):
        make_letter(campaign=campaign, committee=world.baotou)
        content = read()
        assert "全区的信。" in content
        assert world.homepage.get_absolute_url() in content

    def test_with_the_code_of_a_league_city_it_is_its_own(self, read, world, campaign):
        make_letter(campaign=campaign, committee=world.baotou, title="致包头青年")
        content = read(make_entrance(campaign=campaign, committee=world.baotou))
        assert "包头的信。" in content
        assertInHTML('<h1 class="center">致包头青年</h1>', content)
        assert "全区的信。" not in content

    def test_with_the_code_of_a_county_it_is_that_of_its_league_city(self, read, world, campaign):
        make_letter(campaign=campaign, committee=world.baotou)
        make_letter(campaign=campaign, committee=world.hulunbuir, text="呼伦贝尔的信。")
        assert "包头的信。" in read(make_entrance(campaign=campaign, committee=world.donghe))
        assert "呼伦贝尔的信。" in read(make_entrance(campaign=campaign, committee=world.hailar))

    def test_the_nearest_one_stands_before_a_farther_one(self, world, campaign):
        make_letter(campaign=campaign, committee=world.region)
        near = make_letter(campaign=campaign, committee=world.baotou)
        assert CommitteeLetter.objects.nearest_to(world.donghe) == near

    def test_without_one_of_its_own_it_is_the_campaigns(self, read, world, campaign):
        make_letter(campaign=campaign, committee=world.hulunbuir)
        assert "全区的信。" in read(make_entrance(campaign=campaign, committee=world.donghe))

    def test_a_letter_of_another_year_does_not_count(self, read, world, campaign):
        make_letter(campaign=make_campaign(year=2019), committee=world.baotou)
        assert "全区的信。" in read(make_entrance(campaign=campaign, committee=world.baotou))

    def test_an_entrance_of_another_year_shows_that_years_letter(self, read, world, campaign):
        other = make_campaign(year=2019, letter_text="2019 年的信。")
        content = read(make_entrance(campaign=other, committee=world.baotou))
        assert "2019 年的信。" in content
        assert 'href="/privacy/?campaign=2019"' in content
        assert 'href="/privacy/"' not in content

    def test_an_unknown_code_gets_the_questionnaire_s_page(self, client, world):
        response = client.get("/letter/zzzzzzzz/")
        assert response.status_code == 404
        assert "没有认出这个二维码" in response.content.decode()


class TestItsText:
    def test_blank_lines_part_paragraphs_and_other_breaks_part_lines(self, read, campaign):
        campaign.letter_text = "亲爱的朋友：\n\n \n春节好。\n\n自治区团委\n2020年1月18日"
        campaign.save()
        content = read()
        for paragraph in ("<p>亲爱的朋友：</p>", "<p>春节好。</p>", "<p>自治区团委<br>　　2020年1月18日</p>"):
            assertInHTML(paragraph, content)

    def test_an_indented_line_begins_a_paragraph(self, read, campaign):
        campaign.letter_text = "亲爱的朋友：\r\n　　春节好。\r\n　　家乡好。"
        campaign.save()
        content = read()
        for paragraph in ("<p>亲爱的朋友：</p>", "<p>春节好。</p>", "<p>家乡好。</p>"):
            assertInHTML(paragraph, content)

    def test_nothing_of_it_is_markup(self, read, world, campaign):
        text = "<script>alert(1)</script> {{ campaign }} https://evil.example/ **好**"
        make_letter(campaign=campaign, committee=world.baotou, text=text, title="<b>信</b>")
        content = read(make_entrance(campaign=campaign, committee=world.baotou))
        assert "<script>alert" not in content
        assert "<b>信" not in content
        assert 'href="https://evil' not in content
        assert text in unescape(content)

    def test_the_page_says_where_there_is_none(self, read, campaign):
        campaign.letter_text = ""
        campaign.save()
        assert "未填写" in read()


class TestTheWayIn:
    def test_it_is_the_entrance_of_the_code(self, read, world, campaign):
        entrance = make_entrance(campaign=campaign, committee=world.donghe)
        content = read(entrance)
        assert f'href="{entrance.get_absolute_url()}"' in content
        assert world.homepage.get_absolute_url() not in content

    @pytest.mark.parametrize(
        "stopped", [{"is_paused": True}, {"expires_at": now() - timedelta(days=3650)}], ids=["paused", "expired"]
    )
    def test_a_stopped_entrance_leaves_the_letter_and_leads_to_the_home_page(self, read, world, campaign, stopped):
        entrance = make_entrance(campaign=campaign, committee=world.donghe, **stopped)
        content = read(entrance)
        assert "全区的信。" in content
        assert "暂停使用或已经过期" in content
        assert '<a class="button plain" href="/">' in content
        assert entrance.get_absolute_url() not in content

    def test_a_closed_questionnaire_leaves_the_letter_and_says_so(self, read, world, campaign):
        campaign.closes_at = now() - timedelta(hours=1)
        campaign.save()
        content = read(make_entrance(campaign=campaign, committee=world.donghe))
        assert "全区的信。" in content
        assert "截止，谢谢您的关注" in content
        assert "/q/" not in content

    def test_before_the_opening_the_letter_can_be_printed_with_the_code(self, read, campaign):
        campaign.opens_at = now() + timedelta(hours=1)
        campaign.save()
        content = read()
        assert "到时欢迎您来填写" in content
        assert 'class="button"' not in content
        assert "扫码填写问卷" in content

    def test_the_printed_code_and_address_are_those_of_the_entrance(self, read, world, campaign, settings):
        settings.PUBLIC_URL = "https://guichao.example"
        entrance = make_entrance(campaign=campaign, committee=world.donghe)
        content = read(entrance)
        assert f"或在浏览器中打开：{entrance.address}" in content
        picture = re.search(r'src="data:image/svg\+xml;base64,([^"]+)"', content)[1]
        svg = base64.b64decode(picture).decode()
        assert svg_text(svg) == f"https://guichao.example/q/{entrance.token}/"


def svg_text(svg):
    """What a reader makes of one of our SVG codes, drawn at eight pixels a module."""
    size = int(re.search(r'viewBox="0 0 (\d+)', svg)[1])
    image = Image.new("L", (size * 8, size * 8), 255)
    draw = ImageDraw.Draw(image)
    for x, y, length in re.findall(r"M(\d+) (\d+)h(\d+)v1", svg):
        x, y, length = int(x), int(y), int(length)
        draw.rectangle((x * 8, y * 8, (x + length) * 8 - 1, y * 8 + 7), fill=0)
    return zxingcpp.read_barcodes(image)[0].text


class TestTheMongolianTitle:
    def test_it_stands_beside_the_chinese_one(self, read, campaign):
        campaign.mongolian_text = f"{MONGOLIAN}\n{MONGOLIAN} <b>"
        campaign.save()
        content = read()
        shown = f'<div class="mongolian" lang="mn-Mong-CN"><p>{MONGOLIAN}<br>{MONGOLIAN} &lt;b&gt;</p></div>'
        assertInHTML(shown, content)
        assert "mongolian.css" in content

    def test_nothing_shows_and_nothing_is_asked_for_where_there_is_none(self, read):
        content = read()
        assert "mn-Mong" not in content
        assert "mongolian.css" not in content
        assert 'rel="stylesheet"' not in content


class TestStaff:
    def test_a_league_city_writes_its_own_letter_beginning_with_the_campaigns(self, log_in, world, campaign):
        client = log_in("league_city_staff")
        form = client.get(ADD).context["adminform"].form
        assert form.get_initial_for_field(form.fields["text"], "text") == "全区的信。"
        assert client.post(ADD, payload(committee=world.hulunbuir.pk, campaign="999")).status_code == 404
        assert client.post(ADD, payload(committee=world.hulunbuir.pk)).status_code == 302
        letter = CommitteeLetter.objects.get()
        assert (letter.campaign, letter.committee) == (campaign, world.baotou)
        assert letter.text == "亲爱的朋友：\n\n春节好。"

    @pytest.mark.parametrize("sign", ["\v", "\f", "\x85", "\u2028", "\u2029", "\r"])
    def test_whatever_ends_a_line_in_word_ends_it_on_the_public_page(self, log_in, client, world, campaign, sign):
        log_in("league_city_staff").post(ADD, payload(text=f"亲爱的\u200b朋友：{sign}{sign}春\ufeff节好。{sign}盼归。"))
        assert CommitteeLetter.objects.get().text == "亲爱的朋友：\n\n春节好。\n盼归。"
        page = client.get(f"/letter/{world.homepage.token}/").content.decode()
        assert "朋友：春节" not in page
        assert "春节好。盼归" not in page

    def test_a_league_city_changes_its_own_letter_and_it_stays_its_own(self, log_in, world, campaign):
        letter = make_letter(campaign=campaign, committee=world.baotou)
        client = log_in("league_city_staff")
        assert client.get(edit(letter)).status_code == 200
        assert client.post(edit(letter), payload(committee=world.hulunbuir.pk)).status_code == 302
        letter.refresh_from_db()
        assert (letter.title, letter.committee) == ("致包头返乡青年的一封信", world.baotou)

    def test_a_foreign_letter_is_not_found(self, log_in, world, campaign):
        letter = make_letter(campaign=campaign, committee=world.hulunbuir)
        client = log_in("league_city_staff")
        assert list(client.get(LIST).context["cl"].result_list) == []
        assert client.get(edit(letter)).status_code == 404
        assert client.post(edit(letter), payload()).status_code == 404

    def test_a_league_city_does_not_delete(self, log_in, world, campaign):
        letter = make_letter(campaign=campaign, committee=world.baotou)
        address = f"{LIST}{letter.pk}/delete/"
        assert log_in("league_city_staff").post(address, {"post": "yes"}).status_code == 403
        assert CommitteeLetter.objects.exists()

    def test_the_region_goes_back_to_the_campaigns_letter_by_deleting(self, log_in, world, campaign):
        letter = make_letter(campaign=campaign, committee=world.baotou)
        client = log_in("region_manager")
        assert client.get(f"{LIST}{letter.pk}/delete/").status_code == 200
        assert client.post(f"{LIST}{letter.pk}/delete/", {"post": "yes"}).status_code == 302
        assert not CommitteeLetter.objects.exists()

    def test_the_region_writes_that_of_any_league_city(self, log_in, world, campaign):
        assert log_in("region_manager").post(ADD, payload(committee=world.hulunbuir.pk)).status_code == 302
        assert CommitteeLetter.objects.get().committee == world.hulunbuir

    @pytest.mark.parametrize("name", ["region", "donghe", "direct"])
    def test_only_league_cities_have_a_letter(self, log_in, world, campaign, name):
        response = log_in("region_manager").post(ADD, payload(committee=getattr(world, name).pk))
        assert "committee" in form_errors(response)
        assert not CommitteeLetter.objects.exists()

    def test_a_second_letter_of_a_league_city_is_refused_with_a_message(self, log_in, world, campaign):
        make_letter(campaign=campaign, committee=world.baotou)
        response = log_in("league_city_staff").post(ADD, payload())
        assert "已有自己的信" in str(form_errors(response))

    def test_a_direct_organisation_has_no_letter_to_write(self, log_in, world, campaign):
        log_in("league_city_staff")
        client = Client()
        client.force_login(make_account(committee=world.direct, role="league_city_staff"))
        assert client.get(ADD).status_code == 403
        assert client.post(ADD, payload(committee=world.baotou.pk)).status_code == 403

    @pytest.mark.parametrize("role", sorted(ROLES.keys() - {"region_manager", "league_city_staff"}))
    def test_others_are_refused(self, log_in, world, campaign, role):
        letter = make_letter(campaign=campaign, committee=world.baotou)
        client = log_in(role)
        for address in (LIST, ADD, edit(letter), f"{LIST}{letter.pk}/delete/"):
            assert client.get(address).status_code == 403

    def test_the_list_is_that_of_the_campaign_looked_at(self, log_in, world, campaign):
        make_letter(campaign=make_campaign(year=2019), committee=world.baotou)
        own = make_letter(campaign=campaign, committee=world.baotou)
        assert list(log_in("region_manager").get(LIST).context["cl"].result_list) == [own]

    def test_a_link_leads_to_the_public_page(self, log_in, world, campaign):
        letter = make_letter(campaign=campaign, committee=world.baotou)
        client = log_in("league_city_staff")
        assert "还没有二维码入口" in client.get(LIST).content.decode()
        make_entrance(campaign=campaign, committee=world.hailar)
        entrance = make_entrance(campaign=campaign, committee=world.donghe)
        for address in (LIST, edit(letter)):
            assert f'href="/letter/{entrance.token}/"' in client.get(address).content.decode()
        assert f'href="/letter/{world.homepage.token}/"' in client.get(LIST).content.decode()

    def test_the_list_opens_before_the_campaign_is_opened(self, log_in, world, campaign):
        Entrance.objects.all().delete()
        assert "查看全区的信" not in log_in("region_manager").get(LIST).content.decode()
