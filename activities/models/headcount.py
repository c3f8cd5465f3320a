import uuid
from datetime import date

from django.core.validators import MaxValueValidator
from django.db import models, transaction
from django.db.models import Q

from activities.choices import HeadcountCategory
from activities.models.activity import LARGEST_COUNT
from activities.models.work_entry import LiveWorkEntryManager, WorkEntry, WorkEntryQuerySet
from organization.choices import Level
from organization.models import Committee


class HeadcountQuerySet(WorkEntryQuerySet):
    def current(self):
        """The newest count of each committee and category: the ones that are summed."""
        return self.filter(is_current=True)

    def lock_committee(self, committee_pk):
        """Counts of one committee are stored one after the other, so that each replaces the one before."""
        Committee.objects.select_for_update(no_key=True).get(pk=committee_pk)

    @transaction.atomic
    def report(self, *, campaign, committee, counted_on, counts, form_uuid, by, remark="") -> list["Headcount"]:
        """Store the counts of one form, by category; each replaces the previous count, which stays as history.

        An unchanged count is not stored again. Raises a ValidationError by column.
        """
        self.lock_committee(committee.pk)
        stored = []
        for category, youth_count in counts.items():
            headcount = self.model(
                campaign=campaign,
                committee=committee,
                category=category,
                youth_count=youth_count,
                counted_on=counted_on,
                remark=remark,
                entry_uuid=uuid.uuid5(form_uuid, f"{committee.pk} {category}"),
            )
            if not headcount.is_reported_already():
                if self.model.with_deleted.filter(entry_uuid=headcount.entry_uuid).exists():
                    headcount.entry_uuid = uuid.uuid4()  # the same form, changed and sent again
                headcount.clean()
                headcount.record(by=by)
                stored.append(headcount)
        return stored


class LiveHeadcounts(LiveWorkEntryManager.from_queryset(HeadcountQuerySet)):
    pass


class Headcount(WorkEntry):
    """How many youths of a category a county has on a day (the notice, part 三, item 1), counted or estimated there.

    A newer count replaces an older one, and whose the older was and from when stays. A count is never changed.
    """

    PREFIX, DAY = "RS", "counted_on"

    category = models.CharField("类别", max_length=16, choices=HeadcountCategory)
    youth_count = models.PositiveIntegerField("人数", validators=[MaxValueValidator(LARGEST_COUNT)])
    counted_on = models.DateField("截至日期", help_text="这些人数是哪一天的。")
    is_current = models.BooleanField("现行", default=False, editable=False)

    objects = LiveHeadcounts()
    with_deleted = models.Manager.from_queryset(HeadcountQuerySet)()

    class Meta(WorkEntry.Meta):
        abstract = False
        verbose_name = verbose_name_plural = "青年人数"
        ordering = ["committee__path", "category", "-counted_on", "-pk"]
        indexes = [models.Index(fields=["campaign", "committee", "category"], name="headcount_by_category")]
        default_permissions = ("view", "add", "delete")
        constraints = [
            *WorkEntry.Meta.constraints,
            models.CheckConstraint(condition=Q(category__in=HeadcountCategory.values), name="headcount_category_known"),
            models.CheckConstraint(condition=Q(youth_count__lte=LARGEST_COUNT), name="headcount_youth_count_limit"),
            models.CheckConstraint(
                condition=Q(is_current=False) | Q(deleted_at=None), name="headcount_current_not_deleted"
            ),
            models.UniqueConstraint(
                fields=["campaign", "committee", "category"],
                condition=Q(is_current=True),
                name="headcount_one_current",
            ),
        ]

    def earliest_day(self):
        """Counts from the end of the year before are accepted."""
        return date(self.campaign.year - 1, 1, 1)

    def errors(self):
        errors = super().errors()
        if self.committee.level != Level.COUNTY:
            errors["committee"] = "人数按旗县市区填报，请选旗县；盟市和自治区的数由旗县相加。"
        newest = self.twins(category=self.category).current().first()
        if self._state.adding and newest and self.counted_on and self.counted_on < newest.counted_on:
            errors["counted_on"] = (
                f"{newest.get_category_display()}已有截至 {newest.counted_on:%Y-%m-%d} 的数，日期不能更早；"
                "那个日期填错了的，请先删除那一条。"
            )
        return errors

    def is_reported_already(self) -> bool:
        """Whether this form was stored before, or equals the committee's current count."""
        same = {"youth_count": self.youth_count, "counted_on": self.counted_on, "remark": self.remark}
        if type(self).with_deleted.filter(entry_uuid=self.entry_uuid, **same).exists():
            return True
        return self.twins(category=self.category, **same).current().exists()

    @transaction.atomic
    def record(self, *, by):
        super().record(by=by)
        self._update_current()

    @transaction.atomic
    def mark_deleted(self, *, by):
        """Delete the count; the one that it had replaced becomes current again."""
        type(self).objects.lock_committee(self.committee_id)
        type(self).objects.filter(pk=self.pk).update(is_current=False)
        super().mark_deleted(by=by)
        self._update_current()

    @transaction.atomic
    def restore(self, *, by):
        type(self).objects.lock_committee(self.committee_id)
        super().restore(by=by)
        self._update_current()

    def _update_current(self):
        counts = type(self).objects.filter(campaign=self.campaign, committee=self.committee, category=self.category)
        newest = counts.order_by("-counted_on", "-pk").first()
        if newest:
            counts.exclude(pk=newest.pk).filter(is_current=True).update(is_current=False)
            counts.filter(pk=newest.pk).update(is_current=True)
        self.is_current = newest is not None and newest.pk == self.pk
