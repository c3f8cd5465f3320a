"""The auditor's desk: what was done today, what went out, whose numbers were shown, who could not log in.

Nothing of a youth: objects are called by their number. Every count links to its events.
"""

import re
from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.http import urlencode

from organization.accounts.login_failures import find_login_alarms, find_login_failures
from organization.choices import Act, ActGroup, Period, Result, acts_of_group
from organization.models import Account, AuditEvent, Campaign, FailedLogins
from organization.models.audit import may_read_audit_events, start_of_period
from organization.staff_site.audit_subjects import AuditSubject, find_subjects
from organization.trail.state import find_trail_state, look_at_trail

# Lines of a list on the desk; a link leads to all of them.
LISTED = 10
# Failed logins of a day; a flood of tries must not make the desk slow.
MOST_READ = 5_000
TOLD_TRIES = re.compile(r"共 (\d+) 次$")


@dataclass(frozen=True)
class Excerpt:
    """What a list of the desk is about; a group of acts, or all."""

    period: Period
    group: ActGroup | None = None

    @property
    def query(self) -> dict[str, str]:
        return {"when": self.period.value} | ({"group": self.group.value} if self.group else {})


EXCERPTS = {
    "today": Excerpt(Period.TODAY),
    "exports": Excerpt(Period.LAST_WEEK, ActGroup.EXPORTS),
    "account_changes": Excerpt(Period.LAST_WEEK, ActGroup.ACCOUNTS),
}


class LinkedCount(NamedTuple):
    label: str
    count: int
    url: str


@dataclass(frozen=True)
class ListOnDesk:
    counts: list[LinkedCount]
    # The latest LISTED, each with what it was about.
    lines: list[tuple[AuditEvent, AuditSubject]]
    url: str

    @property
    def total(self) -> int:
        return sum(one.count for one in self.counts)


@dataclass(frozen=True)
class ShowingsOnDesk:
    """How often one account had a masked number shown."""

    account: Account
    today: LinkedCount
    week: LinkedCount
    # Of the week, how often it was refused.
    refused: LinkedCount


@dataclass(frozen=True)
class FailuresOnDesk:
    """The failed logins of one account within 24 hours."""

    username: str
    count: int
    last_at: datetime
    addresses: list[tuple[str, int]]
    url: str


def build_auditor_desk(account: Account, campaign: Campaign) -> dict:
    """The campaign does not matter here: acts are of the whole site."""
    if not may_read_audit_events(account):
        return {"reads_events": False}
    look_at_trail()
    events = AuditEvent.objects.visible_to(account)
    tries = find_login_failures(account)
    return {
        "reads_events": True,
        "events_url": events_url(),
        "trail": find_trail_state(),
        "refusals": find_refusals(events),
        "alarms": find_login_alarms(account),
        "failed_url": events_url(when=Period.LAST_DAY.value, act__exact=Act.SIGN_IN_FAILED.value),
        "locked_url": f"{reverse('admin:organization_account_changelist')}?login=locked",
        "lists": build_lists(events, account),
        "showings": build_showings(events),
        "failures": build_failures(events, account),
        "locked_count": len({one.account for one in tries if one.account and one.locked_until}),
        "unknown_name_tries": sum(one.try_count for one in tries if one.account is None),
    }


def events_url(**query: str) -> str:
    address = reverse("admin:organization_auditevent_changelist")
    return f"{address}?{urlencode(query)}" if query else address


def build_lists(events, reader: Account) -> dict[str, ListOnDesk]:
    counts = count_acts(events)
    latest = {name: find_latest(events, excerpt) for name, excerpt in EXCERPTS.items()}
    subjects = find_subjects([event for some in latest.values() for event in some], reader)
    return {
        name: ListOnDesk(
            counts=link_counts(counts[excerpt.period], excerpt),
            lines=[(event, subjects[event.pk]) for event in latest[name]],
            url=events_url(**excerpt.query),
        )
        for name, excerpt in EXCERPTS.items()
    }


def count_acts(events) -> dict[Period, dict[str, int]]:
    """Of each act, in one query."""
    is_of_today = Q(at__gte=start_of_period(Period.TODAY))
    acts = events.in_period(Period.LAST_WEEK).order_by().values_list("act")
    counted = list(acts.annotate(of_week=Count("pk"), of_today=Count("pk", filter=is_of_today)))
    return {
        Period.LAST_WEEK: {act: of_week for act, of_week, _ in counted},
        Period.TODAY: {act: of_today for act, _, of_today in counted if of_today},
    }


def find_latest(events, excerpt: Excerpt) -> list[AuditEvent]:
    found = events.in_period(excerpt.period).select_related("actor", "committee")
    if excerpt.group:
        found = found.filter(act__in=acts_of_group(excerpt.group))
    # By the moment, whose index ends a search as soon as the list is full; the sequence decides within one.
    return list(found.order_by("-at", "-sequence")[:LISTED])


def link_counts(counts: dict[str, int], excerpt: Excerpt) -> list[LinkedCount]:
    """The most frequent first."""
    acts = acts_of_group(excerpt.group) if excerpt.group else list(Act)
    linked = [
        LinkedCount(act.label, counts[act], events_url(when=excerpt.period.value, act__exact=act.value))
        for act in acts
        if act in counts
    ]
    return sorted(linked, key=lambda one: -one.count)


def build_showings(events) -> list[ShowingsOnDesk]:
    """Of the last week, who had most of them first."""
    is_of_today, is_refused = Q(at__gte=start_of_period(Period.TODAY)), Q(result=Result.REFUSED)
    shown = events.in_period(Period.LAST_WEEK).filter(act=Act.PHONE_SHOWN).exclude(actor=None)
    counted = (
        shown.order_by()
        .values_list("actor")
        .annotate(week=Count("pk"), today=Count("pk", filter=is_of_today), refused=Count("pk", filter=is_refused))
    )
    counted = counted.order_by("-week", "actor")[:LISTED]
    accounts = Account.objects.select_related("committee").in_bulk([pk for pk, *_ in counted])
    return [
        ShowingsOnDesk(
            accounts[pk],
            today=link_showings(pk, today, when=Period.TODAY.value),
            week=link_showings(pk, week, when=Period.LAST_WEEK.value),
            refused=link_showings(pk, refused, when=Period.LAST_WEEK.value, result__exact=Result.REFUSED.value),
        )
        for pk, week, today, refused in counted
    ]


def count_failures(events):
    """Account, address, tries and their moment: an event is one try, or says how many there were with the first."""
    failed = events.in_period(Period.LAST_DAY).filter(act=Act.SIGN_IN_FAILED).order_by("-at")[:MOST_READ]
    for pk, address, detail, at in failed.values_list("object_id", "address", "detail", "at"):
        told = TOLD_TRIES.search(detail)
        yield pk, address, int(told[1]) - 1 if told else 1, at
    for tally in FailedLogins.objects.filter(account_key__isnull=False, try_count__gt=1)[:MOST_READ]:
        yield str(tally.account_key), tally.network or None, tally.try_count - 1, tally.quarter_at


def find_refusals(events) -> LinkedCount:
    """Of the last day: pages that were refused; failed logins and refused showings have lists of their own."""
    count = events.in_period(Period.LAST_DAY).filter(act=Act.REFUSAL).count()
    return LinkedCount(
        "近 24 小时无权操作", count, events_url(when=Period.LAST_DAY.value, act__exact=Act.REFUSAL.value)
    )


def link_showings(actor_pk: int, count: int, **query: str) -> LinkedCount:
    url = events_url(act__exact=Act.PHONE_SHOWN.value, by=str(actor_pk), **query)
    return LinkedCount("次", count, url)


def build_failures(events, reader: Account) -> list[FailuresOnDesk]:
    """By account, the latest first. Tries of names that no account has are counted beside them."""
    by_account = defaultdict(dict)
    for pk, address, count, last_at in count_failures(events):
        earlier = by_account[pk].get(address, (0, last_at))
        by_account[pk][address] = (earlier[0] + count, max(earlier[1], last_at))
    lines_of = {
        pk: sorted(((address, *line) for address, line in lines.items()), key=lambda line: line[2], reverse=True)
        for pk, lines in by_account.items()
    }
    by_account = dict(sorted(lines_of.items(), key=lambda pair: pair[1][0][2], reverse=True))
    shown = dict(list(by_account.items())[:LISTED])
    accounts = Account.objects.visible_to(reader).in_bulk([int(pk) for pk in shown])
    return [
        FailuresOnDesk(
            username=accounts[int(pk)].username if int(pk) in accounts else f"账号 编号 {pk}",
            count=sum(count for _, count, _ in lines),
            last_at=lines[0][2],
            addresses=[(address or "未知", count) for address, count, _ in lines],
            url=events_url(
                when=Period.LAST_DAY.value,
                act__exact=Act.SIGN_IN_FAILED.value,
                object=f"{Account._meta.label_lower}-{pk}",
            ),
        )
        for pk, lines in shown.items()
    ]
