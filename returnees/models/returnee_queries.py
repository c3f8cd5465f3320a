"""Selecting records: by state, by name or phone, and those that share a number."""

import time

from django.db import connections, models
from django.db.models import Case, Count, Exists, ExpressionWrapper, Func, OuterRef, Q, Value, When

from organization.deletion import DeletableQuerySet
from organization.scoping import CampaignScopedQuerySet, LargeTableQuerySet
from returnees.age import ADULT, AgeLimits
from returnees.choices import LIVING, AgeGroup, ReturneeState
from returnees.models.distinct_pair import DistinctPair

# Numbers that are looked at for duplicates at once; SQLite accepts up to 32,766 values.
MAX_NUMBERS = 10_000
# How long a process reuses the repeated numbers that it has read; the mark itself is always read anew.
CACHE_SECONDS = 60
SHOW_PHONE = "returnees.show_phone_returnee"
# Rules on minors' data: 未成年人网络保护条例, art. 36.
SHOW_PHONE_OF_MINOR = "returnees.show_minor_phone_returnee"
LAST_CHARACTER = "\U0010ffff"

_repeated: dict[tuple[int, int], tuple[float, list[str]]] = {}


def clear_repeated_numbers() -> None:
    _repeated.clear()


class PhoneEnd(Func):
    """The last four of the eleven digits. Literal, so that an index over it is known again in a query."""

    template = "SUBSTR(%(expressions)s, 8)"
    output_field = models.CharField(max_length=4)


class ReturneeFilterQuerySet(DeletableQuerySet, CampaignScopedQuerySet, LargeTableQuerySet):
    committee_lookup = "home_committee"

    def of_age_group(self, group, limits: AgeLimits):
        """`limits` are those of the campaign, as for `with_age_group`."""
        is_youth = Q(age__lte=limits.youth_until)
        return self.filter(is_youth if group == AgeGroup.YOUTH else ~is_youth)

    def with_age_group(self, limits: AgeLimits):
        youth = When(age__lte=limits.youth_until, then=Value(AgeGroup.YOUTH.value))
        group = Case(youth, default=Value(AgeGroup.STRETCHED.value), output_field=models.CharField())
        return self.annotate(age_group=group)

    def accepted(self):
        return self.filter(state=ReturneeState.ACCEPTED)

    def quarantined(self):
        """Suspected bots; they count nowhere until a person has reviewed them."""
        return self.filter(state=ReturneeState.QUARANTINED)

    def rejected(self):
        return self.filter(state=ReturneeState.REJECTED)

    def living(self):
        return self.filter(state__in=LIVING)

    def deleted(self):
        return self.filter(state=ReturneeState.DELETED)

    def not_deleted(self):
        return self.exclude(state=ReturneeState.DELETED)

    def deletable(self):
        """An anonymised record stays as it is: it is counted, and nobody could bring it back."""
        return self.living().filter(personal_erased_at=None)

    def restorable(self):
        return super().restorable().deleted().filter(personal_erased_at=None)

    def due_for_erasure(self):
        return self.beyond_restoring().deleted().filter(personal_erased_at=None)

    def with_name_beginning(self, beginning):
        # SQLite's LIKE uses none of our indexes, because it ignores case.
        if connections[self.db].vendor == "sqlite":
            return self.filter(name__gte=beginning, name__lt=beginning + LAST_CHARACTER)
        return self.filter(name__startswith=beginning)

    def with_phone_end(self, digits):
        return self.alias(phone_end=PhoneEnd("phone")).filter(phone_end=digits)

    def with_open_number(self, account):
        """Those whose whole number the account may see.

        Of others no answer may depend on the whole number: whoever types numbers, into a search, a record of their own
        or the public questionnaire, would find theirs by it.
        """
        if not account.has_perm(SHOW_PHONE):
            return self.none()
        return self if account.has_perm(SHOW_PHONE_OF_MINOR) else self.filter(age__gte=ADULT)

    def sharing_number_with(self, returnee):
        same = self.living().filter(campaign=returnee.campaign_id, phone=returnee.phone)
        return same.exclude(pk=returnee.pk) if returnee.phone else self.none()

    def with_duplicate_mark(self, account):
        """Adds `is_possible_duplicate`: another record that the account may see has the same number in the campaign,
        it may see the whole number of both, and nobody has declared them to be two people's.

        Of others nothing is disclosed: not even that a number is registered elsewhere.
        """
        if not account.has_perm(SHOW_PHONE):
            return self.annotate(is_possible_duplicate=Value(False))
        same = self.model.objects.visible_to(account).with_open_number(account).living()
        same = same.filter(campaign=OuterRef("campaign"), phone=OuterRef("phone")).exclude(pk=OuterRef("pk"))
        declared_distinct = DistinctPair.objects.filter(
            Q(first=OuterRef("pk"), second=OuterRef(OuterRef("pk")))
            | Q(first=OuterRef(OuterRef("pk")), second=OuterRef("pk"))
        )
        is_open = Q() if account.has_perm(SHOW_PHONE_OF_MINOR) else Q(age__gte=ADULT)
        is_marked = is_open & Q(state__in=LIVING) & Exists(same.filter(~Exists(declared_distinct)))
        return self.annotate(is_possible_duplicate=ExpressionWrapper(is_marked, models.BooleanField()))

    def repeated_numbers(self, account, campaign):
        """The numbers that occur more than once in what the account may see, at most CACHE_SECONDS old.

        Read from their index alone, some 0.3 s for a million, and first: PostgreSQL expects a third of all numbers to
        repeat, and would read everything.
        """
        key = account.committee_id, campaign.pk
        read_at, numbers = _repeated.get(key, (None, []))
        if read_at is None or time.monotonic() - read_at > CACHE_SECONDS:
            visible = self.visible_to(account).filter(campaign=campaign, phone__isnull=False)
            times = visible.order_by().values("phone")
            repeated = times.annotate(times=Count("phone")).filter(times__gt=1)
            numbers = list(repeated.values_list("phone", flat=True)[:MAX_NUMBERS])
            _repeated[key] = time.monotonic(), numbers
        return numbers

    def possible_duplicates(self, account, campaign, *, limit):
        """Keys of marked records, no more than are needed for `limit` of them.

        By way of the few repeated numbers: asking for each record would be slow.
        """
        repeated = self.model.objects.repeated_numbers(account, campaign)
        keys = []
        for start in range(0, len(repeated), limit):
            candidates = self.filter(campaign=campaign, phone__in=repeated[start : start + limit])
            marked = candidates.with_duplicate_mark(account).filter(is_possible_duplicate=True)
            keys += marked.order_by().values_list("pk", flat=True)
            if len(keys) >= limit:
                break
        return keys
