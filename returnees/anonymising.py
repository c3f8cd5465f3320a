"""Takes out of a campaign's records what tells a person apart, a batch at a time; what counts stays as it is.

Case states, choices and homes stay, so that statistics and sheets are the same afterwards. What goes is declared in
`personal_values.py`.
"""

from collections import Counter
from datetime import datetime

from django.db import models
from django.db.models import Case, F, Q, Value, When
from django.db.models.functions import Coalesce

from organization.models import Campaign
from returnees.age import age_limits
from returnees.models import (
    AllianceMembership,
    Correction,
    DistinctPair,
    FollowUpCase,
    FollowUpNote,
    HandOver,
    Returnee,
    ReturneeAnswer,
)
from returnees.models.erasing_rows import erase_rows, reduce_to_day
from returnees.models.personal_values import ANONYMISED_TEXT, ERASED, ERASED_NAME, LARGEST_COUNT, REPLACED


def anonymise_records(records: list[Returnee], *, campaign: Campaign, at: datetime) -> Counter[str]:
    """Erase what is personal of these locked records and of what hangs on them; how much there was, by field of
    `Anonymisation`. What was erased before keeps its moment.
    """
    pks = [record.pk for record in records]
    # Whoever is writing a note has locked its case.
    list(FollowUpCase.objects.filter(returnee__in=pks).order_by("pk").select_for_update().values_list("pk"))
    answers = ReturneeAnswer.objects.filter(returnee__in=pks)
    notes = FollowUpNote.objects.filter(case__returnee__in=pks)
    hand_overs = HandOver.objects.filter(case__returnee__in=pks)
    large, _ = answers.filter(number__gt=LARGEST_COUNT).delete()
    counts = Counter(
        record_count=sum(record.personal_erased_at is None for record in records),
        earlier_count=sum(record.personal_erased_at is not None for record in records),
        correction_count=erase_rows(Correction.objects.filter(returnee__in=pks)),
        answer_count=erase_rows(answers.exclude(text="")) + large,
        # Many notes say by their kind alone what was done.
        note_count=notes.filter(text__gt="").count() + hand_overs.filter(reason__gt="").count(),
    )
    for rows in (
        notes,
        hand_overs,
        AllianceMembership.objects.filter(returnee__in=pks),
        FollowUpCase.objects.filter(returnee__in=pks),
        DistinctPair.objects.filter(Q(first__in=pks) | Q(second__in=pks)),
    ):
        erase_rows(rows)
    _erase_columns(records, campaign, at)
    return counts


def find_unerased(campaign: Campaign) -> models.QuerySet:
    """Its records that hold something personal, or to which something typed was added after they were erased."""
    notes = FollowUpNote.objects.filter(campaign=campaign)
    notes = notes.filter(Q(text__gt="", written_by__isnull=False) | ~Q(recipient__in=("", ERASED_NAME)))
    hand_overs = HandOver.objects.filter(campaign=campaign, reason__gt="", handed_over_by__isnull=False)
    memberships = AllianceMembership.objects.filter(campaign=campaign).exclude(number="")
    corrections = Correction.objects.filter(returnee__campaign=campaign).exclude(old_value="", new_value="")
    answers = ReturneeAnswer.objects.filter(returnee__campaign=campaign)
    answers = answers.filter((Q(text__gt="") & ~Q(text=ANONYMISED_TEXT)) | Q(number__gt=LARGEST_COUNT))
    return Returnee.with_deleted.filter(campaign=campaign).filter(
        Q(personal_erased_at=None)
        | Q(pk__in=notes.order_by().values("case__returnee"))
        | Q(pk__in=hand_overs.order_by().values("case__returnee"))
        | Q(pk__in=memberships.order_by().values("returnee"))
        | Q(pk__in=corrections.order_by().values("returnee"))
        | Q(pk__in=answers.order_by().values("returnee"))
    )


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
