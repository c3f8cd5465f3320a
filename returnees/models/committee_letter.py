from django.db import models
from django.db.models import F, Value

from organization.region import Worded
from organization.scoping import CampaignScopedQuerySet, CommitteeScopedQuerySet


class CommitteeLetterQuerySet(CampaignScopedQuerySet, CommitteeScopedQuerySet):
    def nearest_to(self, committee):
        at_or_above = self.alias(path=Value(committee.path)).filter(path__startswith=F("committee__path"))
        return at_or_above.order_by("-committee__path").first()


class CommitteeLetter(models.Model):
    """The letter to the youths of one league-city, where it has its own; elsewhere the campaign's stands."""

    campaign = models.ForeignKey(
        "organization.Campaign", models.PROTECT, related_name="committee_letters", verbose_name="年度"
    )
    committee = models.ForeignKey(
        "organization.Committee", models.PROTECT, related_name="letters", verbose_name=Worded("{league_city}")
    )
    title = models.CharField("标题", max_length=60, default="致青年的一封信")
    text = models.TextField("正文", help_text="空行分段。")

    objects = CommitteeLetterQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = Worded("{league_city}慰问信")
        ordering = ["committee__path"]
        constraints = [
            models.UniqueConstraint(
                fields=["campaign", "committee"],
                name="committeeletter_one_per_committee",
                violation_error_message=Worded("这个{league_city}已有自己的信，请直接修改。"),
            ),
        ]

    def __str__(self):
        return f"{self.committee}的信"
