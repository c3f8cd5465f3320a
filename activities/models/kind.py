import re
from dataclasses import dataclass
from functools import cached_property

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.db.models import Q

from activities.models.log_list import ChoiceList, lists_of
from activities.patterns import PLACES, SentencePattern, read_pattern
from activities.shapes import FIGURE_COLUMNS, LABELS, SHAPES, UNITS, Shape, ShapeColumns, askable_columns
from organization.region import Worded
from organization.text_columns import CodeColumn
from organization.text_places import check_places

KEY_VALIDATOR = RegexValidator(r"^[a-z][a-z0-9_]*\Z", "只用小写字母、数字和下划线，以字母开头，如 job_fair。")

# Addresses below /admin/activities/ and /admin/reports/export/ that are not those of a kind.
RESERVED_KEYS = frozenset(
    "activities activity activitykind completion deleted entries headcount loglist photo photos publicity returnees "
    "service services wechatgroup zero".split()
)

# Columns of the log that no kind has a label of its own for.
COLUMNS_OF_EVERY_ENTRY = ("committee", "state", "held_on", "held_until", "remark")

BETWEEN_NAMES = re.compile(r"[、，,\s]+")
OTHER_NAMES_HELP = "总结里说到这个数字时用的词，用顿号隔开；中间隔着别的字的写省略号，如：新…会员。"


def listed_names(text: str) -> list[str]:
    return [name for name in BETWEEN_NAMES.split(text) if name]


def refuse_reserved_key(key):
    if key in RESERVED_KEYS:
        raise ValidationError(f"“{key}”是系统自己的网址用词，请换一个。", code="reserved")


@dataclass(frozen=True)
class AskedColumn:
    """A column of the log that a kind asks for."""

    name: str
    label: str
    help_text: str
    # Of a held entry.
    is_required: bool

    @property
    def is_figure(self) -> bool:
        return self.name in FIGURE_COLUMNS


class ActivityKindQuerySet(models.QuerySet):
    def in_campaign(self, campaign):
        return self.filter(campaign=campaign)

    def active(self):
        """Those in which new entries are logged."""
        return self.filter(is_active=True)

    def with_questions(self):
        """With what each asks: three queries, whatever their number."""
        return self.prefetch_related("details", "figures")


class ActivityKind(models.Model):
    """活动类别: a kind of entry in the log of one campaign, as its notice names it.

    A kind with entries can be renamed and retired, but neither deleted nor given another shape.
    """

    campaign = models.ForeignKey("organization.Campaign", models.PROTECT, related_name="kinds", verbose_name="年度")
    key = CodeColumn(
        "代码",
        max_length=20,
        validators=[KEY_VALIDATOR, refuse_reserved_key],
        help_text="用在网址和数据里，定了不再改，如 job_fair。",
    )
    label = models.CharField("名称", max_length=40, help_text="汇总表里的叫法，如：招聘会。")
    shape = models.CharField(
        "记录类型", max_length=12, choices=Shape, help_text="这一类活动计什么数，有记录以后不能改。"
    )
    position = models.PositiveSmallIntegerField(
        "次序", default=1, validators=[MinValueValidator(1), MaxValueValidator(99)]
    )
    is_active = models.BooleanField("启用", default=True, help_text="停用后不再记新的，已有的记录照常计数。")
    other_names = models.CharField(
        "文中的叫法",
        max_length=200,
        blank=True,
        help_text=Worded("总结里说到它时用的词，用顿号隔开，如：{example_kind_names}。"),
    )
    sentence_pattern = models.TextField(
        "总结草稿的句子",
        blank=True,
        help_text=Worded(
            "选填。第一行以 # 开头的，是它所在一节的小标题；下一行是开展了的句子，再下一行是报零时的句子。"
            "{{session_count}} 这样的代码换成数字，{{period}}、{{name}}、{{most}}、{{topics}} 等换成起止日期、叫法、"
            "最多的{county_short}、主题。留空用通用的句子。"
        ),
    )

    # Keys of own figures that are saved together with a kind that is new: its sentence may name them.
    coming_figures: frozenset[str] = frozenset()

    objects = ActivityKindQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "活动类别"
        ordering = ["campaign", "position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["campaign", "key"],
                name="activitykind_key_once",
                violation_error_message="这个年度已有这个代码的类别。",
            ),
            models.UniqueConstraint(
                fields=["campaign", "label"],
                name="activitykind_label_once",
                violation_error_message="这个年度已有这个名称的类别。",
            ),
            models.CheckConstraint(condition=Q(shape__in=Shape.values), name="activitykind_shape_known"),
        ]

    def __str__(self):
        return self.label

    def clean(self):
        before = type(self).objects.filter(pk=self.pk).first() if self.pk else None
        if before and before.key != self.key:
            raise ValidationError({"key": "代码定了不再改。"})
        if before and before.shape != self.shape and before.has_entries:
            raise ValidationError({"shape": "已有记录，不能改为另一种记录类型；可以停用它，另建一类。"})
        self._check_pattern()

    def _check_pattern(self):
        if self.shape not in SHAPES:
            return
        try:
            read_pattern(self.sentence_pattern)
        except ValueError:
            raise ValidationError({"sentence_pattern": "最多一行小标题、两行句子。"}) from None
        own = set(self.figures.values_list("key", flat=True)) if self.pk else set()
        known = {*PLACES, *self.shape_columns.figures, *own, *self.coming_figures}
        try:
            check_places(self.sentence_pattern, known)
        except ValidationError as error:
            raise ValidationError({"sentence_pattern": error}) from None

    @property
    def has_entries(self) -> bool:
        return self.activities(manager="with_deleted").exists()

    @property
    def shape_columns(self) -> ShapeColumns:
        return SHAPES[self.shape]

    @cached_property
    def asked_columns(self) -> list[AskedColumn]:
        """In the order of the form: details, figures, then place and online."""
        details = {detail.column: detail for detail in self.details.all()}
        counted = self.shape_columns.counted
        return [
            AskedColumn(
                name,
                details[name].label or LABELS[name] if name in details else LABELS[name],
                details[name].help_text if name in details else "",
                name == counted or details[name].is_required,
            )
            for name in askable_columns(self.shape)
            if name in details or name == counted
        ]

    @cached_property
    def lists(self) -> dict[str, ChoiceList]:
        """Those of its campaign by the column whose codes they have; one query for all entries of this kind."""
        return lists_of(self.campaign_id)

    def asks(self, column: str) -> bool:
        return any(asked.name == column for asked in self.asked_columns)

    def label_of(self, column: str) -> str:
        """The label of a column of the log, or of one of the kind's own figures, by its key."""
        labels = {asked.name: asked.label for asked in self.asked_columns}
        labels |= {figure.key: figure.label for figure in self.figures.all()}
        return labels.get(column) or LABELS[column]

    @cached_property
    def number_labels(self) -> dict[str, str]:
        """The label of every number of its entries by key: the figures of its shape that it asks for, then its own."""
        labels = {asked.name: asked.label for asked in self.asked_columns if asked.is_figure}
        return labels | {figure.key: figure.label for figure in self.figures.all()}

    def unit_of(self, figure: str) -> str:
        """The measure word of a number of its entries; empty where it has none."""
        own = {one.column: one.unit for one in self.details.all()} | {one.key: one.unit for one in self.figures.all()}
        return own.get(figure) or UNITS.get(figure, "")

    @property
    def pattern(self) -> SentencePattern:
        return read_pattern(self.sentence_pattern)

    @property
    def spoken_name(self) -> str:
        """What a sentence calls it: the first of the other names, else its label."""
        return next(iter(listed_names(self.other_names)), self.label)

    @property
    def names(self) -> list[str]:
        """How a text may speak of it, its label first."""
        return list(dict.fromkeys([self.label, *listed_names(self.other_names)]))


class KindDetail(models.Model):
    """A column of the log that a kind asks for; one that it has no row for is not asked."""

    kind = models.ForeignKey(ActivityKind, models.CASCADE, related_name="details", verbose_name="活动类别")
    column = models.CharField("内容", max_length=20, choices=LABELS)
    is_required = models.BooleanField("必填", default=False, help_text="已开展的记录须填。")
    label = models.CharField("名称", max_length=20, blank=True, help_text="留空用通用的叫法。")
    other_names = models.CharField("文中的叫法", max_length=100, blank=True, help_text=OTHER_NAMES_HELP)
    unit = models.CharField("单位", max_length=10, blank=True, help_text="文字里跟在数字后面；留空用通用的。")
    help_text = models.CharField("填写说明", max_length=100, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "所问的内容"
        ordering = ["pk"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "column"], name="kinddetail_once", violation_error_message="这一项已经有了。"
            ),
            models.CheckConstraint(condition=Q(column__in=list(LABELS)), name="kinddetail_column_known"),
        ]

    def __str__(self):
        return self.label or LABELS[self.column]

    def clean(self):
        # Without one where the kind's own part of a form was refused or forged, which is said there.
        kind = getattr(self, "kind", None)
        if kind and kind.shape in SHAPES and self.column not in askable_columns(kind.shape):
            raise ValidationError({"column": f"“{self.kind.get_shape_display()}”不问这一项。"})
        if self.column not in FIGURE_COLUMNS and (self.other_names or self.unit):
            raise ValidationError({"column": "只有数字才写文中的叫法和单位。"})


class KindFigure(models.Model):
    """自定数字: a whole number that a kind asks for besides those of its shape. Not asked is null, never 0."""

    kind = models.ForeignKey(ActivityKind, models.CASCADE, related_name="figures", verbose_name="活动类别")
    key = CodeColumn("代码", max_length=30, validators=[KEY_VALIDATOR], help_text="定了不再改，如 job_count。")
    label = models.CharField("名称", max_length=20, help_text="如：提供岗位数。")
    other_names = models.CharField("文中的叫法", max_length=100, blank=True, help_text=OTHER_NAMES_HELP)
    unit = models.CharField("单位", max_length=10, blank=True, help_text="文字里跟在数字后面，如：个、人。")
    help_text = models.CharField("填写说明", max_length=100, blank=True)
    is_required = models.BooleanField("必填", default=False, help_text="已开展的记录须填。")
    position = models.PositiveSmallIntegerField(
        "次序", default=1, validators=[MinValueValidator(1), MaxValueValidator(99)]
    )

    class Meta:
        verbose_name = verbose_name_plural = "自定数字"
        ordering = ["position", "pk"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "key"], name="kindfigure_key_once", violation_error_message="这个代码已经有了。"
            ),
            models.UniqueConstraint(
                fields=["kind", "label"], name="kindfigure_label_once", violation_error_message="这个名称已经有了。"
            ),
        ]

    def __str__(self):
        return self.label

    def clean(self):
        if self.key in {*LABELS, *PLACES, *COLUMNS_OF_EVERY_ENTRY}:
            raise ValidationError({"key": f"“{self.key}”是系统自己的列，请换一个代码。"})
        before = type(self).objects.filter(pk=self.pk).first() if self.pk else None
        if before and before.key != self.key:
            raise ValidationError({"key": "代码定了不再改。"})
