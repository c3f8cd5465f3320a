"""The lists of the log that a campaign words itself, and how a page or a file reads them."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models, transaction
from django.db.models import Q

from activities.choices import CLOSED_LISTS, Channel, LoggedList, ServiceKind, SiteKind
from organization.scoping import CampaignScopedQuerySet
from organization.text import comparable
from organization.text_columns import CodeColumn

CODE_VALIDATOR = RegexValidator(r"^[a-z][a-z0-9_]*\Z", "只用小写字母、数字和下划线，以字母开头，如 short_video。")
STANDARD_CHOICES: dict[str, list[tuple[str, str]]] = {
    LoggedList.CHANNELS: Channel.choices,
    LoggedList.SITES: SiteKind.choices,
    LoggedList.SERVICES: ServiceKind.choices,
}
# With all of them ticked an entry's codes still fit into its column.
MOST_CHOICES, LONGEST_OWN_CODE = 20, 12
# Between several in one cell of a workbook.
SEPARATORS = re.compile(r"[、,，;；/|\s]")


@dataclass(frozen=True)
class ChoiceList:
    """The choices of one list in their order, those that are no longer offered too."""

    labels: dict[str, str]
    retired: frozenset[str] = frozenset()

    def offered(self, present: str | None = None) -> list[tuple[str, str]]:
        """Codes with their labels: those in use, and those that an entry has already (`present`)."""
        kept = set((present or "").split(","))
        return [(code, label) for code, label in self.labels.items() if code in kept or code not in self.retired]

    @cached_property
    def active(self) -> list[str]:
        return [code for code in self.labels if code not in self.retired]

    def label_of(self, code: str) -> str:
        return self.labels.get(code, code)

    def ordered(self, codes: Iterable[str]) -> list[str]:
        """In the order of the list; one that it does not know comes last."""
        known = [code for code in self.labels if code in codes]
        return known + sorted(set(codes) - set(known))

    def names(self, codes: str | None) -> list[str]:
        """The labels of stored codes, in the order in which a table names them."""
        return [self.label_of(code) for code in self.ordered([code for code in (codes or "").split(",") if code])]


STANDARD_LISTS = {key: ChoiceList(dict(choices)) for key, choices in STANDARD_CHOICES.items()}


class LogList(models.Model):
    """A list of the log as one campaign words it. A campaign without a row has the standard one."""

    campaign = models.ForeignKey("organization.Campaign", models.PROTECT, related_name="log_lists", verbose_name="年度")
    key = models.CharField("选项表", max_length=20, choices=LoggedList)

    objects = CampaignScopedQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "记录选项"
        ordering = ["campaign", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["campaign", "key"], name="loglist_once", violation_error_message="这个年度已有这张选项表。"
            ),
            models.CheckConstraint(condition=Q(key__in=LoggedList.values), name="loglist_key_known"),
        ]

    def __str__(self):
        return self.get_key_display()


class LogChoice(models.Model):
    """选项: one line of a campaign's list. Entries have its code: a used one is renamed or retired, never deleted."""

    log_list = models.ForeignKey(LogList, models.CASCADE, related_name="choices", verbose_name="选项表")
    code = CodeColumn(
        "代码", max_length=20, validators=[CODE_VALIDATOR], help_text="用在数据里，定了不再改，如 short_video。"
    )
    label = models.CharField("名称", max_length=20, help_text="如：短视频平台。")
    position = models.PositiveSmallIntegerField(
        "次序", default=1, validators=[MinValueValidator(1), MaxValueValidator(99)]
    )
    is_active = models.BooleanField("启用", default=True, help_text="停用后不再提供，已有的记录照旧。")

    class Meta:
        verbose_name = verbose_name_plural = "选项"
        ordering = ["position", "pk"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["log_list", "code"], name="logchoice_code_once", violation_error_message="这个代码已经有了。"
            ),
            models.UniqueConstraint(
                fields=["log_list", "label"], name="logchoice_label_once", violation_error_message="这个名称已经有了。"
            ),
        ]

    def __str__(self):
        return self.label

    def clean(self):
        # Without one where the list's own part of a form was refused or forged, which is said there.
        log_list = getattr(self, "log_list", None)
        if log_list is None:
            return
        others = list(log_list.choices.exclude(pk=self.pk)) if log_list.pk else []
        errors = {name: error for name, error in self._errors(log_list, others) if error}
        if errors:
            raise ValidationError(errors)

    def _errors(self, log_list, others):
        before = type(self).objects.filter(pk=self.pk).first() if self.pk else None
        is_standard = self.code in dict(STANDARD_CHOICES.get(log_list.key, ()))
        if before and before.code != self.code:
            yield "code", "代码定了不再改。"
        if log_list.key in CLOSED_LISTS and not is_standard:
            yield "code", f"“{log_list}”可以改名、停用，不能增加。"
        elif len(self.code) > LONGEST_OWN_CODE and not is_standard:
            yield "code", f"代码最多 {LONGEST_OWN_CODE} 个字符。"
        if any(one.code == self.code for one in others):
            yield "code", "这个代码已经有了。"
        if before is None and len(others) >= MOST_CHOICES:
            yield "code", f"一张选项表最多 {MOST_CHOICES} 项。"
        if SEPARATORS.search(self.label):
            yield "label", "名称里不能有空格、顿号、逗号、分号、斜线和竖线：Excel 里用它们隔开几项。"
        if any(comparable(one.label) == comparable(self.label) for one in others):
            yield "label", "这个名称已经有了。"


def lists_of(campaign) -> dict[str, ChoiceList]:
    """Every list of a campaign, a row or its key, by the column whose codes it has; one query."""
    rows: dict[str, list[LogChoice]] = {}
    for choice in LogChoice.objects.filter(log_list__campaign=campaign).select_related("log_list"):
        rows.setdefault(choice.log_list.key, []).append(choice)
    return STANDARD_LISTS | {key: list_of_rows(choices) for key, choices in rows.items()}


def list_of_rows(choices: list[LogChoice]) -> ChoiceList:
    retired = frozenset(choice.code for choice in choices if not choice.is_active)
    return ChoiceList({choice.code: choice.label for choice in choices}, retired)


@transaction.atomic
def complete_lists(*, campaign) -> None:
    """Have every list that the campaign has no rows of begin with the standard ones."""
    present = set(campaign.log_lists.values_list("key", flat=True))
    for key in LoggedList:
        if key not in present:
            log_list = LogList.objects.create(campaign=campaign, key=key)
            LogChoice.objects.bulk_create(
                LogChoice(log_list=log_list, code=code, label=label, position=position)
                for position, (code, label) in enumerate(STANDARD_CHOICES[key], start=1)
            )
