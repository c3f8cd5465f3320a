from django.conf import settings
from django.db import models

from organization.clock import now


class Reminder(models.Model):
    """催报: the region told the work group who had not sent up; the text is as it was copied."""

    campaign = models.ForeignKey("organization.Campaign", models.PROTECT, related_name="reminders", verbose_name="年度")
    packages = models.ManyToManyField("reports.Package", related_name="reminders", verbose_name="催报的单位")
    text = models.TextField("催报内容")
    sent_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="催报人")
    sent_at = models.DateTimeField("催报时间", default=now)

    class Meta:
        verbose_name = verbose_name_plural = "催报"
        ordering = ["-pk"]
        default_permissions = ()

    def __str__(self):
        return f"催报 {self.pk}"
