"""Tries to log in that failed, for whoever looks after accounts: of whom, from where, and what is locked now."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Max, Min, Q
from django.utils import timezone

from organization.accounts.throttle import CEILING, TRIES, WINDOW, wait_after
from organization.choices import Act, Level, Period
from organization.models import Account, AuditEvent, LoginTry
from organization.models.login_try import name_digest

# User names and addresses; a flood of tries must not make a page slow.
MOST_READ = 500


@dataclass(frozen=True)
class LoginFailure:
    """The tries of the last day by one user name from one source, since its last successful login there."""

    # None: no account has this name. What was typed is not stored: it may be a password.
    account: Account | None
    # Of IPv6 the network.
    address: str | None
    try_count: int
    last_at: datetime
    # The password was right: codes of two-step verification were tried.
    is_code: bool
    # When the next try is allowed again; None: it is now.
    locked_until: datetime | None


def find_login_failures(reader: Account) -> list[LoginFailure]:
    """The latest first, MOST_READ at most; tries of unknown names are for the region alone."""
    sources = list(count_by_source()[:MOST_READ])
    if not sources or reader.committee is None:
        return []
    visible = Account.objects.visible_to(reader).select_related("committee")
    accounts = {name_digest(account.username): account for account in visible}
    sees_unknown = reader.committee.level == Level.REGION
    ends = find_ends_by_name(sources)
    return [
        LoginFailure(
            account=accounts.get(source["name_digest"]),
            address=describe_network(source["address"]),
            try_count=source["try_count"],
            last_at=source["last_at"],
            is_code=source["is_code"],
            locked_until=end_of_lock(source, ends),
        )
        for source in sources
        if sees_unknown or source["name_digest"] in accounts
    ]


def count_by_source():
    """The last day's tries by user name and source: how many, the last one, and of WINDOW how many since when."""
    is_recent = Q(tried_at__gt=timezone.now() - WINDOW)
    return (
        LoginTry.objects.of_last_day()
        .order_by()
        .values("name_digest", "is_code", "browser", "address")
        .annotate(
            try_count=Count("pk"),
            last_at=Max("tried_at"),
            recent_count=Count("pk", filter=is_recent),
            recent_since=Min("tried_at", filter=is_recent),
        )
        .order_by("-last_at")
    )


def find_ends_by_name(sources) -> dict[tuple[str, bool, str], datetime]:
    """Of the names over their ceiling: when the wait of all sources that are counted together ends."""
    together = defaultdict(list)
    for source in sources:
        together[counted_by(source)].append(source)
    counted = {key: sum(one["try_count"] for one in some) for key, some in together.items()}
    # The first is the latest.
    return {key: together[key][0]["last_at"] + wait_after(n) for key, n in counted.items() if n >= CEILING}


def counted_by(source) -> tuple[str, bool, str]:
    return source["name_digest"], source["is_code"], source["browser"]


def end_of_lock(source, ends_by_name) -> datetime | None:
    ends = [source["recent_since"] + WINDOW] if source["recent_count"] >= TRIES else []
    ends.append(ends_by_name.get(counted_by(source)))
    return max((end for end in ends if end and end > timezone.now()), default=None)


def describe_network(address: str | None) -> str | None:
    return f"{address}/64" if address and ":" in address else address


def find_login_alarms(reader: Account) -> list[AuditEvent]:
    """Of the last day, the latest first: an alarm is for whoever looks after the site, not only for who reads acts."""
    if reader.committee is None or reader.committee.level != Level.REGION:
        return []
    alarms = AuditEvent.objects.filter(act=Act.SIGN_IN_ALARM).in_period(Period.LAST_DAY)
    return list(alarms.order_by("-at", "-sequence"))
