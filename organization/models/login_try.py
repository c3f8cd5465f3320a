import hashlib
import hmac
from datetime import timedelta

from django.conf import settings
from django.db import models
from django.utils import timezone

RETENTION = timedelta(days=1)
PURGED_AT_ONCE = 50


def name_digest(username):
    """Distinguishes attempts by user name without storing what was typed: it may be a password."""
    key = hashlib.sha256(b"login try" + settings.SECRET_KEY.encode()).digest()
    return hmac.new(key, username.encode(), hashlib.sha256).hexdigest()


class LoginTryQuerySet(models.QuerySet):
    def of_name(self, username):
        return self.filter(name_digest=name_digest(username))

    def of_last_day(self):
        # On the real clock also where GUICHAO_TODAY fixes the day: a quarter of an hour must pass over midnight.
        return self.filter(tried_at__gt=timezone.now() - RETENTION)

    def purge(self):
        """Delete rows older than a day, a few at a time: a flood of attempts must not slow each one down."""
        oldest = self.order_by("pk").values_list("pk", "tried_at")[:PURGED_AT_ONCE]
        limit = timezone.now() - RETENTION
        self.filter(pk__in=[pk for pk, tried_at in oldest if tried_at < limit]).delete()


class LoginTry(models.Model):
    """A login attempt that has failed, or has not succeeded yet; `organization/accounts/throttle.py` counts them."""

    name_digest = models.CharField(max_length=64)
    # Of a browser that had logged in with this name before; empty for any other.
    browser = models.CharField(max_length=32, blank=True)
    # The password was right: what was tried is the code of two-step verification.
    is_code = models.BooleanField(default=False)
    # Of IPv6 the network, a /64: who has one address of it has them all.
    address = models.GenericIPAddressField(null=True)
    tried_at = models.DateTimeField(default=timezone.now)

    objects = LoginTryQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "登录尝试"
        ordering = ["-pk"]
        default_permissions = ()
        indexes = [
            models.Index(fields=["name_digest", "tried_at"], name="logintry_by_name"),
            models.Index(fields=["tried_at"], name="logintry_by_time"),
        ]

    def __str__(self):
        return f"登录尝试 {self.pk}"
