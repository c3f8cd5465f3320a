import uuid
from functools import cached_property

from django.conf import settings
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.core.validators import MaxValueValidator
from django.db import models, transaction
from django.db.models import Count, F, OuterRef, Q, Subquery

from activities.choices import ActivityState, LoggedList
from activities.models.activity_columns import (
    LARGEST_COUNT,
    LONGEST_CODES,
    SEARCHED,
    columns_fit_shape,
    count_field,
    held_is_counted,
    joined_by_lines,
    shape_text,
)
from activities.models.completion import Completion
from activities.models.kind import ActivityKind, KindFigure
from activities.models.photo import ActivityPhoto
from activities.shapes import FIGURE_COLUMNS, LABELS, Shape
from organization.clock import now, today
from organization.deletion import Deletable, DeletableQuerySet, LiveRows
from organization.scoping import LargeTableQuerySet, is_key

# Of the visible number.
PREFIX = "HD"


MISSING = "已开展的活动须填写这一项。"
MISSING_FIGURE = "已开展的活动须填写这一项；没有填 0。"
MISSING_MESSAGES = {"channels": "请至少选择一个渠道。"}


def entry_number(year: int, pk: int) -> str:
    return f"{PREFIX}{year}-{pk:06d}"


def describe_days(held_on, held_until):
    """The day, or the period whose total it is where `held_until` is given, as every list shows it."""
    return f"{held_on:%Y-%m-%d}" if held_until is None else f"{held_on:%Y-%m-%d} 至 {held_until:%Y-%m-%d} 合计"


class ActivityQuerySet(DeletableQuerySet, LargeTableQuerySet):
    def in_campaign(self, campaign):
        return self.filter(campaign=campaign)

    def of_kind(self, kind):
        return self.filter(kind=kind)

    def of_key(self, pk: str):
        """The one whose key an address gives as text; none where that is no key."""
        return self.filter(pk=pk if is_key(pk) else None)

    def held(self):
        """Those that count: neither planned nor cancelled ones do."""
        return self.filter(state=ActivityState.HELD)

    def with_photo_count(self):
        """None where there are none."""
        photos = ActivityPhoto.objects.filter(activity=OuterRef("pk")).order_by().values("activity")
        return self.annotate(photo_count=Subquery(photos.annotate(count=Count("pk")).values("count")))

    def with_own_figures(self):
        """With the numbers of their kinds' own figures: two queries, however many entries there are."""
        return self.prefetch_related("entry_figures__figure")


class LiveManager(LiveRows, models.Manager.from_queryset(ActivityQuerySet)):
    """Relations to entries leave out the deleted ones too."""


class Activity(Deletable):
    """One entry in a committee's log. It may stand for several sessions, or for a whole period."""

    campaign = models.ForeignKey(
        "organization.Campaign", models.PROTECT, related_name="activities", verbose_name="年度"
    )
    committee = models.ForeignKey(
        "organization.Committee", models.PROTECT, related_name="activities", verbose_name="开展单位"
    )
    kind = models.ForeignKey(
        ActivityKind, models.PROTECT, related_name="activities", editable=False, verbose_name="类别"
    )
    # Copied from the kind: the constraints speak of it.
    shape = models.CharField("记录类型", max_length=12, choices=Shape, editable=False)
    state = models.CharField("状态", max_length=10, choices=ActivityState, default=ActivityState.HELD)
    held_on = models.DateField("日期")
    held_until = models.DateField(
        "合计至", null=True, blank=True, help_text="只知道一段时间的合计时，填这段时间的最后一天。"
    )
    place = models.CharField(LABELS["place"], max_length=80, blank=True)
    is_online = models.BooleanField(LABELS["is_online"], default=False)
    remark = models.CharField("备注", max_length=200, blank=True)

    channels = shape_text("channels", LONGEST_CODES)
    channel_other = shape_text("channel_other", 20)
    distribution_count = count_field(LABELS["distribution_count"])
    copy_count = count_field(LABELS["copy_count"])
    visited_count = count_field(LABELS["visited_count"])
    new_member_count = count_field(LABELS["new_member_count"])
    session_count = count_field(LABELS["session_count"])
    participant_count = count_field(LABELS["participant_count"])
    topic = shape_text("topic", 80)
    speaker = shape_text("speaker", 50)
    speaker_post = shape_text("speaker_post", 60)
    site_kind = shape_text("site_kind", 12)
    co_hosts = shape_text("co_hosts", 120)

    # One text is looked through at a sixth of what six take.
    searched_text = models.GeneratedField(
        verbose_name="可检索的文字",
        expression=joined_by_lines(SEARCHED),
        output_field=models.TextField(),
        db_persist=True,
    )

    # The odd figures that were confirmed, each with the numbers that it was confirmed for.
    confirmed_figures = models.TextField("核对过的数字", blank=True, editable=False)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", editable=False, verbose_name="核对人"
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
        permissions = [("export_activity", "可以说明用途后导出各类活动的全部记录")]
        indexes = [
            # Covers the grouped queries of Annex 2, of desk and statistics, which never count what is deleted; SQLite
            # knows no INCLUDE.
            models.Index(
                fields=[
                    "campaign",
                    "state",
                    "kind",
                    "committee",
                    "channels",
                    "channel_other",
                    "distribution_count",
                    "visited_count",
                    "new_member_count",
                    "session_count",
                    "participant_count",
                    "held_on",
                    "held_until",
                    "created_at",
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
                    "searched_text",
                ],
                name="activity_listed",
            ),
            models.Index(
                fields=["campaign", "kind", "state", "-held_on", "-id"],
                condition=Q(deleted_at=None),
                name="activity_listed_by_state",
            ),
            # Few at any time: those whose day has passed are counted on every desk.
            models.Index(
                fields=["committee", "campaign", "held_on"],
                condition=Q(state=ActivityState.PLANNED, deleted_at=None),
                name="activity_planned",
            ),
            models.Index(fields=["deleted_at"], condition=Q(deleted_at__isnull=False), name="activity_deleted"),
            # What was touched since a package went up.
            models.Index(fields=["campaign", "updated_at"], name="activity_touched"),
        ]
        constraints = [
            models.CheckConstraint(condition=columns_fit_shape(), name="activity_columns_fit_shape"),
            models.CheckConstraint(condition=held_is_counted(), name="activity_held_is_counted"),
            *Deletable.Meta.constraints,
            models.CheckConstraint(condition=Q(channels=None) | ~Q(channels=""), name="activity_channels_not_blank"),
            models.CheckConstraint(
                condition=Q(confirmed_figures="", confirmed_by=None)
                | ~Q(confirmed_figures="") & Q(confirmed_by__isnull=False),
                name="activity_figures_confirmed_by_somebody",
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
                for column in sorted(FIGURE_COLUMNS)
            ),
        ]

    def __str__(self):
        return f"{self.number} {self.kind.label}"

    @property
    def attached_photos(self):
        return self.activity_photos

    @property
    def number(self):
        """编号: visible, never reused, and free of personal data."""
        return entry_number(self.campaign.year, self.pk)

    @cached_property
    def own_figures(self) -> dict[str, int]:
        """The numbers of its kind's own figures, by key; one that was not entered is not in it."""
        return {one.figure.key: one.value for one in self.entry_figures.all()}

    @property
    def is_total(self):
        """Whether the entry stands for a whole period, of which the committee only knows the totals."""
        return self.held_until is not None

    @property
    def days(self):
        return describe_days(self.held_on, self.held_until)

    @property
    def channel_labels(self) -> list[str]:
        """In the words and the order of its campaign."""
        return self.kind.lists[LoggedList.CHANNELS].names(self.channels) if self.channels else []

    @property
    def summary(self):
        return self.topic or "、".join(self.channel_labels) or self.place

    @property
    def confirmed_tokens(self) -> frozenset[str]:
        return frozenset(self.confirmed_figures.split())

    def confirm_figures(self, tokens, *, by):
        """Replace what is confirmed by the `tokens` of odd figures; `by` confirms those that are new."""
        added = set(tokens) - self.confirmed_tokens
        self.confirmed_figures = " ".join(sorted(tokens))
        if added or not tokens:
            self.confirmed_by = by if tokens else None

    def clean(self):
        errors = self._errors_of_kind() or self._errors_of_days() | self._errors_of_figures()
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

    def _errors_of_kind(self):
        if self.kind.campaign_id != self.campaign_id:
            return {NON_FIELD_ERRORS: "这个类别不属于这个年度。"}
        if self._state.adding and not self.kind.is_active:
            return {NON_FIELD_ERRORS: f"“{self.kind}”已停用，不再记新的。"}
        return {}

    def _errors_of_figures(self):
        """Of the columns of the log; the kind's own figures are checked by the form that asks for them."""
        if self.state != ActivityState.HELD:
            return {}
        errors = {}
        for asked in self.kind.asked_columns:
            if asked.is_required and getattr(self, asked.name) in (None, ""):
                errors[asked.name] = MISSING_MESSAGES.get(asked.name, MISSING_FIGURE if asked.is_figure else MISSING)
        if self.session_count == 0 and not self.participant_count:
            errors["session_count"] = "已开展的活动至少是 1 场；没有开展请用零报告。"
        return errors

    @transaction.atomic
    def record(self, *, by, own_figures=None):
        """Save as `by`'s work; a held entry withdraws the committee's zero report of its kind. True if it did.

        `own_figures` are the numbers of its kind's own figures by key, None for one that is not known; where it is
        not given they stay as they are. Raises DoesNotExist for an entry that somebody deleted meanwhile: saving must
        not bring it back.
        """
        concerned, is_new = {self.committee_id}, self._state.adding
        if is_new:
            self.created_by = by
        else:
            concerned.add(Activity.objects.select_for_update().get(pk=self.pk).committee_id)
        self.updated_by, self.updated_at = by, now()
        self.save()
        self._save_own_figures(own_figures or {}, is_new)
        Completion.objects.note_change(campaign=self.campaign_id, committees=concerned)
        return self._withdraw_zero_report()

    def _save_own_figures(self, own_figures, is_new):
        if not own_figures:
            return
        figures = {figure.key: figure for figure in self.kind.figures.all()}
        if is_new:
            known = {key: value for key, value in own_figures.items() if value is not None}
            rows = [EntryFigure(activity=self, figure=figures[key], value=value) for key, value in known.items()]
            EntryFigure.objects.bulk_create(rows)
            return
        for key, value in own_figures.items():
            if value is None:
                self.entry_figures.filter(figure=figures[key]).delete()
            else:
                self.entry_figures.update_or_create(figure=figures[key], defaults={"value": value})

    @transaction.atomic
    def mark_deleted(self, *, by):
        entry = super().mark_deleted(by=by)
        Completion.objects.note_change(campaign=entry.campaign_id, committees=[entry.committee_id])
        return entry

    @transaction.atomic
    def restore(self, *, by):
        entry = super().restore(by=by)
        Completion.objects.note_change(campaign=entry.campaign_id, committees=[entry.committee_id])
        return entry._withdraw_zero_report()

    def _withdraw_zero_report(self):
        if self.state != ActivityState.HELD:
            return False
        own = self.committee.zero_reports.filter(campaign=self.campaign, kind=self.kind)
        return bool(own.delete()[0])


class EntryFigure(models.Model):
    """The number of an entry for one of its kind's own figures. One that is not known has no row: it is not 0."""

    activity = models.ForeignKey(Activity, models.CASCADE, related_name="entry_figures", verbose_name="活动")
    figure = models.ForeignKey(KindFigure, models.PROTECT, related_name="entry_figures", verbose_name="自定数字")
    value = models.PositiveIntegerField("数字", validators=[MaxValueValidator(LARGEST_COUNT)])

    class Meta:
        verbose_name = verbose_name_plural = "自定数字的值"
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["activity", "figure"], name="entryfigure_once"),
            models.CheckConstraint(condition=Q(value__lte=LARGEST_COUNT), name="entryfigure_value_limit"),
        ]
        indexes = [models.Index(fields=["figure", "activity", "value"], name="entryfigure_summed")]

    def __str__(self):
        return f"自定数字 {self.pk}"
