from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models, transaction
from django.db.models import F, Q, Value
from django.db.models.functions import Concat, Substr

from organization import roles
from organization.choices import Level, levels
from organization.pinyin import spell_committee
from organization.region import Worded, words
from organization.scoping import CommitteeScopedQuerySet
from organization.text_columns import CodeColumn

# Below which levels a committee of each level may stand.
LEVELS_ABOVE = {
    Level.LEAGUE_CITY: {Level.REGION},
    Level.COUNTY: {Level.LEAGUE_CITY},
    # A village with a committee of its own stands below its township, as the fifth level of a tree.
    Level.TOWNSHIP: {Level.COUNTY, Level.TOWNSHIP},
    Level.DIRECT: {Level.REGION, Level.LEAGUE_CITY, Level.COUNTY},
}


# The league-city and the county of a committee that is just being moved.
UNKNOWN_PLACE = (None, None)


class CommitteeQuerySet(CommitteeScopedQuerySet):
    def within(self, committee):
        """The committee itself and everything below it."""
        return self.filter(path__startswith=committee.path)

    def at_level(self, level):
        return self.filter(level=level)

    def homes(self):
        return self.at_level(Level.COUNTY).exclude(gb_code=None).standing()

    def standing(self):
        return self.filter(ended_on=None)

    def assignable_by(self, manager):
        """Those that `manager` may create accounts for: below its own committee and, for the region, its own too."""
        role = roles.ROLES[manager.role]
        committees = self.visible_to(manager).standing().filter(level__in=roles.levels_granted_by(role))
        return committees if role.grants_at_own_committee else committees.exclude(pk=manager.committee_id)

    def region(self):
        return self.get(level=Level.REGION)

    def place_names_by_path(self) -> dict[str, tuple[str | None, str | None]]:
        committees = self.order_by().values_list("path", "level", "place_name")
        names = {path: (level, name) for path, level, name in committees}

        def name_at(path, level):
            above = (names.get(path[:length]) for length in range(4, len(path) + 1, 4))
            return next((found[1] for found in above if found and found[0] == level), None)

        return {path: (name_at(path, Level.LEAGUE_CITY), name_at(path, Level.COUNTY)) for path in names}

    def next_order(self, parent):
        return (self.model.objects.filter(parent=parent).aggregate(last=models.Max("sort_order"))["last"] or 0) + 1

    @transaction.atomic
    def add(self, *, parent, sort_order=None, **fields):
        committee = self.model(parent=parent, sort_order=sort_order or self.next_order(parent), **fields)
        committee.save_in_place()
        return committee

    @transaction.atomic(savepoint=False)
    def add_all(self, committees):
        """Many at once, each the last below its parent; the parents are saved already."""
        self.lock_tree()
        # Read again: they may have moved meanwhile.
        parents = self.model.objects.in_bulk({committee.parent_id for committee in committees} - {None})
        last = dict(self.model.objects.order_by().values_list("parent").annotate(models.Max("sort_order")))
        for committee in committees:
            committee.sort_order = last[committee.parent_id] = last.get(committee.parent_id, 0) + 1
            committee.stand_below(parents.get(committee.parent_id))
        return self.bulk_create(committees)

    def lock_tree(self):
        """Until the end of the transaction nobody else can add or move a committee: paths depend on those above."""
        self.model.objects.select_for_update().filter(parent=None).first()


class Committee(models.Model):
    """A node of the League's tree: it owns activities, entrances, home-county records and accounts."""

    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name="上级团委"
    )
    level = models.CharField("层级", max_length=12, choices=levels)
    gb_code = CodeColumn(
        "行政区划代码",
        max_length=6,
        null=True,
        blank=True,
        validators=[RegexValidator(r"^[0-9]{6}$", "行政区划代码应为六位数字。")],
        help_text=Worded("{code_standard} 六位代码；开发区、直属团组织没有代码，留空。"),
    )
    place_name = models.CharField(
        "地名或单位名", max_length=40, help_text=Worded("附件2“{reporting}”栏的写法，如：{example_place}。")
    )
    name = models.CharField("全称", max_length=60, help_text=Worded("如：共青团{example_place}委员会。"))
    short_name = models.CharField(
        "简称", max_length=40, help_text=Worded("如：{example_committee}、{example_other_committee}。")
    )
    # By which it is found in letters: they follow from the names when it is saved in its place.
    initials = models.CharField("拼音首字母", max_length=200, default="", editable=False)
    pinyin = models.CharField("拼音", max_length=600, default="", editable=False)
    sort_order = models.PositiveSmallIntegerField(
        "排序",
        validators=[MinValueValidator(1), MaxValueValidator(999)],
        help_text="在同一上级之下的次序，1–999。",
    )
    path = models.CharField("树路径", max_length=64, editable=False)
    is_separately_planned = models.BooleanField(
        "计划单列市", default=False, help_text=Worded("可在某一年度的附件2中单列一行{own_rows_aside}。")
    )
    administered_by = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="administered",
        verbose_name="代管单位",
        help_text=Worded("代管单位单列时，本地随之计入{administration_aside}。"),
    )

    ended_on = models.DateField("撤并日期", null=True, blank=True, editable=False)
    succeeded_by = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="predecessors",
        verbose_name="并入",
        help_text="撤并后由它接手未办结的个案和账号。",
    )

    objects = CommitteeQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "团委"
        ordering = ["path"]
        constraints = [
            models.UniqueConstraint(fields=["path"], name="committee_path_unique"),
            models.UniqueConstraint(
                fields=["gb_code"],
                name="committee_gb_code_unique",
                violation_error_code="unique",  # of one field: displayed beside it
                violation_error_message="这个行政区划代码已被使用。",
            ),
            models.UniqueConstraint(
                fields=["parent", "sort_order"],
                name="committee_order_unique",
                violation_error_message="同一上级之下已有这个排序号。",
            ),
            models.UniqueConstraint(
                fields=["level"],
                condition=Q(level=Level.REGION),
                name="committee_one_region",
                violation_error_message=Worded("{region}一级只能有一个团委。"),
            ),
            models.CheckConstraint(
                condition=Q(level=Level.REGION, parent=None) | (~Q(level=Level.REGION) & Q(parent__isnull=False)),
                name="committee_parent_unless_region",
            ),
            models.CheckConstraint(
                condition=Q(gb_code=None) | Q(gb_code__regex=r"^[0-9]{6}$"),
                name="committee_gb_code_six_digits",
            ),
            models.CheckConstraint(
                condition=Q(sort_order__gte=1, sort_order__lte=999),
                name="committee_order_three_digits",
            ),
            models.CheckConstraint(
                condition=Q(ended_on=None, succeeded_by=None)
                | (Q(ended_on__isnull=False, succeeded_by__isnull=False) & ~Q(succeeded_by=F("pk"))),
                name="committee_ended_with_a_successor",
            ),
        ]

    def __str__(self):
        return self.short_name

    def clean(self):
        self.gb_code = self.gb_code or None
        if (self.parent_id is None) != (self.level == Level.REGION):
            raise ValidationError({"parent": f"{words.region_committee}没有上级，其他团委必须有上级。"})
        if self.administered_by and (self.administered_by == self or self.is_separately_planned):
            raise ValidationError({"administered_by": "单列的单位不能由自己或别的单位代管。"})
        if self.parent_id is None:
            return
        if self.level in LEVELS_ABOVE and self.parent.level not in LEVELS_ABOVE[self.level]:
            raise ValidationError({"parent": f"{self.get_level_display()}一级不能设在{self.parent}之下。"})
        if self.pk and self.parent.path.startswith(self.path):
            raise ValidationError({"parent": "上级不能是本单位自己或本单位的下级。"})
        self.check_changed_level()

    def check_changed_level(self):
        if not self.pk or type(self).objects.filter(pk=self.pk, level=self.level).exists():
            return
        for child in self.children.all():
            if self.level not in LEVELS_ABOVE.get(child.level, {self.level}):
                why = f"下级还有{child}（{child.get_level_display()}），不能改为{self.get_level_display()}。"
                raise ValidationError({"level": why})
        for account in self.accounts.all():
            if self.level not in roles.ROLES[account.role].levels:
                why = f"账号 {account}（{account.get_role_display()}）不能属于{self.get_level_display()}一级的团委。"
                raise ValidationError({"level": why})

    @property
    def in_charge(self):
        """Itself, or where it has ended the one that took over."""
        committee = self
        while committee.succeeded_by_id:
            committee = committee.succeeded_by
        return committee

    def stand_below(self, parent):
        """Write what follows from place and names."""
        self.path = self.path_below(parent)
        self.initials, self.pinyin = spell_committee(self.place_name, self.short_name)

    def path_below(self, parent):
        return f"{parent.path if parent else ''}{self.sort_order:03d}."

    @property
    def depth(self):
        return self.path.count(".") - 1

    @property
    def paths_down_to_it(self) -> list[str]:
        """Of all above it and its own."""
        return [self.path[:length] for length in range(4, len(self.path) + 1, 4)]

    @transaction.atomic
    def save_in_place(self):
        """Save a committee that is new or was moved, and update the paths of everything below it."""
        committees = type(self).objects
        committees.lock_tree()
        old_path = committees.get(pk=self.pk).path if self.pk else ""
        # Read again: it may have moved since the form was shown.
        parent = committees.get(pk=self.parent_id) if self.parent_id else None
        self.stand_below(parent)
        self.save()
        if old_path and self.path != old_path:
            below = type(self).objects.filter(path__startswith=old_path).exclude(pk=self.pk)
            below.update(path=Concat(Value(self.path), Substr("path", len(old_path) + 1)))
