import pytest

pytestmark = pytest.mark.django_db


def test_the_home_page_leads_into_the_questionnaire(client, world):
    content = client.get("/").content.decode()
    assert world.homepage.get_absolute_url() in content
    assert "未填写" in content


def test_the_letter_is_shown_in_paragraphs_and_its_absence_said(client, world):
    assert "未填写" in client.get("/letter/").content.decode()
    world.campaign.letter_text = "亲爱的朋友：\n\n春节好。"
    world.campaign.save()
    content = client.get("/letter/").content.decode()
    assert "<p>春节好。</p>" in content


def test_the_privacy_notice_is_shown_with_its_version(client, world):
    content = client.get("/privacy/").content.decode()
    assert "谁在处理您的信息" in content
    assert "2020-1" in content


def test_public_pages_set_no_cookie(client, world):
    for address in ("/", "/letter/", "/privacy/"):
        response = client.get(address)
        assert not response.cookies
        assert "Cookie" not in response.get("Vary", "")


@pytest.mark.parametrize("address", ["/", "/letter/", "/privacy/"])
def test_without_a_campaign_there_is_no_page(client, db, address):
    assert client.get(address).status_code == 404


@pytest.mark.parametrize("address", ["/q/", "/nothing/", "/q/a/b/", "/%00", "/q/%ff/"])
def test_other_addresses_are_not_found(client, world, address):
    assert client.get(address).status_code == 404
