from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from django.utils import timezone

from organization.clock import now, today
from organization.models import AuditEvent, Campaign
from reports.models import Package
from reports.setup.rows import make_rows
from returnees.models import Entrance
from tests.factories import make_campaign

pytestmark = pytest.mark.django_db

LIST = "/admin/organization/campaign/"


def test_loads_2020_as_the_notice_has_it():
    for _ in range(2):
        call_command("load_campaign", 2020)
    campaign = Campaign.objects.get()
    assert campaign.is_current
    assert campaign.name == (
        "“投身新时代乡村振兴·服务新青年返乡建功”归巢筑梦返乡青年征集行动暨共青团联系服务返乡创业青年活动月"
    )
    assert campaign.document_number == "内团办发﹝2020﹞1号"
    assert (campaign.starts_on, campaign.ends_on) == (date(2020, 1, 1), date(2020, 2, 29))
    assert campaign.package_due_on == date(2020, 2, 16)
    assert (campaign.opens_at, campaign.closes_at, campaign.locks_at) == (None, None, None)
    assert (campaign.contact_name, campaign.contact_phone, campaign.contact_email, campaign.letter_text) == ("",) * 4


def test_an_unknown_year_has_no_file():
    with pytest.raises(CommandError, match="没有 1999 年度"):
        call_command("load_campaign", 1999)


def test_one_campaign_at_most_is_current(world):
    with pytest.raises(IntegrityError), transaction.atomic():
        make_campaign(year=2021, is_current=True)


def test_making_one_current_takes_it_from_the_other(world):
    other = make_campaign(year=2021)
    other.make_current()
    assert Campaign.objects.current() == other
    assert Campaign.objects.filter(is_current=True).count() == 1


@pytest.mark.parametrize(
    "changes",
    [
        {"starts_on": date(2020, 3, 1)},
        {"opens_at": timezone.now(), "closes_at": timezone.now() - timedelta(days=1)},
        {"anonymise_on": date(2020, 2, 29)},
        {"year": 20},
    ],
)
def test_refuses_dates_that_do_not_fit(world, changes):
    for name, value in changes.items():
        setattr(world.campaign, name, value)
    with pytest.raises(ValidationError):
        world.campaign.full_clean()
    with pytest.raises(IntegrityError), transaction.atomic():
        world.campaign.save()


def test_the_day_comes_from_one_place(settings):
    settings.GUICHAO_TODAY = date(2020, 2, 14)
    assert (today(), now().date()) == (date(2020, 2, 14), date(2020, 2, 14))
    settings.GUICHAO_TODAY = None
    assert today() == timezone.localdate()


def test_a_fixed_day_is_displayed_on_every_staff_page(log_in):
    client = log_in("region_manager")
    for address in ("/admin/", "/admin/reports/annex2/", "/admin/activities/visit/"):
        assert "日期固定为 2020年2月10日" in client.get(address).content.decode()


def act(client, action, *campaigns):
    answers = {"action": action, "_selected_action": [campaign.pk for campaign in campaigns]}
    return client.post(LIST, answers, follow=True)


def test_preparing_a_campaign_makes_its_rows_and_its_entrance_once(log_in, world):
    campaign = make_campaign(year=2021, state="preparing")
    client = log_in("region_manager")
    for _ in range(2):
        act(client, "prepare_campaign", campaign)
    assert list(Package.objects.in_campaign(campaign).values_list("printed_name", flat=True)) == [
        "包头市",
        "呼伦贝尔市",
    ]
    assert Entrance.objects.in_campaign(campaign).count() == 1


def test_separating_and_rejoining_by_one_action_each(log_in, world):
    client = log_in("region_manager")
    act(client, "separate_rows", world.campaign)
    assert Package.objects.in_campaign(world.campaign).count() == 3
    act(client, "rejoin_rows", world.campaign)
    assert Package.objects.in_campaign(world.campaign).count() == 2
    assert list(AuditEvent.objects.order_by("sequence").values_list("act", flat=True)) == [
        "rows_separate",
        "rows_rejoin",
    ]


def test_a_campaign_that_is_not_prepared_cannot_be_separated(log_in, world):
    response = act(log_in("region_manager"), "separate_rows", make_campaign(year=2021))
    assert "请先准备" in response.content.decode()


def test_the_public_pages_follow_the_current_campaign(log_in, client, world):
    campaign = make_campaign(year=2021, theme="新一年的主题")
    log_in("region_manager").post(f"/admin/reports/setup/{campaign.key}/home/")
    assert "新一年的主题" in client.get("/").content.decode()


@pytest.mark.parametrize("role", ["region_viewer", "auditor", "system_administrator"])
def test_others_cannot_act_on_campaigns(log_in, world, role):
    act(log_in(role), "separate_rows", world.campaign)
    assert Package.objects.in_campaign(world.campaign).count() == 2


def test_staff_look_at_another_campaign_until_they_switch_back(log_in, world):
    other = make_campaign(year=2021)
    make_rows(campaign=other)
    client = log_in("county_staff")
    response = client.post("/admin/campaign/", {"campaign": 2021, "next": "/admin/reports/annex2/"}, follow=True)
    assert response.redirect_chain[-1][0] == "/admin/reports/annex2/"
    assert "正在查看 2021 年度" in response.content.decode()
    client.post("/admin/campaign/", {"campaign": 2020})
    assert "正在查看" not in client.get("/admin/").content.decode()


def test_the_switch_stays_on_a_page_whose_address_names_the_campaign(log_in, world):
    make_campaign(year=2021)
    sent = {"campaign": "2020", "next": "/admin/reports/setup/2021/"}
    response = log_in("region_manager").post("/admin/campaign/", sent)
    assert response.url == "/admin/reports/setup/2020/"


def test_without_one_on_the_home_page_staff_look_at_the_newest(log_in, world):
    make_campaign(year=2021)
    Campaign.objects.update(is_current=False)
    assert "正在查看 2021 年度" in log_in("county_staff").get("/admin/").content.decode()


def test_the_header_leads_to_the_public_pages_of_the_campaign_looked_at(log_in, world):
    make_campaign(key="2020-summer")
    client = log_in("county_staff")
    assert '<a href="/">公开页面</a>' in client.get("/admin/").content.decode()
    client.post("/admin/campaign/", {"campaign": "2020-summer"})
    assert '<a href="/?campaign=2020-summer">公开页面</a>' in client.get("/admin/").content.decode()


@pytest.mark.parametrize("answers", [{}, {"campaign": "x y"}, {"campaign": 2020, "next": "https://evil.example/"}])
def test_the_switch_never_leads_elsewhere(log_in, world, answers):
    response = log_in("county_staff").post("/admin/campaign/", answers)
    assert response["Location"] == "/admin/"


def test_a_campaign_that_is_not_there_cannot_be_chosen(log_in, world):
    assert log_in("county_staff").post("/admin/campaign/", {"campaign": 1999}).status_code == 404
