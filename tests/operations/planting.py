"""Youths whose values exist nowhere else, planted wherever the site lets people write; and the real ways to erase them.

youths = plant(world, count=100)     # three values each that must be gone: name, phone, receipt
erase_in_every_way(world, youths, settings)
assert not found_by_sql(values_of(youths))
"""

import uuid
from dataclasses import dataclass
from datetime import timedelta
from itertools import product

from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from activities.models import ActivityImport
from organization.clock import now
from returnees.form_token import sign_token
from returnees.models import Entrance, FollowUpCase, OwnQuestion, Returnee
from tests.factories import kind_of, make_entrance, make_follow_up_note
from tests.reports.exports.all_records import grid, post
from tests.returnees.answering import payload, shown_receipt
from tests.returnees.receipts import corrected, look_up

# Rare enough to be part of no place, word or other name.
FIRST, SECOND = "彧翀珺玥璟瑄琬珩", "晗昕昉晟晔暄曦煦熠燚焱烨"
LIST, CASES = "/admin/returnees/returnee/", "/admin/returnees/followupcase/"
LISTS = (LIST, CASES, "/admin/returnees/handover/", "/admin/returnees/alliancemembership/", "/admin/")


@dataclass
class PlantedYouth:
    name: str
    phone: str
    receipt: str = ""
    returnee: Returnee | None = None

    @property
    def values(self) -> tuple[str, str, str]:
        return self.name, self.phone, self.receipt


def values_of(youths) -> list[str]:
    return [value for youth in youths for value in youth.values]


def plant(world, *, count) -> list[PlantedYouth]:
    """Answered by the questionnaire, and written about wherever staff and youths write."""
    call_command("sync_roles", verbosity=0)
    own = OwnQuestion.objects.create(campaign=world.campaign, label="还想说什么", kind="text")
    names = ("".join(("乌", *signs)) for signs in product(FIRST, SECOND, SECOND))
    youths = [PlantedYouth(next(names), f"137{70_000_000 + number}") for number in range(count)]
    for number, youth in enumerate(youths):
        answer(world, youth, number, own)
        write_about(world, youth, number)
    for youth in youths[:5]:
        work_on(world, youth)
    search_for(world, youths[-2:])
    lose_a_form(world, youths[0])
    upload_about(world, youths[0])
    return youths


def answer(world, youth: PlantedYouth, number: int, own: OwnQuestion) -> None:
    said = f"我是{youth.name}，{youth.phone}"
    changes = {"name": f"{youth.name}曾用", "phone": youth.phone, "status": "B", "intent": "one_year"}
    changes |= {"industry": "F-retail", "alliance_wish": "not_now", "needs": ["loan"], own.key: said}
    given = payload(world.homepage, **changes)
    if number % 10 == 9:
        # Too fast for a person: it waits in quarantine.
        given["form_token"] = sign_token(
            world.homepage, given["submission_uuid"], notice_version="2020-1", began_at=now()
        )
    client = Client()
    youth.receipt = shown_receipt(client.post(world.homepage.get_absolute_url(), given))
    youth.returnee = Returnee.with_deleted.get(phone=youth.phone)
    again = corrected(world, **changes | {"name": youth.name, "wechat_id": f"wx_{youth.phone}"})
    look_up(client, youth.receipt, youth.phone[-4:], **again)
    youth.returnee.refresh_from_db()
    assert youth.returnee.name == youth.name, "the correction was not stored"


def write_about(world, youth: PlantedYouth, number: int) -> None:
    """A note, and the reason for which the case is handed over, of those that wait for help."""
    case = FollowUpCase.objects.filter(returnee=youth.returnee).first()
    if case is None:
        return
    by = world.accounts["league_city_staff"]
    make_follow_up_note(case=case, by=by, text=f"给{youth.name}打电话 {youth.phone}，回执 {youth.receipt}")
    if number % 5 == 0:
        reason = f"{youth.name}搬家了 {youth.phone}"
        case.hand_over(to=world.kundulun, reason=reason, by=by, submission_uuid=uuid.uuid4())


def work_on(world, youth: PlantedYouth) -> None:
    """Whatever else staff do about somebody: each act that takes a value of theirs, or shows one."""
    staff, by = Client(), world.accounts["league_city_staff"]
    staff.force_login(by)
    record = f"{LIST}{youth.returnee.pk}/"
    again = answer_for(world, youth)
    both = {"chosen": [youth.returnee.pk, again.pk], "kept": youth.returnee.pk}
    for decision in ("distinct", "merge"):
        assert staff.post(f"{record}compare/", both | {"decision": decision}).status_code == 302
    for page in ("change", "compare", "correct", "phone"):
        assert staff.get(f"{record}{page}/", follow=True).status_code == 200
    assert staff.post(f"{record}phone/").status_code == 200
    case = FollowUpCase.objects.get(returnee=youth.returnee)
    recipient = {
        "kind": "loan_referred",
        "recipient": f"{youth.name}的舅舅 {youth.phone}",
        "has_recipient_consent": True,
    }
    make_follow_up_note(case=case, by=by, **recipient)
    case.confirm_membership(member_since=now().date(), number=youth.phone, by=by)
    for address in (*LISTS, f"{CASES}{case.pk}/change/"):
        assert staff.get(address).status_code == 200, address
    changed = corrected(world, name=youth.name, phone="", wechat_id=f"wx{youth.phone}") | {"ground": "call"}
    assert staff.post(f"{record}correct/", changed).status_code == 302
    assert youth.name in str(grid(post(staff))), "the export has no youths"


def answer_for(world, youth: PlantedYouth) -> Returnee:
    """The same youth once more, filled in by staff."""
    entrance = Entrance.objects.filter(channel="staff_filled").first() or make_entrance(
        campaign=world.campaign, committee=world.donghe, channel="staff_filled"
    )
    answers = payload(entrance, name=f"{youth.name}又一份", phone=youth.phone)
    Client().post(entrance.get_absolute_url(), answers)
    return Returnee.objects.get(submission_uuid=answers["submission_uuid"])


def search_for(world, youths) -> None:
    """The terms stay in the session of whoever searches."""
    client = Client()
    client.force_login(world.accounts["league_city_staff"])
    for youth in youths:
        client.post(f"{LIST}search/", {"term": youth.name})
        client.post(f"{LIST}search/", {"term": youth.phone})
    sessions = [repr(session.get_decoded()) for session in Session.objects.all()]
    assert any(youths[0].name in content for content in sessions), "the searches were not stored"


def lose_a_form(world, youth: PlantedYouth) -> None:
    """Sent after the session has ended: it is in the page that answers, and nowhere else."""
    page = Client().post(f"{LIST}{youth.returnee.pk}/correct/", {"name": youth.name, "phone": youth.phone})
    assert page.status_code < 500


def upload_about(world, youth: PlantedYouth) -> None:
    """A workbook for the import that nobody confirms."""
    kind, by = kind_of(world.campaign, "symposium"), world.accounts["county_staff"]
    content = f"{youth.name} {youth.phone} {youth.receipt}".encode()
    ActivityImport.objects.store(content, kind=kind, campaign=world.campaign, by=by)


def erase_in_every_way(world, youths, settings) -> None:
    """By the youths themselves, by staff at their request, and by staff who delete, which `daily` completes."""
    staff = Client()
    staff.force_login(world.accounts["region_manager"])
    # Filled in by staff for the same youths, whose withdrawal does not reach another answer.
    for again in Returnee.objects.filter(filled_by="staff"):
        staff.post(f"{LIST}{again.pk}/withdraw/", {"ground": "call"})
    for number, youth in enumerate(youths):
        if number % 3 == 0 or youth.returnee.state == "quarantined":
            look_up(Client(), youth.receipt, youth.phone[-4:], step="erase")
        elif number % 3 == 1:
            staff.post(f"{LIST}{youth.returnee.pk}/withdraw/", {"ground": "call"})
        else:
            youth.returnee.mark_deleted(by=world.accounts["region_manager"], deletion_reason="test")
    Session.objects.update(expire_date=timezone.now() - timedelta(hours=1))
    settings.GUICHAO_TODAY += timedelta(days=31)
    call_command("daily", verbosity=0)
    assert not Returnee.with_deleted.filter(personal_erased_at=None).exists(), "some were not erased"
