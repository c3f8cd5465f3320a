"""Takes out of a campaign's records what tells a person apart, a batch at a time; what counts stays as it is.

Case states, choices and homes stay, so that statistics and sheets are the same afterwards. What goes is declared in
`personal_values.py`.
"""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime

from django.db import models
from django.db.models import Case, F, Value, When
from django.db.models.functions import Coalesce
from django.utils import timezone

from organization.clock import start_of_day
from organization.models import Campaign
from returnees.age import age_limits
from returnees.models import (
    AllianceMembership,
    Correction,
    FollowUpCase,
    FollowUpNote,
    HandOver,
    Returnee,
    ReturneeAnswer,
)
from returnees.models.personal_values import ERASED, REDUCED_TO_DAY, REPLACED


def anonymise_records(records: list[Returnee], *, campaign: Campaign, at: datetime) -> Counter[str]:
    """Erase what is personal of these locked records and of what hangs on them; how much there was, by field of
    `Anonymisation`. What was erased before keeps its moment.
    """
    pks = [record.pk for record in records]
    # Whoever is writing a note has locked its case.
    list(FollowUpCase.objects.filter(returnee__in=pks).order_by("pk").select_for_update().values_list("pk"))
    notes = FollowUpNote.objects.filter(case__returnee__in=pks)
    hand_overs = HandOver.objects.filter(case__returnee__in=pks)
    counts = Counter(
        record_count=sum(record.personal_erased_at is None for record in records),
        earlier_count=sum(record.personal_erased_at is not None for record in records),
        correction_count=_erase(Correction.objects.filter(returnee__in=pks)),
        answer_count=_erase(ReturneeAnswer.objects.filter(returnee__in=pks).exclude(text="")),
        # Many notes say by their kind alone what was done.
        note_count=_erase(notes.exclude(text="")) + _erase(hand_overs.exclude(reason="")),
    )
    for rows in (notes, hand_overs, AllianceMembership.objects.filter(returnee__in=pks)):
        _erase(rows)
    for rows in (Correction.objects.filter(returnee__in=pks), FollowUpCase.objects.filter(returnee__in=pks)):
        reduce_to_day(rows)
    _erase_columns(records, campaign, at)
    return counts


def _erase(rows: models.QuerySet) -> int:
    """How many rows held something else than what they hold afterwards."""
    erased = ERASED[rows.model.__name__]
    return rows.exclude(**erased).update(**erased)


def reduce_to_day(rows: models.QuerySet) -> None:
    """The moments of these rows become the midnight with which their day begins."""
    for column in REDUCED_TO_DAY[rows.model.__name__]:
        found = rows.exclude(**{column: None}).values_list("pk", column)
        for day, pks in _by_day(found).items():
            rows.model._base_manager.filter(pk__in=pks).update(**{column: start_of_day(day)})


def _by_day(moments: Iterable[tuple[int, datetime]]) -> dict:
    days: dict = {}
    for pk, moment in moments:
        days.setdefault(timezone.localdate(moment), []).append(pk)
    return days


def _erase_columns(records: list[Returnee], campaign: Campaign, at: datetime) -> None:
    rows = Returnee.with_deleted.filter(pk__in=[record.pk for record in records])
    rows.update(
        **ERASED["Returnee"],
        age=_age_of_group(campaign),
        personal_erased_at=Coalesce(F("personal_erased_at"), Value(at), output_field=models.DateTimeField()),
    )
    for record in records:
        record.submission_uuid = record.uuid_after_erasure()
    Returnee.with_deleted.bulk_update(records, REPLACED["Returnee"])
    reduce_to_day(rows)


def _age_of_group(campaign: Campaign) -> Case:
    """The oldest of 青年, or one more: by it the statistics tell the groups apart."""
    youth_until = age_limits(campaign).youth_until
    return Case(
        When(age__lte=youth_until, then=Value(youth_until)),
        default=Value(youth_until + 1),
        output_field=models.PositiveSmallIntegerField(),
    )
