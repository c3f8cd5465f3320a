"""How often a password or a code may be tried: by one source, by all for one account; when the site raises the alarm.

A source is an address, or a browser that has logged in with the account before. Such a browser is counted by itself,
so that nobody elsewhere can lock its owner out. Names that nobody has are counted like the others. The codes of
two-step verification are counted by the same rules, apart from passwords: who does not know the password uses up none.
"""

import ipaddress
import logging
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib.auth.hashers import check_password, make_password
from django.db import transaction
from django.db.models import Count
from django.utils import timezone

from organization.accounts.known_browsers import find_known_browser
from organization.audit import append_audit_event, client_address
from organization.choices import Act, Result
from organization.clock import now
from organization.models import Account, AuditEvent, FailedLogins, LoginTry
from organization.models.failed_logins import describe_tries
from organization.models.login_try import name_digest
from organization.named_locks import acquire_named_lock

logger = logging.getLogger(__name__)

# Of one source within the window.
TRIES = 5
WINDOW = timedelta(minutes=15)
# Of one account within a day, by all browsers together that do not know it; or by one that does. From then on each
# further try waits, twice as long as the one before.
CEILING = 20
FIRST_WAIT, LONGEST_WAIT = timedelta(minutes=1), timedelta(hours=1)
# For the login page; waits in minutes.
LIMITS = {
    "tries": TRIES,
    "minutes": WINDOW // timedelta(minutes=1),
    "ceiling": CEILING,
    "first_wait": FIRST_WAIT // timedelta(minutes=1),
    "longest_wait": LONGEST_WAIT // timedelta(minutes=1),
}
# Of the whole site within an hour. Some of 116 offices mistype a password every morning; a success forgets its tries.
ALARMING_TRIES = 100
ALARM_WINDOW = timedelta(hours=1)
# Bits of an IPv6 address that are the customer's own to fill.
OWN_BITS = 64


@dataclass(frozen=True)
class TrySource:
    address: str | None
    # Of a browser that has logged in with the account before.
    browser: str = ""

    def includes(self, attempt: LoginTry) -> bool:
        return attempt.browser == self.browser and (bool(self.browser) or attempt.address == self.address)


def find_source(request, username: str) -> TrySource:
    return TrySource(network_of(client_address(request)), find_known_browser(request, username))


def network_of(address: str | None) -> str | None:
    """The address itself; of IPv6 the /64 that it is in."""
    if address is None:
        return None
    parsed = ipaddress.ip_address(address)
    if parsed.version == 4:
        return str(parsed)
    return str(ipaddress.IPv6Address(int(parsed) >> OWN_BITS << OWN_BITS))


@transaction.atomic
def count_try(username: str, source: TrySource, *, is_code: bool = False) -> datetime | None:
    """Count a try; or do not, and return the moment before which there may be none.

    It is counted before the password is checked, so that parallel tries gain nothing; `clear_own_tries` forgets it when
    it was right.
    """
    digest = name_digest(username)
    acquire_named_lock(f"login {digest}")
    tries = list(LoginTry.objects.of_name(username).filter(is_code=is_code).of_last_day().order_by("tried_at"))
    end = end_of_wait(tries, source)
    if end and end > timezone.now():
        return end
    LoginTry.objects.create(name_digest=digest, is_code=is_code, browser=source.browser, address=source.address)
    LoginTry.objects.purge()
    raise_due_alarm(is_attacked=not source.browser and count_unknown(tries) + 1 >= CEILING)
    return None


def end_of_wait(tries: list[LoginTry], source: TrySource) -> datetime | None:
    """Of the day's tries for one name, the oldest first; None: nothing to wait for. It may have passed."""
    own = [one.tried_at for one in tries if source.includes(one)]
    together = [one.tried_at for one in tries if one.browser == source.browser]
    ends = [own[-TRIES] + WINDOW] if len(own) >= TRIES else []
    if len(together) >= CEILING:
        ends.append(together[-1] + wait_after(len(together)))
    return max(ends, default=None)


def wait_after(try_count: int) -> timedelta:
    """Once the ceiling is reached: 1, 2, 4 … minutes, an hour at most."""
    doublings = min(try_count - CEILING, 10)
    return min(FIRST_WAIT * 2**doublings, LONGEST_WAIT)


def count_unknown(tries: list[LoginTry]) -> int:
    return sum(not one.browser for one in tries)


def clear_own_tries(username: str, source: TrySource, *, is_code: bool = False) -> None:
    """After a success; what others have tried stays counted."""
    own = LoginTry.objects.of_name(username).filter(is_code=is_code, browser=source.browser)
    (own if source.browser else own.filter(address=source.address)).delete()


def is_right_slip(username: str, password: str) -> bool:
    """Whether it is an account's one-time password, which need not wait: no number of tries guesses its 59 bits.

    Costs one hash whoever is meant, and says nothing about any other password.
    """
    account = Account.objects.active().filter(username=username, must_change_password=True).first()
    if account is None:
        make_password(password)
        return False
    return check_password(password, account.password)


def note_failure(request, username: str, account: Account | None) -> None:
    """Record a try that failed, or came too soon: the first of a quarter of an hour at once, the others counted."""
    FailedLogins.objects.close()
    with transaction.atomic():
        network = network_of(client_address(request))
        if FailedLogins.objects.count_one(username=username, network=network, account=account):
            act = Act.SIGN_IN_FAILED if account else Act.SIGN_IN_UNKNOWN
            detail = describe_tries(name_digest(username), account)
            append_audit_event(request, act, account, detail=detail, result=Result.REFUSED)


def raise_due_alarm(*, is_attacked: bool) -> None:
    """Once an hour at most: an account reached its ceiling, or there were ALARMING_TRIES on the whole site."""
    recent = LoginTry.objects.filter(tried_at__gt=timezone.now() - ALARM_WINDOW).order_by()
    if not is_attacked and recent[:ALARMING_TRIES].count() < ALARMING_TRIES:
        return
    if is_alarm_raised():
        return
    acquire_named_lock("login alarm")
    if is_alarm_raised():
        return
    counts = recent.aggregate(
        tries=Count("pk"), names=Count("name_digest", distinct=True), addresses=Count("address", distinct=True)
    )
    detail = "一小时内登录失败 {tries} 次，涉及 {names} 个用户名、{addresses} 处来源地址".format(**counts)
    AuditEvent.objects.append(act=Act.SIGN_IN_ALARM, detail=detail, result=Result.REFUSED)
    logger.error("login alarm: %(tries)d failed logins of %(names)d names from %(addresses)d addresses", counts)


def is_alarm_raised() -> bool:
    alarms = AuditEvent.objects.filter(act=Act.SIGN_IN_ALARM)
    return alarms.filter(at__gt=now() - ALARM_WINDOW, at__lte=now()).exists()
