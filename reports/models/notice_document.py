from django.db import models
from django.db.models import Q

from organization.clock import now

EXTENSIONS = ("pdf", "docx")


class NoticeDocument(models.Model):
    """The notice of a campaign as it was issued, for every desk to download. The audit trail says who uploaded it."""

    campaign = models.OneToOneField(
        "organization.Campaign", models.PROTECT, related_name="notice_document", verbose_name="年度"
    )
    # As it was called when it was uploaded, without its suffix.
    title = models.CharField("文件名", max_length=100)
    name = models.CharField("存储名", max_length=32, unique=True)
    extension = models.CharField("格式", max_length=4, choices=[(one, one.upper()) for one in EXTENSIONS])
    byte_count = models.PositiveIntegerField("字节数")
    # SHA-256 of the stored file, in hexadecimal.
    digest = models.CharField("内容摘要", max_length=64)
    uploaded_at = models.DateTimeField("上传时间", default=now)

    class Meta:
        verbose_name = verbose_name_plural = "通知文件"
        default_permissions = ()
        constraints = [
            models.CheckConstraint(condition=Q(extension__in=EXTENSIONS), name="noticedocument_extension_known"),
        ]

    def __str__(self):
        return self.file_name

    @property
    def file_name(self):
        return f"{self.title}.{self.extension}"

    @property
    def path(self):
        return f"notices/{self.name[:2]}/{self.name}.{self.extension}"
