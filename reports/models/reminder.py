import uuid

from django.conf import settings
from django.db import models, transaction

from organization.choices import NotificationKind
from organization.clock import now
from organization.models import Notification
from organization.scoping import CampaignScopedQuerySet


class ReminderQuerySet(CampaignScopedQuerySet):
    @transaction.atomic
    def note(self, *, campaign, packages, text, by, form_uuid):
        """Note that the work group was reminded. Returns `(reminder, is_new)`: a form is noted once."""
        reminder, is_new = self.get_or_create(
            form_uuid=form_uuid, defaults={"campaign": campaign, "text": text, "sent_by": by}
        )
        if is_new:
            reminder.packages.set(packages)
            for package in packages:
                about = {"campaign": campaign, "committee": package.committee, "subject_id": package.pk}
                Notification.objects.post(NotificationKind.REMINDED, **about, day=package.due_on)
        return reminder, is_new


class Reminder(models.Model):
    """催报: the region reminded the work group who had not submitted; the text is the one that was copied."""

    campaign = models.ForeignKey("organization.Campaign", models.PROTECT, related_name="reminders", verbose_name="年度")
    packages = models.ManyToManyField("reports.Package", related_name="reminders", verbose_name="催报的单位")
    text = models.TextField("催报内容")
    sent_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="催报人")
    sent_at = models.DateTimeField("催报时间", default=now)
    # Of the page that it was noted on.
    form_uuid = models.UUIDField("表单编号", unique=True, default=uuid.uuid4, editable=False)

    objects = ReminderQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "催报"
        ordering = ["-pk"]
        default_permissions = ()

    def __str__(self):
        return f"催报 {self.pk}"
