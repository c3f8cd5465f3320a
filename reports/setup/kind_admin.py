"""Plain pages of a campaign's kinds of activity, with what each asks for."""

import re

from django import forms
from django.contrib import admin, messages
from django.db import IntegrityError, transaction
from django.http import HttpResponseRedirect
from django.urls import reverse

from activities.models import ActivityKind, KindDetail, KindFigure
from organization.audit import append_audit_event
from organization.choices import Act
from organization.staff_site.campaign_scoped import CampaignDesignAdmin
from organization.staff_site.inline_conflicts import ConflictAwareTable
from reports.choices import ColumnContent

POSTED_FIGURE_KEY = re.compile(r"figures-(\d+)-key")
NOT_ASKED = "记一条时要问的。没有选的不问；场次、走访人数、发放次数总是问。"


class ActivityKindForm(forms.ModelForm):
    def _post_clean(self):
        # The sentence may name figures that are only saved along with it.
        names = (POSTED_FIGURE_KEY.fullmatch(name) for name in self.data)
        self.instance.coming_figures = frozenset(self.data[match.string] for match in names if match)
        super()._post_clean()


class AskedFormSet(forms.BaseInlineFormSet):
    """Lines of a kind that may be removed only while no column of the table and no sentence needs them."""

    # The field by which a column or a sentence names the line.
    naming = ""

    def clean(self):
        super().clean()
        for form in self.deleted_forms:
            if form.instance.pk:
                self.check_unused(form.instance)

    def get_unique_error_message(self, unique_check):
        label = self.model._meta.get_field(unique_check[-1]).verbose_name
        return f"“{label}”有重复的。"

    def check_unused(self, line):
        name = getattr(line, self.naming)
        columns = self.instance.annex_columns.all()
        needing = [one for one in columns if name == (one.figure or self.name_of_channels(one))]
        if needing:
            raise forms.ValidationError(f"附件2的列“{needing[0]}”要用“{line}”，不能删去。")
        if f"{{{name}}}" in self.instance.sentence_pattern:
            raise forms.ValidationError(f"总结草稿的句子要用“{line}”，请先改句子。")

    @staticmethod
    def name_of_channels(column):
        return "channels" if column.content == ColumnContent.CHANNELS else ""


class DetailFormSet(AskedFormSet):
    naming = "column"

    def add_fields(self, form, index):
        super().add_fields(form, index)
        if form.instance.pk:
            # Another column is another line: only so is it checked whether this one is needed.
            form.fields["column"].disabled = True

    def check_unused(self, line):
        super().check_unused(line)
        # Else it would be missing from all that is shown and exported of them.
        entries = self.instance.activities(manager="with_deleted").order_by()
        given = entries.values_list(line.column, flat=True).distinct()
        if any(value not in (None, "") and value is not False for value in given.iterator()):
            raise forms.ValidationError(f"已有记录填了“{line}”，不能删去；可以不再必填。")


class FigureFormSet(AskedFormSet):
    naming = "key"

    def add_fields(self, form, index):
        super().add_fields(form, index)
        if form.instance.pk:
            form.fields["key"].disabled = True

    def check_unused(self, line):
        super().check_unused(line)
        if line.entry_figures.exists():
            raise forms.ValidationError(f"已有记录填了“{line}”，不能删去；可以不再必填。")


class InlineOfDesign(ConflictAwareTable):
    """The lines have no permissions of their own: who may change the row above them may change them."""

    formfield_overrides = CampaignDesignAdmin.formfield_overrides
    permission = "activitykind"

    def has_view_permission(self, request, obj=None):
        return request.user.has_perm(f"activities.view_{self.permission}")

    def has_change_permission(self, request, obj=None):
        return request.user.has_perm(f"activities.change_{self.permission}")

    has_add_permission = has_delete_permission = has_change_permission


class KindDetailInline(InlineOfDesign):
    model = KindDetail
    formset = DetailFormSet
    fields = ("column", "is_required", "label", "other_names", "unit", "help_text")
    extra = 3

    def get_formset(self, request, obj=None, **options):
        return super().get_formset(request, obj, help_texts={"column": NOT_ASKED}, **options)


class KindFigureInline(InlineOfDesign):
    model = KindFigure
    formset = FigureFormSet
    fields = ("key", "label", "other_names", "unit", "is_required", "help_text", "position")
    extra = 2


@admin.register(ActivityKind)
class ActivityKindAdmin(CampaignDesignAdmin):
    form = ActivityKindForm
    change_list_template = "admin/introduced_list.html"
    introduction = (
        "这个年度要记录的活动。有了记录的类别可以改名、停用，不能删除；记录类型定了不再改，要换的话请另建一类。"
        "要在汇总表里计数，再到“附件2的列”里加一列。"
    )
    list_display = ("label", "key", "shape", "is_active", "position")
    fields = (
        "campaign",
        ("key", "label"),
        ("shape", "position"),
        ("other_names", "is_active"),
        "sentence_pattern",
    )
    inlines = (KindDetailInline, KindFigureInline)

    def get_readonly_fields(self, request, obj=None):
        return ("key", "shape") if obj else ()

    def changelist_view(self, request, extra_context=None):
        return super().changelist_view(request, {"introduction": self.introduction} | (extra_context or {}))

    def has_delete_permission(self, request, obj=None):
        is_allowed = admin.ModelAdmin.has_delete_permission(self, request, obj)
        return is_allowed and (obj is None or not is_used(obj))

    @transaction.atomic
    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        kind = form.instance
        append_audit_event(request, Act.CAMPAIGN_CHANGE, kind.campaign, detail=f"活动类别：{kind}")

    @transaction.atomic
    def delete_model(self, request, kind):
        append_audit_event(request, Act.CAMPAIGN_CHANGE, kind.campaign, detail=f"删除活动类别：{kind}")
        super().delete_model(request, kind)

    def delete_view(self, request, object_id, extra_context=None):
        try:
            return super().delete_view(request, object_id, extra_context)
        except IntegrityError:
            # An entry was logged since the page was opened.
            messages.error(request, "没有删除：已有记录用到这个类别。可以停用它。")
            return HttpResponseRedirect(reverse("admin:activities_activitykind_changelist"))


def is_used(kind: ActivityKind) -> bool:
    return kind.has_entries or kind.zero_reports.exists() or kind.annex_columns.exists()
