import hashlib
import hmac
from datetime import timedelta

from django.conf import settings
from django.db import models, transaction
from django.db.models import Count, Max, Min, Q
from django.utils import timezone

from organization.named_locks import acquire_named_lock

TRIES = 5
WINDOW = timedelta(minutes=15)
RETENTION = timedelta(days=1)
PURGED_AT_ONCE = 50


def name_digest(username):
    """Distinguishes attempts by user name without storing what was typed: it may be a password."""
    key = hashlib.sha256(b"login try" + settings.SECRET_KEY.encode()).digest()
    return hmac.new(key, username.encode(), hashlib.sha256).hexdigest()


class LoginTryQuerySet(models.QuerySet):
    @transaction.atomic
    def count_try(self, *, username, address):
        """Count a login attempt by user name and address; False if there were TRIES within WINDOW already.

        Counted before the password is checked, so that parallel attempts gain nothing; a successful login removes its
        own with `clear_tries`. Unknown names are counted like known ones.
        """
        digest = name_digest(username)
        acquire_named_lock(f"login {digest} {address}")
        # On the real clock also where GUICHAO_TODAY fixes the day: a quarter of an hour must pass over midnight.
        since = timezone.now() - WINDOW
        if self.filter(name_digest=digest, address=address, tried_at__gt=since).count() >= TRIES:
            return False
        self.create(name_digest=digest, address=address, tried_at=timezone.now())
        self.purge()
        return True

    def clear_tries(self, username):
        self.filter(name_digest=name_digest(username)).delete()

    def of_last_day(self):
        return self.filter(tried_at__gt=timezone.now() - RETENTION)

    def by_source(self):
        """The last day's tries by user name and address: how many, the last one, and of WINDOW how many since when."""
        is_recent = Q(tried_at__gt=timezone.now() - WINDOW)
        return (
            self.of_last_day()
            .order_by()
            .values("name_digest", "address")
            .annotate(
                try_count=Count("pk"),
                last_at=Max("tried_at"),
                recent_count=Count("pk", filter=is_recent),
                recent_since=Min("tried_at", filter=is_recent),
            )
            .order_by("-last_at")
        )

    def purge(self):
        """Delete rows older than a day, a few at a time: a flood of attempts must not slow each one down."""
        oldest = self.order_by("pk").values_list("pk", "tried_at")[:PURGED_AT_ONCE]
        limit = timezone.now() - RETENTION
        self.filter(pk__in=[pk for pk, tried_at in oldest if tried_at < limit]).delete()


class LoginTry(models.Model):
    """A login attempt that has failed, or has not succeeded yet."""

    name_digest = models.CharField(max_length=64)
    address = models.GenericIPAddressField(null=True)
    tried_at = models.DateTimeField(default=timezone.now)

    objects = LoginTryQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "登录尝试"
        ordering = ["-pk"]
        default_permissions = ()
        indexes = [models.Index(fields=["name_digest", "address", "tried_at"], name="logintry_by_name")]

    def __str__(self):
        return f"登录尝试 {self.pk}"
