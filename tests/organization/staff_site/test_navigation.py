"""The navigation of every staff page: what it leads to, and what it costs."""

import re
from datetime import timedelta

import pytest
from django.contrib import admin
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from activities.models import Activity
from organization.clock import now
from organization.roles import ROLES
from organization.staff_site.navigation import SECTIONS, build_navigation
from reports.overview.desk.waiting import WaitingWork, waiting_counts
from tests.factories import make_campaign

LINK = re.compile(r'<a href="([^"]+)"')


def navigation_of(client, url="/admin/"):
    page = client.get(url).content.decode()
    return page[page.index('<nav id="navigation"') : page.index("</nav>", page.index('<nav id="navigation"'))]


@pytest.mark.parametrize("role", ROLES)
def test_every_destination_opens_for_the_role_that_is_shown_it(log_in, role):
    client = log_in(role)
    addresses = LINK.findall(navigation_of(client))

    assert addresses
    assert {address: client.get(address).status_code for address in addresses} == dict.fromkeys(addresses, 200)


@pytest.mark.parametrize("role", ROLES)
def test_every_list_that_a_role_may_open_is_a_destination(log_in, role, rf, world):
    client = log_in(role)
    addresses = set(LINK.findall(navigation_of(client)))
    request = rf.get("/admin/")
    request.user = world.accounts[role]
    for model, own in admin.site._registry.items():
        address = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
        # Activities are listed by kind.
        if own.has_view_permission(request) and model is not Activity:
            assert address in addresses


def test_a_county_has_no_board_in_its_navigation(log_in):
    assert reverse("board") not in navigation_of(log_in("county_staff"))


def test_the_kinds_of_the_viewed_campaign_stand_in_it_with_the_way_to_a_new_entry(log_in, world):
    shown = navigation_of(log_in("county_staff"))

    assert 'href="/admin/activities/visit/"' in shown
    assert 'href="/admin/activities/visit/add/"' in shown


def test_other_work_too_is_logged_from_every_page(log_in):
    shown = navigation_of(log_in("county_staff"), "/admin/roles/")

    for model in ("service", "wechatgroup", "headcount", "publicity"):
        assert f'href="/admin/activities/{model}/add/"' in shown


@pytest.mark.parametrize(
    ("role", "label"),
    [("county_staff", "本级已填完"), ("league_city_staff", "下级填完情况"), ("region_viewer", "下级填完情况")],
)
def test_the_marks_are_called_what_they_are_to_the_level(log_in, role, label):
    assert re.findall(r'<a href="/admin/activities/completion/"[^>]*>([^<]+)<', navigation_of(log_in(role))) == [label]


@pytest.mark.parametrize(
    ("role", "url", "label"),
    [
        ("county_staff", "/admin/", "活动"),
        ("region_manager", "/admin/", "报送"),
        ("county_staff", "/admin/statistics-that-are-not/", "活动"),
        ("county_staff", "/admin/roles/", "设置"),
        ("auditor", "/admin/", "设置"),
        ("system_administrator", "/admin/password_change/", "设置"),
    ],
)
def test_one_section_is_open_on_every_page(log_in, role, url, label):
    shown = navigation_of(log_in(role), url)

    assert re.findall(r"<details\s+open>\s*<summary>\s*(\S+)", shown) == [label]


def test_who_may_not_log_is_offered_no_new_entry(log_in):
    shown = navigation_of(log_in("region_viewer"))

    assert 'href="/admin/activities/visit/"' in shown
    assert "/add/" not in shown


@pytest.mark.parametrize(
    ("url", "label"),
    [
        ("/admin/activities/visit/add/", "走进青年"),
        ("/admin/activities/deleted/", "已删除的活动"),
        ("/admin/returnees/returnee/quarantine/", "待核实"),
        ("/admin/returnees/returnee/", "返乡青年"),
        ("/admin/organization/responsible/overview/", "负责人"),
    ],
)
def test_the_page_that_is_open_is_marked_once(log_in, url, label):
    shown = navigation_of(log_in("region_manager"), url)

    assert re.findall(r'aria-current="page">([^<]+)<', shown) == [label]


def test_pages_of_a_package_belong_to_the_packages(world):
    world.accounts["region_manager"].is_superuser = True  # as far as permissions go: no query is needed here
    sections = build_navigation(world.accounts["region_manager"], "/admin/reports/submissions/3/", [], {})

    current = [link.label for section in sections for link in section.links if link.is_current]
    assert current == ["报送材料"]


def test_nobody_is_led_anywhere_before_the_first_password_is_changed(client, world):
    account = world.accounts["county_staff"]
    account.issue_one_time_password()
    account.save()
    client.force_login(account)

    page = client.get(reverse("admin:password_change")).content.decode()

    assert 'id="navigation"' not in page
    assert "退出" in page


def test_nobody_is_led_anywhere_while_an_old_password_has_to_be_changed(log_in, world, settings):
    client, account = log_in("county_staff"), world.accounts["county_staff"]
    account.password_changed_at = now() - timedelta(days=91)
    account.save()
    assert 'id="navigation"' in client.get(reverse("admin:password_change")).content.decode()

    settings.PASSWORD_MAX_DAYS = 90

    assert 'id="navigation"' not in client.get(reverse("admin:password_change")).content.decode()


class TestWaiting:
    @pytest.fixture
    def counted(self, monkeypatch):
        """The keys of the campaigns that were counted in, each time anew."""
        keys = []

        def count(account, campaign):
            keys.append(campaign.key)
            return WaitingWork(quarantined=7)

        for module in ("waiting", "work"):
            monkeypatch.setattr(f"reports.overview.desk.{module}.count_waiting", count)
        return keys

    def test_is_counted_on_the_desk_and_shown_elsewhere(self, log_in, counted):
        client = log_in("county_staff")
        assert "badge" not in navigation_of(client, "/admin/activities/visit/")
        assert ">7<" in navigation_of(client)
        assert ">7<" in navigation_of(client, "/admin/activities/visit/")
        assert len(counted) == 1

    def test_is_counted_once_by_a_desk_that_shows_it_too(self, log_in, counted):
        client = log_in("county_staff")
        for views in (1, 2):
            assert ">7<" in navigation_of(client)
            assert len(counted) == views

    def test_is_counted_at_most_once_a_minute_for_a_desk_that_does_not_show_it(self, log_in, counted, time_machine):
        client = log_in("auditor")
        time_machine.move_to("2020-02-10T10:00:00+08:00", tick=False)
        navigation_of(client)
        time_machine.shift(59)
        navigation_of(client)
        assert len(counted) == 1
        time_machine.shift(2)
        navigation_of(client)
        assert len(counted) == 2

    def test_is_counted_again_after_something_was_posted(self, log_in, counted):
        client = log_in("county_staff")
        navigation_of(client)
        client.post(reverse("declare_zero_report", args=["visit"]))
        navigation_of(client, "/admin/activities/visit/")
        assert len(counted) == 2

    def test_is_that_of_the_campaign_that_is_looked_at(self, log_in, counted):
        client = log_in("county_staff")
        make_campaign(year=2021)
        navigation_of(client)
        client.post(reverse("admin:choose_campaign"), {"campaign": "2021"})
        assert "badge" not in navigation_of(client, "/admin/roles/")
        navigation_of(client)
        assert counted == ["2020", "2021"]


def test_the_frame_asks_two_queries_once_the_desk_has_counted(log_in):
    """The campaigns and the kinds; who is logged in and what they may do is asked without it too."""
    client = log_in("county_staff")
    client.get("/admin/")
    with CaptureQueriesContext(connection) as asked:
        client.get(reverse("admin:roles"))
    of_the_account = ("django_session", "organization_account", "auth_", '"organization_committee"."id" = ')
    of_the_frame = [
        one["sql"] for one in asked.captured_queries if not any(part in one["sql"] for part in of_the_account)
    ]
    assert len(of_the_frame) <= 2, of_the_frame


def test_section_keys_are_those_of_what_waits(world):
    counts = waiting_counts(world.accounts["region_manager"], world.campaign)
    # Of the site, and what is only to be seen, no section has a page.
    assert set(counts) <= {section.key for section in SECTIONS} | {"site", "notifications"}


def test_a_page_that_is_forbidden_keeps_the_frame(log_in):
    client = log_in("county_staff")
    for url, status in (("/admin/organization/campaign/", 403), ("/admin/returnees/returnee/999999/change/", 404)):
        answer = client.get(url)
        assert answer.status_code == status
        assert 'id="navigation"' in answer.content.decode()
