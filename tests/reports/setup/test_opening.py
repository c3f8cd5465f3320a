from datetime import date

import pytest
from django.core.exceptions import ValidationError

from organization.models import AuditEvent, Campaign
from reports.models import Package
from reports.setup.opening import (
    close_campaign,
    gaps,
    open_campaign,
    open_with_gaps,
    prepare_campaign,
    show_on_home_page,
)
from returnees.models import Entrance, Returnee
from tests.factories import make_campaign, make_entrance
from tests.returnees.answering import payload

pytestmark = pytest.mark.django_db

COMPLETE = {
    "contact_name": "李干事",
    "contact_phone": "0471-0000000",
    "letter_text": "亲爱的朋友：",
    "complaints": "12355",
    "anonymise_on": date(2023, 2, 28),
}
LIST = "/admin/organization/campaign/"


@pytest.fixture
def coming(world):
    return make_campaign(year=2021, state="preparing", **COMPLETE)


def act(client, action, campaign):
    return client.post(LIST, {"action": action, "_selected_action": [campaign.pk]}, follow=True).content.decode()


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
    ],
)
def test_an_open_gap_is_named(coming, change, gap):
    Campaign.objects.filter(pk=coming.pk).update(**change)
    coming.refresh_from_db()
    assert gaps(coming) == [gap]


def test_a_campaign_without_a_letter_needs_no_text_of_one(coming):
    coming.has_letter, coming.letter_text = False, ""
    assert gaps(coming) == []


def test_an_empty_campaign_is_refused_with_all_its_gaps(world):
    bare = make_campaign(year=2021, state="preparing", with_form=False)
    bare.privacy_notices.all().delete()
    with pytest.raises(ValidationError) as refusal:
        open_campaign(bare)
    assert refusal.value.messages == [
        "还不能开启：没有写联系人；没有写联系电话；没有慰问信正文（没有信的，请去掉“有致青年的一封信”）；没有写投诉举报方式；"
        "没有发布个人信息处理说明；没有定匿名化日期；没有启用的活动类别；汇总表没有“单位名称”列；汇总表没有一列数字。"
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


def test_the_home_page_shows_no_campaign_that_was_never_opened(coming, world):
    with pytest.raises(ValidationError, match="还没有开启"):
        show_on_home_page(coming)
    open_campaign(coming)
    show_on_home_page(coming)
    assert Campaign.objects.current() == coming


def test_the_region_opens_and_closes_by_one_action_each(log_in, coming):
    client = log_in("region_manager")
    assert "已准备好" in act(client, "prepare_campaign", coming)
    Campaign.objects.filter(pk=coming.pk).update(complaints="")
    assert "还不能开启：没有写投诉举报方式。" in act(client, "open_campaign", coming)
    assert "没有写投诉举报方式" in client.get(f"{LIST}{coming.pk}/change/").content.decode()
    Campaign.objects.filter(pk=coming.pk).update(complaints="12355")
    assert "已开启" in act(client, "open_campaign", coming)
    assert "已设为当前年度" in act(client, "make_current", coming)
    assert "已结束" in act(client, "close_campaign", coming)
    events = list(AuditEvent.objects.order_by("sequence").values_list("act", flat=True))
    assert events == ["campaign_prepare", "campaign_open", "campaign_current", "campaign_close"]


@pytest.mark.parametrize("role", ["region_viewer", "league_city_staff", "system_administrator", "auditor"])
def test_nobody_else_opens_a_campaign(log_in, coming, role):
    log_in(role).post(LIST, {"action": "open_campaign", "_selected_action": [coming.pk]})
    assert state_of(coming) == "preparing"


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
