import hashlib
import re
import secrets
from datetime import timedelta

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import models, transaction
from django.db.models import Q

from activities.models.kind import ActivityKind
from organization.clock import now

# From the preview to the confirmation.
LIFETIME = timedelta(hours=1)
TOKEN = re.compile(r"[A-Za-z0-9_-]{43}")


class ActivityImportQuerySet(models.QuerySet):
    def store(self, content, *, kind, campaign, by):
        """Store an uploaded workbook until it is confirmed; `delete_stale` deletes it after an hour."""
        upload = self.model(kind=kind, campaign=campaign, uploaded_by=by, token=secrets.token_urlsafe(32))
        upload.content_digest = hashlib.sha256(content).hexdigest()
        default_storage.save(upload.path, ContentFile(content))
        upload.save(force_insert=True)
        return upload

    def of_token(self, token, *, kind_key, account):
        """What `account` uploaded under this token; None for any other token."""
        own = self.filter(kind__key=kind_key, uploaded_by=account).select_related("campaign")
        return own.filter(token=token).first() if TOKEN.fullmatch(token) else None

    def stale(self):
        """What nobody confirmed within the hour."""
        return self.filter(imported_at=None, uploaded_at__lte=now() - LIFETIME)

    def delete_stale(self) -> int:
        """Delete the stale ones with their workbooks; returns how many."""
        return self.stale()._delete_with_workbooks()

    def delete_unconfirmed_of(self, campaign) -> int:
        return self.filter(campaign=campaign, imported_at=None)._delete_with_workbooks()

    def _delete_with_workbooks(self) -> int:
        uploads = list(self)
        for uploaded in uploads:
            default_storage.delete(uploaded.path)
            uploaded.delete()
        return len(uploads)


class ActivityImport(models.Model):
    """A workbook that was uploaded for import: shown as a preview, then imported once or forgotten."""

    token = models.CharField(max_length=43, unique=True)
    kind = models.ForeignKey(ActivityKind, models.PROTECT, related_name="+", verbose_name="类别")
    campaign = models.ForeignKey("organization.Campaign", models.PROTECT, related_name="+", verbose_name="年度")
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="上传人")
    uploaded_at = models.DateTimeField("上传时间", default=now)
    content_digest = models.CharField("内容摘要", max_length=64)
    imported_at = models.DateTimeField("导入时间", null=True)
    created_count = models.PositiveIntegerField("新增", null=True)
    changed_count = models.PositiveIntegerField("修改", null=True)
    skipped_count = models.PositiveIntegerField("已存在", null=True)

    objects = ActivityImportQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "Excel 导入"
        ordering = ["-pk"]
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                condition=Q(imported_at=None, created_count=None, changed_count=None, skipped_count=None)
                | Q(
                    imported_at__isnull=False,
                    created_count__isnull=False,
                    changed_count__isnull=False,
                    skipped_count__isnull=False,
                ),
                name="activityimport_counted_once_imported",
            ),
        ]

    def __str__(self):
        return f"{self.kind.label}导入 {self.pk}"

    @property
    def path(self):
        """Where the workbook is until then, under a name that cannot be guessed: another server may confirm it."""
        return f"imports/{self.token}"

    @property
    def counts(self):
        return f"新增 {self.created_count} 条，修改 {self.changed_count} 条，已存在而跳过 {self.skipped_count} 条"

    def content(self):
        """The uploaded workbook; None once it has expired or is gone."""
        if self.uploaded_at <= now() - LIFETIME:
            return None
        try:
            with default_storage.open(self.path) as file:
                content = file.read()
        except FileNotFoundError:
            return None
        return content if hashlib.sha256(content).hexdigest() == self.content_digest else None

    def finish(self, *, created, changed, skipped):
        """Mark the import as done within its own transaction; the workbook is removed after the commit."""
        self.imported_at = now()
        self.created_count, self.changed_count, self.skipped_count = created, changed, skipped
        self.save()
        transaction.on_commit(lambda: default_storage.delete(self.path), robust=True)
