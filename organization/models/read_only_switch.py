from django.db import models
from django.utils import timezone

from organization import read_only


class ReadOnlySwitchManager(models.Manager):
    def turn_on(self, reason: str) -> None:
        since = f"{timezone.localtime():%Y-%m-%d %H:%M}"
        self.update_or_create(pk=1, defaults={"reason": reason, "since": since})
        read_only.forget()

    def turn_off(self) -> None:
        self.all().delete()
        read_only.forget()


class ReadOnlySwitch(models.Model):
    """While its row is there, the site may only be looked at. Read by organization/read_only.py, past the ORM."""

    reason = models.CharField(max_length=60)
    # As it is shown.
    since = models.CharField(max_length=16)

    objects = ReadOnlySwitchManager()

    class Meta:
        verbose_name = verbose_name_plural = "只读"
        default_permissions = ()
        constraints = [models.CheckConstraint(condition=models.Q(pk=1), name="readonlyswitch_one")]

    def __str__(self):
        return "只读"
