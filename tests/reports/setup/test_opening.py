from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from organization.clock import now
from organization.models import Campaign
from reports.models import Package
from reports.setup.gaps import gaps
from reports.setup.opening import (
    close_campaign,
    lead_on,
    open_campaign,
    open_in_place_of,
    open_with_gaps,
    prepare_campaign,
    show_on_home_page,
)
from returnees.models import Entrance, Returnee
from tests.factories import make_campaign, make_entrance, publish_notice
from tests.reports.setup.coming import make_coming
from tests.returnees.answering import payload

pytestmark = pytest.mark.django_db


@pytest.fixture
def coming(world):
    return make_coming()


def state_of(campaign):
    return Campaign.objects.get(pk=campaign.pk).state


def test_preparing_makes_rows_and_entrance_but_opens_nothing(coming):
    for _ in range(2):
        prepare_campaign(coming)
    assert Package.objects.in_campaign(coming).count() == 2
    assert Entrance.objects.in_campaign(coming).count() == 1
    assert state_of(coming) == "preparing"


def test_opening_is_the_public_act(coming):
    open_campaign(coming)
    assert state_of(coming) == "open"
    assert Package.objects.in_campaign(coming).count() == 2


@pytest.mark.parametrize(
    ("change", "gap"),
    [
        ({"contact_name": ""}, "没有写联系人"),
        ({"contact_phone": ""}, "没有写联系电话"),
        ({"letter_text": ""}, "没有慰问信正文（没有信的，请去掉“有致青年的一封信”）"),
        ({"complaints": ""}, "没有写投诉举报方式"),
        ({"anonymise_on": None}, "没有定匿名化日期"),
        ({"processor": ""}, "没有写个人信息处理者"),
        ({"hosted_by": ""}, "没有写服务器由谁存放、维护"),
        ({"purposes": ""}, "没有写收集的目的"),
        ({"dates_are_checked": False}, "日期是推算或照搬的，还没有核对"),
    ],
)
def test_an_open_gap_is_named(coming, change, gap):
    Campaign.objects.filter(pk=coming.pk).update(**change)
    coming.refresh_from_db()
    assert gaps(coming) == [gap]


def test_a_notice_without_a_part_that_the_law_wants_is_a_gap(coming):
    whole = coming.privacy_notice().text
    publish_notice(coming, version="2021-2", text=whole.replace("未成年人\n", "别的\n"))
    assert gaps(coming) == ["个人信息处理说明（2021-2）缺：未成年人。请发布新版本"]
    publish_notice(coming, version="2021-3", text=whole)
    assert gaps(coming) == []


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"anonymise_on": date(2024, 2, 28)}, "保存期"),
        ({"hosted_by": "某云公司"}, "存放和维护服务器的单位"),
        ({"contact_phone": "0471-1111111"}, "联系电话"),
    ],
)
def test_a_notice_that_was_published_before_a_change_is_a_gap(coming, change, named):
    Campaign.objects.filter(pk=coming.pk).update(**change)
    coming.refresh_from_db()
    assert gaps(coming) == [f"个人信息处理说明（2021-1）没有写到现在的：{named}。请发布新版本"]
    publish_notice(coming, version="2021-2")
    assert gaps(coming) == []


def test_a_question_that_the_notice_does_not_name_is_a_gap(coming):
    coming.own_questions.create(label="您会开车吗", kind="text")
    assert gaps(coming) == ["个人信息处理说明（2021-1）没有写到现在的：问题“您会开车吗”。请发布新版本"]


def test_backups_that_are_kept_for_ever_leave_a_gap(coming, settings):
    settings.BACKUP_KEEP_DAYS = 0
    publish_notice(coming, version="2021-2")
    assert gaps(coming) == ["个人信息处理说明（2021-2）里还有“未填写”的地方。请发布新版本"]


def test_a_trial_waits_for_no_notice(coming):
    coming.is_trial, coming.processor = True, ""
    coming.privacy_notices.all().delete()
    assert gaps(coming) == []


def test_a_campaign_without_a_letter_needs_no_text_of_one(coming):
    coming.has_letter, coming.letter_text = False, ""
    assert gaps(coming) == []


def test_an_empty_campaign_is_refused_with_all_its_gaps(world):
    nothing = dict.fromkeys(("processor", "hosted_by", "purposes"), "")
    bare = make_campaign(year=2021, state="preparing", with_form=False, **nothing)
    bare.privacy_notices.all().delete()
    with pytest.raises(ValidationError) as refusal:
        open_campaign(bare)
    assert refusal.value.messages == [
        "还不能开启：没有写联系人；没有写联系电话；没有慰问信正文（没有信的，请去掉“有致青年的一封信”）；没有写投诉举报方式；"
        "没有写个人信息处理者；没有写服务器由谁存放、维护；没有写收集的目的；没有发布个人信息处理说明；没有定匿名化日期；没有启用的活动类别；汇总表没有“单位名称”列；汇总表没有一列数字。"
    ]
    assert state_of(bare) == "preparing"
    assert not Package.objects.in_campaign(bare).exists()


def test_a_retired_kind_does_not_fill_the_gap(coming):
    coming.kinds.update(is_active=False)
    assert gaps(coming) == ["没有启用的活动类别"]


def test_a_demo_opens_with_gaps(world):
    bare = make_campaign(year=2021, state="preparing")
    open_with_gaps(bare)
    assert state_of(bare) == "open"


def test_a_closed_campaign_is_closed_for_good(coming):
    with pytest.raises(ValidationError, match="只有进行中的年度"):
        close_campaign(coming)
    open_campaign(coming)
    close_campaign(coming)
    assert state_of(coming) == "closed"
    with pytest.raises(ValidationError, match="已经结束"):
        open_campaign(coming)
    with pytest.raises(ValidationError, match="已经结束了，可能是别人刚刚结束的"):
        close_campaign(coming)


def test_of_two_who_open_at_once_the_second_is_told(coming, world):
    open_in_place_of(coming, closed={}, is_shown=False)
    with pytest.raises(ValidationError, match="已经开启了，可能是别人刚刚开启的"):
        open_in_place_of(coming, closed={world.campaign: True}, is_shown=True)
    assert (state_of(world.campaign), Campaign.objects.current()) == ("open", world.campaign)


def test_nothing_is_opened_where_an_earlier_one_cannot_be_closed(coming, world):
    close_campaign(world.campaign)
    with pytest.raises(ValidationError, match="已经结束了"):
        open_in_place_of(coming, closed={world.campaign: True}, is_shown=True)
    assert state_of(coming) == "preparing"


def test_closing_stops_the_questionnaire_at_that_moment_unless_it_had_stopped(coming, world):
    stopped = now() - timedelta(days=2)
    Campaign.objects.filter(pk=world.campaign.pk).update(closes_at=stopped)
    open_campaign(coming)
    for campaign in (coming, world.campaign):
        close_campaign(campaign)
        campaign.refresh_from_db()
    assert (now() - coming.closes_at) < timedelta(minutes=1)
    assert world.campaign.closes_at == stopped


def test_codes_lead_to_a_campaign_that_is_open_and_to_no_other(coming, world):
    with pytest.raises(ValidationError, match="还没有结束的年度"):
        lead_on(world.campaign, followed_by=coming)
    close_campaign(world.campaign)
    for follower in (coming, world.campaign):
        with pytest.raises(ValidationError, match="不在进行中"):
            lead_on(world.campaign, followed_by=follower)
    open_campaign(coming)
    lead_on(world.campaign, followed_by=coming)
    assert Campaign.objects.get(pk=world.campaign.pk).followed_by == coming


def test_a_campaign_that_is_not_closed_is_followed_by_none(coming, world):
    with pytest.raises(IntegrityError), transaction.atomic():
        Campaign.objects.filter(pk=world.campaign.pk).update(followed_by=coming)
    close_campaign(world.campaign)
    with pytest.raises(IntegrityError), transaction.atomic():
        Campaign.objects.filter(pk=world.campaign.pk).update(followed_by=world.campaign.pk)


def test_the_home_page_shows_no_campaign_that_was_never_opened(coming, world):
    with pytest.raises(ValidationError, match="还没有开启"):
        show_on_home_page(coming)
    open_campaign(coming)
    show_on_home_page(coming)
    assert Campaign.objects.current() == coming


def test_an_entrance_of_a_campaign_in_preparation_registers_nobody(client, coming, world):
    entrance = make_entrance(campaign=coming, committee=world.donghe)
    address = entrance.get_absolute_url()
    assert "问卷还没有开放" in client.get(address).content.decode()
    # A page that staff previewed has a token, and yet what it sends is refused.
    assert "问卷还没有开放" in client.post(address, payload(entrance)).content.decode()
    assert not Returnee.objects.exists()


def test_an_entrance_of_a_closed_campaign_says_so(client, world):
    entrance = make_entrance(campaign=world.campaign, committee=world.donghe)
    close_campaign(world.campaign)
    page = client.get(entrance.get_absolute_url()).content.decode()
    assert "问卷已经截止，谢谢您的关注。" in page
    home = client.get("/").content.decode()
    assert "问卷已经截止，谢谢您的关注。" in home
    assert "填写问卷</a>" not in home
