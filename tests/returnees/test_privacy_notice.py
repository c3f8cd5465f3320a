"""The privacy notice: what it says of this campaign, and its versions."""

from datetime import UTC, date, datetime

import pytest

from organization.models import Campaign
from returnees.models import Returnee
from returnees.notice.checking import missing_parts
from returnees.notice.composing import compose
from returnees.notice.wording import HEADINGS
from returnees.questions import QUESTIONS
from tests.factories import make_campaign, publish_notice
from tests.returnees.receipts import look_up, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def complete(world):
    Campaign.objects.filter(pk=world.campaign.pk).update(
        contact_name="李干事", contact_phone="0471-0000000", complaints="12355", anonymise_on=date(2022, 2, 28)
    )
    world.campaign.refresh_from_db()
    return world.campaign


def part(campaign, heading, text=""):
    notice = publish_notice(campaign, version=f"t-{campaign.privacy_notices.count()}", text=text)
    return dict(notice.blocks())[heading]


def test_the_standing_text_has_every_part_and_no_place_left(complete):
    notice = publish_notice(complete)
    assert [heading for heading, _ in notice.blocks()] == list(HEADINGS)
    assert missing_parts(notice) == []
    assert not set("{}【】") & set(notice.text)
    assert "未填写" not in notice.text


def test_names_who_processes_and_how_to_reach_and_complain_of_them(complete):
    text = part(complete, "谁在处理您的信息")
    assert text.startswith("自治区团委决定收集这些信息并为此负责；青年创业就业服务中心承办。")
    assert "李干事，0471-0000000" in text
    assert "投诉举报：12355" in text


def test_says_what_is_not_entered_yet(complete):
    complete.hosted_by = ""
    assert "由（未填写）存放和维护" in part(complete, "信息放在哪里")


def test_the_kinds_are_those_that_the_questionnaire_asks(complete):
    text = part(complete, "收集哪些")
    assert all(question.short_label in text for question in QUESTIONS)
    complete.question_settings.create(key="education", usage="off")
    complete.question_settings.create(key="gender", usage="optional")
    complete.own_questions.create(label="您会开车吗", kind="text")
    lines = dict(line.split("：", 1) for line in part(complete, "收集哪些").splitlines() if "：" in line)
    assert "学历" not in lines["每个人都要填"]
    assert "性别" in lines["选填"]
    assert "您会开车吗" in lines["选填"]
    assert "民族" in lines["选填，要您单独同意"]
    assert "民族" not in lines["选填"]


def test_each_sensitive_question_says_why_it_is_asked_and_what_answering_means(complete):
    sensitive = [question for question in QUESTIONS if question.needs_separate_consent]
    text = part(complete, "敏感信息：为什么需要，对您有什么影响")
    assert len(sensitive) == 3
    for question in sensitive:
        assert f"{question.short_label}：{question.necessity}。{question.consequence}。" in text


def test_without_sensitive_questions_it_says_so(complete):
    for question in QUESTIONS:
        if question.needs_separate_consent:
            complete.question_settings.create(key=question.key, usage="off")
    assert "这次不收集敏感信息。" in compose(complete)


def test_says_how_long_the_values_and_the_backups_last(complete, settings):
    settings.BACKUP_KEEP_DAYS = 14
    text = part(complete, "保存多久")
    assert "保存到2022年2月28日" in text
    assert "此前的备份和数据库日志最多保留 14 天" in text


def test_a_version_keeps_what_was_true_when_it_was_published(complete, client):
    first = publish_notice(complete, version="2020-2")
    Campaign.objects.filter(pk=complete.pk).update(anonymise_on=date(2024, 2, 28), hosted_by="某云公司")
    assert "2022年2月28日" in client.get(first.get_absolute_url()).content.decode()
    complete.refresh_from_db()
    second = publish_notice(complete, version="2020-3")
    assert "2024年2月28日" in client.get("/privacy/").content.decode()
    assert "某云公司" in second.text
    assert "2022年2月28日" in client.get(first.get_absolute_url()).content.decode()


def test_a_text_of_one_s_own_is_published_with_its_places_filled_in(complete):
    assert part(complete, "别的", text="别的\n保存到{retention}，{谁}。") == "保存到2022年2月28日，{谁}。"


class TestVersions:
    @pytest.fixture
    def versions(self, complete):
        complete.privacy_notices.all().delete()
        return [
            publish_notice(complete, version="2020-1", published_at=datetime(2020, 1, 10, tzinfo=UTC)),
            publish_notice(complete, version="2020-2", published_at=datetime(2020, 2, 1, tzinfo=UTC)),
        ]

    def test_the_page_serves_the_one_in_force_and_lists_all(self, client, versions):
        content = client.get("/privacy/").content.decode()
        assert "版本 2020-2，2020年2月1日发布" in content
        assert f'<a href="{versions[0].get_absolute_url()}">版本 2020-1</a>' in content
        assert "2020年1月10日发布" in content
        assert "这是以前的版本" not in content

    def test_an_earlier_version_says_that_it_is_one(self, client, versions):
        first, last = versions
        content = client.get(first.get_absolute_url()).content.decode()
        assert "版本 2020-1，2020年1月10日发布" in content
        assert "这是以前的版本" in content
        assert f'<a href="{last.get_absolute_url()}">版本 2020-2</a>' in content

    @pytest.mark.parametrize("number", ["0", "999", "99999999999999999999"])
    def test_a_version_that_is_not_there_is_not_found(self, client, versions, number):
        assert client.get(f"/privacy/{number}/").status_code == 404

    def test_that_of_a_campaign_in_preparation_is_nobody_s_yet(self, client, versions):
        coming = make_campaign(year=2021, state="preparing")
        address = coming.privacy_notice().get_absolute_url()
        assert client.get(address).status_code == 404
        Campaign.objects.filter(pk=coming.pk).update(state="open")
        assert client.get(address).status_code == 200

    def test_every_version_that_the_page_links_to_is_there(self, client, versions):
        """Also while the campaign on the home page is still in preparation."""
        Campaign.objects.update(state="preparing")
        assert f'href="{versions[0].get_absolute_url()}"' in client.get("/privacy/").content.decode()
        assert client.get(versions[0].get_absolute_url()).status_code == 200


class TestReceipt:
    def test_leads_to_the_version_that_was_agreed_to(self, client, world, returnee):
        page = text_of(look_up(client))
        assert f'<a href="{world.campaign.privacy_notice().get_absolute_url()}">您同意的说明</a>' in page
        assert "新的版本" not in page

    def test_tells_who_answered_under_an_older_version_that_there_is_a_newer_one(self, client, world, returnee):
        first = world.campaign.privacy_notice()
        newer = publish_notice(world.campaign)
        page = text_of(look_up(client))
        assert "说明有了新的版本" in page
        assert f'<a href="{first.get_absolute_url()}">您同意的说明</a>' in page
        assert f'<a href="{newer.get_absolute_url()}">新版本的说明</a>' in page
        returnee.refresh_from_db()
        assert returnee.consent_version == first.version

    def test_a_version_that_is_not_known_has_no_link(self, client, world, returnee):
        Returnee.objects.update(consent_version="纸质")
        assert "您同意的说明</a>" not in text_of(look_up(client))
