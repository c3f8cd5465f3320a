import secrets

from django.conf import settings
from django.db import models
from django.urls import reverse

from organization.clock import now
from organization.scoping import CommitteeScopedQuerySet
from returnees.choices import EntranceChannel

# Without 0, 1, i, l and o: the address is printed as text below the QR code.
TOKEN_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"
TOKEN_LENGTH = 8


def new_token():
    return "".join(secrets.choice(TOKEN_ALPHABET) for _ in range(TOKEN_LENGTH))


class EntranceQuerySet(CommitteeScopedQuerySet):
    def in_campaign(self, campaign):
        return self.filter(campaign=campaign)

    def homepage_of(self, campaign):
        """The region-wide entrance behind `/`; None before the campaign is opened."""
        return self.filter(campaign=campaign, channel=EntranceChannel.HOMEPAGE).first()

    def open_homepage(self, *, campaign, region):
        """Make the region-wide entrance of a campaign, once."""
        return self.get_or_create(
            campaign=campaign,
            channel=EntranceChannel.HOMEPAGE,
            defaults={"committee": region, "label": "全区统一入口"},
        )


class Entrance(models.Model):
    """A way into the questionnaire: one campaign, one committee, one channel, one QR code."""

    campaign = models.ForeignKey("organization.Campaign", models.PROTECT, related_name="entrances", verbose_name="年度")
    committee = models.ForeignKey(
        "organization.Committee", models.PROTECT, related_name="entrances", verbose_name="团委"
    )
    channel = models.CharField("入口渠道", max_length=16, choices=EntranceChannel)
    label = models.CharField(
        "备注名", max_length=40, blank=True, help_text="同一渠道有几个二维码时，用来区分，如：火车站。"
    )
    token = models.CharField("短码", max_length=16, unique=True, default=new_token, editable=False)
    is_paused = models.BooleanField("暂停", default=False, help_text="暂停后扫码的人会看到“暂停使用”。")
    expires_at = models.DateTimeField("停用时间", null=True, blank=True, help_text="留空表示一直可用。")
    created_at = models.DateTimeField("创建时间", default=now, editable=False)

    objects = EntranceQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "二维码入口"
        ordering = ["committee__path", "channel", "label"]
        constraints = [
            models.UniqueConstraint(
                fields=["campaign", "committee", "channel", "label"],
                name="entrance_unique",
                violation_error_message="这个团委已有同渠道、同备注名的入口。",
            ),
            models.UniqueConstraint(
                fields=["campaign"],
                condition=models.Q(channel=EntranceChannel.HOMEPAGE),
                name="entrance_one_homepage",
                violation_error_message="活动首页的入口每个年度只有一个，已自动建立。",
            ),
        ]

    def __str__(self):
        name = f"{self.committee} · {self.get_channel_display()}"
        return f"{name}（{self.label}）" if self.label else name

    def get_absolute_url(self):
        return reverse("questionnaire", args=[self.token])

    @property
    def address(self):
        """The whole address that the QR code carries."""
        return settings.PUBLIC_URL + self.get_absolute_url()

    @property
    def is_staff_filled(self):
        return self.channel == EntranceChannel.STAFF_FILLED


class EntranceDay(models.Model):
    """How often an entrance's page was opened on one day. It counts pages, and knows nobody."""

    entrance = models.ForeignKey(Entrance, models.CASCADE, related_name="days", verbose_name="入口")
    day = models.DateField("日期")
    open_count = models.PositiveIntegerField("打开次数", default=0)

    class Meta:
        verbose_name = verbose_name_plural = "入口每日打开次数"
        ordering = ["day"]
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["entrance", "day"], name="entranceday_once")]

    def __str__(self):
        return f"{self.entrance} {self.day}"
