"""Plain pages of the lists that a campaign words itself: channels, what a study tour looks at, kinds of services."""

from django import forms
from django.contrib import admin
from django.db import transaction
from django.db.models import Value
from django.db.models.functions import Concat

from activities.choices import CLOSED_LISTS
from activities.models import Activity, LogChoice, LogList
from activities.models.log_list import MOST_CHOICES
from organization.audit import append_audit_event
from organization.choices import Act
from organization.staff_site.campaign_scoped import CampaignDesignAdmin
from organization.text import comparable
from reports.models import SubmissionEntry
from reports.setup.kind_admin import InlineOfDesign


class LogChoiceFormSet(forms.BaseInlineFormSet):
    def add_fields(self, form, index):
        super().add_fields(form, index)
        # Equal positions stand in the order of entry: new ones come last without anybody counting.
        form.fields["position"].initial = max((choice.position for choice in self.get_queryset()), default=1)
        if form.instance.pk:
            form.fields["code"].disabled = True

    def get_unique_error_message(self, unique_check):
        label = self.model._meta.get_field(unique_check[-1]).verbose_name
        return f"“{label}”有重复的。"

    def clean(self):
        super().clean()
        remaining = [form for form in self.forms if form not in self.deleted_forms and form.instance.label]
        for form in self.deleted_forms:
            if form.instance.pk:
                self.check_removable(form)
        names = [comparable(form.instance.label) for form in remaining]
        if not self.total_error_count() and len(set(names)) < len(names):
            raise forms.ValidationError("“名称”有重复的。")
        if len(remaining) > MOST_CHOICES:
            raise forms.ValidationError(f"一张选项表最多 {MOST_CHOICES} 项。")
        if not any(form.instance.is_active for form in remaining):
            raise forms.ValidationError("至少要有一项启用。")

    def check_removable(self, form):
        """Only what has been retired before, so that nobody is choosing it just now."""
        choice = LogChoice.objects.filter(pk=form.instance.pk).first()
        if choice and is_used(choice):
            raise forms.ValidationError(f"已有记录用到“{choice}”，不能删去；可以停用。")
        if choice and choice.is_active:
            raise forms.ValidationError(f"“{choice}”还在启用，请先停用、保存，再删去。")


class LogChoiceInline(InlineOfDesign):
    model = LogChoice
    formset = LogChoiceFormSet
    fields = ("code", "label", "is_active", "position")
    permission = "loglist"
    extra = 3

    def has_add_permission(self, request, obj=None):
        is_closed = obj is not None and obj.key in CLOSED_LISTS
        return self.has_change_permission(request, obj) and not is_closed

    has_delete_permission = has_add_permission


@admin.register(LogList)
class LogListAdmin(CampaignDesignAdmin):
    change_list_template = "admin/introduced_list.html"
    introduction = (
        "这个年度的记录可以选哪些渠道、考察对象、服务种类，各叫什么。可以改名、停用；停用的不再提供，已有的记录照旧。"
        "渠道和考察对象可以增加，用过的不能删去。改名不影响已经报送的材料。"
    )
    list_display = ("name", "offered", "retired")
    fields = ("campaign", "name")
    readonly_fields = ("name",)
    inlines = (LogChoiceInline,)

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("choices")

    @admin.display(description="选项表")
    def name(self, log_list):
        return str(log_list)

    @admin.display(description="可以选的")
    def offered(self, log_list):
        return "、".join(choice.label for choice in log_list.choices.all() if choice.is_active)

    @admin.display(description="已停用")
    def retired(self, log_list):
        return "、".join(choice.label for choice in log_list.choices.all() if not choice.is_active)

    def has_add_permission(self, request):
        return False

    def changelist_view(self, request, extra_context=None):
        return super().changelist_view(request, {"introduction": self.introduction} | (extra_context or {}))

    @transaction.atomic
    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        log_list = form.instance
        append_audit_event(request, Act.CAMPAIGN_CHANGE, log_list.campaign, detail=f"选项：{log_list}")


def is_used(choice: LogChoice) -> bool:
    """Whether an entry has it, a deleted one too, or one that was sent up."""
    of_log = Activity.with_deleted.filter(campaign=choice.log_list.campaign_id)
    sent_up = SubmissionEntry.objects.filter(submission__package__campaign=choice.log_list.campaign_id)
    column = choice.log_list.key
    has_column = any(field.name == column for field in SubmissionEntry._meta.concrete_fields)
    return any(has_code(rows, column, choice.code) for rows in (of_log, *([sent_up] if has_column else [])))


def has_code(rows, column: str, code: str) -> bool:
    comma = Value(",")
    return rows.alias(codes=Concat(comma, column, comma)).filter(codes__contains=f",{code},").exists()
