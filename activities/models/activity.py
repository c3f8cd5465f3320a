import uuid

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator
from django.db import models, transaction
from django.db.models import F, Q

from activities.choices import MEETING_KINDS, ActivityState, Kind, LetterChannel, SiteKind
from activities.models.completion import Completion
from organization.clock import now, today
from organization.deletion import Deletable, DeletableQuerySet, LiveRows
from organization.scoping import LargeTableQuerySet

LARGEST_COUNT = 9_999_999

# The columns of a kind: those it must have once held, and those it may have. Other kinds' columns are null in its rows.
REQUIRED_COLUMNS = {
    Kind.LETTER: ("letter_channels", "distribution_count"),
    Kind.VISIT: ("visited_count", "new_member_count"),
    **dict.fromkeys(MEETING_KINDS, ("session_count", "participant_count")),
}
OPTIONAL_COLUMNS = {
    Kind.LETTER: ("letter_channel_other", "copy_count"),
    Kind.VISIT: ("co_hosts",),
    Kind.SYMPOSIUM: ("topic", "co_hosts"),
    Kind.LECTURE: ("topic", "speaker", "speaker_post", "co_hosts"),
    Kind.TOUR: ("topic", "site_kind", "co_hosts"),
}
KIND_COLUMNS = frozenset(
    column for columns in (*REQUIRED_COLUMNS.values(), *OPTIONAL_COLUMNS.values()) for column in columns
)


def _columns_fit_kind():
    """Every other kind's columns are empty."""
    condition = Q()
    for kind in Kind:
        foreign = KIND_COLUMNS - {*REQUIRED_COLUMNS[kind], *OPTIONAL_COLUMNS[kind]}
        condition |= Q(kind=kind, **{f"{column}__isnull": True for column in sorted(foreign)})
    return condition


def _held_is_counted():
    """What was held has its kind's figures; what is planned may not know them yet."""
    condition = ~Q(state=ActivityState.HELD)
    for kind in Kind:
        condition |= Q(kind=kind, **{f"{column}__isnull": False for column in REQUIRED_COLUMNS[kind]})
    return condition


def entry_number(year: int, pk: int) -> str:
    return f"HD{year}-{pk:06d}"


def count_field(label, **options):
    return models.PositiveIntegerField(
        label, null=True, blank=True, validators=[MaxValueValidator(LARGEST_COUNT)], **options
    )


def days_in_words(held_on, held_until):
    """When it was, as every list says it; `held_until` None unless it stands for a whole period."""
    return f"{held_on:%Y-%m-%d}" if held_until is None else f"{held_on:%Y-%m-%d} 至 {held_until:%Y-%m-%d} 合计"


class ActivityQuerySet(DeletableQuerySet, LargeTableQuerySet):
    def in_campaign(self, campaign):
        return self.filter(campaign=campaign)

    def of_kind(self, kind):
        return self.filter(kind=kind)

    def held(self):
        """Those that count: neither planned nor cancelled ones do."""
        return self.filter(state=ActivityState.HELD)


class LiveManager(LiveRows, models.Manager.from_queryset(ActivityQuerySet)):
    """Relations to entries leave out the deleted ones too."""


class KindManager(LiveManager):
    """Of a proxy: only the rows of its kind."""

    def get_queryset(self):
        return super().get_queryset().filter(kind=self.model.KIND)


class Activity(Deletable):
    """One entry in a committee's log. It may stand for several sessions, or for a whole period."""

    KIND = None

    campaign = models.ForeignKey(
        "organization.Campaign", models.PROTECT, related_name="activities", verbose_name="年度"
    )
    committee = models.ForeignKey(
        "organization.Committee", models.PROTECT, related_name="activities", verbose_name="开展单位"
    )
    kind = models.CharField("类别", max_length=12, choices=Kind, editable=False)
    state = models.CharField("状态", max_length=10, choices=ActivityState, default=ActivityState.HELD)
    held_on = models.DateField("日期")
    held_until = models.DateField(
        "合计至", null=True, blank=True, help_text="只知道一段时间的合计时，填这段时间的最后一天。"
    )
    place = models.CharField("地点", max_length=80, blank=True)
    is_online = models.BooleanField("线上", default=False)
    remark = models.CharField("备注", max_length=200, blank=True)

    letter_channels = models.CharField("发放渠道", max_length=120, null=True, blank=True, help_text="可多选。")
    letter_channel_other = models.CharField("其他渠道", max_length=20, null=True, blank=True)
    distribution_count = count_field("发放次数", help_text="一次推送、一次群发、一次现场发放各算 1 次。")
    copy_count = count_field("发放份数", help_text="只作记录，不计入附件2。")
    visited_count = count_field("联系走访青年人数", help_text="这次联系、走访到的青年人数。")
    new_member_count = count_field("青创联盟新增会员数", help_text="这次新吸收的会员；原有会员不算。没有填 0。")
    session_count = count_field("活动场次", help_text="这条记录包含几场活动，一般为 1。")
    participant_count = count_field("参与人数", help_text="各场人次之和。")
    topic = models.CharField("主题", max_length=80, null=True, blank=True)
    speaker = models.CharField("宣讲人", max_length=50, null=True, blank=True)
    speaker_post = models.CharField("宣讲人单位职务", max_length=60, null=True, blank=True)
    site_kind = models.CharField("考察对象", max_length=12, choices=SiteKind, null=True, blank=True)
    co_hosts = models.CharField(
        "联合举办单位",
        max_length=120,
        null=True,
        blank=True,
        help_text="联合举办的由一家记录，只计一次；其他单位写在这里。",
    )

    entry_uuid = models.UUIDField("表单编号", unique=True, default=uuid.uuid4, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False, verbose_name="记录人"
    )
    created_at = models.DateTimeField("记录时间", default=now, editable=False)
    updated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False, verbose_name="最后修改人"
    )
    updated_at = models.DateTimeField("最后修改时间", default=now, editable=False)

    objects = LiveManager()
    with_deleted = models.Manager.from_queryset(ActivityQuerySet)()

    class Meta:
        verbose_name = verbose_name_plural = "活动"
        ordering = ["-held_on", "-pk"]
        default_permissions = ()
        permissions = [("export_activity", "可以说明用途后导出五类活动的全部记录")]
        indexes = [
            # Covers the grouped query of Annex 2, which never counts what is deleted; SQLite knows no INCLUDE.
            models.Index(
                fields=[
                    "campaign",
                    "state",
                    "kind",
                    "committee",
                    "letter_channels",
                    "letter_channel_other",
                    "distribution_count",
                    "visited_count",
                    "new_member_count",
                    "session_count",
                    "participant_count",
                ],
                condition=Q(deleted_at=None),
                name="activity_annex2",
            ),
            models.Index(fields=["campaign", "kind", "committee", "held_on"], name="activity_by_day"),
            # Covers the list of a kind, its filters and its search, which else would read row after row.
            models.Index(
                fields=[
                    "campaign",
                    "kind",
                    "-held_on",
                    "-id",
                    "deleted_at",
                    "committee",
                    "state",
                    "place",
                    "remark",
                    "topic",
                    "co_hosts",
                    "speaker",
                    "letter_channel_other",
                ],
                name="activity_listed",
            ),
            models.Index(
                fields=["campaign", "kind", "state", "-held_on", "-id"],
                condition=Q(deleted_at=None),
                name="activity_listed_by_state",
            ),
            models.Index(fields=["deleted_at"], condition=Q(deleted_at__isnull=False), name="activity_deleted"),
            # What was touched since a package went up.
            models.Index(fields=["campaign", "updated_at"], name="activity_touched"),
        ]
        constraints = [
            models.CheckConstraint(condition=_columns_fit_kind(), name="activity_columns_fit_kind"),
            models.CheckConstraint(condition=_held_is_counted(), name="activity_held_is_counted"),
            *Deletable.Meta.constraints,
            models.CheckConstraint(
                condition=Q(letter_channels=None) | ~Q(letter_channels=""), name="activity_letter_has_channel"
            ),
            models.CheckConstraint(
                condition=Q(held_until=None) | Q(held_until__gte=F("held_on")),
                name="activity_period_in_order",
            ),
            *(
                models.CheckConstraint(
                    condition=Q(**{column: None}) | Q(**{f"{column}__lte": LARGEST_COUNT}),
                    name=f"activity_{column}_limit",
                )
                for column in sorted(KIND_COLUMNS)
                if column.endswith("_count")
            ),
        ]

    def __str__(self):
        return f"{self.number} {self.get_kind_display()}"

    @property
    def number(self):
        """编号: visible, never reused, and free of personal data."""
        return entry_number(self.campaign.year, self.pk)

    @property
    def channels(self):
        """The ways in which the letter was handed out, in the order of Annex 2."""
        return [LetterChannel(code) for code in (self.letter_channels or "").split(",") if code]

    @property
    def is_total(self):
        """Whether the entry stands for a whole period, of which the committee only knows the totals."""
        return self.held_until is not None

    @property
    def days(self):
        return days_in_words(self.held_on, self.held_until)

    @property
    def summary(self):
        """What tells the entry from others of its day, as far as it says so."""
        return self.topic or "、".join(channel.label for channel in self.channels) or self.place

    def clean(self):
        errors = self._errors_of_days() | self._errors_of_figures()
        if errors:
            raise ValidationError(errors)

    def _errors_of_days(self):
        errors = {}
        for name in ("held_on", "held_until"):
            day = getattr(self, name)
            try:
                if day:
                    self.campaign.check_day(day)
            except ValidationError as error:
                errors[name] = error
        if self.held_on and self.held_until and self.held_until < self.held_on:
            errors["held_until"] = "结束日期不能早于开始日期。"
        if "held_on" not in errors and self.held_on and self.state == ActivityState.HELD:
            if self.held_on > today():
                errors["held_on"] = "日期还没到，状态请选“计划”，开展后再改为“已开展”。"
            elif self.held_until and self.held_until > today():
                errors["held_until"] = "这段时间还没结束，请填到今天为止。"
        return errors

    def _errors_of_figures(self):
        if self.state != ActivityState.HELD:
            return {}
        errors = {}
        for name in REQUIRED_COLUMNS[self.kind]:
            if getattr(self, name) in (None, ""):
                errors[name] = (
                    "已开展的活动须填写这一项；没有填 0。" if name.endswith("_count") else "请至少选择一个渠道。"
                )
        if self.session_count == 0 and self.participant_count == 0:
            errors["session_count"] = "已开展的活动至少是 1 场；没有开展请用零报告。"
        return errors

    @transaction.atomic
    def record(self, *, by):
        """Save as `by`'s work; a held entry takes back the committee's zero report of its kind. True if it did.

        Raises DoesNotExist for an entry that somebody deleted meanwhile: saving must not bring it back.
        """
        concerned = {self.committee_id}
        if self._state.adding:
            self.created_by = by
        else:
            concerned.add(Activity.objects.select_for_update().get(pk=self.pk).committee_id)
        self.updated_by, self.updated_at = by, now()
        self.save()
        Completion.objects.note_change(campaign=self.campaign_id, committees=concerned)
        return self._take_zero_report_back()

    @transaction.atomic
    def mark_deleted(self, *, by):
        entry = super().mark_deleted(by=by)
        Completion.objects.note_change(campaign=entry.campaign_id, committees=[entry.committee_id])
        return entry

    @transaction.atomic
    def restore(self, *, by):
        """Returns whether a zero report went, as after `record`."""
        entry = super().restore(by=by)
        Completion.objects.note_change(campaign=entry.campaign_id, committees=[entry.committee_id])
        return entry._take_zero_report_back()

    def _take_zero_report_back(self):
        if self.state != ActivityState.HELD:
            return False
        own = self.committee.zero_reports.filter(campaign=self.campaign, kind=self.kind)
        return bool(own.delete()[0])


class Letter(Activity):
    KIND = Kind.LETTER
    objects = KindManager()

    class Meta:
        proxy = True
        verbose_name = verbose_name_plural = Kind.LETTER.label


class Visit(Activity):
    KIND = Kind.VISIT
    objects = KindManager()

    class Meta:
        proxy = True
        verbose_name = verbose_name_plural = Kind.VISIT.label


class Symposium(Activity):
    KIND = Kind.SYMPOSIUM
    objects = KindManager()

    class Meta:
        proxy = True
        verbose_name = verbose_name_plural = Kind.SYMPOSIUM.label


class Lecture(Activity):
    KIND = Kind.LECTURE
    objects = KindManager()

    class Meta:
        proxy = True
        verbose_name = verbose_name_plural = Kind.LECTURE.label


class Tour(Activity):
    KIND = Kind.TOUR
    objects = KindManager()

    class Meta:
        proxy = True
        verbose_name = verbose_name_plural = Kind.TOUR.label


PROXIES = {proxy.KIND: proxy for proxy in (Letter, Visit, Symposium, Lecture, Tour)}
