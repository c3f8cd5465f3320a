"""Figures of a campaign and of a year: how youths agreed, what became of their rights, what staff did."""

from dataclasses import dataclass
from datetime import date
from statistics import median

from django.db.models import Count, Q

from organization.choices import Act
from organization.clock import start_of_day, today
from organization.models import AuditEvent, Campaign
from returnees.age import ADULT
from returnees.choices import ConsentProof, FilledBy, RequestKind, ReturneeState
from returnees.models import EndedRequest, FollowUpNote, LostReceipt, Returnee

# What somebody may be asked about, in the order of the page.
COUNTED_ACTS: dict[str, tuple[Act, ...]] = {
    "本人和代为行使的权利": (Act.WITHDRAWAL, Act.RETURNEE_WITHDRAW, Act.RETURNEE_CORRECT),
    "清除": (Act.RETURNEE_DELETE, Act.RETURNEE_ERASE, Act.CAMPAIGN_ANONYMISE),
    "看号码": (Act.PHONE_SHOWN, Act.PHONE_SEARCHED),
    "导出": (Act.FULL_EXPORT, Act.AFFECTED_EXPORT, Act.OWN_ANSWERS_EXPORT, Act.ARCHIVE_MADE, Act.AUDIT_EXPORT),
    "提供给别人": (Act.DATA_PROVIDED,),
    "说明和保存期": (Act.PRIVACY_PUBLISH, Act.CAMPAIGN_RETENTION),
    "拒绝和告警": (Act.REFUSAL, Act.SIGN_IN_ALARM),
}


def acts_of_year(year: int) -> list[tuple[str, list[tuple[str, int]]]]:
    """Counts of the trail's events between the first and the last day of the year."""
    acts = [act for group in COUNTED_ACTS.values() for act in group]
    within = Q(at__gte=start_of_day(date(year, 1, 1)), at__lt=start_of_day(date(year + 1, 1, 1)))
    counts = dict(AuditEvent.objects.filter(within, act__in=acts).order_by().values_list("act").annotate(n=Count("pk")))
    return [(name, [(act.label, counts.get(act, 0)) for act in group]) for name, group in COUNTED_ACTS.items()]


@dataclass(frozen=True)
class Timeliness:
    label: str
    handled: int
    in_time: int
    # Of those that were dealt with.
    median_days: int | float | None
    # Deleted after 30 days, and nobody had dealt with them.
    unhandled: int


def timeliness_of_year(year: int) -> list[Timeliness]:
    """Of the requests to staff that ended in the year, by kind."""
    ended = EndedRequest.objects.filter(ended_on__year=year)
    kinds = [RequestKind(kind) for kind in ended.order_by("kind").values_list("kind", flat=True).distinct()]
    return [timeliness_of(kind.label, ended.filter(kind=kind)) for kind in kinds]


def timeliness_of(label: str, ended) -> Timeliness:
    handled = ended.handled().values_list("received_on", "ended_on")
    days = [(ended_on - received_on).days for received_on, ended_on in handled]
    unhandled = ended.filter(is_handled=False).count()
    return Timeliness(label, len(days), ended.in_time().count(), median(days) if days else None, unhandled)


def waiting_requests() -> tuple[int, int]:
    """Requests for lost codes that nobody has dealt with yet, and those of them that are overdue."""
    return LostReceipt.objects.count(), LostReceipt.objects.filter(due_on__lt=today()).count()


@dataclass(frozen=True)
class ConsentCounts:
    received: int
    withdrawn: int
    sensitive: int
    minors: int
    # How they agreed: label and count; those from before it was asked last.
    proofs: list[tuple[str, int]]
    # Under which version of the notice.
    versions: list[tuple[str, int]]


def count_consents(campaign: Campaign) -> ConsentCounts:
    rows = Returnee.objects.in_campaign(campaign).not_deleted().order_by()
    living = rows.filter(personal_erased_at=None)
    proofs = dict(rows.values_list("consent_proof").annotate(n=Count("pk")))
    staff_before = rows.filter(consent_proof=None, filled_by=FilledBy.STAFF).count()
    return ConsentCounts(
        received=rows.count(),
        withdrawn=rows.filter(state=ReturneeState.WITHDRAWN).count(),
        sensitive=living.exclude(sensitive_consented_at=None).count(),
        minors=living.filter(age__lt=ADULT).count(),
        proofs=[(proof.label, proofs.get(proof.value, 0)) for proof in ConsentProof]
        + [
            ("早于这项记录，本人填写", proofs.get(None, 0) - staff_before),
            ("早于这项记录，工作人员代填", staff_before),
        ],
        versions=list(rows.values_list("consent_version").annotate(n=Count("pk")).order_by("consent_version")),
    )


@dataclass(frozen=True)
class Recipient:
    name: str
    times: int
    people: int
    lines: list[FollowUpNote]


def recipients(campaign: Campaign, account) -> list[Recipient]:
    """To whom something of a youth was passed on, each time with the youth's own consent to it (PIPL art. 23)."""
    notes = FollowUpNote.objects.in_campaign(campaign).visible_to(account).filter(has_recipient_consent=True)
    by_name: dict[str, list[FollowUpNote]] = {}
    for note in notes.select_related("committee", "case").order_by("recipient", "happened_on", "pk"):
        by_name.setdefault(note.recipient, []).append(note)
    return [
        Recipient(name, len(lines), len({note.case_id for note in lines}), lines) for name, lines in by_name.items()
    ]
