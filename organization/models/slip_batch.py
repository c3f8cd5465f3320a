import uuid
from dataclasses import dataclass

from django.conf import settings
from django.db import models, transaction

from organization.clock import now
from organization.models.account import Account
from organization.models.activation_link import ActivationLink
from organization.models.login_try import LoginTry


@dataclass(frozen=True)
class Slip:
    """What is printed for one account. Its password is in no table: whoever loses the paper gets a new one."""

    account: Account
    password: str


class AlreadyShown(Exception):
    """The slips of this form were displayed before: a reloaded page displays none and creates none."""

    def __init__(self, batch):
        super().__init__(batch)
        self.batch = batch


class SlipBatchQuerySet(models.QuerySet):
    @transaction.atomic
    def make(self, *, form_uuid, accounts, by):
        """Issue a one-time password to each account and return the slips; once per form.

        Raises AlreadyShown for a form that was submitted before, a ValidationError for an invalid new account.
        """
        values = {"made_by": by, "slip_count": len(accounts)}
        batch, is_new = self.get_or_create(form_uuid=form_uuid, defaults=values)
        if not is_new:
            raise AlreadyShown(batch)
        ActivationLink.objects.void(accounts)
        slips = []
        for account in accounts:
            password = account.issue_one_time_password()
            if account.pk:
                account.save(update_fields=["password", "must_change_password"])
                LoginTry.objects.of_name(account.username).delete()
            else:
                account.full_clean()
                account.save(force_insert=True)
            slips.append(Slip(account, password))
        return slips


class SlipBatch(models.Model):
    """One display of printable slips with one-time passwords. The display is recorded, the passwords are not."""

    form_uuid = models.UUIDField("表单编号", unique=True, default=uuid.uuid4)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="发放人")
    made_at = models.DateTimeField("发放时间", default=now)
    slip_count = models.PositiveIntegerField("张数")

    objects = SlipBatchQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "密码条"
        ordering = ["-pk"]
        default_permissions = ()

    def __str__(self):
        return f"密码条 {self.pk}"
