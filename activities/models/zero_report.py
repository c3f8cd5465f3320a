from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models, transaction

from activities.models.activity import Activity
from activities.models.completion import Completion
from activities.models.kind import ActivityKind
from organization.clock import now
from organization.scoping import CampaignScopedQuerySet, CommitteeScopedQuerySet


class ZeroReportQuerySet(CampaignScopedQuerySet, CommitteeScopedQuerySet):
    def of_kind(self, kind):
        return self.filter(kind=kind)

    @transaction.atomic
    def declare(self, *, campaign, committee, kind, by):
        """Record that nothing happened; a repetition changes nothing. Refused if something was held."""
        if kind.campaign_id != campaign.pk:
            raise ValidationError("这个类别不属于这个年度。")
        held = Activity.objects.in_campaign(campaign).of_kind(kind).held().filter(committee=committee)
        if held.exists():
            raise ValidationError(f"{committee}已有开展的{kind}记录，不能再报零。")
        report, is_new = self.get_or_create(
            campaign=campaign, committee=committee, kind=kind, defaults={"reported_by": by}
        )
        if is_new:
            Completion.objects.note_change(campaign=campaign, committees=[committee])
        return report, is_new

    @transaction.atomic
    def withdraw(self, *, campaign, committee, kind):
        if self.filter(campaign=campaign, committee=committee, kind=kind).delete()[0]:
            Completion.objects.note_change(campaign=campaign, committees=[committee])


class ZeroReport(models.Model):
    """零报告: a committee declares that it had nothing of a kind. This makes a 0; without it the cell stays blank."""

    campaign = models.ForeignKey(
        "organization.Campaign", models.PROTECT, related_name="zero_reports", verbose_name="年度"
    )
    committee = models.ForeignKey(
        "organization.Committee", models.PROTECT, related_name="zero_reports", verbose_name="团委"
    )
    kind = models.ForeignKey(ActivityKind, models.PROTECT, related_name="zero_reports", verbose_name="类别")
    reported_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="报告人")
    reported_at = models.DateTimeField("报告时间", default=now)

    objects = ZeroReportQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "零报告"
        ordering = ["committee__path", "kind"]
        default_permissions = ("view", "add", "delete")
        constraints = [
            models.UniqueConstraint(
                fields=["campaign", "committee", "kind"],
                name="zeroreport_once",
                violation_error_message="这一类已经报过零。",
            ),
        ]

    def __str__(self):
        return f"{self.kind} 零报告"
