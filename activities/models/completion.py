from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Exists, OuterRef, Q

from activities.choices import CompletionState
from organization.choices import Level, NotificationKind
from organization.clock import now
from organization.models import Notification
from organization.region import words
from organization.scoping import CampaignScopedQuerySet, CommitteeScopedQuerySet

# Levels that declare their log complete; league-cities submit a package instead.
COMPLETING_LEVELS = (Level.COUNTY, Level.TOWNSHIP, Level.DIRECT)


class CompletionQuerySet(CampaignScopedQuerySet, CommitteeScopedQuerySet):
    def latest(self):
        """The last completion of each committee and campaign: its `state` is the committee's."""
        newer = self.model.objects.filter(
            campaign=OuterRef("campaign"), committee=OuterRef("committee"), number__gt=OuterRef("number")
        )
        return self.filter(~Exists(newer))

    def latest_by_committee(self, campaign):
        """`{committee_id: Completion}`, without committees that have never declared it."""
        return {completion.committee_id: completion for completion in self.in_campaign(campaign).latest()}

    @transaction.atomic
    def mark(self, *, campaign, committee, by):
        """Declare the committee's own log complete. Returns `(completion, is_new)`; a repetition changes nothing."""
        if committee.level not in COMPLETING_LEVELS:
            raise ValidationError(f"{words.league_city}和{words.region}本级不用标记，请直接报送材料。")
        last = self.filter(campaign=campaign, committee=committee).latest().first()
        if last and last.state == CompletionState.COMPLETE:
            return last, False
        number = last.number + 1 if last else 1
        Notification.objects.finish(NotificationKind.HANDED_BACK, campaign=campaign, committee=committee)
        # Two at once agree on the number, and so on the row.
        return self.get_or_create(campaign=campaign, committee=committee, number=number, defaults={"completed_by": by})

    def note_change(self, *, campaign, committees):
        """Record that these committees changed their log after declaring it complete."""
        self.filter(campaign=campaign, committee__in=committees, changed_at=None).update(changed_at=now())


class Completion(models.Model):
    """本级已填完: a committee declares to the one above that its log is complete; it may be handed back with a reason.

    It locks nothing. Declared again after a change or a return, it is another row: the history stays.
    """

    campaign = models.ForeignKey(
        "organization.Campaign", models.PROTECT, related_name="completions", verbose_name="年度"
    )
    committee = models.ForeignKey(
        "organization.Committee", models.PROTECT, related_name="completions", verbose_name="团委"
    )
    number = models.PositiveSmallIntegerField("第几次")
    completed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="标记人")
    completed_at = models.DateTimeField("标记时间", default=now)
    changed_at = models.DateTimeField("其后第一次修改", null=True)
    handed_back_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="退回人"
    )
    handed_back_at = models.DateTimeField("退回时间", null=True)
    handed_back_reason = models.CharField("退回原因", max_length=200, blank=True)

    objects = CompletionQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "填完标记"
        ordering = ["committee__path", "number"]
        default_permissions = ("view", "add", "change")
        constraints = [
            models.UniqueConstraint(fields=["campaign", "committee", "number"], name="completion_numbered"),
            models.CheckConstraint(
                condition=Q(handed_back_at=None, handed_back_by=None, handed_back_reason="")
                | (Q(handed_back_at__isnull=False, handed_back_by__isnull=False) & ~Q(handed_back_reason="")),
                name="completion_handed_back_with_a_word",
            ),
        ]

    def __str__(self):
        return f"填完标记 {self.pk}"

    @property
    def state(self):
        if self.handed_back_at:
            return CompletionState.HANDED_BACK
        return CompletionState.CHANGED if self.changed_at else CompletionState.COMPLETE

    @transaction.atomic
    def hand_back(self, *, by, reason):
        latest = type(self).objects.select_for_update().filter(pk=self.pk, handed_back_at=None).latest().first()
        if latest is None:
            raise ValidationError("这个标记刚刚已退回或已重新标记，请看最新的情况。")
        latest.handed_back_by, latest.handed_back_at, latest.handed_back_reason = by, now(), reason
        latest.save(update_fields=["handed_back_by", "handed_back_at", "handed_back_reason"])
        about = {"campaign": latest.campaign, "committee": latest.committee, "subject_id": latest.pk}
        Notification.objects.post(NotificationKind.HANDED_BACK, **about)
