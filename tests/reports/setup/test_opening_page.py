import pytest

from organization.models import AuditEvent, Campaign
from reports.setup.opening import close_campaign, open_campaign, prepare_campaign
from tests.reports.setup.coming import make_coming, setup_page

pytestmark = pytest.mark.django_db


@pytest.fixture
def coming(world):
    return make_coming()


@pytest.fixture
def manager(log_in):
    return log_in("region_manager")


def opened(**changes):
    return {"is_confirmed": "on", "is_shown": "on", "earlier_2020": "stays"} | changes


def stored(campaign):
    return Campaign.objects.get(pk=campaign.pk)


def events():
    return list(AuditEvent.objects.order_by("sequence").values_list("act", "detail"))


def test_the_page_shows_what_the_public_will_see_and_what_changes(manager, coming):
    prepare_campaign(coming)
    page = manager.get(setup_page(coming, "open/")).content.decode()
    for sentence in (
        "李干事，0471-0000000",
        "版本 2021-1",
        "《致返乡青年的一封信》",
        "没有定截止时间",
        "现在是 2020 年度的",
    ):
        assert sentence in page
    assert "/preview/" in page
    assert "先不结束，两个年度同时收" in page


def test_the_questionnaire_can_be_looked_at_before_the_rows_are_made_too(manager, coming):
    address = f"/admin/returnees/questionnaire/preview/?campaign={coming.key}"
    assert f'href="{address}"' in manager.get(setup_page(coming, "open/")).text
    assert "这是预览，不能提交" in manager.get(address).text


@pytest.mark.parametrize(
    ("address", "is_https", "sentence"),
    [
        ("http://127.0.0.1:8000", False, "只有这台服务器自己打得开"),
        ("http://guichao.example.cn", False, "不是 https"),
        ("https://guichao.example.cn", True, ""),
    ],
)
def test_an_address_that_phones_do_not_reach_is_warned_of(manager, coming, settings, address, is_https, sentence):
    settings.PUBLIC_URL, settings.IS_HTTPS = address, is_https
    page = manager.get(setup_page(coming, "open/")).content.decode()
    assert sentence in page
    assert ("先不要印二维码和海报" in page) == bool(sentence)


def test_what_is_missing_stands_first_and_nothing_can_be_sent(manager, coming):
    Campaign.objects.filter(pk=coming.pk).update(letter_text="", contact_phone="")
    page = manager.get(setup_page(coming, "open/")).content.decode()
    assert "还不能开启，缺 2 项" in page
    assert 'value="开启"' not in page
    refused = manager.post(setup_page(coming, "open/"), opened()).content.decode()
    assert "还不能开启：没有写联系电话；没有慰问信正文" in refused
    assert stored(coming).state == "preparing"
    assert events() == []


def test_nothing_is_opened_without_the_tick(manager, coming):
    page = manager.post(setup_page(coming, "open/"), opened(is_confirmed="")).content.decode()
    assert "请核对以后勾选，再开启。" in page
    assert stored(coming).state == "preparing"


def test_one_act_opens_closes_the_earlier_one_and_changes_the_home_page(manager, coming, world):
    response = manager.post(setup_page(coming, "open/"), opened(earlier_2020="leads_on"))
    assert (response.status_code, response.url) == (302, setup_page(coming))
    earlier = stored(world.campaign)
    assert (earlier.state, earlier.followed_by, Campaign.objects.current()) == ("closed", coming, coming)
    assert events() == [
        ("campaign_open", ""),
        ("campaign_close", "旧二维码转到2021 年度"),
        ("campaign_current", ""),
    ]


def test_the_earlier_one_and_the_home_page_stay_if_so_chosen(manager, coming, world):
    manager.post(setup_page(coming, "open/"), opened(is_shown=""))
    assert (stored(coming).state, stored(world.campaign).state) == ("open", "open")
    assert Campaign.objects.current() == world.campaign


def test_a_home_page_with_nothing_but_a_trial_is_no_question(manager, coming, world):
    Campaign.objects.filter(pk=world.campaign.pk).update(is_trial=True)
    page = manager.get(setup_page(coming, "open/")).content.decode()
    assert "首页换成这个年度" not in page
    assert "试用年度的内容 30 天后自动清除" in page
    assert manager.post(setup_page(coming, "open/"), {"is_confirmed": "on"}).status_code == 302
    assert Campaign.objects.current() == coming


def test_of_two_who_open_one_wins_and_the_other_is_told(manager, coming):
    open_campaign(coming)
    page = manager.post(setup_page(coming, "open/"), opened(), follow=True).content.decode()
    assert "2021 年度进行中，不用再开启。" in page
    assert events() == []


def test_nothing_is_opened_where_the_earlier_one_was_closed_meanwhile(manager, coming, world):
    address = setup_page(coming, "open/")
    manager.get(address)
    close_campaign(world.campaign)
    manager.post(address, opened(earlier_2020="leads_on"))
    # What was asked of it is no question any more.
    assert (stored(coming).state, stored(world.campaign).followed_by) == ("open", None)


def test_closing_says_what_it_does_and_asks_for_a_tick(manager, world):
    address = setup_page(world.campaign, "close/")
    page = manager.get(address).content.decode()
    assert "1 个二维码不再登记" in page
    assert "它在首页上" in page
    assert "请核对以后勾选，再结束。" in manager.post(address, {"followed_by": ""}).content.decode()
    assert stored(world.campaign).state == "open"
    assert manager.post(address, {"followed_by": "", "is_confirmed": "on", "is_closing": "1"}).status_code == 302
    assert (stored(world.campaign).state, stored(world.campaign).followed_by) == ("closed", None)
    assert events() == [("campaign_close", "旧二维码写明已经截止")]


def test_where_the_codes_lead_is_chosen_anew_later(manager, coming, world):
    open_campaign(coming)
    close_campaign(world.campaign)
    address = setup_page(world.campaign, "close/")
    assert "旧二维码通向哪里" in manager.get(address).content.decode()
    for _ in range(2):
        assert manager.post(address, {"followed_by": "2021"}).status_code == 302
    assert stored(world.campaign).followed_by == coming
    assert events() == [("campaign_change", "旧二维码转到2021 年度")]
    assert manager.post(address, {"followed_by": ""}).status_code == 302
    assert stored(world.campaign).followed_by is None


@pytest.mark.parametrize("key", ["2020", "2021", "nothing"])
def test_codes_lead_to_no_campaign_that_is_not_open(manager, coming, world, key):
    close_campaign(world.campaign)
    page = manager.post(setup_page(world.campaign, "close/"), {"followed_by": key})
    assert "这个年度不在进行中，不能转过去。" in page.content.decode()


def test_of_two_who_close_the_other_is_told(manager, world):
    close_campaign(world.campaign)
    answers = {"followed_by": "", "is_confirmed": "on", "is_closing": "1"}
    page = manager.post(setup_page(world.campaign, "close/"), answers, follow=True).content.decode()
    assert "已经结束了，可能是别人刚刚结束的" in page
    assert events() == []


def test_a_campaign_in_preparation_cannot_be_closed(manager, coming):
    page = manager.get(setup_page(coming, "close/"), follow=True).content.decode()
    assert "2021 年度还没有开启" in page


def test_the_home_page_is_changed_on_a_page_that_says_so(manager, coming, world):
    address = setup_page(coming, "home/")
    assert "还没有开启，不能设为当前年度。" in manager.post(address, follow=True).content.decode()
    open_campaign(coming)
    assert "现在是 2020 年度的" in manager.get(address).content.decode()
    assert Campaign.objects.current() == world.campaign
    assert "首页已换成 2021 年度。" in manager.post(address, follow=True).content.decode()
    assert Campaign.objects.current() == coming


@pytest.mark.parametrize("role", ["region_viewer", "league_city_staff", "system_administrator", "auditor"])
def test_nobody_else_opens_or_closes(log_in, coming, world, role):
    client = log_in(role)
    assert client.post(setup_page(coming, "open/"), opened()).status_code == 403
    assert client.post(setup_page(world.campaign, "close/"), {"is_confirmed": "on"}).status_code == 403
    assert client.post(setup_page(coming, "home/")).status_code == 403
    assert (stored(coming).state, stored(world.campaign).state) == ("preparing", "open")
