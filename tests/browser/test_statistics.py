"""The statistics page in a browser: readable for everybody, within the policy, whole on a phone and on paper."""

from datetime import date

import pytest
from django.conf import settings

from returnees.models import EntranceDay
from tests.browser.conftest import DESKTOP, PHONE
from tests.factories import make_activity, make_campaign, make_committee, make_entrance, make_returnee
from tests.reports.overview.statistics import ENTREPRENEUR, INTENDING, PAGE

pytestmark = pytest.mark.browser

# A4 landscape within margins of 12 mm, at 96 pixels an inch.
PAPER = {"width": 1032, "height": 703}


@pytest.fixture
def filled(world):
    """Two campaigns with something of everything, and the longest name."""
    county = make_committee(parent=world.baotou, place_name="莫力达瓦达斡尔族自治旗")
    for campaign in (world.campaign, make_campaign(year=2019)):
        entrance = make_entrance(campaign=campaign, committee=county)
        EntranceDay.objects.create(entrance=entrance, day=date(campaign.year, 2, 1), open_count=1234)
        for columns in (ENTREPRENEUR, INTENDING, {}):
            moment = {"submitted_at": f"{campaign.year}-01-20T04:00Z"}
            record = make_returnee(entrance=entrance, home_committee=county, **moment, **columns)
            record.answers.create(question="needs", code="loan")
            record.answers.create(question="difficulty", code="land")
        for kind in ("letter", "visit", "symposium", "lecture", "tour"):
            make_activity(kind, campaign=campaign, committee=county)


@pytest.fixture
def open_statistics(live_server, client, log_in, open_page):
    def open_statistics(viewport):
        log_in("league_city_staff")
        page = open_page(viewport)
        session = client.cookies[settings.SESSION_COOKIE_NAME].value
        page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}])
        assert page.goto(live_server.url + PAGE).status == 200
        return page

    return open_statistics


@pytest.mark.parametrize("viewport", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_axe_finds_nothing(filled, open_statistics, violations, viewport):
    page = open_statistics(viewport)
    assert page.locator("svg.chart").count() == 11
    assert violations(page) == []


def test_axe_finds_nothing_where_there_is_nothing(world, open_statistics, violations):
    assert violations(open_statistics(DESKTOP)) == []


@pytest.mark.parametrize("viewport", [PHONE, DESKTOP, PAPER], ids=["phone", "desktop", "paper"])
def test_no_text_leaves_its_chart_and_no_chart_the_page(filled, open_statistics, viewport):
    page = open_statistics(viewport)
    if viewport is PAPER:
        page.emulate_media(media="print")
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    outside = page.evaluate(
        """[...document.querySelectorAll("svg.chart")].flatMap(chart => {
            const frame = chart.getBoundingClientRect();
            return [...chart.querySelectorAll("text")].filter(text => {
                const box = text.getBoundingClientRect();
                return box.left < frame.left - 2 || box.right > frame.right + 2 || box.bottom > frame.bottom + 2;
            }).map(text => `${chart.id} ${text.textContent}`);
        })"""
    )
    assert outside == []
