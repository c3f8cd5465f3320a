import re
from datetime import timedelta

import pytest

from organization.clock import now
from organization.models import Campaign
from organization.models.campaign import MONGOLIAN_BLOCKS
from reports.setup.mongolian_preview import covered_ranges
from returnees.page_cache import clear_pages
from tests.factories import make_committee
from tests.reports.test_admin import campaign_payload

pytestmark = pytest.mark.django_db


def change(row, **values):
    for name, value in values.items():
        setattr(row, name, value)
    row.save()


def test_the_home_page_leads_into_the_questionnaire(client, world):
    content = client.get("/").content.decode()
    assert world.homepage.get_absolute_url() in content
    assert "未填写" in content
    assert "周岁的青年：已经返乡" in content


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"opens_at": now() + timedelta(days=365)}, "到时欢迎您来填写"),
        ({"closes_at": now() - timedelta(days=365)}, "截止，谢谢您的关注"),
    ],
)
def test_without_an_open_questionnaire_the_home_page_says_so_and_has_no_way_in(
    client, world, settings, values, message
):
    settings.GUICHAO_TODAY = None
    change(world.campaign, **values)
    content = client.get("/").content.decode()
    assert message in content
    assert world.homepage.get_absolute_url() not in content


def test_a_paused_home_page_says_so_and_has_no_way_in(client, world):
    change(world.homepage, is_paused=True)
    content = client.get("/").content.decode()
    assert "问卷暂停填写" in content
    assert world.homepage.get_absolute_url() not in content


def test_a_campaign_that_was_not_opened_yet_has_no_way_in(client, world):
    world.homepage.delete()
    assert "问卷还在准备" in client.get("/").content.decode()
    assert "问卷还在准备" in client.get("/letter/").content.decode()


def test_an_address_that_nobody_entered_is_not_named(client, world):
    Campaign.objects.filter(pk=world.campaign.pk).update(contact_email="")
    clear_pages()
    assert "邮箱" not in client.get("/").text
    Campaign.objects.filter(pk=world.campaign.pk).update(contact_email="lianxi@example.org")
    clear_pages()
    assert "lianxi@example.org" in client.get("/").text


def test_the_privacy_notice_is_shown_with_its_version(client, world):
    content = client.get("/privacy/").content.decode()
    assert "谁在处理您的信息" in content
    assert "2020-1" in content


def test_the_home_page_leads_to_the_manual_for_youths(client, world):
    assert '<a href="/guide/">怎样填写</a>' in client.get("/").text
    page = client.get("/guide/").text
    assert "记下回执码" in page
    assert "<img" not in page.partition("<main")[2].partition("</main>")[0]


def test_public_pages_set_no_cookie(client, world):
    for address in ("/", "/letter/", f"/letter/{world.homepage.token}/", "/privacy/"):
        response = client.get(address)
        assert not response.cookies
        assert "Cookie" not in response.get("Vary", "")


@pytest.mark.parametrize("address", ["/", "/letter/", "/guide/", "/privacy/"])
def test_public_pages_are_read_not_written(client, world, address):
    assert client.head(address).status_code == 200
    assert client.post(address).status_code == 405


@pytest.mark.parametrize("address", ["/", "/letter/", "/guide/", "/privacy/"])
def test_without_a_campaign_there_is_no_page(client, db, address):
    assert client.get(address).status_code == 404


@pytest.mark.parametrize("address", ["/q/", "/nothing/", "/q/a/b/", "/%00", "/q/%ff/"])
def test_other_addresses_are_not_found(client, world, address):
    assert client.get(address).status_code == 404


class TestQuestionnairesAreRenderedAnew:
    """What the cached pages show is edited in several places; each of them makes the pages be rendered anew."""

    COMMITTEE = "/admin/organization/committee/"

    @pytest.fixture
    def revision(self, world):
        return lambda: Campaign.objects.get(pk=world.campaign.pk).questionnaire_revision

    @staticmethod
    def committee_payload(parent, **changes):
        names = {"place_name": "新区", "name": "共青团新区委员会", "short_name": "新区团委"}
        return names | {"parent": parent.pk, "level": "county", "gb_code": "150299", "sort_order": "9"} | changes

    def test_when_a_committee_is_added(self, log_in, world, revision):
        before = revision()
        payload = self.committee_payload(world.baotou)
        assert log_in("region_manager").post(f"{self.COMMITTEE}add/", payload).status_code == 302
        assert revision() == before + 1

    def test_when_a_committee_is_changed(self, log_in, world, revision):
        committee, before = make_committee(parent=world.baotou), revision()
        address = f"{self.COMMITTEE}{committee.pk}/change/"
        assert log_in("region_manager").post(address, self.committee_payload(world.baotou)).status_code == 302
        assert revision() == before + 1

    def test_not_when_a_committee_is_refused(self, log_in, world, revision):
        before = revision()
        log_in("region_manager").post(f"{self.COMMITTEE}add/", self.committee_payload(world.baotou, gb_code="1"))
        assert revision() == before

    @pytest.mark.parametrize("notices", [{}, {"TOTAL_FORMS": 2, "1-version": "2020-2", "1-text": "新的说明\n正文"}])
    def test_when_a_campaign_is_changed_or_its_privacy_notice_renewed(self, log_in, world, revision, notices):
        before = revision()
        payload = campaign_payload(world.campaign) | {f"privacy_notices-{name}": v for name, v in notices.items()}
        address = f"/admin/organization/campaign/{world.campaign.pk}/change/"
        assert log_in("region_manager").post(address, payload).status_code == 302
        assert revision() == before + 1


class TestMongolianTitle:
    def post(self, client, world, text):
        address = f"/admin/organization/campaign/{world.campaign.pk}/change/"
        return client.post(address, campaign_payload(world.campaign, mongolian_text=text))

    def test_the_region_enters_it_and_it_stays_as_it_was_entered(self, log_in, world):
        # With the selector, the vowel separator and the narrow space that the script needs.
        text = "ᠮᠣᠩᠭᠣᠯ\u180b\n\u182d\u180e\u1820\u202f\u1836\u1822\u1828"
        assert self.post(log_in("region_manager"), world, text).status_code == 302
        world.campaign.refresh_from_db()
        assert world.campaign.mongolian_text == text

    @pytest.mark.parametrize("block", MONGOLIAN_BLOCKS)
    @pytest.mark.parametrize("text", ["\ue264\ue2ba", "ᠮᠣ\U000f0000"])
    def test_the_old_private_encodings_are_refused(self, log_in, world, block, text):
        address = f"/admin/organization/campaign/{world.campaign.pk}/change/"
        response = log_in("region_manager").post(address, campaign_payload(world.campaign, **{block: text}))
        assert "Unicode" in str(response.context["adminform"].form.errors[block])

    def test_a_preview_shows_it_in_the_font_of_the_public_pages_and_names_what_that_lacks(self, log_in, world):
        world.campaign.mongolian_consent = "ᠮᠣ 漢<b>"
        world.campaign.save()
        response = log_in("region_manager").get(f"/admin/organization/campaign/{world.campaign.pk}/change/")
        content = response.content.decode()
        assert "font-src 'self'" in response["Content-Security-Policy"]
        assert '<div class="mongolian" lang="mn-Mong-CN"><p>ᠮᠣ 漢&lt;b&gt;</p></div>' in content
        assert content.count("data-mongolian-preview=") == len(MONGOLIAN_BLOCKS)
        assert re.findall(r'role="status">[^<]*<b>([^<]*)</b>', content) == ["漢"]

    def test_the_script_s_list_of_characters_is_that_of_the_font(self):
        runs = [[int(end, 16) for end in run.split("-")] for run in covered_ranges().split(" ")]
        covered = {code for first, last in runs for code in range(first, last + 1)}
        assert {0x1800, 0x1842, 0x180B, 0x202F, ord("2"), ord("a")} <= covered
        assert not {0x181A, 0x6F22} & covered
