import uuid

from django.conf import settings
from django.db import models
from django.db.models import Count, Q

from organization.clock import now
from organization.scoping import CampaignScopedQuerySet, CommitteeScopedQuerySet
from returnees.choices import (
    AUTOMATIC_NOTE_KINDS,
    EXPLAINED_NOTE_KINDS,
    PROVIDING_NOTE_KINDS,
    SERVICE_NOTE_KINDS,
    FollowUpState,
    NoteKind,
    note_kinds,
)

NAMED_AND_AGREED = ~Q(recipient="") & Q(has_recipient_consent=True)


class FollowUpNoteQuerySet(CampaignScopedQuerySet, CommitteeScopedQuerySet):
    def services(self):
        return self.filter(kind__in=SERVICE_NOTE_KINDS)

    def counts_by_committee(self) -> dict[tuple[int, str], int]:
        counts = self.order_by().values_list("committee", "kind").annotate(count=Count("kind"))
        return {(committee, kind): count for committee, kind, count in counts}


class FollowUpNote(models.Model):
    """What was done for somebody on a day, and what it led to. Notes are added, never changed."""

    case = models.ForeignKey("returnees.FollowUpCase", models.PROTECT, related_name="notes", verbose_name="个案")
    # Of the moment of writing: a case that is handed over leaves its notes with those who wrote them.
    campaign = models.ForeignKey("organization.Campaign", models.PROTECT, db_index=False, related_name="+")
    committee = models.ForeignKey("organization.Committee", models.PROTECT, db_index=False, related_name="+")
    kind = models.CharField("做了什么", max_length=16, choices=note_kinds)
    happened_on = models.DateField("日期")
    text = models.CharField("情况", max_length=500, null=True, blank=True, default="")
    recipient = models.CharField("接收方", max_length=60, blank=True, default="")
    has_recipient_consent = models.BooleanField("本人单独同意", default=False)
    state_before = models.CharField("原状态", max_length=12, choices=FollowUpState)
    state_after = models.CharField("状态", max_length=12, choices=FollowUpState)
    next_contact_on = models.DateField("下次联系日期", null=True, blank=True)
    assigned_to = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, db_index=False, related_name="+", verbose_name="经办人"
    )
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, db_index=False, related_name="+", verbose_name="记录人"
    )
    written_at = models.DateTimeField("记录时间", default=now)
    submission_uuid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)

    objects = FollowUpNoteQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "跟进记录"
        ordering = ["pk"]
        default_permissions = ()
        indexes = [models.Index(fields=["campaign", "committee", "kind"], name="followupnote_by_kind")]
        constraints = [
            models.CheckConstraint(
                condition=NAMED_AND_AGREED | Q(recipient="", has_recipient_consent=False),
                name="followupnote_recipient_agreed",
                violation_error_message="向合作部门提供信息，须写明接收方，并由本人单独同意。",
            ),
            models.CheckConstraint(
                condition=~Q(kind__in=sorted(PROVIDING_NOTE_KINDS)) | ~Q(recipient=""),
                name="followupnote_recipient_named",
                violation_error_message="请写明信息提供给哪个部门或银行。",
            ),
            models.CheckConstraint(
                condition=~Q(kind__in=sorted(EXPLAINED_NOTE_KINDS)) | Q(text=None) | ~Q(text=""),
                name="followupnote_failure_explained",
                violation_error_message="没有办成的，请写明原因。",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=sorted(AUTOMATIC_NOTE_KINDS)) | Q(written_by__isnull=False),
                name="followupnote_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(kind=NoteKind.ASSIGNED, assigned_to__isnull=False)
                | (~Q(kind=NoteKind.ASSIGNED) & Q(assigned_to=None)),
                name="followupnote_assignment_whole",
            ),
        ]

    def __str__(self):
        return f"跟进记录 {self.pk}"

    @property
    def has_moved(self):
        return self.state_before != self.state_after
