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
from returnees.models import FollowUpCase, OwnQuestion, Returnee
from tests.factories import kind_of, make_follow_up_note
from tests.returnees.answering import payload, shown_receipt
from tests.returnees.receipts import corrected, look_up

# Rare enough to be part of no place, word or other name.
FIRST, SECOND = "彧翀珺玥璟瑄琬珩", "晗昕昉晟晔暄曦煦熠燚焱烨"
LIST = "/admin/returnees/returnee/"


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
