"""Under which numbers the site is on record stands on every public page, where it has any."""

import pytest

from organization.staff_site.error_pages import plain_template
from tests.returnees.answering import post

ICP, POLICE = "蒙ICP备2020000001号-1", "蒙公网安备15010202000001号"
LINKS = (
    f'<a href="https://beian.miit.gov.cn">{ICP}</a>',
    f'<a href="https://beian.mps.gov.cn/#/query/webSearch?code=15010202000001">{POLICE}</a>',
)


@pytest.fixture(autouse=True)
def _fresh_error_page():
    """It is rendered once in a process, which has its settings from its start."""
    plain_template.cache_clear()
    yield
    plain_template.cache_clear()


def pages(client, world):
    yield from (client.get(address) for address in ("/", "/letter/", "/privacy/", "/receipt/", "/nowhere/"))
    yield client.get(world.homepage.get_absolute_url())
    yield client.get("/q/unknown00/")
    yield post(client, world.homepage)
    yield post(client, world.homepage, name="")


def test_both_are_on_every_public_page(client, world, settings):
    settings.ICP_FILING, settings.POLICE_FILING = ICP, POLICE
    for page in pages(client, world):
        for link in LINKS:
            assert link in page.content.decode(), page.request["PATH_INFO"]


@pytest.mark.parametrize("name", ["ICP_FILING", "POLICE_FILING"])
def test_one_may_stand_alone(client, world, settings, name):
    setattr(settings, name, ICP if name == "ICP_FILING" else POLICE)
    assert client.get("/").content.decode().count("beian.") == 1


def test_without_any_there_is_nothing(client, world):
    for page in pages(client, world):
        assert "beian." not in page.content.decode()
