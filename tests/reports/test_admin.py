from datetime import date

import pytest
from django.forms import model_to_dict

from organization.models import Campaign
from reports.models import Package
from tests.factories import make_activity

pytestmark = pytest.mark.django_db


def campaign_payload(campaign, **changes):
    answers = {name: "" if value is None else value for name, value in model_to_dict(campaign).items()}
    for name in ("opens_at", "closes_at", "locks_at"):
        moment = answers.pop(name)
        answers |= {f"{name}_0": moment and moment.date(), f"{name}_1": moment and moment.time()}
    return answers | changes


def form_errors(response):
    return response.context["adminform"].form.errors


def test_the_region_edits_a_campaign(log_in, world):
    address = f"/admin/organization/campaign/{world.campaign.pk}/change/"
    client = log_in("region_manager")
    assert client.get(address).status_code == 200
    answers = campaign_payload(world.campaign, contact_phone="0471-0000000", letter_text="亲爱的朋友：\r\n\r\n春节好。")
    assert client.post(address, answers).status_code == 302
    campaign = Campaign.objects.get()
    assert (campaign.contact_phone, campaign.letter_text) == ("0471-0000000", "亲爱的朋友：\n\n春节好。")
    assert campaign.is_current


def test_the_period_cannot_be_drawn_away_from_under_an_entry(log_in, world):
    make_activity(campaign=world.campaign, committee=world.donghe, held_on=date(2020, 1, 20))
    address = f"/admin/organization/campaign/{world.campaign.pk}/change/"
    response = log_in("region_manager").post(address, campaign_payload(world.campaign, starts_on="2020-01-21"))
    assert "1 条活动记录" in str(form_errors(response)["starts_on"])


def test_the_region_prints_a_row_under_another_name(log_in, world):
    package = Package.objects.get(committee=world.baotou)
    answers = {"printed_name": "包头", "position": "7", "credits-TOTAL_FORMS": "0", "credits-INITIAL_FORMS": "0"}
    client = log_in("region_manager")
    address = f"/admin/reports/package/{package.pk}/change/"
    assert client.get(address).status_code == 200
    assert client.post(address, answers | {"campaign": "999", "committee": world.hailar.pk}).status_code == 302
    package.refresh_from_db()
    assert (package.printed_name, package.position, package.committee) == ("包头", 7, world.baotou)


def test_two_rows_cannot_have_one_position(log_in, world):
    package = Package.objects.get(committee=world.baotou)
    answers = {"printed_name": "包头市", "position": "2", "credits-TOTAL_FORMS": "0", "credits-INITIAL_FORMS": "0"}
    response = log_in("region_manager").post(f"/admin/reports/package/{package.pk}/change/", answers)
    assert "已有这个次序" in str(form_errors(response))


def test_a_league_city_sees_its_own_package_only(log_in, world):
    client = log_in("league_city_staff")
    shown = client.get("/admin/reports/package/").context["cl"].result_list
    assert [package.committee for package in shown] == [world.baotou]
    foreign = Package.objects.get(committee=world.hulunbuir)
    assert client.get(f"/admin/reports/package/{foreign.pk}/change/").status_code == 404


@pytest.mark.parametrize("app", ["activities", "returnees", "reports", "organization"])
def test_the_page_of_an_app_opens(log_in, app):
    assert log_in("region_manager").get(f"/admin/{app}/").status_code == 200
