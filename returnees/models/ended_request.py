"""How long youths waited for what they asked of the staff: days and a committee, and nothing of whom it was."""

from datetime import timedelta

from django.db import models
from django.db.models import F, Q
from django.utils.timezone import localdate

from organization.clock import today
from organization.scoping import CampaignScopedQuerySet, CommitteeScopedQuerySet
from returnees.choices import RequestKind

WORKING_DAYS = 15
SATURDAY = 5


def working_days_after(day, count):
    """Mondays to Fridays; of holidays and the days worked in their place nothing is known."""
    while count:
        day += timedelta(days=1)
        count -= day.weekday() < SATURDAY
    return day


class EndedRequestQuerySet(CampaignScopedQuerySet, CommitteeScopedQuerySet):
    def record(self, *, received_on, is_handled=True, **columns):
        """Ended today: dealt with, well or not, or given up by deleting it. The outcome is in the audit trail."""
        due_on = working_days_after(received_on, WORKING_DAYS)
        # A clock that was set back must not keep anybody from ending a request.
        ended_on = max(today(), received_on)
        return self.create(received_on=received_on, due_on=due_on, ended_on=ended_on, is_handled=is_handled, **columns)

    def record_lost_code(self, request, *, is_handled=True):
        return self.record(
            campaign=request.campaign,
            committee=request.committee,
            kind=RequestKind.LOST_CODE,
            received_on=localdate(request.requested_at),
            is_handled=is_handled,
        )

    def handled(self):
        return self.filter(is_handled=True)

    def in_time(self):
        return self.handled().filter(ended_on__lte=F("due_on"))


class EndedRequest(models.Model):
    """One request that waits no more (PIPL art. 50). It outlives the request, and leads to no record."""

    campaign = models.ForeignKey("organization.Campaign", models.PROTECT, related_name="+", verbose_name="年度")
    committee = models.ForeignKey("organization.Committee", models.PROTECT, related_name="+", verbose_name="负责团委")
    kind = models.CharField("请求", max_length=12, choices=RequestKind)
    received_on = models.DateField("提出日期")
    due_on = models.DateField("应办日期")
    ended_on = models.DateField("办结或删除日期")
    # False: it was deleted after 30 days, and nobody had dealt with it.
    is_handled = models.BooleanField("是否办了", default=True)

    objects = EndedRequestQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "办过的请求"
        ordering = ["pk"]
        default_permissions = ()
        indexes = [models.Index(fields=["ended_on"], name="endedrequest_by_day")]
        constraints = [
            models.CheckConstraint(
                condition=Q(received_on__lte=F("ended_on")) & Q(received_on__lt=F("due_on")),
                name="endedrequest_days_in_order",
                violation_error_message="提出日期不能晚于办结日期。",
            ),
        ]

    def __str__(self):
        return f"办过的请求 {self.pk}"
