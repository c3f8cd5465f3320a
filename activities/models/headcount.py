import uuid
from datetime import date
from itertools import product

from django.core.validators import MaxValueValidator
from django.db import models, transaction
from django.db.models import Q

from activities.choices import HeadcountCategory
from activities.models.activity_columns import LARGEST_COUNT
from activities.models.work_entry import LiveWorkEntryManager, WorkEntry, WorkEntryQuerySet
from organization.choices import Level
from organization.models import Committee
from organization.region import words


def uuid_of_count(form_uuid, committee_pk, category) -> uuid.UUID:
    return uuid.uuid5(form_uuid, f"{committee_pk} {category}")


class HeadcountQuerySet(WorkEntryQuerySet):
    def current(self):
        """The newest count of each committee and category: the ones that are summed."""
        return self.filter(is_current=True)

    def lock_committees(self, *committee_pks):
        """Counts of one committee are stored one after the other, so that each replaces the one before."""
        locked = Committee.objects.filter(pk__in=committee_pks).order_by("pk").select_for_update(no_key=True)
        list(locked.values_list("pk"))

    def of_form(self, form_uuid, committees):
        """The counts that a form has stored, of whichever of the committees it was then."""
        return self.filter(
            entry_uuid__in=[uuid_of_count(form_uuid, *one) for one in product(committees, HeadcountCategory)]
        )

    def build(self, *, counts, **columns) -> list["Headcount"]:
        """The counts of one form, by category, not stored."""
        return [self.model(category=one, youth_count=count, **columns) for one, count in counts.items()]

    @transaction.atomic
    def report(self, *, form_uuid, by, **columns) -> list["Headcount"]:
        """Store the counts of one form, once; each replaces the previous count, which stays as history.

        A count that equals the current one is not stored again. Raises a ValidationError by column.
        """
        self.lock_committees(columns["committee"].pk)
        stored = []
        for headcount in self.build(**columns):
            headcount.entry_uuid = uuid_of_count(form_uuid, headcount.committee_id, headcount.category)
            if not (headcount.is_stored_already() or headcount.is_current_already()):
                headcount.clean()
                headcount.record(by=by)
                stored.append(headcount)
        return stored

    @transaction.atomic
    def correct(self, wrong, *, by, **form) -> tuple[list["Headcount"], list["Headcount"]]:
        """Report what a form says now instead of the counts that it had stored; returns the new ones and the deleted.

        They were never true: they are deleted, not history, and the form's numbers are free for those in their place.
        """
        self.lock_committees(form["committee"].pk, *(headcount.committee_id for headcount in wrong))
        deleted = [headcount.mark_deleted(by=by) for headcount in wrong if headcount.deleted_at is None]
        for headcount in wrong:
            self.model.with_deleted.filter(pk=headcount.pk).update(entry_uuid=uuid.uuid4())
        return self.report(by=by, **form), deleted


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
            errors["committee"] = (
                f"人数按{words.county}填报，请选{words.county_short}；"
                f"{words.league_city}和{words.region}的数由{words.county_short}相加。"
            )
        newest = self.twins(category=self.category).current().first()
        if self._state.adding and newest and self.counted_on and self.counted_on < newest.counted_on:
            errors["counted_on"] = (
                f"{newest.get_category_display()}已有截至 {newest.counted_on:%Y-%m-%d} 的数，日期不能更早；"
                "那个日期填错了的，请先删除那一条。"
            )
        return errors

    @property
    def content(self):
        """What a form says of it."""
        return {"youth_count": self.youth_count, "counted_on": self.counted_on, "remark": self.remark}

    def is_stored_already(self) -> bool:
        return type(self).with_deleted.filter(entry_uuid=self.entry_uuid).exists()

    def is_current_already(self) -> bool:
        return self.twins(category=self.category, **self.content).current().exists()

    @transaction.atomic
    def record(self, *, by):
        super().record(by=by)
        self._update_current()

    @transaction.atomic
    def mark_deleted(self, *, by):
        """Delete the count; the one that it had replaced becomes current again."""
        type(self).objects.lock_committees(self.committee_id)
        type(self).objects.filter(pk=self.pk).update(is_current=False)
        super().mark_deleted(by=by)
        self._update_current()

    @transaction.atomic
    def restore(self, *, by):
        type(self).objects.lock_committees(self.committee_id)
        super().restore(by=by)
        self._update_current()

    def _update_current(self):
        counts = type(self).objects.filter(campaign=self.campaign, committee=self.committee, category=self.category)
        newest = counts.order_by("-counted_on", "-pk").first()
        if newest:
            counts.exclude(pk=newest.pk).filter(is_current=True).update(is_current=False)
            counts.filter(pk=newest.pk).update(is_current=True)
        self.is_current = newest is not None and newest.pk == self.pk
