from django.db import models
from django.urls import reverse

from organization.clock import now
from organization.models.campaign import Campaign
from organization.region import Worded
from organization.text import heading_blocks


class PrivacyNotice(models.Model):
    """One version of a campaign's 个人信息处理说明. Consent names the version, so a version never changes."""

    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="privacy_notices", verbose_name="年度")
    version = models.CharField(
        "版本", max_length=20, help_text=Worded("如 {example_year}-2；青年提交时会记下所同意的版本。")
    )
    # Whole and final, as it is shown: what the product knew on that day stays in it.
    text = models.TextField(
        "正文",
        blank=True,
        help_text="留空：按本年度的设置写好全文。自己写的：空行分段，每段的首行作小标题；法律要求的各段都要有。发布后不能再改。",
    )
    published_at = models.DateTimeField("发布时间", default=now, editable=False)

    class Meta:
        verbose_name = verbose_name_plural = "个人信息处理说明"
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["campaign", "version"],
                name="privacynotice_version_once",
                violation_error_message="这个版本号已经用过，请换一个。",
            ),
        ]

    def __str__(self):
        return f"{self.campaign} 个人信息处理说明 {self.version}"

    def get_absolute_url(self):
        return reverse("privacy_version", args=[self.pk])

    def blocks(self):
        return heading_blocks(self.text)
