import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from organization.clock import now
from organization.models import Committee
from organization.scoping import CampaignScopedQuerySet, CommitteeScopedQuerySet
from returnees.choices import FollowUpState


class HandOverQuerySet(CampaignScopedQuerySet, CommitteeScopedQuerySet):
    def within(self, committee):
        """Those of both sides; the case itself is within the present committee's side only."""
        own = list(Committee.objects.within(committee).values_list("pk", flat=True))
        return self.filter(Q(from_committee__in=own) | Q(to_committee__in=own))


class HandOver(models.Model):
    """A case passed from one committee to another; without an account if the youth corrected the home county."""

    case = models.ForeignKey("returnees.FollowUpCase", models.PROTECT, related_name="hand_overs", verbose_name="个案")
    campaign = models.ForeignKey("organization.Campaign", models.PROTECT, related_name="+", verbose_name="年度")
    from_committee = models.ForeignKey(
        "organization.Committee", models.PROTECT, related_name="+", verbose_name="移出团委"
    )
    to_committee = models.ForeignKey(
        "organization.Committee", models.PROTECT, related_name="+", verbose_name="移入团委"
    )
    reason = models.CharField("移交原因", max_length=200, null=True, blank=True)
    state_before = models.CharField("移交时状态", max_length=12, choices=FollowUpState)
    handed_over_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, db_index=False, related_name="+", verbose_name="移交人"
    )
    handed_over_at = models.DateTimeField("移交时间", default=now)
    submission_uuid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)

    objects = HandOverQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "移交记录"
        ordering = ["-pk"]
        default_permissions = ("view",)
        constraints = [
            models.CheckConstraint(
                condition=~Q(from_committee=F("to_committee")),
                name="handover_to_another",
                violation_error_message="移交给本团委没有意义，请选择别的团委。",
            ),
        ]

    def __str__(self):
        return f"移交记录 {self.pk}"
