"""Entries of the log, and of the work besides Annex 2: by number, by what was written, or by whose they are."""

from collections.abc import Iterator

from django.urls import reverse

from activities.addresses import entry_address
from activities.choices import ActivityState
from activities.models import Activity, Headcount, Publicity, Service, WechatGroup
from activities.models.activity import PREFIX
from organization.searching import text_condition
from reports.overview.search.found import FoundLine, StaffSearch
from reports.overview.search.term import TypedNumber

WORK = (Service, WechatGroup, Headcount, Publicity)
PERMISSIONS = ("activities.view_activity", *(f"activities.view_{model._meta.model_name}" for model in WORK))
CHIPS = {ActivityState.PLANNED: "waiting", ActivityState.HELD: "done", ActivityState.CANCELLED: "idle"}


def find_entries(search: StaffSearch) -> list[FoundLine]:
    find_rows = find_by_number if search.term.number else find_by_text
    lines = []
    for rows in find_rows(search):
        describe = describe_activity if rows.model is Activity else describe_work
        wanted = search.limit + 1 - len(lines)
        lines += map(describe, rows[:wanted]) if wanted else []
    return lines


def find_by_number(search: StaffSearch) -> Iterator:
    number = search.term.number
    for model, prefix in ((Activity, PREFIX), *((model, model.PREFIX) for model in WORK)):
        if is_number_of(number, prefix, search.campaign.year) and can_see(search, model):
            yield seen_rows(search, model).filter(pk=number.key)


def is_number_of(number: TypedNumber, prefix: str, year: int) -> bool:
    return number.prefix in ("", prefix) and number.year in (None, year)


def find_by_text(search: StaffSearch) -> Iterator:
    if can_see(search, Activity):
        # By their keys: all that is looked through stands in one index, which has not the whole row.
        found = seen_rows(search, Activity).filter(text_condition(("searched_text",), search.term.text))
        keys = list(found.select_related(None).values_list("pk", flat=True)[: search.limit + 1])
        yield seen_rows(search, Activity).filter(pk__in=keys)
        if search.committees:
            yield seen_rows(search, Activity).filter(committee__in=search.committees).exclude(pk__in=keys)
    for model in WORK:
        if can_see(search, model):
            yield seen_rows(search, model).filter(text_condition(model.SEARCHED, search.term.text))


def can_see(search: StaffSearch, model) -> bool:
    return search.account.has_perm(f"activities.view_{model._meta.model_name}")


def seen_rows(search: StaffSearch, model):
    rows = model.objects.in_campaign(search.campaign).visible_to(search.account).select_related("committee", "campaign")
    # One object for all entries of a kind: it reads the lists of its campaign once.
    return rows.prefetch_related("kind") if model is Activity else rows


def describe_activity(activity: Activity) -> FoundLine:
    return FoundLine(
        address=entry_address(activity),
        label=str(activity),
        details=" · ".join(filter(None, [activity.days, activity.summary])),
        committee=activity.committee.short_name,
        state=activity.get_state_display(),
        chip=CHIPS[activity.state],
    )


def describe_work(entry) -> FoundLine:
    written = (getattr(entry, column) for column in entry.SEARCHED)
    is_replaced = isinstance(entry, Headcount) and not entry.is_current
    return FoundLine(
        address=reverse(f"admin:activities_{entry._meta.model_name}_change", args=[entry.pk]),
        label=f"{entry.number} {entry._meta.verbose_name}",
        details=" · ".join(filter(None, [f"{getattr(entry, entry.DAY):%Y-%m-%d}", *written])),
        committee=entry.committee.short_name,
        state="已被替换" if is_replaced else "已记录",
        chip="idle" if is_replaced else "done",
    )
