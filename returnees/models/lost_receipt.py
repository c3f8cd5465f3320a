"""Requests by youths who lost the code of their receipt: rows that are deleted once dealt with, or after 30 days."""

from datetime import timedelta

from django.db import models
from django.db.models import Q

from organization.clock import now, today
from organization.erased_bytes import empty_log_on_commit
from organization.scoping import CampaignScopedQuerySet, CommitteeScopedQuerySet
from returnees.erasure_list import list_requests
from returnees.fields import mask_phone
from returnees.models.ended_request import WORKING_DAYS, EndedRequest, working_days_after

KEPT_FOR = timedelta(days=30)
# Of one committee, within an hour: more come from a program, and would bury the others.
REQUESTS_PER_HOUR = 60
HOUR = timedelta(hours=1)


class LostReceiptQuerySet(CampaignScopedQuerySet, CommitteeScopedQuerySet):
    def stale(self):
        return self.filter(requested_at__lte=now() - KEPT_FOR)

    def is_flooded(self, committee):
        return self.filter(committee=committee, requested_at__gt=now() - HOUR).count() >= REQUESTS_PER_HOUR

    def ask(self, *, campaign, committee, phone, is_suspect):
        """One open request per number: a second one leaves the first with its day, and moves it to the home named
        now, for that is where the youth is told to wait. What is known of the number is not looked at."""
        request, is_new = self.get_or_create(
            campaign=campaign,
            phone=phone,
            defaults={
                "committee": committee,
                "is_suspect": is_suspect,
                "requested_at": now(),
                "due_on": working_days_after(today(), WORKING_DAYS),
            },
        )
        if not is_new:
            self.filter(pk=request.pk).exclude(committee=committee).update(committee=committee)
        return request

    def erase_stale(self):
        """After 30 days, whoever has not called: that nobody did stays countable."""
        stale = self.stale()
        for asked in stale.select_related("campaign", "committee"):
            EndedRequest.objects.record_lost_code(asked, is_handled=False)
        return stale.erase()

    def erase(self):
        """Also from an older backup that comes back, by the list beside the backups."""
        numbers = list(self.values_list("campaign__key", "pk"))
        count, _ = self.delete()
        if count:
            list_requests(numbers, erased_at=now())
            empty_log_on_commit()
        return count


class LostReceipt(models.Model):
    """Somebody says that the number is theirs and that the code is lost. Nobody has verified it yet."""

    campaign = models.ForeignKey(
        "organization.Campaign", models.PROTECT, related_name="lost_receipts", verbose_name="年度"
    )
    committee = models.ForeignKey(
        "organization.Committee", models.PROTECT, related_name="lost_receipts", verbose_name="负责团委"
    )
    phone = models.CharField("手机号", max_length=11)
    is_suspect = models.BooleanField("可能是机器填写的", default=False)
    requested_at = models.DateTimeField("请求时间", default=now)
    due_on = models.DateField("应办日期")

    objects = LostReceiptQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "找回回执的请求"
        ordering = ["due_on", "pk"]
        default_permissions = ("view", "change")
        indexes = [models.Index(fields=["committee", "campaign", "due_on"], name="lostreceipt_by_due")]
        constraints = [
            models.UniqueConstraint(fields=["campaign", "phone"], name="lostreceipt_once_per_phone"),
            models.CheckConstraint(condition=Q(phone__regex=r"^1[3-9][0-9]{9}$"), name="lostreceipt_phone_normal"),
        ]

    def __str__(self):
        return f"找回回执的请求 {self.pk}"

    @property
    def masked_phone(self):
        return mask_phone(self.phone)

    @property
    def is_overdue(self):
        return self.due_on < today()
