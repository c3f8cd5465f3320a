import uuid
from datetime import date

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models, transaction

from organization.clock import now, today
from organization.deletion import Deletable, DeletableQuerySet, LiveRows
from organization.id_numbers import reject_id_and_card_numbers
from organization.scoping import CampaignScopedQuerySet, CommitteeScopedQuerySet


class PlainText(models.CharField):
    """One line of staff's text, in which numbers of ID and bank cards are refused."""

    default_validators = (reject_id_and_card_numbers,)


def same_codes(codes, choices) -> list:
    return [choices(code) for code in (codes or "").split(",") if code]


class WorkEntryQuerySet(DeletableQuerySet, CampaignScopedQuerySet, CommitteeScopedQuerySet):
    pass


class LiveWorkEntryManager(LiveRows, models.Manager.from_queryset(WorkEntryQuerySet)):
    pass


class WorkEntry(Deletable):
    """One entry about a committee's work besides Annex 2. Its deletion can be undone."""

    # Of the visible number.
    PREFIX = ""
    # The column with the day that the entry is about.
    DAY = ""
    # The columns in which a text is looked for.
    SEARCHED: tuple[str, ...] = ("remark",)

    campaign = models.ForeignKey("organization.Campaign", models.PROTECT, related_name="+", verbose_name="年度")
    committee = models.ForeignKey("organization.Committee", models.PROTECT, related_name="+", verbose_name="填报单位")
    remark = PlainText("备注", max_length=200, blank=True, help_text="不写身份证号和银行卡号。")

    entry_uuid = models.UUIDField("表单编号", unique=True, default=uuid.uuid4, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False, verbose_name="记录人"
    )
    created_at = models.DateTimeField("记录时间", default=now, editable=False)
    updated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False, verbose_name="最后修改人"
    )
    updated_at = models.DateTimeField("最后修改时间", default=now, editable=False)

    objects = LiveWorkEntryManager()
    with_deleted = models.Manager.from_queryset(WorkEntryQuerySet)()

    class Meta(Deletable.Meta):
        abstract = True

    def __str__(self):
        return f"{self._meta.verbose_name} {self.number}"

    @property
    def number(self):
        """编号: visible, never reused, and free of personal data."""
        return f"{self.PREFIX}{self.campaign.year}-{self.pk:06d}"

    def earliest_day(self) -> date:
        return self.campaign.starts_on

    def latest_day(self) -> date:
        """Today: services go on after the activity month, until the end of the campaign's year."""
        return min(today(), date(self.campaign.year, 12, 31))

    def clean(self):
        if errors := self.errors():
            raise ValidationError(errors)

    def errors(self) -> dict:
        day, earliest, latest = getattr(self, self.DAY), self.earliest_day(), self.latest_day()
        if day is None or earliest <= day <= latest:
            return {}
        if day > today():
            return {self.DAY: "日期还没到，请填到今天为止。"}
        return {self.DAY: f"日期应在 {earliest:%Y-%m-%d} 至 {latest:%Y-%m-%d} 之间。"}

    def twins(self, **same):
        others = type(self).objects.exclude(pk=self.pk)
        return others.filter(campaign=self.campaign_id, committee=self.committee_id, **same)

    @transaction.atomic
    def record(self, *, by):
        """Save in the name of `by`. Raises DoesNotExist if somebody has deleted the entry."""
        if self._state.adding:
            self.created_by = by
        else:
            type(self).objects.select_for_update().get(pk=self.pk)
        self.updated_by, self.updated_at = by, now()
        self.save()
