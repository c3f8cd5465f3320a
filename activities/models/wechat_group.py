from datetime import date

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q

from activities.choices import GroupKind, group_kinds
from activities.models.work_entry import PlainText, WorkEntry

# Members; WeChat's own groups take 500, those of WeChat Work up to 2,000.
LARGEST_GROUP = 2000
WECHAT_BEGAN_ON = date(2011, 1, 21)


class WechatGroup(WorkEntry):
    """A WeChat group that a committee keeps (the notice, part 三, item 1).

    Neither members nor QR code are stored: the former are personal data, the latter expires in seven days.
    """

    PREFIX, DAY = "WX", "created_on"
    SEARCHED = ("name",)

    kind = models.CharField("群的种类", max_length=16, choices=group_kinds)
    name = PlainText("群名称", max_length=60)
    owner = PlainText("群主", max_length=40, help_text="岗位或姓名，如：团委副书记。不写手机号。")
    member_count = models.PositiveSmallIntegerField(
        "群成员数",
        validators=[
            MinValueValidator(1, "至少 1 人。"),
            MaxValueValidator(LARGEST_GROUP, "一个群最多 2000 人；几个群请分开登记。"),
        ],
        help_text="只记人数，不记成员名单；人数变了请随时修改。",
    )
    created_on = models.DateField("建群日期", help_text="往年建的群照填当时的日期。")

    class Meta(WorkEntry.Meta):
        abstract = False
        verbose_name = verbose_name_plural = "微信群"
        ordering = ["committee__path", "kind", "pk"]
        indexes = [models.Index(fields=["campaign", "committee", "kind"], name="wechatgroup_by_kind")]
        constraints = [
            *WorkEntry.Meta.constraints,
            models.CheckConstraint(condition=Q(kind__in=GroupKind.values), name="wechatgroup_kind_known"),
            models.CheckConstraint(
                condition=Q(member_count__gte=1, member_count__lte=LARGEST_GROUP), name="wechatgroup_members_counted"
            ),
            models.UniqueConstraint(
                fields=["campaign", "committee", "kind", "name"],
                condition=Q(deleted_at=None),
                name="wechatgroup_once",
                violation_error_message="这个群已经登记过。",
            ),
        ]

    def earliest_day(self):
        return WECHAT_BEGAN_ON

    def errors(self):
        errors = super().errors()
        if self.name and self.twins(kind=self.kind, name=self.name).exists():
            errors["name"] = "本单位已登记过这个群；人数变了请修改原来的那一条。"
        return errors
