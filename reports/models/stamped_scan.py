from functools import reduce
from operator import or_

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q

from organization.clock import now


class StampedScanQuerySet(models.QuerySet):
    def visible_to(self, account):
        """Scans of packages or submissions that the account may see."""
        uses = (relation.related_model for relation in self.model._meta.related_objects)
        seen = [Exists(use.objects.visible_to(account).filter(scan=OuterRef("pk"))) for use in uses]
        return self.filter(reduce(or_, map(Q, seen)))


class StampedScan(models.Model):
    """The stored scan of a stamped Annex 2: a picture written anew as JPEG, or a PDF as it came."""

    name = models.CharField("文件名", max_length=32, unique=True)
    extension = models.CharField("格式", max_length=4, choices=[("jpg", "JPG"), ("pdf", "PDF")])
    byte_count = models.PositiveIntegerField("字节数")
    # SHA-256 of the stored file, in hexadecimal.
    digest = models.CharField("内容摘要", max_length=64)
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="上传人")
    uploaded_at = models.DateTimeField("上传时间", default=now)

    objects = StampedScanQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "盖章扫描件"
        default_permissions = ()
        constraints = [
            models.CheckConstraint(condition=Q(extension__in=["jpg", "pdf"]), name="stampedscan_extension_known"),
        ]

    def __str__(self):
        return f"盖章扫描件 {self.pk}"

    @property
    def path(self):
        return f"scans/{self.name[:2]}/{self.name}.{self.extension}"
