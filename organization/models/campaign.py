import unicodedata

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models, transaction
from django.db.models import F, Q
from django.urls import reverse

from organization.choices import CampaignState
from organization.clock import FIRST_YEAR, LAST_YEAR, OUT_OF_TIME, now, start_of_day, today
from organization.region import Worded
from organization.text import clauses, heading_blocks
from organization.text_columns import CodeColumn
from organization.text_places import KnownPlaces

SIGNING_PLACES = ("name", "phone", "day", "seal")
OPENING_PLACES = ("document", "committee", "theme", "year", "name")

MONGOLIAN_BLOCKS = ("mongolian_text", "mongolian_letter", "mongolian_notice", "mongolian_consent", "mongolian_thanks")


# Addresses below /admin/reports/setup/ that are not those of a campaign.
RESERVED_KEYS = frozenset({"begin"})


def refuse_reserved_key(key):
    if key in RESERVED_KEYS:
        raise ValidationError(f"“{key}”是系统自己的网址用词，请换一个。", code="reserved")


def reject_private_use(text):
    """Encodings older than Unicode's Mongolian put its letters there; what they mean depends on the font."""
    if any(unicodedata.category(character) == "Co" for character in text):
        raise ValidationError("这段文字用的是旧的专用编码，多数手机上不能显示，请换成 Unicode 蒙古文。")


def mongolian_block(label, where):
    # With a default in the database: a release before, running beside, writes rows without these.
    return models.TextField(
        label, blank=True, default="", db_default="", validators=[reject_private_use], help_text=where
    )


class CampaignQuerySet(models.QuerySet):
    def revise_questionnaires(self):
        """Increase the questionnaires' revision, so that their pages are rendered again."""
        return self.update(questionnaire_revision=F("questionnaire_revision") + 1)

    def current(self):
        """The campaign of the public pages; raises DoesNotExist before one is loaded."""
        return self.get(is_current=True)


class Campaign(models.Model):
    """One notice: its names, dates, deadlines, letter, privacy notice, and the form of its table and package."""

    key = CodeColumn(
        "代码",
        max_length=20,
        unique=True,
        validators=[
            RegexValidator(r"^[a-z0-9][a-z0-9-]*\Z", "只用小写字母、数字和短横，如 2021 或 2021-summer。"),
            refuse_reserved_key,
        ],
        error_messages={"unique": "这个代码已经用过。"},
        help_text="用在网址里，定了不再改，如 2021；一年有几次的，如 2021-summer。",
    )
    year = models.PositiveSmallIntegerField("年度")
    state = models.CharField(
        "状态", max_length=10, choices=CampaignState, default=CampaignState.PREPARING, editable=False
    )
    is_trial = models.BooleanField("试用", default=False, editable=False)
    # 30 days after the region opened a campaign of its own.
    erase_on = models.DateField("试用内容清除日期", null=True, blank=True, editable=False)
    is_current = models.BooleanField("当前年度", default=False, editable=False)
    # Whose entrances the codes of one that is closed lead to; None: to a page that says it is over.
    followed_by = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="+", editable=False, verbose_name="旧二维码转到"
    )
    name = models.CharField("活动名称", max_length=120)
    theme = models.CharField("活动主题", max_length=60)
    issuer = models.CharField("发文单位", max_length=60, blank=True)
    document_number = models.CharField("文号", max_length=40, blank=True)
    issued_on = models.DateField("发文日期", null=True, blank=True)
    short_name = models.CharField(
        "活动简称", max_length=40, blank=True, help_text="文件名里用，如：返乡创业青年月活动。留空用“活动”。"
    )
    material_name = models.CharField(
        "材料的叫法", max_length=40, blank=True, help_text="给中心的邮件里用。留空用简称加“材料”。"
    )
    public_name = models.CharField(
        "页头的叫法", max_length=20, blank=True, help_text="公开页面和海报上“归巢”后面的几个字，如：返乡青年征集。"
    )
    audience = models.CharField(
        "面向",
        max_length=40,
        blank=True,
        help_text=Worded("公开页面上年龄前面的话，如：家乡在{region_short_name}。留空只写年龄。"),
    )
    questionnaire_title = models.CharField("问卷名称", max_length=60)
    invitation = models.CharField(
        "邀请语", max_length=120, blank=True, help_text="首页和海报上的一两句话，如：家乡在等您。"
    )
    benefits = models.TextField("能帮青年什么", blank=True, help_text="首页上列出；空行分段，每段的首行作小标题。")
    explanations = models.TextField(
        "名词说明",
        blank=True,
        default="",
        db_default="",
        help_text=Worded(
            "问卷里问到这个词的地方，用一句话说明；空行分段，每段的首行是词（如：{alliance}），下一行是说明。"
        ),
    )
    youngest_age = models.PositiveSmallIntegerField(
        "最小年龄", default=14, help_text="周岁；未满 14 周岁的，法律规定须经监护人同意，一律不收。"
    )
    oldest_age = models.PositiveSmallIntegerField("最大年龄", default=45, help_text="周岁。")
    youth_until_age = models.PositiveSmallIntegerField(
        "“青年”至", default=35, help_text="周岁；超过的可以填写，单独统计。"
    )

    annex2_label = models.CharField("附件标识", max_length=20, default="附件：", blank=True)
    annex2_title = models.CharField("汇总表标题", max_length=80)
    shows_theme_in_annex2 = models.BooleanField("标题上方印活动主题", default=True)
    annex2_signing_line = models.CharField(
        "填表行",
        max_length=120,
        default="填表人：{name}｜联系电话：{phone}｜{seal}",
        blank=True,
        validators=[KnownPlaces(*SIGNING_PLACES)],
        help_text="用“｜”分成几段；{name}、{phone}、{day}、{seal} 处填入填表人、电话、日期和盖章栏。留空不印这一行。",
    )
    committee_seal = models.CharField("盖章栏（报送单位的表）", max_length=30, default="盖章：", blank=True)
    region_seal = models.CharField("盖章栏（汇总表）", max_length=30, default="盖章：", blank=True)
    has_total_row = models.BooleanField("汇总表有合计行", default=True)

    photo_count = models.PositiveSmallIntegerField("照片张数", default=3, help_text="0 表示不要照片。")
    summary_length = models.PositiveSmallIntegerField("总结字数", default=1000, help_text="0 表示不要总结。")
    summary_opening = models.CharField(
        "总结草稿的首句",
        max_length=200,
        blank=True,
        validators=[KnownPlaces(*OPENING_PLACES)],
        help_text="选填。{document}、{committee}、{theme}、{year}、{name} 换成文号、单位、主题、年份、活动简称。",
    )
    asks_for_scan = models.BooleanField("要盖章扫描件", default=True)
    asks_for_returnee_counts = models.BooleanField("要问卷统计", default=True)

    starts_on = models.DateField("活动开始日期")
    ends_on = models.DateField("活动结束日期")
    opens_at = models.DateTimeField("问卷开放时间", null=True, blank=True, help_text="留空表示随时可填。")
    closes_at = models.DateTimeField("问卷截止时间", null=True, blank=True, help_text="留空表示不截止。")
    package_due_on = models.DateField("报送截止日期", help_text="至当日 24 时（北京时间）。")
    locks_at = models.DateTimeField("锁定时间", null=True, blank=True, help_text="留空表示不锁定。")
    anonymise_on = models.DateField(
        "匿名化日期",
        null=True,
        blank=True,
        help_text="到这一天，由例行任务把青年的个人信息匿名化：从此不再收集，也不能恢复。",
    )

    # A copy's days are those of the year before, moved; nothing else is open about a campaign that was written anew.
    dates_are_checked = models.BooleanField(
        "日期已核对",
        default=True,
        db_default=True,
        help_text="照以前的年度或别的通知建立的，日期是推算或照搬的：按通知逐个核对以后勾选。",
    )

    # What only the office itself knows of its privacy notice; the rest the product knows.
    processor = models.CharField(
        "个人信息处理者",
        max_length=60,
        blank=True,
        default="",
        db_default="",
        help_text=Worded("决定收集这些信息、为此负责的单位，写全称，如：共青团{region_name}委员会。"),
    )
    hosted_by = models.CharField(
        "服务器由谁存放、维护",
        max_length=120,
        blank=True,
        default="",
        db_default="",
        help_text="自己机房的写本单位；托管、上云或请公司维护的，写受托单位的全称，并与它签委托处理协议。",
    )
    purposes = models.TextField(
        "收集的目的", blank=True, default="", db_default="", help_text="一两句话，写进个人信息处理说明。"
    )

    contact_days = models.PositiveSmallIntegerField(
        "几天内联系青年",
        default=10,
        db_default=10,
        validators=[MinValueValidator(1), MaxValueValidator(60)],
        help_text=Worded(
            "对青年的承诺：提交后这么多天还没有人联系的，可以凭回执提醒，个案就排到{county_short}列表的最前面。"
        ),
    )
    centre_name = models.CharField("报送单位", max_length=60)
    contact_name = models.CharField("联系人", max_length=40, blank=True)
    contact_phone = models.CharField("联系电话", max_length=40, blank=True)
    contact_email = models.EmailField("电子邮箱", blank=True)
    complaints = models.CharField(
        "投诉举报方式", max_length=120, blank=True, help_text="电话或邮箱，写在个人信息处理说明下面。"
    )
    has_letter = models.BooleanField("有致青年的一封信", default=True)
    letter_title = models.CharField("慰问信标题", max_length=60, default="致青年的一封信")
    letter_text = models.TextField("慰问信正文", blank=True, help_text="空行分段。")
    mongolian_text = mongolian_block("蒙古文标题", "和活动主题、问卷名称、慰问信标题、海报标题并列。")
    mongolian_letter = mongolian_block(
        "慰问信的蒙古文", Worded("和慰问信正文并列；空行分段。{league_city}自己的信不用它。")
    )
    mongolian_notice = mongolian_block(
        "个人信息处理说明摘要的蒙古文", "在说明正文上方；空行分段。说明出了新版本，请再核对。"
    )
    mongolian_consent = mongolian_block("同意的蒙古文", "和问卷上“我已阅读并同意”并列。")
    mongolian_thanks = mongolian_block("提交成功的蒙古文", "和提交成功页上的致谢并列。")
    questionnaire_revision = models.PositiveIntegerField(default=1, editable=False)

    objects = CampaignQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "活动年度"
        ordering = ["-year", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["is_current"], condition=Q(is_current=True), name="campaign_one_current"),
            models.CheckConstraint(
                condition=Q(starts_on__lte=F("ends_on")),
                name="campaign_starts_before_end",
                violation_error_message="活动结束日期不能早于开始日期。",
            ),
            models.CheckConstraint(
                condition=Q(opens_at=None) | Q(closes_at=None) | Q(opens_at__lt=F("closes_at")),
                name="campaign_opens_before_close",
                violation_error_message="问卷截止时间应晚于开放时间。",
            ),
            models.CheckConstraint(
                condition=Q(anonymise_on=None) | Q(anonymise_on__gt=F("ends_on")),
                name="campaign_anonymises_after_end",
                violation_error_message="匿名化日期应晚于活动结束日期。",
            ),
            models.CheckConstraint(
                condition=Q(youngest_age__gte=14)
                & Q(youth_until_age__gte=F("youngest_age"))
                & Q(oldest_age__gte=F("youth_until_age"))
                & Q(oldest_age__lte=99),
                name="campaign_ages_in_order",
                violation_error_message="年龄应依次为：最小（不小于 14）、“青年”至、最大（不大于 99）。",
            ),
            models.CheckConstraint(
                condition=Q(photo_count__lte=9),
                name="campaign_photos_at_most_nine",
                violation_error_message="照片最多 9 张。",
            ),
            models.CheckConstraint(condition=Q(state__in=CampaignState.values), name="campaign_state_known"),
            models.CheckConstraint(condition=Q(erase_on=None) | Q(is_trial=True), name="campaign_only_trials_erased"),
            models.CheckConstraint(
                condition=Q(followed_by=None) | (Q(state=CampaignState.CLOSED) & ~Q(followed_by=F("pk"))),
                name="campaign_followed_once_closed",
            ),
            models.CheckConstraint(
                condition=Q(year__gte=FIRST_YEAR, year__lte=LAST_YEAR),
                name="campaign_year_plausible",
                violation_error_message=Worded("年度应为四位数，如 {example_year}。"),
            ),
        ]

    def __str__(self):
        return "试用年度" if self.is_trial else f"{self.key} 年度"

    def get_absolute_url(self):
        return reverse("home") + self.public_query

    def clean(self):
        """Refuses mistyped years: weeks and deadlines are counted from these days."""
        errors = {}
        for field in self._meta.concrete_fields:
            day = getattr(self, field.attname) if isinstance(field, models.DateField) else None
            if day and not FIRST_YEAR <= day.year <= LAST_YEAR:
                errors[field.name] = OUT_OF_TIME
        for name in ("starts_on", "ends_on"):
            day = getattr(self, name)
            if day and self.year and abs(day.year - self.year) > 1:
                errors[name] = f"应在年度前后一年之内：{self.year - 1} 至 {self.year + 1} 年。"
        for name in ("opens_at", "closes_at"):
            moment = getattr(self, name)
            if moment and self.anonymise_on and moment > start_of_day(self.anonymise_on):
                errors.setdefault(name, f"应在匿名化日期 {self.anonymise_on} 之前：从这一天起不再收集。")
        if errors:
            raise ValidationError(errors)

    @property
    def public_query(self):
        """What the address of a public page needs to be this campaign's; one not opened yet has no pages of its own."""
        is_served = self.is_current or self.state == CampaignState.PREPARING
        return "" if is_served else f"?campaign={self.key}"

    @property
    def invitation_parts(self):
        return clauses(self.invitation)

    @property
    def benefit_blocks(self):
        return heading_blocks(self.benefits)

    def explanations_of(self, *texts) -> list[tuple[str, str]]:
        """The words explained that occur in any of the texts, each with its sentence."""
        return [
            (word, sentence) for word, sentence in heading_blocks(self.explanations) if any(word in t for t in texts)
        ]

    @property
    def has_mongolian(self):
        return any(getattr(self, name) for name in MONGOLIAN_BLOCKS)

    @property
    def quoted_theme(self):
        return f"“{self.theme}”"

    @property
    def is_retention_over(self):
        """Whether the day has come on which the youths' values go: nothing is collected from it on.

        A trial has a day of its own, on which it is emptied.
        """
        return bool(self.anonymise_on) and not self.is_trial and self.anonymise_on <= today()

    @property
    def is_questionnaire_open(self):
        moment = now()
        return (
            not self.is_retention_over
            and (self.opens_at is None or self.opens_at <= moment)
            and (self.closes_at is None or moment < self.closes_at)
        )

    @property
    def is_open(self):
        """Whether its entrances register: `is_questionnaire_open` says whether at this hour."""
        return self.state == CampaignState.OPEN

    @property
    def activity_name(self):
        return self.short_name or "活动"

    def days_until_due(self):
        return (self.package_due_on - today()).days

    def check_day(self, day):
        if not self.starts_on <= day <= self.ends_on:
            raise ValidationError(
                f"日期应在活动时间内：{self.starts_on:%Y-%m-%d} 至 {self.ends_on:%Y-%m-%d}。",
                code="outside_campaign",
            )

    def privacy_notice(self):
        """The latest version, which is in force; None before the first."""
        return self.privacy_notices.order_by("-pk").first()

    def privacy_notice_of(self, version):
        return self.privacy_notices.filter(version=version).first()

    @transaction.atomic
    def make_current(self):
        # All of them, in one order: of two who choose at once, one waits for the other, and there is no deadlock.
        list(type(self).objects.select_for_update().order_by("pk"))
        type(self).objects.filter(is_current=True).update(is_current=False)
        self.is_current = True
        self.save(update_fields=["is_current"])
        type(self).objects.revise_questionnaires()
