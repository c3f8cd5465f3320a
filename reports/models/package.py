from django.core.exceptions import ValidationError
from django.db import models, transaction

from organization.choices import Level
from organization.models import Committee
from organization.scoping import CommitteeScopedQuerySet
from returnees.models import Entrance


class CreditQuerySet(models.QuerySet):
    def package_of_committees(self, campaign):
        """`{committee_id: package_id}`: a committee counts in the row of its nearest credited ancestor, or its own.

        One that counts in no row is not in it.
        """
        package_at = dict(self.filter(campaign=campaign).values_list("committee_id", "package_id"))
        package_of = {}
        # Parents come before children in the order of the tree.
        for committee_id, parent_id in Committee.objects.order_by("path").values_list("pk", "parent_id"):
            package_id = package_at.get(committee_id) or package_of.get(parent_id)
            if package_id:
                package_of[committee_id] = package_id
        return package_of


class PackageQuerySet(CommitteeScopedQuerySet):
    def in_campaign(self, campaign):
        return self.filter(campaign=campaign)

    @transaction.atomic
    def open_campaign(self, campaign):
        """Give every league-city its row of Annex 2, and the campaign its region-wide entrance. Idempotent."""
        if campaign.privacy_notice() is None:
            raise ValidationError("请先发布这个年度的个人信息处理说明。")
        Entrance.objects.open_homepage(campaign=campaign, region=Committee.objects.region())
        has_row = set(self.in_campaign(campaign).values_list("committee_id", flat=True))
        for committee in Committee.objects.at_level(Level.LEAGUE_CITY):
            if committee.pk not in has_row:
                self.add_row(campaign=campaign, committee=committee)

    def add_row(self, *, campaign, committee):
        """A row of Annex 2, last in the table, credited with the committee's subtree and what it administers."""
        position = (self.in_campaign(campaign).aggregate(last=models.Max("position"))["last"] or 0) + 1
        package = self.create(
            campaign=campaign, committee=committee, printed_name=committee.place_name, position=position
        )
        for credited in (committee, *committee.administered.all()):
            Credit.objects.create(package=package, campaign=campaign, committee=credited)
        return package

    @transaction.atomic
    def separate_rows(self, campaign):
        """Give the separately planned cities (满洲里、二连浩特) rows of their own, out of their league-city's."""
        if not self.in_campaign(campaign).exists():
            raise ValidationError("请先开启这个年度，再设置单列。")
        has_row = self.in_campaign(campaign).values("committee_id")
        for committee in Committee.objects.filter(is_separately_planned=True).exclude(pk__in=has_row):
            self.add_row(campaign=campaign, committee=committee)

    @transaction.atomic
    def rejoin_rows(self, campaign):
        """Take `separate_rows` back: the league-city's row counts them again."""
        self.in_campaign(campaign).exclude(committee__level=Level.LEAGUE_CITY).delete()


class Package(models.Model):
    """What one committee sends up in one campaign: it is the row of Annex 2 in which that committee's work counts."""

    campaign = models.ForeignKey("organization.Campaign", models.PROTECT, related_name="packages", verbose_name="年度")
    committee = models.ForeignKey(
        "organization.Committee", models.PROTECT, related_name="packages", verbose_name="报送单位"
    )
    printed_name = models.CharField("表中名称", max_length=40)
    position = models.PositiveSmallIntegerField("表中次序")
    credited_committees = models.ManyToManyField(
        "organization.Committee", through="Credit", related_name="+", verbose_name="计入范围"
    )

    objects = PackageQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "报送材料"
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["campaign", "committee"], name="package_one_per_committee"),
            models.UniqueConstraint(
                fields=["campaign", "position"],
                name="package_position_unique",
                violation_error_message="这个年度的表中已有这个次序。",
            ),
        ]

    def __str__(self):
        return f"{self.printed_name} 报送材料"


class Credit(models.Model):
    """A subtree that counts in a row. A committee counts in the row credited with its nearest ancestor (or itself)."""

    package = models.ForeignKey(Package, models.CASCADE, related_name="credits", verbose_name="报送材料")
    campaign = models.ForeignKey("organization.Campaign", models.PROTECT, related_name="+", verbose_name="年度")
    committee = models.ForeignKey("organization.Committee", models.PROTECT, related_name="+", verbose_name="计入的团委")

    objects = CreditQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "计入范围"
        ordering = ["committee__path"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["campaign", "committee"],
                name="credit_one_row_per_committee",
                violation_error_message="这个团委已计入另一行。",
            ),
        ]

    def __str__(self):
        return f"计入范围 {self.pk}"
