"""Three hundred acts of all roles, in a seeded order, leave three hundred events that say all of them."""

import random
import uuid
from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from activities.models import Activity, Publicity, ZeroReport
from organization.choices import Act, Result
from organization.models import Account, AuditEvent
from organization.roles import ROLES
from reports.models import Package
from returnees.models import Entrance, FollowUpNote
from tests.activities.entries import add_page, change_page, payload
from tests.factories import PASSWORD, make_activity, make_entrance, make_follow_up_case, make_returnee
from tests.returnees.follow_up import note, page_of

pytestmark = pytest.mark.django_db

SEED, ACTS = 13, 300
BEGAN = datetime(2020, 2, 10, 1, 0, tzinfo=UTC)
# Short enough that no session ends while its account does nothing.
STEP = timedelta(milliseconds=1_700)
COUNTY, LEAGUE_CITY, MANAGER = "county_staff", "league_city_staff", "region_manager"
VIEWER, AUDITOR, SYSTEM = "region_viewer", "auditor", "system_administrator"
WORKERS, READERS = (COUNTY, LEAGUE_CITY, MANAGER), (COUNTY, LEAGUE_CITY, MANAGER, VIEWER)
LISTS = {"account": "/admin/organization/account/", "events": "/admin/organization/auditevent/"}


class Expected(NamedTuple):
    """Of an event what the script knows beforehand."""

    act: str
    subject: str = ""
    result: str = Result.DONE
    # Whether the account is the one of the session.
    is_signed: bool = True


def named(row) -> str:
    return f"{row._meta.label_lower}-{row.pk}"


def done(act, row=None) -> Expected:
    return Expected(act, named(row) if row else "")


def latest(model):
    return model.objects.order_by("pk").last()


class Actor:
    """An account of a role with its browser, at an address of its own."""

    def __init__(self, world, role: str, place: int):
        self.world, self.account, self.address = world, world.accounts[role], f"192.0.2.{place}"
        self.client = Client(REMOTE_ADDR=self.address)
        self.client.force_login(self.account)

    def get(self, address, *, status=200):
        response = self.client.get(address)
        assert response.status_code == status, (self.account.role, address, response.status_code)
        # What is streamed has written its events when it ends.
        return b"".join(response.streaming_content) if response.streaming else response

    def post(self, address, sent=None, *, status=302):
        response = self.client.post(address, sent or {})
        assert response.status_code == status, (self.account.role, address, response.status_code)
        return response


def sign_out(actor):
    actor.post("/admin/logout/", status=200)
    actor.client.force_login(actor.account)
    return done(Act.SIGN_OUT, actor.account)


def sign_in(actor):
    actor.client = Client(REMOTE_ADDR=actor.address)
    actor.post("/admin/login/", {"username": actor.account.username, "password": PASSWORD})
    return done(Act.SIGN_IN, actor.account)


def try_unknown_name(actor):
    sent = {"username": f"nobody-{uuid.uuid4()}", "password": "x"}
    response = Client(REMOTE_ADDR=actor.address).post("/admin/login/", sent)
    assert response.status_code == 200
    return Expected(Act.SIGN_IN_UNKNOWN, result=Result.REFUSED, is_signed=False)


def be_refused(actor):
    is_auditor = actor.account.role == AUDITOR
    actor.get("/admin/returnees/returnee/" if is_auditor else f"{LISTS['events']}verify/", status=403)
    return Expected(Act.REFUSAL, result=Result.REFUSED)


def search_everything(actor):
    actor.post("/admin/search/", {"q": "乌云其其格"}, status=200)
    return done(Act.PERSON_SEARCH)


def search_accounts(actor):
    actor.post(LISTS["account"], {"term": "乌云"})
    return done(Act.PERSON_SEARCH)


def new_record(actor, **values):
    return make_returnee(entrance=actor.world.homepage, home_committee=actor.world.donghe, **values)


def open_record(actor):
    record = new_record(actor)
    actor.get(f"/admin/returnees/returnee/{record.pk}/change/")
    return done(Act.RECORD_OPEN, record)


def show_number(actor):
    record = new_record(actor)
    actor.post(f"/admin/returnees/returnee/{record.pk}/phone/", status=200)
    return done(Act.PHONE_SHOWN, record)


def download_table(actor):
    actor.get("/admin/reports/annex2.xlsx")
    return done(Act.ANNEX2_DOWNLOAD, actor.world.campaign)


def add_entry(actor):
    # Each of another day: what looks like an earlier entry is asked about, and not saved.
    held_on = date(2020, 1, 1) + timedelta(days=Activity.objects.filter(kind__key="lecture").count())
    sent = {"campaign": str(actor.world.campaign.pk), "committee": str(actor.world.donghe.pk)}
    actor.post(add_page("lecture"), payload("lecture", held_on=held_on.isoformat()) | sent)
    return done(Act.ACTIVITY_ADD, latest(Activity))


def change_entry(actor):
    entry = make_activity(campaign=actor.world.campaign, committee=actor.world.donghe)
    initial = actor.get(change_page(entry)).context["adminform"].form.initial
    sent = {name: value for name, value in initial.items() if value is not None}
    actor.post(change_page(entry), sent | {"topic": "改过的题目"})
    return done(Act.ACTIVITY_CHANGE, entry)


def add_publicity(actor):
    sent = {"title": f"返乡创业 {uuid.uuid4()}", "medium": "weibo", "published_on": "2020-02-01"}
    actor.post("/admin/activities/publicity/add/", sent | {"address": "", "remark": ""})
    return done(Act.ENTRY_ADD, latest(Publicity))


def change_zero_report(actor):
    """Declared and withdrawn by turns."""
    report = latest(ZeroReport)
    actor.post("/admin/activities/zero/tour/", {"withdraw": "1"} if report else {})
    return done(Act.ZERO_REPORT_WITHDRAW if report else Act.ZERO_REPORT, report or latest(ZeroReport))


def write_note(actor):
    case = make_follow_up_case(entrance=actor.world.homepage, home_committee=actor.world.donghe)
    actor.post(page_of(case), note(submission_uuid=str(uuid.uuid4())))
    return done(Act.FOLLOW_UP_NOTE, latest(FollowUpNote))


def add_entrance(actor):
    sent = {"channel": "wechat_group", "label": f"群 {uuid.uuid4()}", "expires_at_0": "", "expires_at_1": ""}
    if actor.account.role != COUNTY:
        sent["committee"] = actor.world.donghe.pk
    actor.post("/admin/returnees/entrance/add/", sent)
    return done(Act.ENTRANCE_ADD, latest(Entrance))


def pause_entrance(actor):
    own = make_entrance(campaign=actor.world.campaign, committee=actor.world.donghe, label=str(uuid.uuid4())[:20])
    actor.post("/admin/returnees/entrance/", {"action": "pause", "_selected_action": [own.pk]})
    return done(Act.ENTRANCE_CHANGE, own)


def fill_in_package(actor):
    package = Package.objects.get(committee=actor.world.baotou)
    part = {
        "seen_revision": package.contact_revision,
        "name": f"乌云{package.contact_revision}",
        "phone": "13900000001",
    }
    sent = {f"contact-{name}": str(value) for name, value in part.items()}
    actor.post(f"/admin/reports/packages/{package.pk}/save/", sent)
    return done(Act.PACKAGE_EDIT, package)


def switch_account(actor):
    """Deactivated and reactivated by turns."""
    account = Account.objects.get(username="switched")
    act, action = (
        (Act.ACCOUNT_DEACTIVATE, "deactivate") if account.is_active else (Act.ACCOUNT_REACTIVATE, "reactivate")
    )
    actor.post(LISTS["account"], {"action": action, "_selected_action": [account.pk]})
    return done(act, account)


def verify(actor):
    actor.post(f"{LISTS['events']}verify/", {"seal": ""}, status=200)
    return done(Act.AUDIT_VERIFY)


def export_events(actor):
    response = actor.client.post(f"{LISTS['events']}export/", {"purpose": "检查"})
    assert b"".join(response.streaming_content)
    return done(Act.AUDIT_EXPORT)


SCRIPTS = {
    sign_in: tuple(ROLES),
    sign_out: tuple(ROLES),
    try_unknown_name: (COUNTY, VIEWER),
    be_refused: tuple(ROLES),
    search_everything: READERS,
    search_accounts: (LEAGUE_CITY, MANAGER, AUDITOR, SYSTEM),
    open_record: READERS,
    show_number: WORKERS,
    download_table: READERS,
    add_entry: (COUNTY,),
    change_entry: WORKERS,
    add_publicity: (COUNTY,),
    change_zero_report: (COUNTY,),
    write_note: (COUNTY,),
    add_entrance: (COUNTY,),
    pause_entrance: WORKERS,
    fill_in_package: (LEAGUE_CITY,),
    switch_account: (MANAGER, SYSTEM),
    verify: (AUDITOR,),
    export_events: (AUDITOR,),
}


def draw_acts():
    """Each script by each of its roles at least once; the rest as the seed has it."""
    every = [(script, role) for script, roles in SCRIPTS.items() for role in roles]
    drawn = random.Random(SEED)
    acts = every + drawn.choices(every, k=ACTS - len(every))
    drawn.shuffle(acts)
    return acts


def written(event) -> tuple:
    subject = f"{event.object_type}-{event.object_id}" if event.object_type else ""
    return event.at, event.actor_id, event.committee_id, event.address, event.act, subject, event.result


@pytest.fixture
def actors(world, log_in):
    Account.objects.create_account(username="switched", committee=world.region, role=VIEWER, password=PASSWORD)
    return {role: Actor(world, role, place) for place, role in enumerate(ROLES, 1)}


def test_three_hundred_acts_leave_three_hundred_events(actors, settings):
    settings.GUICHAO_TODAY = None
    expected = []
    for number, (script, role) in enumerate(draw_acts()):
        actor, at = actors[role], BEGAN + number * STEP
        with time_machine.travel(at, tick=False):
            act, subject, result, is_signed = script(actor)
        who = (actor.account.pk, actor.account.committee_id) if is_signed else (None, None)
        expected.append((at, *who, actor.address, act, subject, result))
    events = list(AuditEvent.objects.order_by("sequence"))
    assert [written(event) for event in events] == expected
    assert len(events) == ACTS
    assert all(event.is_genuine and timezone.is_aware(event.at) for event in events)
    assert {event.actor.role for event in events if event.actor} == {*ROLES}
