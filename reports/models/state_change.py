from django.conf import settings
from django.db import models
from django.db.models import Q

from organization.clock import now
from organization.scoping import CommitteeScopedQuerySet
from reports.choices import PackagePart, PackageState


class StateChangeQuerySet(CommitteeScopedQuerySet):
    committee_lookup = "package__committee"


class StateChange(models.Model):
    """A package went from one state to another: who, when, why, and with which figures."""

    package = models.ForeignKey(
        "reports.Package", models.CASCADE, related_name="state_changes", verbose_name="报送材料"
    )
    from_state = models.CharField("原状态", max_length=12, choices=PackageState)
    to_state = models.CharField("新状态", max_length=12, choices=PackageState)
    at = models.DateTimeField("时间", default=now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="操作人")
    reason = models.CharField("原因", max_length=500, blank=True)
    # Keys of PackagePart, with commas between.
    parts = models.CharField("涉及部分", max_length=80, blank=True)
    # By which day it was wanted again, as it was said then.
    wanted_on = models.DateField("要求重新报送的日期", null=True)
    submission = models.ForeignKey(
        "reports.Submission", models.PROTECT, null=True, related_name="+", verbose_name="所据报送"
    )

    objects = StateChangeQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "状态变化"
        ordering = ["pk"]
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                condition=~Q(to_state=PackageState.RETURNED) | ~Q(reason=""),
                name="statechange_returned_with_a_reason",
                violation_error_message="退回、重新打开须写明原因。",
            ),
            models.CheckConstraint(
                condition=Q(wanted_on=None) | Q(to_state=PackageState.RETURNED), name="statechange_wanted_with_a_return"
            ),
        ]

    def __str__(self):
        return f"状态变化 {self.pk}"

    @property
    def part_keys(self):
        return [part for part in self.parts.split(",") if part]

    @property
    def asked(self) -> list[PackagePart]:
        return [PackagePart(part) for part in self.part_keys]

    @property
    def part_labels(self):
        return [part.label for part in self.asked]
