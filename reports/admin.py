from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Count
from django.urls import reverse
from django.utils.html import format_html

from organization.audit import append_audit_event
from organization.choices import Act, CampaignState
from organization.models import Campaign, PrivacyNotice
from organization.staff_site.campaign_scoped import CampaignScopedAdmin
from organization.staff_site.model_admin import SavedActs, ScopedModelAdmin
from reports.forms import CampaignForm
from reports.models import Package
from reports.setup import opening, rows
from reports.setup.column_admin import AnnexColumnAdmin
from reports.setup.kind_admin import ActivityKindAdmin
from reports.setup.opening import gaps

__all__ = ["ActivityKindAdmin", "AnnexColumnAdmin", "CampaignAdmin", "PackageAdmin"]


REASON = "retention_reason"


class PrivacyNoticeInline(admin.StackedInline):
    """A version that was published stays as it is; another text is another version."""

    model = PrivacyNotice
    formfield_overrides = ScopedModelAdmin.formfield_overrides
    extra = 0
    min_num = 1
    can_delete = False
    readonly_fields = ("published_at",)

    def has_change_permission(self, request, obj=None):
        return False


@admin.register(Campaign)
class CampaignAdmin(ScopedModelAdmin):
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
    )
    actions = ("prepare_campaign", "open_campaign", "close_campaign", "make_current", "separate_rows", "rejoin_rows")
    inlines = (PrivacyNoticeInline,)
    fieldsets = (
        (None, {"fields": (("key", "year"), "name", "theme", ("short_name", "material_name"))}),
        ("状态", {"fields": (("state", "is_current"), "missing")}),
        ("通知", {"fields": (("issuer", "document_number", "issued_on"),)}),
        (
            "日期",
            {
                "fields": (
                    ("starts_on", "ends_on"),
                    ("opens_at", "closes_at"),
                    ("package_due_on", "locks_at"),
                    ("anonymise_on", "retention_reason"),
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
                    ("youngest_age", "youth_until_age", "oldest_age"),
                )
            },
        ),
        ("慰问信", {"fields": (("letter_title", "has_letter"), "letter_text", "mongolian_text")}),
        (
            "汇总表（附件2）",
            {
                "fields": (
                    ("annex2_label", "annex2_title"),
                    ("shows_theme_in_annex2", "has_total_row"),
                    "annex2_signing_line",
                    ("committee_seal", "region_seal"),
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
    )

    def get_readonly_fields(self, request, obj=None):
        return ("state", "is_current", "missing", *(("key",) if obj else ()))

    @admin.display(description="开启前还缺")
    def missing(self, campaign):
        return "；".join(gaps(campaign)) if campaign.pk and campaign.state == CampaignState.PREPARING else "—"

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

    @admin.action(description="准备所选年度：建立各盟市的行和全区入口", permissions=["change"])
    def prepare_campaign(self, request, campaigns):
        self.act(request, campaigns, opening.prepare_campaign, Act.CAMPAIGN_PREPARE, "已准备好")

    @admin.action(description="开启所选年度：二维码入口从此可以填写", permissions=["change"])
    def open_campaign(self, request, campaigns):
        self.act(request, campaigns, opening.open_campaign, Act.CAMPAIGN_OPEN, "已开启")

    @admin.action(description="结束所选年度：二维码入口不再接受填写", permissions=["change"])
    def close_campaign(self, request, campaigns):
        self.act(request, campaigns, opening.close_campaign, Act.CAMPAIGN_CLOSE, "已结束")

    @admin.action(description="设为当前年度（公开页面随之切换）", permissions=["change"])
    def make_current(self, request, campaigns):
        if len(campaigns) != 1:
            messages.error(request, "请只选一个年度。")
            return
        self.act(request, campaigns, opening.show_on_home_page, Act.CAMPAIGN_CURRENT, "已设为当前年度")

    @admin.action(description="满洲里、二连浩特单列（从所在盟市扣除）", permissions=["change"])
    def separate_rows(self, request, campaigns):
        self.act(request, campaigns, rows.separate_rows, Act.ROWS_SEPARATE, "已单列")

    @admin.action(description="取消单列（并回所在盟市）", permissions=["change"])
    def rejoin_rows(self, request, campaigns):
        self.act(request, campaigns, rows.rejoin_rows, Act.ROWS_REJOIN, "已取消单列")

    def act(self, request, campaigns, change, act, done):
        for campaign in campaigns:
            try:
                with transaction.atomic():
                    change(campaign=campaign)
                    append_audit_event(request, act, campaign)
                messages.success(request, f"{campaign}：{done}。")
            except ValidationError as error:
                messages.error(request, f"{campaign}：{error.messages[0]}")
            except IntegrityError:
                messages.error(request, f"{campaign}：没有完成，别人刚刚做了同样的操作，或代管、单列的设置互相冲突。")


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
