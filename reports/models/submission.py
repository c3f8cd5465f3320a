from collections import defaultdict
from collections.abc import Iterable

from django.conf import settings
from django.db import models
from django.db.models import Count, Q

from activities.choices import Kind, LetterChannel
from activities.models import Activity, ZeroReport
from activities.models.activity import days_in_words
from organization.clock import now, today
from organization.models import Committee
from organization.scoping import CommitteeScopedQuerySet
from reports.annex2.rows import SUMMED_COLUMNS, Row, grouped
from reports.models.package_photo import PlacedPhoto
from returnees.age import age_limits
from returnees.choices import ReturneeState, Status
from returnees.models import Returnee

VALUE_COLUMNS = ("kind", "letter_channels", "letter_channel_other", "copy_count", *SUMMED_COLUMNS)
"""Of an entry: what is counted, copied into a submission as it stood."""
COPIED_COLUMNS = (*VALUE_COLUMNS, "held_on", "held_until", "place", "topic")
ENTRIES_PER_INSERT = 1000


def branches(package, committee_ids) -> dict[int, int]:
    """`{committee: branch}` for the committees that count in a row: the reporting committee's own, or the one directly
    below it (or administered by it) that they belong to."""
    credited = set(package.credits.values_list("committee_id", flat=True))
    tree = Committee.objects.filter(pk__in=committee_ids).order_by("path").values_list("pk", "parent_id")
    return branch_of_each(tree, credited, {package.committee_id})


def branch_of_each(tree: Iterable[tuple[int, int | None]], credited: set[int], reporting: set[int]) -> dict[int, int]:
    """`{committee: branch}` for (committee, parent) pairs, parents first: a branch begins with a credited committee,
    or right below a reporting one."""
    branch_of: dict[int, int] = {}
    for committee_id, parent_id in tree:
        is_first = committee_id in credited or parent_id in reporting
        branch_of[committee_id] = committee_id if is_first else branch_of[parent_id]
    return branch_of


class SubmissionQuerySet(CommitteeScopedQuerySet):
    committee_lookup = "package__committee"

    def in_campaign(self, campaign):
        return self.filter(package__campaign=campaign)

    def latest(self):
        """Of each package the last one alone."""
        return self.filter(
            ~models.Exists(
                self.model.objects.filter(package=models.OuterRef("package"), number__gt=models.OuterRef("number"))
            )
        )

    def freeze(self, *, package, by):
        """Write down what the package is now; call it in the transaction that holds the package's lock.

        The figures are summed from the frozen entries, not from the log a second time: the two cannot differ.
        """
        committee_ids = package.counted_committee_ids()
        branch_of = branches(package, committee_ids)
        submission = self.create(
            package=package,
            number=package.submissions.count() + 1,
            submitted_by=by,
            submitted_on=today(),
            due_on=package.due_on,
            printed_name=package.printed_name,
            filled_by_name=package.filled_by_name,
            filled_by_phone=package.filled_by_phone,
            summary_text=package.summary_text,
            scan=package.scan,
            zero_reports=_zero_reports(package.campaign, branch_of),
            returnee_counts=count_returnees(package.campaign, branch_of),
        )
        submission.copy_entries(package.campaign, branch_of)
        for placed in package.photos.all():
            submission.photos.create(position=placed.position, photo_id=placed.photo_id, caption=placed.caption)
        row = submission.row()
        submission.figures, submission.entry_count = row.figures, row.entry_count
        submission.save(update_fields=["figures", "entry_count"])
        return submission


def _zero_reports(campaign, branch_of) -> list[list]:
    reports = ZeroReport.objects.in_campaign(campaign).filter(committee__in=branch_of)
    return sorted({(branch_of[committee_id], kind) for committee_id, kind in reports.values_list("committee", "kind")})


def count_returnees(campaign, branch_of) -> list[dict]:
    """Answered questionnaires by home (its branch), state, status, age group and industry: no quarantined ones.

    Possible duplicates are counted until they are merged; of those withdrawn nothing but the number is kept.
    """
    counted = (
        Returnee.objects.in_campaign(campaign)
        .filter(home_committee__in=branch_of, state__in=(ReturneeState.ACCEPTED, ReturneeState.WITHDRAWN))
        .order_by()
        .with_age_group(age_limits(campaign))
        .values_list("home_committee", "state", "status", "age_group", "industry")
        .annotate(Count("home_committee"))
    )
    sums: dict[tuple, int] = defaultdict(int)
    for home, state, status, age_group, industry, count in counted:
        is_withdrawn = state == ReturneeState.WITHDRAWN
        key = (branch_of[home], state, *(("", "", "") if is_withdrawn else (status, age_group, industry)))
        sums[key] += count
    names = ("branch", "state", "status", "age_group", "industry")
    return [dict(zip(names, key, strict=True)) | {"count": count} for key, count in sorted(sums.items())]


class Submission(models.Model):
    """What a committee sent up, once: figures, the entries behind them, text and photos as they stood. Never changed.

    A photo or scan is a file that is never written again once it is there; as long as a submission has it, it stays.
    """

    package = models.ForeignKey("reports.Package", models.PROTECT, related_name="submissions", verbose_name="报送材料")
    number = models.PositiveSmallIntegerField("第几次报送")
    submitted_at = models.DateTimeField("报送时间", default=now)
    submitted_on = models.DateField("报送日期")
    """The day in Asia/Shanghai."""
    submitted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="报送人")
    due_on = models.DateField("当时的截止日期")
    printed_name = models.CharField("表中名称", max_length=40)
    filled_by_name = models.CharField("填表人", max_length=50)
    filled_by_phone = models.CharField("联系电话", max_length=30)
    summary_text = models.TextField("文字总结")
    scan = models.ForeignKey(
        "reports.StampedScan", models.PROTECT, null=True, related_name="submissions", verbose_name="盖章扫描件"
    )
    figures = models.JSONField("附件2数据", default=dict)
    """By the keys of Annex 2's columns; null: not reported."""
    zero_reports = models.JSONField("零报告", default=list)
    """[branch committee, kind] each."""
    returnee_counts = models.JSONField("问卷统计", default=list)
    """As `count_returnees` gives them."""
    entry_count = models.PositiveIntegerField("记录数", default=0)

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

    @property
    def is_late(self):
        """逾期: after the day that was its deadline then."""
        return self.submitted_on > self.due_on

    def copy_entries(self, campaign, branch_of):
        """Copy the held entries of the row's committees."""
        held = Activity.objects.in_campaign(campaign).held().filter(committee__in=branch_of).order_by("pk")
        columns = ("pk", "committee_id", *COPIED_COLUMNS)
        batch = []
        for pk, committee_id, *values in held.values_list(*columns).iterator(chunk_size=ENTRIES_PER_INSERT):
            copied = dict(zip(COPIED_COLUMNS, values, strict=True))
            branch_id = branch_of[committee_id]
            batch.append(
                SubmissionEntry(
                    submission=self, activity_id=pk, committee_id=committee_id, branch_id=branch_id, **copied
                )
            )
        SubmissionEntry.objects.bulk_create(batch, batch_size=ENTRIES_PER_INSERT)

    def row(self):
        """The row of Annex 2, from the frozen entries."""
        return rows_of([self])[self.pk]

    def count_of(self, status):
        """Accepted questionnaires of a status: 返乡创业 or 意向返乡."""
        return sum(counted["count"] for counted in self.returnee_counts if counted["status"] == status)

    @property
    def entrepreneur_count(self):
        return self.count_of(Status.ENTREPRENEUR)

    @property
    def intending_count(self):
        return self.count_of(Status.INTENDING)


def rows_of(submissions) -> dict[int, Row]:
    """The row of each submission, from its frozen entries; one query, whatever their number."""
    rows = {submission.pk: Row(submission.printed_name, frozenset(), submission.package) for submission in submissions}
    for group in grouped(SubmissionEntry.objects.filter(submission__in=rows), "submission_id"):
        rows[group["submission_id"]].add(group["kind"], group)
    for submission in submissions:
        rows[submission.pk].zero_kinds.update(kind for _, kind in submission.zero_reports)
    return rows


def branch_rows_of(submissions) -> dict[int, dict[int, Row]]:
    """`{submission: {branch committee: row}}`: each submission's rows add up to its own. Branches without anything
    said are not in it."""
    names = dict(Committee.objects.values_list("pk", "place_name"))
    rows: dict[int, dict[int, Row]] = {submission.pk: {} for submission in submissions}

    def row(submission_id, branch_id):
        return rows[submission_id].setdefault(branch_id, Row(names[branch_id], frozenset([branch_id])))

    entries = SubmissionEntry.objects.filter(submission__in=rows)
    for group in grouped(entries, "submission_id", "branch_id"):
        row(group["submission_id"], group["branch_id"]).add(group["kind"], group)
    for submission in submissions:
        for branch_id, kind in submission.zero_reports:
            row(submission.pk, branch_id).zero_kinds.add(kind)
    return rows


class SubmissionEntryQuerySet(CommitteeScopedQuerySet):
    committee_lookup = "submission__package__committee"


class SubmissionEntry(models.Model):
    """An entry of the log as it stood when it was sent up; the log may go on without it."""

    submission = models.ForeignKey(Submission, models.PROTECT, related_name="entries", verbose_name="报送")
    activity = models.ForeignKey(
        "activities.Activity", models.DO_NOTHING, related_name="+", db_constraint=False, verbose_name="活动"
    )
    """May be gone."""
    committee = models.ForeignKey("organization.Committee", models.PROTECT, related_name="+", verbose_name="开展单位")
    branch = models.ForeignKey("organization.Committee", models.PROTECT, related_name="+", verbose_name="所属旗县")
    """The reporting committee itself, or the one below it in whose line of 旗县明细 it counts."""
    kind = models.CharField("类别", max_length=12, choices=Kind)
    held_on = models.DateField("日期")
    held_until = models.DateField("合计至", null=True)
    place = models.CharField("地点", max_length=80, blank=True)
    topic = models.CharField("主题", max_length=80, null=True)
    letter_channels = models.CharField("发放渠道", max_length=120, null=True)
    letter_channel_other = models.CharField("其他渠道", max_length=20, null=True)
    distribution_count = models.PositiveIntegerField("发放次数", null=True)
    copy_count = models.PositiveIntegerField("发放份数", null=True)
    visited_count = models.PositiveIntegerField("联系走访青年人数", null=True)
    new_member_count = models.PositiveIntegerField("青创联盟新增会员数", null=True)
    session_count = models.PositiveIntegerField("活动场次", null=True)
    participant_count = models.PositiveIntegerField("参与人数", null=True)

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
    def channels(self):
        return [LetterChannel(code) for code in (self.letter_channels or "").split(",") if code]

    @property
    def days(self):
        return days_in_words(self.held_on, self.held_until)


class SubmissionPhotoQuerySet(CommitteeScopedQuerySet):
    committee_lookup = "submission__package__committee"


class SubmissionPhoto(PlacedPhoto):
    """One of the three photos as they went up."""

    submission = models.ForeignKey(Submission, models.PROTECT, related_name="photos", verbose_name="报送")

    objects = SubmissionPhotoQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "报送的照片"
        ordering = ["position"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["submission", "position"], name="submissionphoto_one_per_place"),
            models.CheckConstraint(condition=Q(position__gte=1, position__lte=3), name="submissionphoto_three_places"),
        ]

    def __str__(self):
        return f"报送的照片 {self.pk}"
