import hashlib
import hmac
from datetime import timedelta

from django.conf import settings
from django.db import models, transaction
from django.utils import timezone

from organization.named_locks import acquire_named_lock

TRIES = 5
WINDOW = timedelta(minutes=15)
RETENTION = timedelta(days=1)
PURGED_AT_ONCE = 50


def name_digest(username):
    """Tells tries at one name from those at another, without keeping what was typed: it may be a password."""
    key = hashlib.sha256(b"login try" + settings.SECRET_KEY.encode()).digest()
    return hmac.new(key, username.encode(), hashlib.sha256).hexdigest()


class LoginTryQuerySet(models.QuerySet):
    @transaction.atomic
    def count_try(self, *, username, address):
        """Count a try at a user name from an address; False where there were TRIES within WINDOW already.

        Counted before the password is looked at, so that many tries at the same moment get no more than the rest;
        a login that succeeds takes its tries back with `clear_tries`. Names that nobody has are counted alike.
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
        """Take back the tries at this name, from wherever."""
        self.filter(name_digest=name_digest(username)).delete()

    def purge(self):
        """Delete the oldest rows of more than a day. A few at a time: a flood of tries must not make each one slow."""
        oldest = self.order_by("pk").values_list("pk", "tried_at")[:PURGED_AT_ONCE]
        limit = timezone.now() - RETENTION
        self.filter(pk__in=[pk for pk, tried_at in oldest if tried_at < limit]).delete()


class LoginTry(models.Model):
    """A try to log in that did not succeed, or not yet."""

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
