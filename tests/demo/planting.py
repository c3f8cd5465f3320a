"""Names, phones and codes that are planted wherever a youth's values can stand, to be looked for after an erasure."""

from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session

from organization.models import Account
from organization.stored_searches import SESSION_KEY
from returnees.choices import Status
from returnees.models import AllianceMembership, Correction, FollowUpCase, FollowUpNote, Returnee
from tests.operations.state import found_by_sql

PLANTED = 300


def plant_values() -> list[str]:
    """Into PLANTED records, all that hangs on them, and the sessions that looked for them."""
    planted: list[str] = []
    for number, record in enumerate(Returnee.objects.filter(personal_erased_at=None).order_by("pk")[:PLANTED]):
        name, phone, code = f"植名{number:03d}其", f"1370000{number:04d}", f"ZK{number:03d}QX"
        _plant(record, name, phone, code)
        planted += [name, phone, code]
    assert len(planted) == 3 * PLANTED
    return planted


def _plant(record: Returnee, name: str, phone: str, code: str) -> None:
    record.name, record.phone, record.wechat_id, record.township = name, phone, code, f"{name}嘎查"
    record.sensitive_consented_at = record.submitted_at
    if record.status in (Status.ENTREPRENEUR, Status.INTENDING):
        record.difficulty_text = f"{name}缺资金，电话{phone}"
    if record.status == Status.ENTREPRENEUR:
        record.business_name = f"{name}合作社"
    if record.status == Status.STUDENT:
        record.school_major = f"{code}学校"
    record.save()
    Correction.objects.create(returnee=record, question="name", old_value=name, new_value=phone)
    record.answers.create(question="own-text", text=f"{name} {code}")
    case = FollowUpCase.objects.filter(returnee=record).first()
    if case:
        FollowUpNote.objects.bulk_create([case.automatic_note("closed", text=f"{name} {phone} {code}")])
        AllianceMembership.objects.update_or_create(
            returnee=record,
            defaults={
                "campaign_id": record.campaign_id,
                "committee_id": case.committee_id,
                "member_since": "2020-02-10",
                "number": code,
                "confirmed_by": Account.objects.first(),
            },
        )
    session = SessionStore()
    session[SESSION_KEY] = {code: {"name": name, "phone": phone, "at": 0}}
    session.save()


def find_planted(planted: list[str]) -> set[str]:
    """By SQL in every column of every table, and in what sessions hold, which is encoded there."""
    decoded = "\n".join(repr(session.get_decoded()) for session in Session.objects.all())
    return found_by_sql(planted) | {value for value in planted if value in decoded}
