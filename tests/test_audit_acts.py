"""Whatever an account can change, or look up of a person, leaves one event: who, from where, what, on what."""

import inspect

import pytest
import time_machine
from django.contrib import admin
from django.contrib.admin.actions import delete_selected
from django.core.management import call_command
from django.utils import timezone

from activities.views.phone import EntryPhotos
from organization.accounts.throttle import TRIES
from organization.choices import Act
from organization.clock import now
from organization.models import AuditEvent, FailedLogins
from organization.phone_upload import sign_place
from organization.staff_site.model_admin import ScopedModelAdmin
from reports.models import Package
from returnees.models import CommitteeLetter, Entrance, QuestionSetting
from tests.activities.entries import add, change_page, payload, picture
from tests.factories import (
    declare_zero_report,
    make_activity,
    make_entrance,
    make_follow_up_case,
    make_publicity,
    make_returnee,
)
from tests.returnees.follow_up import note, page_of

pytestmark = pytest.mark.django_db

# Classes whose acts are not those of the stock pages: where they are recorded, or why there are none.
RECORDED_ELSEWHERE = {
    "AccountAdmin": "save_model and the actions record them",
    "AnnexColumnAdmin": "change_columns records them",
    "LogListAdmin": "save_related records them",
    "ActivityKindAdmin": "save_related and delete_model record them",
    "CampaignAdmin": "save_model and the actions record them",
    "CommitteeAdmin": "save_model records them",
    "ResponsibleAdmin": "save_model records them",
    "AuditEventAdmin": "read only",
    "ReturneeAdmin": "read only: its own pages record what is done",
    "FollowUpCaseAdmin": "its page records each step",
    "HandOverAdmin": "read only",
    "LostReceiptAdmin": "its page records each step",
    "AllianceMembershipAdmin": "read only",
}
# Actions, and what records them.
ACTIONS = {
    "restore": "restore_row",
    "reissue_slips": "leads to the page that issues them",
    "hand_over": "leads to the page that does it",
    "deactivate": "set_active",
    "reactivate": "set_active",
    "pause": "set_paused",
    "resume": "set_paused",
    "print_posters": "leads to a page that only shows them",
    "release": "append_audit_event",
    "assign": "assign_cases",
    "prepare_campaign": "self.act",
    "separate_rows": "self.act",
    "rejoin_rows": "self.act",
}


@pytest.mark.parametrize("admin_class", admin.site._registry.values(), ids=lambda one: type(one).__name__)
def test_every_admin_class_records_what_it_saves(admin_class):
    name = type(admin_class).__name__
    assert isinstance(admin_class, ScopedModelAdmin)
    assert (admin_class.acts is None) == (name in RECORDED_ELSEWHERE), f"give {name} its acts, or say what records them"


@pytest.mark.parametrize("admin_class", admin.site._registry.values(), ids=lambda one: type(one).__name__)
def test_every_action_is_recorded(admin_class):
    for name in admin_class.actions or ():
        source = inspect.getsource(getattr(admin_class, name))
        by = ACTIONS[name]
        assert by in source or by.startswith("leads to"), f"{name} is no longer recorded by {by}"
    assert delete_selected.__name__ not in (admin_class.actions or ())


def entry_form(world, **changes):
    return payload("symposium", **changes) | {"campaign": str(world.campaign.pk), "committee": str(world.donghe.pk)}


def add_entry(client, world):
    assert add(client, "symposium").status_code == 302


def change_entry(client, world):
    entry = make_activity(campaign=world.campaign, committee=world.donghe)
    answers = client.get(change_page(entry)).context["adminform"].form.initial
    sent = {name: value for name, value in answers.items() if value is not None} | {"topic": "改过的题目"}
    assert client.post(change_page(entry), sent).status_code == 302


def add_publicity(client, world):
    sent = {
        "title": "返乡创业在东河",
        "medium": "weibo",
        "published_on": "2020-02-01",
        "address": "",
        "remark": "",
    }
    response = client.post("/admin/activities/publicity/add/", sent)
    assert response.status_code == 302, response.context["adminform"].form.errors


def change_publicity(client, world):
    entry = make_publicity(campaign=world.campaign, committee=world.donghe)
    page = f"/admin/activities/publicity/{entry.pk}/change/"
    answers = client.get(page).context["adminform"].form.initial
    sent = {name: value for name, value in answers.items() if value is not None} | {"remark": "改过"}
    assert client.post(page, sent).status_code == 302


def report_zero(client, world):
    client.post("/admin/activities/zero/tour/")
    client.post("/admin/activities/zero/tour/")


def withdraw_zero(client, world):
    by = world.accounts["county_staff"]
    declare_zero_report(campaign=world.campaign, committee=world.donghe, kinds=["tour"], by=by)
    for _ in range(2):
        client.post("/admin/activities/zero/tour/", {"withdraw": "1"})


def record_follow_up(client, world):
    case = make_follow_up_case(entrance=world.homepage, home_committee=world.donghe)
    assert client.post(page_of(case), note()).status_code == 302


def assign_case(client, world):
    case = make_follow_up_case(entrance=world.homepage, home_committee=world.donghe)
    sent = {"step": "assign", "assignee": world.accounts["county_staff"].pk}
    assert client.post(page_of(case), sent).status_code == 302


def assign_many(client, world):
    cases = [make_follow_up_case(entrance=world.homepage, home_committee=world.donghe) for _ in range(3)]
    sent = {"action": "assign", "_selected_action": [case.pk for case in cases]}
    client.post("/admin/returnees/followupcase/", sent | {"assignee": world.accounts["county_staff"].pk})


def add_entrance(client, world):
    sent = {"channel": "wechat_group", "label": "东河青年群", "expires_at_0": "", "expires_at_1": ""}
    assert client.post("/admin/returnees/entrance/add/", sent).status_code == 302


def change_entrance(client, world):
    own = make_entrance(campaign=world.campaign, committee=world.donghe)
    client.post(f"/admin/returnees/entrance/{own.pk}/change/", {"label": "改名", "is_paused": "on"})


def pause_entrance(client, world):
    own = make_entrance(campaign=world.campaign, committee=world.donghe)
    for _ in range(2):
        client.post("/admin/returnees/entrance/", {"action": "pause", "_selected_action": [own.pk]})


def make_entrances(client, world):
    sent = {"committees": [world.donghe.pk], "channels": ["wechat_group"]}
    for _ in range(2):
        client.post("/admin/returnees/entrance/bulk/", sent)
    assert Entrance.objects.filter(committee=world.donghe).exists()


def open_record(client, world):
    youth = make_returnee(entrance=world.homepage, home_committee=world.donghe)
    for _ in range(3):
        assert client.get(f"/admin/returnees/returnee/{youth.pk}/change/").status_code == 200


def open_case(client, world):
    case = make_follow_up_case(entrance=world.homepage, home_committee=world.donghe)
    for _ in range(3):
        assert client.get(page_of(case)).status_code == 200


def search_everything(client, world):
    client.post("/admin/search/", {"q": "乌云其其格"})


def search_records(client, world):
    client.post("/admin/returnees/returnee/search/", {"term": "乌云其其格"})


def sign_out(client, world):
    client.post("/admin/logout/")


def fill_in_package(client, world):
    package = Package.objects.get(committee=world.baotou)
    sent = {
        "contact-seen_revision": str(package.contact_revision),
        "contact-name": "乌云其其格",
        "contact-phone": "13900000001",
    }
    assert client.post(f"/admin/reports/packages/{package.pk}/save/", sent).status_code == 302


def write_letter(client, world):
    sent = {"committee": world.baotou.pk, "title": "一封信", "text": "家乡欢迎你们。"}
    client.post("/admin/returnees/committeeletter/add/", sent)
    assert CommitteeLetter.objects.exists()


def delete_letter(client, world):
    letter = CommitteeLetter.objects.create(campaign=world.campaign, committee=world.baotou, text="信")
    client.post(f"/admin/returnees/committeeletter/{letter.pk}/delete/", {"post": "yes"})
    assert not CommitteeLetter.objects.exists()


def leave_out_question(client, world):
    client.post("/admin/returnees/questionsetting/add/", {"key": "email", "usage": "hidden"})


def ask_again(client, world):
    setting = QuestionSetting.objects.create(campaign=world.campaign, key="wechat", usage="hidden")
    client.post(f"/admin/returnees/questionsetting/{setting.pk}/delete/", {"post": "yes"})


def rename_row(client, world):
    package = Package.objects.get(committee=world.baotou)
    page = f"/admin/reports/package/{package.pk}/change/"
    client.post(page, {"printed_name": "包头", "position": str(package.position)})


COUNTY, LEAGUE_CITY, REGION = "county_staff", "league_city_staff", "region_manager"
SCRIPTS = [
    (add_entry, COUNTY, Act.ACTIVITY_ADD),
    (change_entry, COUNTY, Act.ACTIVITY_CHANGE),
    (add_publicity, COUNTY, Act.ENTRY_ADD),
    (change_publicity, COUNTY, Act.ENTRY_CHANGE),
    (report_zero, COUNTY, Act.ZERO_REPORT),
    (withdraw_zero, COUNTY, Act.ZERO_REPORT_WITHDRAW),
    (record_follow_up, COUNTY, Act.FOLLOW_UP_NOTE),
    (assign_case, COUNTY, Act.FOLLOW_UP_ASSIGN),
    (assign_many, COUNTY, Act.FOLLOW_UP_ASSIGN),
    (add_entrance, COUNTY, Act.ENTRANCE_ADD),
    (change_entrance, COUNTY, Act.ENTRANCE_CHANGE),
    (pause_entrance, COUNTY, Act.ENTRANCE_CHANGE),
    (make_entrances, COUNTY, Act.ENTRANCE_ADD),
    (open_record, COUNTY, Act.RECORD_OPEN),
    (open_case, COUNTY, Act.RECORD_OPEN),
    (search_everything, COUNTY, Act.PERSON_SEARCH),
    (search_records, COUNTY, Act.PERSON_SEARCH),
    (sign_out, COUNTY, Act.SIGN_OUT),
    (fill_in_package, LEAGUE_CITY, Act.PACKAGE_EDIT),
    (write_letter, REGION, Act.LETTER_ADD),
    (delete_letter, REGION, Act.LETTER_DELETE),
    (rename_row, REGION, Act.PACKAGE_ROW_CHANGE),
]


@pytest.mark.parametrize(("script", "role", "act"), SCRIPTS, ids=lambda one: getattr(one, "__name__", ""))
def test_leaves_one_event_without_a_personal_value(log_in, world, script, role, act):
    client = log_in(role)
    script(client, world)
    (event,) = AuditEvent.objects.exclude(act=Act.RECORD_OPEN) if act != Act.RECORD_OPEN else AuditEvent.objects.all()
    assert event.act == act
    assert (event.actor, event.address, event.result) == (world.accounts[role], "127.0.0.1", "done")
    assert abs(event.at - now()) < timezone.timedelta(minutes=1)
    assert act == Act.PERSON_SEARCH or event.object_id
    assert not any(value in event.detail for value in ("乌云其其格", "13900000001", "改过", "东河青年群"))


def test_a_record_is_opened_once_by_each_account_on_each_day(log_in, world, client, settings):
    youth = make_returnee(entrance=world.homepage, home_committee=world.donghe)
    page = f"/admin/returnees/returnee/{youth.pk}/change/"
    log_in("county_staff").get(page)
    log_in("league_city_staff").get(page)
    settings.GUICHAO_TODAY += timezone.timedelta(days=1)
    log_in("league_city_staff").get(page)
    log_in("league_city_staff").get(page)
    actors = AuditEvent.objects.filter(act=Act.RECORD_OPEN).order_by("sequence").values_list("actor", flat=True)
    accounts = world.accounts
    assert list(actors) == [accounts[role].pk for role in ("county_staff", "league_city_staff", "league_city_staff")]


def test_a_refusal_says_which_page_and_row_and_not_the_address(log_in, world):
    client = log_in("county_staff")
    package = Package.objects.get(committee=world.baotou)
    assert client.get("/admin/organization/auditevent/?q=乌云其其格").status_code == 403
    assert client.post(f"/admin/reports/packages/{package.pk}/accept/").status_code in (403, 404)
    event = AuditEvent.objects.filter(act=Act.REFUSAL).order_by("sequence").first()
    assert (event.actor, event.result) == (world.accounts["county_staff"], "refused")
    assert event.detail == "GET admin:organization_auditevent_changelist"


def test_a_privacy_notice_that_is_published_is_named_by_its_version(log_in, world):
    before = world.campaign.privacy_notices.count()
    client = log_in("region_manager")
    page = f"/admin/organization/campaign/{world.campaign.pk}/change/"
    form = client.get(page).context
    sent = {name: value for name, value in form["adminform"].form.initial.items() if value is not None}
    sent |= {f"{name}_{n}": "" for name in ("opens_at", "closes_at", "locks_at") for n in (0, 1)}
    sent |= {
        "privacy_notices-TOTAL_FORMS": "1",
        "privacy_notices-INITIAL_FORMS": "0",
        "privacy_notices-0-version": "2020-2",
        "privacy_notices-0-text": "新的告知。",
    }
    response = client.post(page, sent)
    assert response.status_code == 302, response.context["errors"]
    assert world.campaign.privacy_notices.count() == before + 1
    assert AuditEvent.objects.get(act=Act.PRIVACY_PUBLISH).detail == "版本 2020-2"


class TestFailedLogins:
    def attempt(self, client, username, password="wrong", **options):
        return client.post("/admin/login/", {"username": username, "password": password}, **options)

    def test_one_event_for_each_name_and_network_in_a_quarter_of_an_hour_and_one_with_their_number(self, client, world):
        account = world.accounts["county_staff"]
        with time_machine.travel(now().replace(minute=1), tick=False) as clock:
            for _ in range(TRIES + 2):
                self.attempt(client, account.username)
            self.attempt(client, account.username, REMOTE_ADDR="198.51.100.7")
            self.attempt(client, "nobody")
            first = AuditEvent.objects.exclude(act=Act.SIGN_IN_ALARM).order_by("sequence")
            assert [(one.act, one.address, one.object_id) for one in first] == [
                ("sign_in_failed", "127.0.0.1", str(account.pk)),
                ("sign_in_failed", "198.51.100.7", str(account.pk)),
                ("sign_in_unknown", "127.0.0.1", ""),
            ]
            assert "nobody" not in first[2].detail
            FailedLogins.objects.close()
            assert AuditEvent.objects.count() == 3
            clock.shift(timezone.timedelta(minutes=15))
            FailedLogins.objects.close()
        (told,) = AuditEvent.objects.filter(sequence__gt=first[2].sequence)
        assert f"共 {TRIES + 2} 次" in told.detail
        assert (told.object_id, told.committee) == (str(account.pk), account.committee)
        assert not FailedLogins.objects.exists()

    def test_addresses_of_one_network_are_one(self, client, world):
        for address in ("2001:db8::1", "2001:db8::2"):
            self.attempt(client, "nobody", REMOTE_ADDR=address)
        assert AuditEvent.objects.filter(act=Act.SIGN_IN_UNKNOWN).count() == 1


def test_a_photo_from_a_phone_is_an_act_of_the_account(client, world):
    call_command("sync_roles")
    entry, by = make_activity(campaign=world.campaign, committee=world.donghe), world.accounts["county_staff"]
    client.post(f"/upload/entry/{sign_place(EntryPhotos(entry), by)}/", {"photos": [picture()]})
    event = AuditEvent.objects.get()
    assert (event.act, event.actor, event.object_id) == (Act.ACTIVITY_CHANGE, by, str(entry.pk))
