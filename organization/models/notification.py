"""消息: what an account is told once, of what somebody else did. What has to be done follows from the rows themselves.

A notification holds no text: what it says follows from its kind, its day and the number of what it is about, so that
nothing of a youth stays in it.
"""

from datetime import timedelta

from django.conf import settings
from django.db import models, transaction
from django.db.models import Exists, OuterRef, Q

from organization.choices import NotificationKind, notification_kinds
from organization.clock import now
from organization.scoping import CampaignScopedQuerySet

# Whoever comes later is not told any more.
SHOWN_FOR = timedelta(days=60)
# The permission of whom it concerns, at the committee that it is for.
PERMISSION_OF = {
    NotificationKind.RETURNED: "reports.submit_package",
    NotificationKind.REOPENED: "reports.submit_package",
    NotificationKind.ACCEPTED: "reports.submit_package",
    NotificationKind.REMINDED: "reports.submit_package",
    NotificationKind.EXTENDED: "reports.submit_package",
    NotificationKind.EXTENSION_ENDED: "reports.submit_package",
    NotificationKind.HANDED_BACK: "activities.add_completion",
    NotificationKind.HANDED_OVER: "returnees.change_followupcase",
    NotificationKind.ASSIGNED: "returnees.change_followupcase",
    # Of all below the committee that it is for, too.
    NotificationKind.ANNOUNCED: "reports.view_package",
}
# Answered by the package's next sending up.
OF_PACKAGES = tuple(kind for kind, permission in PERMISSION_OF.items() if permission == "reports.submit_package")


def paths_above(committee) -> list[str]:
    """Of those in whose subtree the committee stands."""
    steps = committee.path.split(".")[:-2]
    return [".".join(steps[:depth]) + "." for depth in range(1, len(steps) + 1)]


class NotificationQuerySet(CampaignScopedQuerySet):
    def visible_to(self, account):
        """Those that concern the account: of its own committee and neither above nor below it, but announcements."""
        if account.committee_id is None or not account.is_active:
            return self.none()
        kinds = [kind for kind, permission in PERMISSION_OF.items() if account.has_perm(permission)]
        own = Q(account=None) | Q(account=account.pk)
        concerns = Q(own, committee=account.committee_id, kind__in=kinds)
        if NotificationKind.ANNOUNCED in kinds:
            above = paths_above(account.committee)
            concerns |= Q(kind=NotificationKind.ANNOUNCED, committee__path__in=above)
        return self.filter(concerns)

    def recent(self):
        return self.filter(at__gte=now() - SHOWN_FOR)

    def unseen_by(self, account):
        """Until the account has seen it, or what it is about was done."""
        seen = NotificationSeen.objects.filter(notification=OuterRef("pk"), account=account.pk)
        return self.recent().filter(~Exists(seen), done_at=None)

    @transaction.atomic
    def post(self, kind, *, campaign, committee, account=None, subject_id=None, **columns):
        """Tell a committee, or one account of it; what was said of the same before is out of date with it."""
        about = {"committee": committee, "account": account, "subject_id": subject_id}
        if subject_id is not None:
            self.finish(kind, **about)
        return self.create(kind=kind, campaign=campaign, **about, **columns)

    def finish(self, *kinds, **about):
        """It was done, or holds no more: whoever has not seen it need not."""
        return self.filter(kind__in=kinds, done_at=None, **about).update(done_at=now())

    def mark_seen(self, account):
        pks = self.values_list("pk", flat=True)
        seen = [NotificationSeen(notification_id=pk, account=account) for pk in pks]
        NotificationSeen.objects.bulk_create(seen, ignore_conflicts=True)


class Notification(models.Model):
    """Written by the act that causes it, in the same transaction."""

    kind = models.CharField("消息", max_length=16, choices=notification_kinds)
    campaign = models.ForeignKey("organization.Campaign", models.PROTECT, related_name="+", verbose_name="年度")
    committee = models.ForeignKey(
        "organization.Committee", models.PROTECT, db_index=False, related_name="+", verbose_name="收到的团委"
    )
    # Empty: every account of the committee that it concerns.
    account = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, db_index=False, related_name="+", verbose_name="收到的账号"
    )
    # The key of the package, the completion or the case.
    subject_id = models.BigIntegerField("对象编号", null=True)
    day = models.DateField("日期", null=True)
    case_count = models.PositiveIntegerField("个数", default=1)
    at = models.DateTimeField("时间", default=now)
    done_at = models.DateTimeField("办了的时间", null=True)

    objects = NotificationQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "消息"
        ordering = ["-at", "-pk"]
        default_permissions = ()
        indexes = [
            models.Index(fields=["committee", "-at"], name="notification_by_committee"),
            models.Index(fields=["kind", "subject_id"], name="notification_by_subject"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(case_count__gte=1), name="notification_of_something"),
        ]

    def __str__(self):
        return f"消息 {self.pk}"


class NotificationSeen(models.Model):
    """已读: an account said that it has seen a notification."""

    notification = models.ForeignKey(
        Notification, models.CASCADE, db_index=False, related_name="seen", verbose_name="消息"
    )
    account = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="账号")
    at = models.DateTimeField("时间", default=now)

    class Meta:
        verbose_name = verbose_name_plural = "已读"
        ordering = ["pk"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["notification", "account"], name="notificationseen_once"),
        ]

    def __str__(self):
        return f"已读 {self.pk}"
