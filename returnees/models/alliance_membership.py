from django.conf import settings
from django.db import models, transaction

from organization.clock import now
from organization.region import Worded
from organization.scoping import CampaignScopedQuerySet, CommitteeScopedQuerySet
from returnees.choices import NoteKind


class AllianceMembershipQuerySet(CampaignScopedQuerySet, CommitteeScopedQuerySet):
    @transaction.atomic
    def confirm(self, *, case, member_since, number, by):
        """For `FollowUpCase.confirm_membership`, which has locked the case; return whether this call did."""
        _, is_new = self.get_or_create(
            returnee_id=case.returnee_id,
            defaults={
                "campaign_id": case.campaign_id,
                "committee_id": case.committee_id,
                "member_since": member_since,
                "number": number,
                "confirmed_by": by,
            },
        )
        if is_new:
            case.automatic_note(NoteKind.MEMBERSHIP, written_by=by).save(force_insert=True)
        return is_new


class AllianceMembership(models.Model):
    """Staff have confirmed that a returnee became a member of the alliance; the youth's own wish only applied for it.

    Shown beside column E of Annex 2, which is the sum of the visits, and never added to it.
    """

    returnee = models.OneToOneField(
        "returnees.Returnee", models.PROTECT, related_name="alliance_membership", verbose_name="返乡青年"
    )
    campaign = models.ForeignKey("organization.Campaign", models.PROTECT, db_index=False, related_name="+")
    committee = models.ForeignKey("organization.Committee", models.PROTECT, related_name="+", verbose_name="确认团委")
    member_since = models.DateField("入会日期")
    number = models.CharField("会员编号", max_length=20, blank=True)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, db_index=False, related_name="+", verbose_name="确认人"
    )
    confirmed_at = models.DateTimeField("确认时间", default=now)

    objects = AllianceMembershipQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = Worded("{alliance}会员确认")
        ordering = ["-pk"]
        default_permissions = ("view",)
        indexes = [models.Index(fields=["campaign", "committee"], name="alliancemembership_by_campaign")]

    def __str__(self):
        return f"{self._meta.verbose_name} {self.pk}"

    @property
    def case(self):
        return self.returnee.follow_up_case
