"""What two who act on a campaign at once may bring about: each waits, or is refused; nobody gets an error page."""

import uuid
from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import connection
from django.test import Client

from activities.models import Activity
from organization.clock import today
from organization.models import Account, AuditEvent, Campaign, Committee
from reports.models import AnnexColumn, Package
from reports.setup.committee_end import end_committee
from reports.setup.opening import open_campaign
from reports.setup.trial import empty_trial, erase_due_trials
from returnees.models import FollowUpCase, Returnee
from tests.at_once import at_once, raised_at_once, signed_in
from tests.factories import make_activity, make_campaign, make_entrance, submit_package
from tests.reports.setup import test_column_admin as column_pages
from tests.returnees.test_questionnaire import payload

pytestmark = pytest.mark.django_db(transaction=True)

postgresql_only = pytest.mark.skipif(
    "postgresql" not in connection.vendor, reason="SQLite lets transactions take turns"
)


def pressing(account, address, fields, answers):
    client = signed_in(account, raise_request_exception=False)

    def press():
        answers.append(client.post(address, fields).status_code)

    return press


@postgresql_only
@pytest.mark.parametrize("page", ["open", "close", "home"])
def test_campaigns_are_opened_and_shown_at_once(world, page):
    call_command("sync_roles")
    complete = {"contact_name": "李干事", "contact_phone": "0471-0000000", "letter_text": "好", "complaints": "12355"}
    coming = {"state": "preparing", **complete} if page == "open" else {}
    campaigns = [
        world.campaign,
        make_campaign(year=2021, anonymise_on=date(2023, 1, 1), **coming),
        make_campaign(year=2022, anonymise_on=date(2023, 1, 1), **coming),
    ]
    answers = []
    for _ in range(5):
        acts = [
            pressing(
                world.accounts["region_manager"],
                f"/admin/reports/setup/{campaign.key}/{page}/",
                {"is_confirmed": "on", "is_closing": "1", "is_shown": "on", "earlier_2020": "leads_on"},
                answers,
            )
            for campaign in campaigns * 2
        ]
        at_once(*acts)
    # 200: somebody else was first, and the page says so.
    assert set(answers) <= {200, 302}
    assert Campaign.objects.filter(is_current=True).count() == 1


def test_two_change_a_table_at_once_before_it_has_rows(world):
    call_command("sync_roles")
    campaign = make_campaign(year=2021)
    answers = []
    acts = [
        pressing(
            world.accounts["region_manager"],
            f"{column_pages.LIST}add/",
            column_pages.payload(campaign, key=f"remark_{number}", position="3"),
            answers,
        )
        for number in range(4)
    ]
    at_once(*acts)
    assert set(answers) == {302}
    places = list(AnnexColumn.objects.filter(campaign=campaign).values_list("position", flat=True))
    assert len(places) == len(set(places))


def test_nothing_is_sent_up_while_the_table_changes(world):
    """Whichever comes first: the columns that were frozen are those of the table."""
    call_command("sync_roles")
    package, answers = Package.objects.get(committee=world.baotou), []
    raised = raised_at_once(
        lambda: submit_package(package, by=world.accounts["league_city_staff"]),
        *(
            pressing(
                world.accounts["region_manager"],
                f"{column_pages.LIST}add/",
                column_pages.payload(world.campaign, key=f"remark_{number}", position="12"),
                answers,
            )
            for number in range(3)
        ),
    )
    assert [error for error in raised if not isinstance(error, ValidationError)] == []
    assert set(answers) <= {302, 403}


def ending(committee, successor):
    def end():
        # Rows of its own, as another request has.
        end_committee(
            committee=Committee.objects.get(pk=committee.pk),
            successor=Committee.objects.get(pk=successor.pk),
            on=today(),
            by=Account.objects.get(role="region_manager"),
        )

    return end


def test_a_committee_ends_once(world):
    raised = raised_at_once(*[ending(world.donghe, world.kundulun)] * 4)
    assert [type(error) for error in raised] == [ValidationError] * 3
    assert AuditEvent.objects.filter(act="committee_end").count() == 1


def test_of_two_that_end_into_each_other_one_stays(world):
    raised = raised_at_once(ending(world.donghe, world.kundulun), ending(world.kundulun, world.donghe))
    assert [type(error) for error in raised] == [ValidationError]
    assert Committee.objects.standing().filter(pk__in=[world.donghe.pk, world.kundulun.pk]).count() == 1


def test_answers_and_entries_that_arrive_while_their_committee_ends(world):
    call_command("sync_roles")
    entrance, statuses = make_entrance(campaign=world.campaign, committee=world.baotou), []
    LETTER = {"state": "held", "held_on": "2020-01-20", "channels": ["sms"], "distribution_count": "1"}
    photos = {"photo_uses-TOTAL_FORMS": "0", "photo_uses-INITIAL_FORMS": "0"}
    fields = LETTER | photos | {"campaign": world.campaign.pk, "committee": world.donghe.pk}

    def answer(number):
        answers = payload(entrance, phone=f"139{number:08d}", home_committee=world.donghe.pk)
        return lambda: statuses.append(Client().post(entrance.get_absolute_url(), answers).status_code)

    clerk = world.accounts["county_staff"]
    entries = [
        pressing(clerk, "/admin/activities/letter/add/", fields | {"form_uuid": uuid.uuid4()}, statuses)
        for _ in range(3)
    ]
    at_once(*map(answer, range(12)), *entries, ending(world.donghe, world.kundulun))
    assert max(statuses) < 500
    assert not FollowUpCase.objects.open_at(world.donghe).exists()


def trial_of(world):
    Campaign.objects.filter(pk=world.campaign.pk).update(is_trial=True)
    return Campaign.objects.get(pk=world.campaign.pk)


@pytest.mark.parametrize("act", [empty_trial, open_campaign], ids=["emptied", "opened"])
def test_answers_and_entries_that_arrive_while_a_trial_is_emptied(world, act):
    trial = trial_of(world)
    make_activity("letter", campaign=trial, committee=world.donghe)
    statuses = []

    def answer(number):
        answers = payload(world.homepage, phone=f"139{number:08d}", home_committee=world.donghe.pk)
        return lambda: statuses.append(Client().post(world.homepage.get_absolute_url(), answers).status_code)

    def enter():
        make_activity("letter", campaign=trial, committee=world.donghe)

    at_once(*map(answer, range(12)), *[enter] * 4, lambda: act(trial), lambda: act(trial))
    assert set(statuses) == {200}
    empty_trial(trial)
    assert not Returnee.objects.exists()
    assert not Activity.objects.exists()
    assert Account.objects.count() == len(world.accounts)


def test_a_trial_that_is_due_is_erased_once_and_nothing_else(world, settings):
    trial, own = trial_of(world), make_campaign(year=2021)
    make_activity("letter", campaign=trial, committee=world.donghe)
    kept = make_activity("letter", campaign=own, committee=world.donghe)
    Campaign.objects.filter(pk=trial.pk).update(erase_on=today())
    at_once(*[erase_due_trials] * 4)
    assert list(Activity.objects.all()) == [kept]
    assert AuditEvent.objects.filter(act="trial_reset").count() == 1
