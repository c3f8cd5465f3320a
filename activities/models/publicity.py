from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q

from activities.choices import Medium
from activities.models.activity_columns import LARGEST_COUNT
from activities.models.work_entry import PlainText, WorkEntry
from organization.web_addresses import NOT_AN_ADDRESS, WebAddressColumn

IS_WEB_ADDRESS = Q(link__startswith="http://") | Q(link__startswith="https://")


class Publicity(WorkEntry):
    """One publication about the campaign (the notice, part 四, item 4): an article, a broadcast, a short video."""

    PREFIX, DAY = "XC", "published_on"
    SEARCHED = ("title",)

    medium = models.CharField("宣传平台", max_length=16, choices=Medium)
    title = PlainText("标题", max_length=120)
    link = WebAddressColumn("链接", max_length=500, blank=True, help_text="网址；报纸、电视、广播没有链接的留空。")
    published_on = models.DateField("发布日期")
    read_count = models.PositiveIntegerField(
        "阅读量",
        null=True,
        blank=True,
        validators=[MaxValueValidator(LARGEST_COUNT)],
        help_text="选填；不知道的留空，留空不等于 0。",
    )

    class Meta(WorkEntry.Meta):
        abstract = False
        verbose_name = verbose_name_plural = "宣传报道"
        ordering = ["-published_on", "-pk"]
        indexes = [
            models.Index(fields=["campaign", "committee", "medium"], name="publicity_by_medium"),
            models.Index(fields=["campaign", "published_on"], name="publicity_by_day"),
        ]
        constraints = [
            *WorkEntry.Meta.constraints,
            models.CheckConstraint(condition=Q(medium__in=Medium.values), name="publicity_medium_known"),
            models.CheckConstraint(
                condition=Q(link="") | IS_WEB_ADDRESS,
                name="publicity_link_is_web_address",
                violation_error_message=NOT_AN_ADDRESS,
            ),
            models.CheckConstraint(
                condition=Q(read_count=None) | Q(read_count__lte=LARGEST_COUNT), name="publicity_read_count_limit"
            ),
            models.UniqueConstraint(
                fields=["campaign", "committee", "link"],
                condition=Q(deleted_at=None) & ~Q(link=""),
                name="publicity_link_once",
                violation_error_message="这个链接已经登记过。",
            ),
        ]

    def errors(self):
        errors = super().errors()
        if self.link and self.twins(link=self.link).exists():
            errors["link"] = "本单位已登记过这个链接。"
        return errors
