"""One entry in two tabs: who saves second is shown what the first has changed, and chooses."""

import pytest
from django.conf import settings
from django.core.management import call_command
from playwright.sync_api import expect

from tests.browser.conftest import DESKTOP, PHONE
from tests.factories import make_activity

pytestmark = pytest.mark.browser


@pytest.fixture
def symposium(world):
    entry = {"topic": "返乡青年座谈会", "place": "团委会议室", "session_count": 1, "participant_count": 25}
    return make_activity("symposium", campaign=world.campaign, committee=world.donghe, **entry)


@pytest.fixture
def open_tab(client, live_server, world, symposium):
    """The page of the entry in a tab of the same browser, as its county sees it."""
    call_command("sync_roles")
    client.force_login(world.accounts["county_staff"])
    session = client.cookies[settings.SESSION_COOKIE_NAME].value

    def open_tab(page):
        page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}])
        page.goto(f"{live_server.url}/admin/activities/symposium/{symposium.pk}/change/")
        return page

    return open_tab


@pytest.mark.parametrize("viewport", [DESKTOP, PHONE], ids=["desktop", "phone"])
@pytest.mark.parametrize("has_script", [True, False], ids=["script", "no-script"])
def test_chooses_field_by_field(open_page, watch, open_tab, symposium, viewport, has_script):
    first = open_tab(open_page(viewport, java_script_enabled=has_script))
    second = open_tab(watch(first.context.new_page()))
    first.locator("[name=place]").fill("东河区文化馆二楼")
    first.locator("[name=participant_count]").fill("28")
    first.get_by_role("button", name="保存", exact=True).click()
    second.locator("[name=place]").fill("东河区图书馆报告厅")
    second.locator("[name=remark]").fill("补记")
    second.get_by_role("button", name="保存", exact=True).click()

    table = second.locator(".edit-conflict")
    expect(table).to_contain_text("东河区文化馆二楼")
    expect(table).to_contain_text("东河区图书馆报告厅")
    expect(second.locator("[name=remark]")).to_have_value("补记")
    people, place = table.locator("tbody tr").all()
    place.get_by_label("东河区图书馆报告厅").check()
    expect(people.get_by_label("28")).to_be_checked()  # one did not touch it
    second.get_by_role("button", name="保存", exact=True).click()
    expect(second.locator(".messagelist")).to_contain_text("成功修改了")
    symposium.refresh_from_db()
    assert (symposium.place, symposium.participant_count, symposium.remark) == ("东河区图书馆报告厅", 28, "补记")
