from csp.constants import SELF
from csp.decorators import csp_update
from django.contrib import admin
from django.db import transaction
from django.db.models import Count
from django.forms import BaseInlineFormSet
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.functional import cached_property
from django.utils.html import format_html, format_html_join, linebreaks
from django.utils.timezone import localtime

from organization.audit import append_audit_event
from organization.choices import Act, CampaignState
from organization.models import Campaign, PrivacyNotice
from organization.models.campaign import MONGOLIAN_BLOCKS
from organization.region import EXAMPLE_YEAR, REGION, Worded, words
from organization.staff_site.campaign_scoped import CampaignScopedAdmin
from organization.staff_site.model_admin import SavedActs, ScopedModelAdmin
from reports.models import Package
from reports.setup.begin_pages import BeginPagesMixin
from reports.setup.campaign_form import CampaignForm
from reports.setup.column_admin import AnnexColumnAdmin
from reports.setup.gaps import gaps
from reports.setup.kind_admin import ActivityKindAdmin
from reports.setup.list_admin import LogListAdmin
from reports.setup.setup_pages import SetupPagesMixin, asked_page
from reports.setup.views.setup import change_rows
from returnees.notice.composing import compose, publish_notice

__all__ = ["ActivityKindAdmin", "AnnexColumnAdmin", "CampaignAdmin", "LogListAdmin", "PackageAdmin"]


REASON = "retention_reason"


MONGOLIAN_FIELDSETS = (
    (
        "蒙古文",
        {
            "fields": MONGOLIAN_BLOCKS,
            "description": "选填：经蒙古语文部门审定的传统蒙古文（Unicode），和汉文并列显示；"
            "系统不翻译、不改写，留空则不显示。",
        },
    ),
)


class PrivacyNoticeFormSet(BaseInlineFormSet):
    def add_fields(self, form, index):
        super().add_fields(form, index)
        if self.instance.pk and "version" in form.fields:
            version = form.fields["version"]
            version.help_text = version.help_text.replace(f"{EXAMPLE_YEAR}-2", self.next_version, 1)

    @cached_property
    def next_version(self):
        return f"{self.instance.key}-{self.instance.privacy_notices.count() + 1}"

    def save_new(self, form, commit=True):
        form.instance.campaign = self.instance
        publish_notice(form.instance)
        return super().save_new(form, commit)


class PrivacyNoticeInline(admin.StackedInline):
    """A version that was published stays as it is; another text is another version."""

    model = PrivacyNotice
    formset = PrivacyNoticeFormSet
    view_on_site = False
    formfield_overrides = ScopedModelAdmin.formfield_overrides
    extra = 0
    min_num = 1
    can_delete = False
    readonly_fields = ("published_at",)

    def get_queryset(self, request):
        # The short page names them in a line of its own.
        versions = super().get_queryset(request)
        return versions.none() if asked_page(request) else versions

    def get_min_num(self, request, obj=None, **kwargs):
        """On the short page the facts can be saved before there is a version."""
        return 0 if asked_page(request) else self.min_num

    def get_extra(self, request, obj=None, **kwargs):
        return 1 if asked_page(request) else self.extra

    def get_max_num(self, request, obj=None, **kwargs):
        return 1 if asked_page(request) else self.max_num

    def get_readonly_fields(self, request, obj=None):
        return () if asked_page(request) else self.readonly_fields

    def has_change_permission(self, request, obj=None):
        return False


@admin.register(Campaign)
class CampaignAdmin(BeginPagesMixin, SetupPagesMixin, ScopedModelAdmin):
    """Campaigns are edited here, above all apps, because preparing one makes its packages and its entrance."""

    form = CampaignForm
    list_display = (
        "year",
        "key",
        "theme",
        "state",
        "starts_on",
        "ends_on",
        "package_due_on",
        "is_current",
        "row_count",
        "setup_link",
    )
    actions = ("prepare_campaign", *(("separate_rows", "rejoin_rows") if REGION.own_rows else ()))
    inlines = (PrivacyNoticeInline,)
    fieldsets = (
        (None, {"fields": (("key", "year"), "name", "theme", ("short_name", "material_name"))}),
        ("状态", {"fields": (("state", "is_current"), "missing", "pack_link")}),
        ("通知", {"fields": (("issuer", "document_number", "issued_on"),)}),
        (
            "日期",
            {
                "fields": (
                    ("starts_on", "ends_on"),
                    ("opens_at", "closes_at"),
                    ("package_due_on", "locks_at"),
                    ("anonymise_on", "retention_reason"),
                    "dates_are_checked",
                )
            },
        ),
        (
            "公开页面和问卷",
            {
                "fields": (
                    ("public_name", "questionnaire_title"),
                    ("audience", "invitation"),
                    "benefits",
                    "explanations",
                    ("youngest_age", "youth_until_age", "oldest_age"),
                    "contact_days",
                )
            },
        ),
        ("慰问信", {"fields": (("letter_title", "has_letter"), "letter_text")}),
        *(MONGOLIAN_FIELDSETS if REGION.has_mongolian else ()),
        (
            "汇总表（附件2）",
            {
                "fields": (
                    ("annex2_label", "annex2_title"),
                    ("shows_theme_in_annex2", "has_total_row"),
                    "annex2_signing_line",
                    ("committee_seal", "region_seal"),
                    "table_link",
                ),
                "description": "表的列在“附件2的列”里，活动类别在“活动类别”里。",
            },
        ),
        (
            "报送材料",
            {
                "fields": (
                    ("photo_count", "summary_length"),
                    "summary_opening",
                    ("asks_for_scan", "asks_for_returnee_counts"),
                )
            },
        ),
        ("联系", {"fields": (("centre_name", "contact_name"), ("contact_phone", "contact_email"), "complaints")}),
        (
            "个人信息处理",
            {
                "fields": (("processor", "hosted_by"), "purposes", "notice_draft"),
                "description": "改了这里、联系方式、保存期或者问题以后，在最下面发布新版本的说明；发布过的版本不变。",
            },
        ),
    )

    def get_readonly_fields(self, request, obj=None):
        shown = ("state", "is_current", "missing", "pack_link", "notice_draft", "published_notices", "table_link")
        return (*shown, *(("key",) if obj else ()))

    # The preview shows what is typed in the font of the public pages.
    @method_decorator(csp_update({"font-src": [SELF]}))
    def changeform_view(self, *args, **kwargs):
        return super().changeform_view(*args, **kwargs)

    @admin.display(description="开启前还缺")
    def missing(self, campaign):
        return "；".join(gaps(campaign)) if campaign.pk and campaign.state == CampaignState.PREPARING else "—"

    @admin.display(description="通知包")
    def pack_link(self, campaign):
        if not campaign.pk:
            return "—"
        return format_html(
            '<a href="{}">下载通知包</a>　这个年度的文字和设置，一个文件；没有青年、记录、账号。',
            reverse("notice_pack", args=[campaign.key]),
        )

    @admin.display(description="按现在的设置写出的说明")
    def notice_draft(self, campaign):
        """What a version published now would say, where no text of one's own is given."""
        if not campaign.pk:
            return "保存以后在这里看。"
        return format_html(
            "<details><summary>看全文（草稿，须经本单位法务审定）</summary>{}</details>",
            linebreaks(compose(campaign)),
        )

    @admin.display(description="已发布的版本")
    def published_notices(self, campaign):
        versions = campaign.privacy_notices.all() if campaign.pk else []
        lines = (
            (one.version, f"{localtime(one.published_at):%Y-%m-%d %H:%M}", linebreaks(one.text)) for one in versions
        )
        return format_html_join("", "<details><summary>{}（{} 发布）</summary>{}</details>", lines) or "还没有发布。"

    @admin.display(description="筹备")
    def setup_link(self, campaign):
        return format_html('<a href="{}">筹备</a>', reverse("admin:reports_setup", args=[campaign.key]))

    @admin.display(description="整张表")
    def table_link(self, campaign):
        if not campaign.pk:
            return "保存以后，可以上传通知所附的空表，或在页面上设计。"
        links = ("table_design", "设计这张表，看预览"), ("table_from_blank", "从通知所附的空表读取")
        addresses = ((f"{reverse(name)}?campaign={campaign.key}", label) for name, label in links)
        return format_html_join("　", '<a href="{}">{}</a>', addresses)

    def get_queryset(self, request):
        # A campaign belongs to no committee: whoever has the permission sees them all.
        return admin.ModelAdmin.get_queryset(self, request)

    @admin.display(description="附件2行数")
    def row_count(self, campaign):
        return campaign.packages.count()

    @transaction.atomic
    def save_model(self, request, campaign, form, change):
        # Only what the form shows: what others changed meanwhile (which campaign is current) is not written back.
        campaign.save(update_fields=form.cleaned_data.keys() - {REASON} if change else None)
        changed = [name for name in form.changed_data if name != REASON]
        detail = "、".join(str(campaign._meta.get_field(name).verbose_name) for name in changed)
        act = Act.CAMPAIGN_CHANGE if change else Act.CAMPAIGN_CREATE
        append_audit_event(request, act, campaign, detail=detail)
        if change and "anonymise_on" in changed:
            days = f"{form.initial.get('anonymise_on') or '未定'} 改为 {campaign.anonymise_on or '未定'}"
            reason = form.cleaned_data[REASON]
            detail = f"{days}；理由：{reason}" if reason else days
            append_audit_event(request, Act.CAMPAIGN_RETENTION, campaign, detail=detail)

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        for formset in formsets:
            for notice in formset.new_objects:
                append_audit_event(request, Act.PRIVACY_PUBLISH, notice, detail=f"版本 {notice.version}")
        # After the inlines: the questionnaire shows the newest privacy notice too.
        Campaign.objects.filter(pk=form.instance.pk).revise_questionnaires()

    @admin.action(
        description=f"准备所选年度：建立各{REGION.reporting}的行和{words.whole_region}入口", permissions=["change"]
    )
    def prepare_campaign(self, request, campaigns):
        self.act(request, campaigns, "prepare")

    @admin.action(description=Worded("{own_rows}单列（从所在{league_city}扣除）"), permissions=["change"])
    def separate_rows(self, request, campaigns):
        self.act(request, campaigns, "separate")

    @admin.action(description=f"取消单列（并回所在{words.league_city}）", permissions=["change"])
    def rejoin_rows(self, request, campaigns):
        self.act(request, campaigns, "rejoin")

    def act(self, request, campaigns, name):
        """As the buttons of the set-up's own page of rows."""
        for campaign in campaigns:
            change_rows(request, campaign, name)


@admin.register(Package)
class PackageAdmin(CampaignScopedAdmin):
    """The rows of Annex 2: printed name and position can be changed here, rows are made by preparing a campaign."""

    acts = SavedActs(Act.PACKAGE_ROW_CHANGE, Act.PACKAGE_ROW_CHANGE)
    list_display = (
        "printed_name",
        "state_mark",
        "last_day",
        "opened",
        "photos_placed",
        "committee",
        "credited",
        "position",
    )
    list_filter = ("state",)
    nothing_yet = "准备活动年度以后，每个报送单位一行。"
    field_help = {
        "printed_name": "印在汇总表这一行的名称；团委改名不影响它。",
        "position": "从上到下第几行。",
    }
    fields = ("campaign", ("committee", "credited"), ("printed_name", "position"))
    readonly_fields = ("committee", "credited")

    def get_queryset(self, request):
        return (
            super()
            .get_queryset(request)
            .select_related("committee", "campaign")
            .prefetch_related("credited_committees")
            .annotate(photo_count=Count("photos"))
        )

    @admin.display(description="状态", ordering="state")
    def state_mark(self, package):
        return format_html('<span class="chip {}">{}</span>', package.state, package.get_state_display())

    @admin.display(description="报送截止")
    def last_day(self, package):
        remark = f"（{package.due_remark}）" if package.due_remark else ""
        return f"{package.due_on:%Y-%m-%d}{remark}"

    @admin.display(description="照片")
    def photos_placed(self, package):
        return f"{package.photo_count} / {package.campaign.photo_count}" if package.campaign.photo_count else ""

    @admin.display(description="材料")
    def opened(self, package):
        return format_html('<a href="{}">打开材料</a>', reverse("package", args=[package.pk]))

    @admin.display(description="计入范围")
    def credited(self, package):
        return "、".join(str(committee) for committee in package.credited_committees.all())

    def has_add_permission(self, request):
        return False
