from django.conf import settings
from django.db import models
from django.db.models import Q

from organization.clock import now
from organization.models.notification import paths_above
from organization.scoping import CampaignScopedQuerySet
from reports.models.notice_document import EXTENSIONS


class AnnouncementQuerySet(CampaignScopedQuerySet):
    def visible_to(self, account):
        """Those of its own committee and of those above it; a withdrawn one is its own committee's alone."""
        if account.committee is None or not account.is_active:
            return self.none()
        own = Q(committee=account.committee)
        return self.filter(own | Q(committee__path__in=paths_above(account.committee), withdrawn_at=None))


class Announcement(models.Model):
    """公告: what the region or a league-city lets all below it know, with one file at most."""

    campaign = models.ForeignKey("organization.Campaign", models.PROTECT, related_name="+", verbose_name="年度")
    committee = models.ForeignKey("organization.Committee", models.PROTECT, related_name="+", verbose_name="发布单位")
    title = models.CharField("标题", max_length=60)
    text = models.TextField("内容", max_length=2000)
    posted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="发布人")
    posted_at = models.DateTimeField("发布时间", default=now)
    withdrawn_at = models.DateTimeField("撤回时间", null=True, editable=False)
    # Of the page that it was written on.
    form_uuid = models.UUIDField("表单编号", unique=True, editable=False)

    objects = AnnouncementQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "公告"
        ordering = ["-posted_at", "-pk"]
        default_permissions = ("add",)
        constraints = [
            models.CheckConstraint(condition=~Q(title="") & ~Q(text=""), name="announcement_says_something"),
        ]

    def __str__(self):
        return f"公告 {self.pk}"


class AnnouncementFile(models.Model):
    """Its file, as it was uploaded."""

    announcement = models.OneToOneField(Announcement, models.PROTECT, related_name="file", verbose_name="公告")
    # As it was called when it was uploaded, without its suffix.
    title = models.CharField("文件名", max_length=100)
    name = models.CharField("存储名", max_length=32, unique=True)
    extension = models.CharField("格式", max_length=4, choices=[(one, one.upper()) for one in EXTENSIONS])
    byte_count = models.PositiveIntegerField("字节数")
    # SHA-256 of the stored file, in hexadecimal.
    digest = models.CharField("内容摘要", max_length=64)

    class Meta:
        verbose_name = verbose_name_plural = "公告的文件"
        ordering = ["pk"]
        default_permissions = ()
        constraints = [
            models.CheckConstraint(condition=Q(extension__in=EXTENSIONS), name="announcementfile_extension_known"),
        ]

    def __str__(self):
        return f"公告的文件 {self.pk}"

    @property
    def file_name(self):
        return f"{self.title}.{self.extension}"

    @property
    def path(self):
        return f"announcements/{self.name[:2]}/{self.name}.{self.extension}"
