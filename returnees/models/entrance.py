import re
import secrets
import unicodedata

from django.conf import settings
from django.db import models, transaction
from django.db.models import Count, F, OuterRef, Q, Subquery, Sum
from django.db.models.functions import Coalesce
from django.urls import reverse

from organization.clock import now
from organization.models import Campaign
from organization.region import words
from organization.scoping import CampaignScopedQuerySet, CommitteeScopedQuerySet
from returnees.choices import EntranceChannel, EntranceState, ReturneeState
from returnees.models.returnee import Returnee

# Without 0, 1, i, l and o: the address is printed as text below the QR code.
TOKEN_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"
TOKEN_LENGTH = 8
# See returnees/page_cache.py. Committee and channel of an entrance never change.
KNOWN_TO_PAGES = {"is_paused", "expires_at"}
# Characters of an address in which a token is looked for.
LONGEST_LINK = 200


_TOKEN = re.compile(f"[{TOKEN_ALPHABET}]{{{TOKEN_LENGTH}}}")


def new_token():
    return "".join(secrets.choice(TOKEN_ALPHABET) for _ in range(TOKEN_LENGTH))


def find_token(text: str) -> str:
    """The first that could be one, in capitals or full width too and whatever is glued to it; empty without any."""
    found = _TOKEN.search(unicodedata.normalize("NFKC", text[:LONGEST_LINK]).lower())
    return found[0] if found else ""


class EntranceQuerySet(CampaignScopedQuerySet, CommitteeScopedQuerySet):
    @transaction.atomic
    def update(self, **values):
        """With what the pages in memory know of an entrance, the questionnaires of its campaign are revised."""
        if KNOWN_TO_PAGES & values.keys():
            self.revise_questionnaires()
        return super().update(**values)

    update.alters_data = True

    def revise_questionnaires(self):
        campaigns = self.order_by().values("campaign")
        Campaign.objects.filter(pk__in=campaigns).revise_questionnaires()

    def homepage_of(self, campaign):
        return self.filter(campaign=campaign, channel=EntranceChannel.HOMEPAGE).first()

    def open_homepage(self, *, campaign, region):
        return self.get_or_create(
            campaign=campaign,
            channel=EntranceChannel.HOMEPAGE,
            defaults={"committee": region, "label": f"{words.whole_region}统一入口"},
        )

    def in_state(self, state):
        """Those that are in use, paused or expired at this moment; each is in exactly one state."""
        is_expired = Q(expires_at__isnull=False, expires_at__lte=now())
        return self.filter(
            {
                EntranceState.EXPIRED: is_expired,
                EntranceState.PAUSED: ~is_expired & Q(is_paused=True),
                EntranceState.IN_USE: ~is_expired & Q(is_paused=False),
            }[state]
        )

    def with_counts(self):
        """Adds `opens`, `submissions` (of any state but deleted) and `answers` (accepted ones).

        By subqueries: joined, each day would be counted once per returnee.
        """
        days = EntranceDay.objects.filter(entrance=OuterRef("pk")).order_by().values("entrance")
        returnees = Returnee.objects.filter(entrance=OuterRef("pk")).not_deleted().order_by().values("entrance")
        is_accepted = Q(state=ReturneeState.ACCEPTED)
        return self.annotate(
            opens=Coalesce(Subquery(days.annotate(sum=Sum("open_count")).values("sum")), 0),
            submissions=Coalesce(Subquery(returnees.annotate(count=Count("pk")).values("count")), 0)
            + F("withdrawn_count"),
            answers=Coalesce(Subquery(returnees.annotate(count=Count("pk", filter=is_accepted)).values("count")), 0),
        )

    @transaction.atomic
    def make_missing(self, *, campaign, committees, channels):
        """Create the unlabelled entrance of every committee and channel that lacks one; return how many were missing.

        A row that collides with another's token, or was created meanwhile, is skipped by the database and checked
        again.
        """
        wanted = {(committee.pk, channel) for committee in committees for channel in channels}
        nameless = self.filter(campaign=campaign, label="", channel__in=channels)
        first_missing = missing = wanted - set(nameless.values_list("committee", "channel"))
        while missing:
            entrances = [
                self.model(campaign=campaign, committee_id=committee, channel=channel)
                for committee, channel in sorted(missing)
            ]
            self.bulk_create(entrances, ignore_conflicts=True)
            missing = wanted - set(nameless.values_list("committee", "channel"))
        return len(first_missing)


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
    # Of records that do not name their entrance any more. Changed by the database alone (`F`).
    withdrawn_count = models.PositiveIntegerField("撤回份数", default=0, editable=False)

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
        return settings.PUBLIC_URL + self.get_absolute_url()

    @property
    def state(self):
        if self.expires_at and self.expires_at <= now():
            return EntranceState.EXPIRED
        return EntranceState.PAUSED if self.is_paused else EntranceState.IN_USE

    @property
    def is_staff_filled(self):
        return self.channel == EntranceChannel.STAFF_FILLED


class EntranceDay(models.Model):
    """How often an entrance's page was opened on one day. It counts pages, and knows nobody."""

    # No index of its own: that of `entranceday_once` begins with it.
    entrance = models.ForeignKey(Entrance, models.CASCADE, db_index=False, related_name="days", verbose_name="入口")
    day = models.DateField("日期")
    open_count = models.PositiveIntegerField("打开次数", default=0)

    class Meta:
        verbose_name = verbose_name_plural = "入口每日打开次数"
        ordering = ["day"]
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["entrance", "day"], name="entranceday_once")]

    def __str__(self):
        return f"{self.entrance} {self.day}"
