"""A list on a desk and on a phone: fits the screen, folds its filters, is found again as it was left."""

import pytest
from django.conf import settings
from django.core.management import call_command
from playwright.sync_api import expect

from tests.browser.conftest import DESKTOP
from tests.factories import make_activity, make_entrance, make_responsible, make_returnee

pytestmark = pytest.mark.browser

PHONE = {"width": 390, "height": 844}
VISITS = "/admin/activities/visit/"
LISTS = [
    VISITS,
    f"{VISITS}?state__exact=planned",
    "/admin/activities/symposium/",
    "/admin/returnees/returnee/",
    "/admin/returnees/returnee/?status__exact=F",
    "/admin/returnees/entrance/",
    "/admin/returnees/followupcase/",
    "/admin/organization/account/?is_active__exact=1",
    "/admin/organization/responsible/",
    "/admin/reports/package/",
]


@pytest.fixture
def open_list(client, live_server, world, open_page):
    call_command("sync_roles")
    for number in range(60):
        make_activity("visit", campaign=world.campaign, committee=world.donghe, place=f"某嘎查{number}")
    make_activity("visit", campaign=world.campaign, committee=world.kundulun, state="planned", place="某镇")
    make_returnee(entrance=world.homepage, home_committee=world.donghe)
    make_responsible(campaign=world.campaign, committee=world.donghe)
    make_entrance(campaign=world.campaign, committee=world.donghe, label="青年之家")
    client.force_login(world.accounts["region_manager"])
    session = client.cookies[settings.SESSION_COOKIE_NAME].value

    def open_list(viewport, path=VISITS, **options):
        page = open_page(viewport, **options)
        page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}])
        assert page.goto(live_server.url + path).status == 200
        return page

    return open_list


def overflow(page):
    return page.evaluate("document.documentElement.scrollWidth - innerWidth")


@pytest.mark.parametrize("viewport", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_every_list_fits_and_axe_finds_nothing(open_list, violations, viewport):
    page = open_list(viewport)
    for path in LISTS:
        page.goto(page.url.split("/admin/")[0] + path)
        assert overflow(page) <= 0, path
        assert page.evaluate("[...document.querySelectorAll('.results')].every(e => e.scrollWidth <= e.clientWidth)")
        assert violations(page) == [], path


@pytest.mark.parametrize("has_script", [True, False], ids=["script", "no-script"])
class TestOnAPhone:
    def test_a_row_is_a_card_that_names_what_it_says(self, open_list, has_script):
        page = open_list(PHONE, java_script_enabled=has_script)
        card = page.locator("#result_list tbody tr").first
        assert card.bounding_box()["width"] > 340
        cell = card.locator("td").first
        assert cell.bounding_box()["width"] > 300
        before = "e => getComputedStyle(e, '::before').content"
        assert "地点" in cell.evaluate(before) if has_script else True
        expect(page.locator("thead").get_by_text("地点")).to_be_hidden()

    def test_filters_are_folded_and_one_press_shows_them(self, open_list, has_script):
        page = open_list(PHONE, java_script_enabled=has_script)
        state = page.get_by_label("状态")
        expect(state).to_be_hidden()
        page.get_by_text("筛选", exact=True).click()
        expect(state).to_be_visible()
        state.select_option(label="计划")
        page.get_by_role("button", name="查询").click()
        expect(page.get_by_role("status").first).to_have_text("共 1 条")
        chip = page.get_by_role("link", name="状态：计划")
        assert chip.bounding_box()["height"] >= 34
        chip.click()
        expect(page.get_by_role("status").first).to_have_text("共 61 条")

    def test_pages_are_turned_with_a_thumb(self, open_list, has_script):
        page = open_list(PHONE, java_script_enabled=has_script)
        forward = page.get_by_role("link", name="下一页")
        assert forward.bounding_box()["height"] >= 44
        forward.click()
        expect(page.locator("#result_list tbody tr")).to_have_count(11)

    def test_rows_are_chosen_and_acted_upon(self, open_list, has_script):
        page = open_list(PHONE, "/admin/returnees/entrance/", java_script_enabled=has_script)
        page.locator("#result_list tbody input").first.check()
        if has_script:
            expect(page.locator(".action-counter")).to_contain_text("1")
        page.get_by_label("对选中的行").select_option(label="暂停所选入口")
        page.get_by_role("button", name="执行").click()
        expect(page.locator(".messagelist")).to_contain_text("暂停了 1 个入口")


def test_is_found_again_as_it_was_left(open_list):
    page = open_list(DESKTOP)
    page.get_by_label("状态").select_option(label="计划")
    page.get_by_role("button", name="查询").click()
    page.locator("#result_list tbody th a").click()
    page.locator(".breadcrumbs").get_by_role("link", name="走进青年").click()
    expect(page.get_by_role("status").first).to_have_text("共 1 条")
    page.get_by_role("link", name="看全部").click()
    expect(page.get_by_text("上次的筛选：状态：计划。")).to_be_visible()
    page.get_by_role("link", name="恢复").click()
    expect(page.get_by_role("status").first).to_have_text("共 1 条")
