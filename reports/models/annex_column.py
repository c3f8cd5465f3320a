from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.db.models import Q

from activities.models import ActivityKind
from activities.shapes import Shape
from organization.text_columns import CodeColumn
from reports.choices import ColumnContent

KEY_VALIDATOR = RegexValidator(r"^[a-z][a-z0-9_]*\Z", "只用小写字母、数字和下划线，以字母开头，如 fair_session_count。")


class AnnexColumnQuerySet(models.QuerySet):
    def in_campaign(self, campaign):
        return self.filter(campaign=campaign)


class AnnexColumn(models.Model):
    """附件2的列: a column of one campaign's official table. Letters, merges and print area are computed."""

    campaign = models.ForeignKey(
        "organization.Campaign", models.PROTECT, related_name="annex_columns", verbose_name="年度"
    )
    # Frozen figures are by key, so it never changes.
    key = CodeColumn("代码", max_length=50, validators=[KEY_VALIDATOR], help_text="定了不再改，如 fair_session_count。")
    position = models.PositiveSmallIntegerField("次序", validators=[MinValueValidator(1), MaxValueValidator(99)])
    content = models.CharField("内容", max_length=10, choices=ColumnContent, default=ColumnContent.FIGURE)
    heading_1 = models.CharField("第一层表头", max_length=30, help_text="左右相邻、写法相同的会合并。")
    heading_2 = models.CharField("第二层表头", max_length=30, blank=True)
    heading_3 = models.CharField("第三层表头", max_length=30, blank=True)
    kind = models.ForeignKey(
        ActivityKind, models.PROTECT, null=True, blank=True, related_name="annex_columns", verbose_name="活动类别"
    )
    figure = CodeColumn(
        "数字", max_length=30, blank=True, help_text="这一类活动的哪个数字：如 session_count，或自定数字的代码。"
    )
    width = models.PositiveSmallIntegerField(
        "列宽", default=10, validators=[MinValueValidator(4), MaxValueValidator(80)], help_text="以半角字符计。"
    )
    meaning = models.CharField("怎样计数", max_length=120, blank=True, help_text="写在表的说明里，供填报的人看。")

    objects = AnnexColumnQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "附件2的列"
        ordering = ["campaign", "position"]
        constraints = [
            models.UniqueConstraint(
                fields=["campaign", "key"], name="annexcolumn_key_once", violation_error_message="这个代码已经有了。"
            ),
            models.UniqueConstraint(
                fields=["campaign", "position"],
                name="annexcolumn_position_once",
                violation_error_message="这个次序已经有了。",
            ),
            *(
                models.UniqueConstraint(
                    fields=["campaign"],
                    condition=Q(content=content),
                    name=f"annexcolumn_one_{content}",
                    violation_error_message=f"“{content.label}”只能有一列。",
                )
                for content in (ColumnContent.SERIAL, ColumnContent.NAME)
            ),
            models.CheckConstraint(
                condition=Q(content=ColumnContent.FIGURE, kind__isnull=False) & ~Q(figure="")
                | Q(content=ColumnContent.CHANNELS, kind__isnull=False, figure="")
                | Q(content__in=(ColumnContent.SERIAL, ColumnContent.NAME, ColumnContent.BLANK), kind=None, figure=""),
                name="annexcolumn_names_what_it_counts",
                violation_error_message="“数字”列要指明活动类别和数字，“渠道”列要指明活动类别，其他的列都留空。",
            ),
            models.CheckConstraint(
                condition=~Q(heading_1="") & (~Q(heading_2="") | Q(heading_3="")),
                name="annexcolumn_headings_from_the_top",
                violation_error_message="表头从第一层写起，中间不能空一层。",
            ),
        ]

    def __str__(self):
        return " › ".join(self.headings)

    @property
    def headings(self) -> tuple[str, ...]:
        """From the top of the table's head down: one to three."""
        return tuple(filter(None, (self.heading_1, self.heading_2, self.heading_3)))

    def clean(self):
        if self.kind is None:
            return
        if self.kind.campaign_id != self.campaign_id:
            raise ValidationError({"kind": "这个类别不属于这个年度。"})
        if self.content == ColumnContent.CHANNELS and self.kind.shape != Shape.OUTREACH:
            raise ValidationError({"kind": "只有“发放宣传”一类的活动有渠道。"})
        known = self.kind.number_labels
        if self.content == ColumnContent.FIGURE and self.figure not in known:
            raise ValidationError({"figure": f"“{self.kind}”没有这个数字，可以是：{'、'.join(known)}。"})


def counted_figures(kind: ActivityKind) -> frozenset[str]:
    """The numbers of the kind that columns of its campaign's table sum."""
    columns = AnnexColumn.objects.filter(kind=kind, content=ColumnContent.FIGURE)
    return frozenset(columns.order_by().values_list("figure", flat=True))
