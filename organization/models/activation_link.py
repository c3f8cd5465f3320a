"""激活链接: whoever opens it sets the account's password; for 72 hours, and once.

The secret stands in the fragment of the link, which no browser sends and no log holds, and here as a digest alone.
"""

import hashlib
import secrets
from datetime import timedelta

from django.conf import settings
from django.db import models

from organization.clock import now
from organization.models.account import Account

VALID_FOR = timedelta(hours=72)
SECRET_BYTES = 24


def digest_of(secret: str) -> str:
    """Of random bytes, which need no stretching."""
    return hashlib.sha256(secret.encode()).hexdigest()


class ActivationLinkQuerySet(models.QuerySet):
    def make(self, accounts, *, by) -> list[tuple[Account, str]]:
        """Each account with its secret, which is in no table; a link of before is void with it."""
        self.void(accounts)
        made = [(account, secrets.token_urlsafe(SECRET_BYTES)) for account in accounts]
        self.bulk_create(self.model(account=account, digest=digest_of(secret), made_by=by) for account, secret in made)
        return made

    def void(self, accounts):
        self.filter(account__in=[account.pk for account in accounts if account.pk]).delete()

    def usable(self, secret: str):
        """The link of this secret; none that is too old, or whose account has a password of its own or is inactive."""
        waiting = self.filter(account__must_change_password=True, account__is_active=True)
        return waiting.filter(digest=digest_of(secret), made_at__gt=now() - VALID_FOR).select_related("account")


class ActivationLink(models.Model):
    account = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="activation_link", verbose_name="账号"
    )
    # SHA-256 of the secret, in hexadecimal.
    digest = models.CharField("摘要", max_length=64, unique=True)
    made_at = models.DateTimeField("生成时间", default=now)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="生成人")

    objects = ActivationLinkQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "激活链接"
        ordering = ["pk"]
        default_permissions = ()

    def __str__(self):
        return f"激活链接 {self.pk}"
