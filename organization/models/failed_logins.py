from datetime import datetime, timedelta

from django.db import models, transaction
from django.db.models import F
from django.utils import timezone

from organization.choices import Act, Result
from organization.clock import now
from organization.models.account import Account
from organization.models.audit import AuditEvent
from organization.models.login_try import name_digest

QUARTER = timedelta(minutes=15)
CLOSED_AT_ONCE = 200


def start_of_quarter(moment: datetime) -> datetime:
    return moment - timedelta(minutes=moment.minute % 15, seconds=moment.second, microseconds=moment.microsecond)


class FailedLoginsQuerySet(models.QuerySet):
    @transaction.atomic
    def count_one(self, *, username: str, network: str | None, account) -> bool:
        """Whether it is the first of its quarter of an hour: that one has an event at once."""
        tally, is_new = self.get_or_create(
            name_digest=name_digest(username),
            network=network or "",
            quarter_at=start_of_quarter(now()),
            defaults={"account_key": account and account.pk},
        )
        if not is_new:
            self.filter(pk=tally.pk).update(try_count=F("try_count") + 1)
        return is_new

    @transaction.atomic
    def close(self) -> None:
        """Of the quarters that are over: an event with the number of tries, where there was more than one."""
        over = self.exclude(quarter_at=start_of_quarter(now())).order_by("pk")
        tallies = list(over.select_for_update(skip_locked=True)[:CLOSED_AT_ONCE])
        for tally in tallies:
            if tally.try_count > 1:
                tally.append_event()
        self.filter(pk__in=[tally.pk for tally in tallies]).delete()


class FailedLogins(models.Model):
    """How often it was tried to log in with a name from a network within a quarter of an hour; gone once it is told."""

    name_digest = models.CharField(max_length=64)
    # Empty where it is not known. Of IPv6 the /64.
    network = models.CharField(max_length=45, blank=True)
    quarter_at = models.DateTimeField()
    # None: nobody has this name.
    account_key = models.PositiveBigIntegerField(null=True)
    try_count = models.PositiveIntegerField(default=1)

    objects = FailedLoginsQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "登录失败计数"
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["name_digest", "network", "quarter_at"], name="failedlogins_once_a_quarter")
        ]

    def __str__(self):
        return f"登录失败计数 {self.pk}"

    def append_event(self) -> None:
        account = Account.objects.filter(pk=self.account_key).first()
        start, end = (f"{timezone.localtime(moment):%H:%M}" for moment in (self.quarter_at, self.quarter_at + QUARTER))
        AuditEvent.objects.append(
            act=Act.SIGN_IN_FAILED if account else Act.SIGN_IN_UNKNOWN,
            address=self.network or None,
            subject=account,
            committee=account and account.committee,
            detail=describe_tries(self.name_digest, account, f"{start} 至 {end} 共 {self.try_count} 次"),
            result=Result.REFUSED,
        )


def describe_tries(digest: str, account, what: str = "") -> str:
    """A name that nobody has is told from others by the beginning of its digest."""
    return what if account else f"用户名摘要 {digest[:8]} {what}".strip()
