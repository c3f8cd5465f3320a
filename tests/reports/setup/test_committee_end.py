from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from organization.choices import Level
from organization.models import AuditEvent, Campaign, Committee
from reports.annex2.table import build_table
from reports.models import Package
from reports.setup.committee_end import end_committee
from reports.setup.opening import prepare_campaign
from returnees.models import FollowUpCase
from tests.factories import (
    make_account,
    make_activity,
    make_campaign,
    make_committee,
    make_entrance,
    make_follow_up_case,
    make_returnee,
)
from tests.returnees.answering import payload

pytestmark = pytest.mark.django_db

DAY = date(2020, 2, 9)


def end(world, committee=None, successor=None, **changes):
    manager = world.accounts["region_manager"]
    fields = {
        "committee": committee or world.donghe,
        "successor": successor or world.kundulun,
        "on": DAY,
        "by": manager,
    }
    return end_committee(**fields | changes)


def page_of(committee):
    return f"/admin/reports/committees/{committee.pk}/end/"


def case_at(world, committee, **overrides):
    return make_follow_up_case(entrance=world.homepage, home_committee=committee, **overrides)


def table_of(campaign, committee):
    return [(row.name, row.figures) for row in build_table(campaign, committee).rows]


def test_the_successor_takes_over_open_cases_accounts_and_nothing_else(world):
    entrance = make_entrance(campaign=world.campaign, committee=world.donghe)
    other_entrance = make_entrance(campaign=world.campaign, committee=world.kundulun)
    staff = world.accounts["county_staff"]
    open_case = case_at(world, world.donghe, assigned_to=staff)
    done = case_at(world, world.donghe, state="done", due_on=None)
    entry = make_activity(campaign=world.campaign, committee=world.donghe)
    ending = end(world)
    assert (ending.case_count, ending.account_count, ending.entrance_count) == (1, 1, 1)
    world.donghe.refresh_from_db()
    assert (world.donghe.ended_on, world.donghe.succeeded_by) == (DAY, world.kundulun)
    open_case.refresh_from_db()
    assert (open_case.committee, open_case.assigned_to, open_case.state) == (world.kundulun, None, "to_contact")
    assert open_case.hand_overs.get().reason == "原来负责的团委已撤并。"
    done.refresh_from_db()
    entry.refresh_from_db()
    staff.refresh_from_db()
    assert (done.committee, entry.committee, staff.committee) == (world.donghe, world.donghe, world.kundulun)
    entrance.refresh_from_db()
    other_entrance.refresh_from_db()
    assert (entrance.is_paused, other_entrance.is_paused) == (True, False)


def test_the_table_stays_as_it_was(world):
    make_activity(campaign=world.campaign, committee=world.donghe)
    before = table_of(world.campaign, world.region), table_of(world.campaign, world.baotou)
    end(world)
    assert (table_of(world.campaign, world.region), table_of(world.campaign, world.baotou)) == before


def test_each_act_is_recorded(world):
    end(world)
    events = list(AuditEvent.objects.order_by("sequence").values_list("act", "object_id", "detail"))
    assert events == [
        ("account_change", str(world.accounts["county_staff"].pk), "东河区团委撤并，并入昆都仑区团委"),
        ("committee_end", str(world.donghe.pk), "并入昆都仑区团委；个案 0，账号 1，二维码入口 0"),
    ]


def test_youths_no_longer_find_it_among_the_homes(client, world):
    address = world.homepage.get_absolute_url()
    assert "东河区" in client.get(address).content.decode()
    revision = world.campaign.questionnaire_revision
    end(world)
    world.campaign.refresh_from_db()
    assert world.campaign.questionnaire_revision > revision
    assert world.donghe not in Committee.objects.homes()


def test_an_answer_that_named_it_before_goes_to_the_successor(world):
    quarantined = make_returnee(entrance=world.homepage, home_committee=world.donghe, state="quarantined")
    quarantined.answers.create(question="needs", code="loan")
    end(world)
    quarantined.refresh_from_db()
    quarantined.release()
    case = FollowUpCase.objects.get(returnee=quarantined)
    assert (case.committee, quarantined.home_committee) == (world.kundulun, world.donghe)


def test_a_case_that_begins_anew_begins_at_the_successor(world):
    done = case_at(world, world.donghe, state="done", due_on=None)
    end(world)
    done.returnee.answers.create(question="needs", code="training")
    FollowUpCase.objects.sync_from(done.returnee)
    done.refresh_from_db()
    assert (done.committee, done.state) == (world.kundulun, "to_contact")


def test_successors_follow_each_other(world):
    third = make_committee(parent=world.baotou, gb_code="150205", place_name="石拐区")
    case = case_at(world, world.donghe)
    end(world)
    end(world, world.kundulun, third)
    case.refresh_from_db()
    assert case.committee == third
    world.donghe.refresh_from_db()
    assert world.donghe.in_charge == third


def test_staff_no_longer_choose_it(log_in, world):
    end(world)
    client = log_in("region_manager")
    for address, name in (
        ("/admin/activities/visit/add/", "committee"),
        ("/admin/returnees/entrance/add/", "committee"),
        ("/admin/organization/account/add/", "committee"),
        ("/admin/organization/committee/add/", "parent"),
    ):
        offered = client.get(address).context["adminform"].form.fields[name].queryset
        assert world.donghe not in offered, address
        assert world.kundulun in offered, address


def test_an_entry_of_it_can_still_be_corrected(log_in, world):
    entry = make_activity("visit", campaign=world.campaign, committee=world.donghe)
    end(world)
    page = log_in("region_manager").get(f"/admin/activities/visit/{entry.pk}/change/")
    assert world.donghe in page.context["adminform"].form.fields["committee"].queryset


def test_an_ended_league_city_gets_no_row_in_the_next_campaign(world):
    for county in (world.donghe, world.kundulun):
        Committee.objects.filter(pk=county.pk).update(parent=world.hulunbuir, sort_order=90 + county.pk % 9)
    end(world, world.baotou, world.hulunbuir)
    coming = make_campaign(year=2021)
    prepare_campaign(coming)
    assert list(Package.objects.in_campaign(coming).values_list("committee", flat=True)) == [world.hulunbuir.pk]
    assert Package.objects.in_campaign(world.campaign).count() == 2


@pytest.mark.parametrize(
    ("committee", "successor", "why"),
    [
        ("region", "baotou", "自治区团委不能撤并"),
        ("baotou", "hulunbuir", "下级还有东河区团委"),
        ("donghe", "donghe", "同一层级"),
        ("donghe", "baotou", "同一层级"),
    ],
)
def test_refuses_an_end_that_leaves_a_gap(world, committee, successor, why):
    with pytest.raises(ValidationError, match=why):
        end(world, getattr(world, committee), getattr(world, successor))
    assert not Committee.objects.exclude(ended_on=None).exists()
    assert not AuditEvent.objects.exists()


def test_nothing_ends_twice_or_into_what_has_ended(world):
    end(world)
    with pytest.raises(ValidationError, match="已经撤并"):
        end(world)
    with pytest.raises(ValidationError, match="没有撤并的"):
        end(world, world.kundulun, world.donghe)


def test_what_administers_another_place_does_not_end(world):
    Committee.objects.filter(pk=world.hailar.pk).update(administered_by=world.manzhouli)
    with pytest.raises(ValidationError, match="它还代管着别的地方"):
        end(world, world.manzhouli, world.donghe)


@pytest.mark.parametrize("columns", [{"ended_on": DAY}, {"succeeded_by": 1}])
def test_the_database_wants_both_day_and_successor(world, columns):
    columns = {"succeeded_by": world.hailar} if "succeeded_by" in columns else columns
    with pytest.raises(IntegrityError), transaction.atomic():
        Committee.objects.filter(pk=world.donghe.pk).update(**columns)


def test_the_region_confirms_an_end_after_reading_what_it_means(log_in, world):
    case_at(world, world.donghe)
    client = log_in("region_manager")
    assert (
        page_of(world.donghe) in client.get(f"/admin/organization/committee/{world.donghe.pk}/change/").content.decode()
    )
    shown = client.get(page_of(world.donghe))
    assert shown.context["ending"].case_count == 1
    offered = shown.context["form"].fields["successor"].queryset
    assert {one.level for one in offered} == {Level.COUNTY}
    answers = {"successor": world.kundulun.pk, "on": "2020-02-09"}
    assert client.post(page_of(world.donghe), answers).status_code == 200
    assert not Committee.objects.exclude(ended_on=None).exists()
    response = client.post(page_of(world.donghe), answers | {"is_confirmed": "on"}, follow=True)
    page = response.content.decode()
    assert "东河区团委已撤并。已移交：个案 1，账号 1，二维码入口 0（已暂停）。" in page
    assert "2020-02-09 撤并，并入昆都仑区团委" in page


@pytest.mark.parametrize("day", ["2020-02-11", "1999-12-31", "x", ""])
def test_the_day_is_one_that_has_come(log_in, world, day):
    answers = {"successor": world.kundulun.pk, "on": day, "is_confirmed": "on"}
    response = log_in("region_manager").post(page_of(world.donghe), answers)
    assert "on" in response.context["form"].errors
    assert not Committee.objects.exclude(ended_on=None).exists()


@pytest.mark.parametrize(
    ("role", "status"),
    [("region_viewer", 403), ("auditor", 403), ("system_administrator", 403), ("league_city_staff", 403)],
)
def test_nobody_else_ends_a_committee(log_in, world, role, status):
    client = log_in(role)
    answers = {"successor": world.kundulun.pk, "on": "2020-02-09", "is_confirmed": "on"}
    assert client.post(page_of(world.donghe), answers).status_code == status
    assert not Committee.objects.exclude(ended_on=None).exists()


def test_a_foreign_committee_is_not_there(log_in, world):
    assert log_in("league_city_staff").get(page_of(world.hailar)).status_code == 404


def test_its_staff_go_on_working_at_the_successor(client, world):
    account = make_account(committee=world.donghe)
    end(world)
    account.refresh_from_db()
    client.force_login(account)
    assert client.get("/admin/").status_code == 200


def test_an_answer_from_an_older_page_is_asked_for_another_home(client, world):
    answers = payload(world.homepage, home_county="150202")
    end(world)
    assert client.post(world.homepage.get_absolute_url(), answers).status_code == 200
    assert not FollowUpCase.objects.exists()


def test_other_campaigns_entrances_pause_too(world):
    coming = make_campaign(year=2021)
    entrance = make_entrance(campaign=coming, committee=world.donghe)
    end(world)
    entrance.refresh_from_db()
    assert entrance.is_paused
    assert Campaign.objects.count() == 2
