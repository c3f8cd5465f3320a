"""The codes of a campaign that is over, where another follows it."""

from datetime import timedelta
from uuid import UUID

import pytest
import time_machine
from django.utils import timezone

from organization.models import Campaign
from returnees.form_token import sign_token
from returnees.models import Entrance, Returnee
from returnees.page_cache import clear_pages
from tests.factories import make_campaign, make_entrance
from tests.returnees.answering import payload

pytestmark = pytest.mark.django_db


@pytest.fixture
def following(world):
    campaign = make_campaign(year=2021)
    Entrance.objects.open_homepage(campaign=campaign, region=world.region)
    return campaign


def close(campaign, *, followed_by=None):
    Campaign.objects.filter(pk=campaign.pk).update(state="closed", followed_by=followed_by)
    clear_pages()


def led(client, entrance):
    response = client.get(entrance.get_absolute_url())
    assert response.status_code == 302
    assert "no-store" in response["Cache-Control"]
    return response.url


def test_a_code_leads_to_the_new_entrance_of_its_committee_and_channel(client, world, following):
    own = {"committee": world.donghe, "channel": "station"}
    old = make_entrance(campaign=world.campaign, label="东站", **own)
    make_entrance(campaign=following, committee=world.donghe, channel="market")
    plain = make_entrance(campaign=following, **own)
    close(world.campaign, followed_by=following)
    assert led(client, old) == plain.get_absolute_url()
    labelled = make_entrance(campaign=following, label="东站", **own)
    assert led(client, old) == labelled.get_absolute_url()


def test_without_one_it_leads_to_the_home_page_s_entrance_with_the_place_chosen(client, world, following):
    old = make_entrance(campaign=world.campaign, committee=world.donghe)
    stopped = make_entrance(campaign=following, committee=world.donghe, is_paused=True)
    homepage = Entrance.objects.homepage_of(following)
    close(world.campaign, followed_by=following)
    assert stopped.channel == old.channel
    assert led(client, old) == f"{homepage.get_absolute_url()}?place=150202"
    assert led(client, world.homepage) == homepage.get_absolute_url()
    assert b'value="150202" selected' in client.get(led(client, old)).content


def test_the_code_of_a_committee_that_has_ended_leads_to_its_successor(client, world, following):
    old = make_entrance(campaign=world.campaign, committee=world.donghe)
    new = make_entrance(campaign=following, committee=world.kundulun)
    world.donghe.ended_on, world.donghe.succeeded_by = timezone.localdate(), world.kundulun
    world.donghe.save()
    close(world.campaign, followed_by=following)
    assert led(client, old) == new.get_absolute_url()


def test_where_none_follows_it_says_that_it_is_over(client, world):
    old = make_entrance(campaign=world.campaign, committee=world.donghe)
    close(world.campaign)
    response = client.get(old.get_absolute_url())
    assert response.status_code == 200
    assert "问卷已经截止" in response.content.decode()


def test_the_code_leads_on_after_the_retention_day_too(client, world, following):
    old = make_entrance(campaign=world.campaign, committee=world.donghe)
    Campaign.objects.filter(pk=world.campaign.pk).update(anonymise_on="2020-03-01")
    close(world.campaign, followed_by=following)
    with time_machine.travel("2021-01-10"):
        assert led(client, old)


def test_an_answer_begun_before_is_accepted_for_72_hours_and_its_resend_for_ever(client, world, following, settings):
    settings.GUICHAO_TODAY = None
    old = make_entrance(campaign=world.campaign, committee=world.donghe)
    address, begun, closed_at = old.get_absolute_url(), timezone.now() - timedelta(hours=90), timezone.now()
    in_time, late = payload(old), payload(old)
    for answers in (in_time, late):
        answers["form_token"] = sign_token(
            old, UUID(answers["submission_uuid"]), notice_version="2020-1", began_at=begun
        )
    Campaign.objects.filter(pk=world.campaign.pk).update(closes_at=closed_at)
    close(world.campaign, followed_by=following)
    with time_machine.travel(closed_at + timedelta(hours=71), tick=False):
        client.post(address, in_time)
    with time_machine.travel(closed_at + timedelta(hours=73), tick=False):
        refused = client.post(address, late).content.decode()
        assert "问卷已经截止" in refused
        assert f'href="{Entrance.objects.homepage_of(following).get_absolute_url()}?place=150202">填写问卷' in refused
        assert "回执" in client.post(address, in_time).content.decode()
    assert list(Returnee.objects.values_list("entrance", flat=True)) == [old.pk]


def test_a_page_of_an_open_entrance_asks_nothing_of_another_campaign(
    client, world, following, django_assert_num_queries
):
    entrance = make_entrance(campaign=world.campaign, committee=world.donghe)
    client.get(entrance.get_absolute_url())
    with django_assert_num_queries(0):
        assert client.get(entrance.get_absolute_url()).status_code == 200
