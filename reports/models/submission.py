from functools import cached_property

from django.conf import settings
from django.db import models
from django.db.models import Q

from activities.choices import LoggedList
from activities.models.activity import describe_days
from activities.models.activity_columns import LONGEST_CODES
from activities.models.log_list import STANDARD_LISTS, ChoiceList
from activities.shapes import LABELS
from organization.clock import now
from organization.region import Worded
from organization.scoping import CampaignScopedQuerySet, CommitteeScopedQuerySet
from reports.models.package_photo import PlacedPhoto
from returnees.choices import Status


class SubmissionQuerySet(CampaignScopedQuerySet, CommitteeScopedQuerySet):
    committee_lookup = "package__committee"
    campaign_lookup = "package__campaign"

    def latest(self):
        return self.filter(
            ~models.Exists(
                self.model.objects.filter(package=models.OuterRef("package"), number__gt=models.OuterRef("number"))
            )
        )


class ReturneeSums:
    """Of questionnaires as `reports.counting.returnee_counts` counts them, in `returnee_counts`."""

    returnee_counts: list[dict]

    def count_of(self, status) -> int:
        return sum(counted["count"] for counted in self.returnee_counts if counted["status"] == status)

    @property
    def entrepreneur_count(self) -> int:
        return self.count_of(Status.ENTREPRENEUR)

    @property
    def intending_count(self) -> int:
        return self.count_of(Status.INTENDING)

    @property
    def starting_at_home_count(self) -> int:
        """None in what went up before there was this status."""
        return self.count_of(Status.STARTING_AT_HOME)


class Submission(ReturneeSums, models.Model):
    """What a committee sent up, once: figures, the entries behind them, text and photos as they stood. Never changed.

    A photo or scan is a file that is never written again once it is there; as long as a submission has it, it stays.
    """

    package = models.ForeignKey("reports.Package", models.PROTECT, related_name="submissions", verbose_name="报送材料")
    number = models.PositiveSmallIntegerField("第几次报送")
    submitted_at = models.DateTimeField("报送时间", default=now)
    # The day in Asia/Shanghai.
    submitted_on = models.DateField("报送日期")
    submitted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="报送人")
    due_on = models.DateField("当时的截止日期")
    printed_name = models.CharField("表中名称", max_length=40)
    filled_by_name = models.CharField("填表人", max_length=50)
    filled_by_phone = models.CharField("联系电话", max_length=30)
    summary_text = models.TextField("文字总结")
    drafted_numbers = models.JSONField("草稿里数字的来处", default=dict, editable=False)
    scan = models.ForeignKey(
        "reports.StampedScan", models.PROTECT, null=True, related_name="submissions", verbose_name="盖章扫描件"
    )
    # By the keys of Annex 2's columns; null: not reported.
    figures = models.JSONField("附件2数据", default=dict)
    # [branch committee, kind] each.
    zero_reports = models.JSONField("零报告", default=list)
    returnee_counts = models.JSONField("问卷统计", default=list)
    entry_count = models.PositiveIntegerField("记录数", default=0)
    # [code, label] of each channel in the order of that day. Null in what went up before campaigns had lists.
    channel_labels = models.JSONField("当时的渠道", null=True, editable=False)
    # `{part: explanation}` for the parts that the return before it was about and that had not changed since; "" is
    # 未说明. Null where there was no return, or nobody was asked.
    explanations = models.JSONField("没有修改的说明", null=True)

    objects = SubmissionQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "报送"
        ordering = ["package__position", "number"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["package", "number"], name="submission_numbered"),
        ]

    def __str__(self):
        return f"报送 {self.pk}"

    @cached_property
    def channel_list(self) -> ChoiceList:
        """In the words in which its figures were frozen."""
        if self.channel_labels is None:
            return STANDARD_LISTS[LoggedList.CHANNELS]
        return ChoiceList(dict(self.channel_labels))

    @property
    def is_late(self):
        """逾期: after the day that was its deadline then."""
        return self.submitted_on > self.due_on


class SubmissionEntryQuerySet(CommitteeScopedQuerySet):
    committee_lookup = "submission__package__committee"


class SubmissionEntry(models.Model):
    """An entry of the log as it stood when it was sent up; the log may go on without it."""

    submission = models.ForeignKey(Submission, models.PROTECT, related_name="entries", verbose_name="报送")
    # May be gone.
    activity = models.ForeignKey(
        "activities.Activity", models.DO_NOTHING, related_name="+", db_constraint=False, verbose_name="活动"
    )
    committee = models.ForeignKey("organization.Committee", models.PROTECT, related_name="+", verbose_name="开展单位")
    # The reporting committee itself, or the one below it in whose line of 旗县明细 it counts.
    branch = models.ForeignKey(
        "organization.Committee", models.PROTECT, related_name="+", verbose_name=Worded("所属{county_short}")
    )
    # The kind's key then.
    kind = models.CharField("类别", max_length=20)
    held_on = models.DateField("日期")
    held_until = models.DateField("合计至", null=True)
    place = models.CharField("地点", max_length=80, blank=True)
    topic = models.CharField("主题", max_length=80, null=True)
    channels = models.CharField("发放渠道", max_length=LONGEST_CODES, null=True)
    channel_other = models.CharField("其他渠道", max_length=20, null=True)
    distribution_count = models.PositiveIntegerField("发放次数", null=True)
    copy_count = models.PositiveIntegerField("发放份数", null=True)
    visited_count = models.PositiveIntegerField(LABELS["visited_count"], null=True)
    new_member_count = models.PositiveIntegerField(LABELS["new_member_count"], null=True)
    session_count = models.PositiveIntegerField("活动场次", null=True)
    participant_count = models.PositiveIntegerField("参与人数", null=True)
    # The numbers of its kind's own figures, by key.
    own_figures = models.JSONField("自定数字", default=dict)

    objects = SubmissionEntryQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "报送的记录"
        ordering = ["submission", "kind", "held_on", "pk"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["submission", "activity"], name="submissionentry_once"),
        ]

    def __str__(self):
        return f"报送的记录 {self.pk}"

    @property
    def days(self):
        return describe_days(self.held_on, self.held_until)


class SubmissionPhotoQuerySet(CommitteeScopedQuerySet):
    committee_lookup = "submission__package__committee"


class SubmissionPhoto(PlacedPhoto):
    """One of the photos as they went up."""

    submission = models.ForeignKey(Submission, models.PROTECT, related_name="photos", verbose_name="报送")

    objects = SubmissionPhotoQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "报送的照片"
        ordering = ["position"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["submission", "position"], name="submissionphoto_one_per_place"),
            models.CheckConstraint(condition=Q(position__gte=1, position__lte=9), name="submissionphoto_nine_places"),
        ]

    def __str__(self):
        return f"报送的照片 {self.pk}"
