from datetime import datetime, time, timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from organization.clock import now, today
from organization.models import Committee
from organization.models.responsible import OFFICE_PHONE
from organization.region import words
from organization.scoping import CampaignScopedQuerySet, CommitteeScopedQuerySet
from reports.choices import EDITABLE_STATES, PackageState, Standing, standing_of


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


class PackageQuerySet(CampaignScopedQuerySet, CommitteeScopedQuerySet):
    pass


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

    state = models.CharField(
        "状态", max_length=12, choices=PackageState, default=PackageState.NOT_STARTED, editable=False
    )
    # Grows with every change, so that a change to an outdated one is refused.
    revision = models.PositiveIntegerField(default=0, editable=False)
    filled_by_name = models.CharField("填表人", max_length=50, blank=True)
    filled_by_phone = models.CharField("联系电话", max_length=30, blank=True, help_text="手机号，或带区号的座机。")
    contact_revision = models.PositiveIntegerField(default=0, editable=False)
    summary_text = models.TextField("文字总结", blank=True)
    is_summary_draft = models.BooleanField("总结是未改的草稿", default=False, editable=False)
    summary_revision = models.PositiveIntegerField(default=0, editable=False)
    # By the wording of a drafted sentence: [position among its numbers, key of the log's number] each.
    drafted_numbers = models.JSONField("草稿里数字的来处", default=dict, editable=False)
    # Unknown of an empty one, and of one from before this was noted.
    summary_written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name="总结最后由谁写",
    )
    summary_written_at = models.DateTimeField("总结最后写于", null=True, editable=False)
    scan = models.ForeignKey(
        "reports.StampedScan", models.PROTECT, null=True, blank=True, related_name="packages", verbose_name="盖章扫描件"
    )
    extended_to = models.DateField("延期至", null=True, blank=True)
    extension_reason = models.CharField("延期原因", max_length=200, blank=True)
    # Named with the return that it answers, while it is returned.
    wanted_on = models.DateField("要求重新报送的日期", null=True, editable=False)

    objects = PackageQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "报送材料"
        ordering = ["position"]
        permissions = [
            ("submit_package", "可以填写、报送本单位的报送材料"),
            ("review_package", "可以退回、确认、重新打开报送材料，延长期限"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["campaign", "committee"], name="package_one_per_committee"),
            models.UniqueConstraint(
                fields=["campaign", "position"],
                name="package_position_unique",
                violation_error_message="这个年度的表中已有这个次序。",
            ),
            models.CheckConstraint(condition=Q(state__in=PackageState.values), name="package_state_known"),
            models.CheckConstraint(
                condition=Q(filled_by_phone="") | Q(filled_by_phone__regex=OFFICE_PHONE),
                name="package_phone_plausible",
                violation_error_message="联系电话应为手机号或座机。",
            ),
            models.CheckConstraint(
                condition=Q(extended_to=None, extension_reason="")
                | (Q(extended_to__isnull=False) & ~Q(extension_reason="")),
                name="package_extended_with_a_reason",
                violation_error_message="延期须写明原因。",
            ),
            models.CheckConstraint(
                condition=Q(wanted_on=None) | Q(state=PackageState.RETURNED), name="package_wanted_while_returned"
            ),
            models.CheckConstraint(
                condition=Q(is_summary_draft=False) | ~Q(summary_text=""), name="package_draft_has_text"
            ),
            models.CheckConstraint(
                condition=Q(summary_written_by=None, summary_written_at=None)
                | Q(summary_written_by__isnull=False, summary_written_at__isnull=False),
                name="package_summary_written_by_and_at",
            ),
        ]

    def __str__(self):
        return f"{self.printed_name} 报送材料"

    @property
    def standing(self) -> Standing:
        return standing_of(self.state)

    @property
    def is_sent(self) -> bool:
        """已报送: with the region."""
        return self.standing == Standing.SENT

    @property
    def due_on(self):
        """The last day, until midnight in Asia/Shanghai. A day that is wanted after a return can only be later: what
        goes up by the day of all others is in time."""
        return max(self._ordinary_due_on, self.wanted_on) if self.wanted_on else self._ordinary_due_on

    @property
    def _ordinary_due_on(self):
        return self.extended_to or self.campaign.package_due_on

    @property
    def due_remark(self) -> str:
        """Why its last day is not that of all others; empty where it is."""
        if self.due_on > self._ordinary_due_on:
            return "退回后另定"
        return "延期" if self.extended_to else ""

    @property
    def wanted_days_over(self) -> int:
        """How many days the day is past by which it was wanted again; 0 if it is not."""
        return max(0, (today() - self.wanted_on).days) if self.wanted_on else 0

    @property
    def days_until_due(self):
        return (self.due_on - today()).days

    @property
    def is_overdue(self):
        waits = self.state in EDITABLE_STATES
        return waits and today() > self.due_on

    @property
    def closes_at(self):
        """The moment from which no change is accepted, None for never.

        A day of its own, by extension or return, goes beyond the lock.
        """
        locks_at = self.campaign.locks_at
        own_days = [day for day in (self.extended_to, self.wanted_on) if day]
        if locks_at is None or not own_days:
            return locks_at
        end_of_day = timezone.make_aware(datetime.combine(max(own_days) + timedelta(days=1), time.min))
        return max(locks_at, end_of_day)

    @property
    def is_closed(self):
        return self.closes_at is not None and now() >= self.closes_at

    @property
    def refusal(self):
        """Why it cannot be changed now, as a sentence for its committee; empty if it can."""
        if self.state == PackageState.ACCEPTED:
            return f"{words.region_committee}已确认，材料不能再改；确需修改，请联系{words.region_committee}重新打开。"
        if self.state == PackageState.SUBMITTED:
            return f"材料已报送，等待{words.region_committee}审核；要修改请先撤回。"
        if self.is_closed:
            closed_at = timezone.localtime(self.closes_at)
            return f"报送已于 {closed_at:%Y-%m-%d %H:%M} 关闭，不能再改；确需修改，请联系{words.region_committee}延期。"
        return ""

    @property
    def is_editable(self):
        return self.state in EDITABLE_STATES and not self.refusal

    def counted_committee_ids(self):
        package_of = Credit.objects.package_of_committees(self.campaign)
        return frozenset(committee_id for committee_id, package_id in package_of.items() if package_id == self.pk)

    def last_submission(self):
        """None before the first."""
        return self.submissions.order_by("-number").first()


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
