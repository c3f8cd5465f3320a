"""Plain pages of the columns of a campaign's official table."""

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db.models import Max
from django.http import HttpResponseRedirect
from django.urls import reverse

from organization.campaign_choice import viewed_campaign
from organization.scoping import is_key
from organization.staff_site.campaign_scoped import CampaignDesignAdmin
from reports.annex2.structure import STRUCTURE, STRUCTURE_IS_FIXED, change_columns, is_structure_fixed
from reports.models import AnnexColumn


class AnnexColumnForm(forms.ModelForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "figure" in self.fields:
            self.fields["figure"].help_text += "选了活动类别的必填。"

    def _get_validation_exclusions(self):
        # A column at the place of another one moves that and those behind it: see `columns_moved_by`.
        return super()._get_validation_exclusions() | {"position"}

    def clean_position(self):
        position = self.cleaned_data["position"]
        for validator in AnnexColumn._meta.get_field("position").validators:
            validator(position)
        return position


@admin.register(AnnexColumn)
class AnnexColumnAdmin(CampaignDesignAdmin):
    form = AnnexColumnForm
    field_help = {
        "heading_2": "几列合在一个表头下面时，写这一列自己的；第一层写合在一起的那个，各列写得一样。",
        "heading_3": "表头有三层时才写。",
        "kind": "这一列计哪一类活动；单位名称、序号和空白的列不选。",
    }
    change_list_template = "admin/introduced_list.html"
    list_display = ("heading", "content", "kind", "figure_label", "width", "position")
    list_select_related = ("kind",)
    fields = (
        "campaign",
        ("key", "content"),
        ("position", "width"),
        ("heading_1", "heading_2", "heading_3"),
        ("kind", "figure"),
        "meaning",
    )

    @admin.display(description="表头")
    def heading(self, column):
        return str(column)

    @admin.display(description="数字")
    def figure_label(self, column):
        return column.kind.label_of(column.figure) if column.figure else ""

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("kind__details", "kind__figures")

    def get_changeform_initial_data(self, request):
        last = AnnexColumn.objects.in_campaign(viewed_campaign(request)).aggregate(last=Max("position"))["last"]
        return {"position": (last or 0) + 1}

    def get_field_queryset(self, db, db_field, request):
        rows = super().get_field_queryset(db, db_field, request)
        return rows.in_campaign(self.campaign_of(request)) if db_field.name == "kind" else rows

    @staticmethod
    def campaign_of(request):
        """Of the column that is looked at, or of a new one."""
        pk = request.resolver_match.kwargs.get("object_id", "")
        column = AnnexColumn.objects.select_related("campaign").filter(pk=pk).first() if is_key(pk) else None
        return column.campaign if column else viewed_campaign(request)

    def get_readonly_fields(self, request, obj=None):
        if obj is None:
            return ()
        return STRUCTURE if is_structure_fixed(obj.campaign) else ("key",)

    def changelist_view(self, request, extra_context=None):
        introduction = "从左到右就是次序；字母、合并和打印范围由系统算出。"
        if is_structure_fixed(viewed_campaign(request)):
            introduction += STRUCTURE_IS_FIXED
        design = f"{reverse('table_design')}?campaign={viewed_campaign(request).key}"
        context = {"introduction": introduction, "further_page": design, "further_page_label": "整张表一起设计"}
        return super().changelist_view(request, context | (extra_context or {}))

    def has_add_permission(self, request):
        # The list of all functions asks too, on every page: there it costs no query.
        is_own_page = request.resolver_match.url_name.startswith("reports_annexcolumn")
        is_allowed = super().has_add_permission(request)
        return is_allowed and not (is_own_page and is_structure_fixed(viewed_campaign(request)))

    def has_delete_permission(self, request, obj=None):
        is_allowed = admin.ModelAdmin.has_delete_permission(self, request, obj)
        return is_allowed and (obj is None or not is_structure_fixed(obj.campaign))

    def save_model(self, request, column, form, change):
        change_columns(request, campaign=column.campaign, changed=[column, *columns_moved_by(column)])

    def delete_model(self, request, column):
        change_columns(request, campaign=column.campaign, removed=[column])

    def handle_form(self, request, object_id, form_url, extra_context):
        try:
            return super().handle_form(request, object_id, form_url, extra_context)
        except ValidationError as error:
            messages.error(request, f"没有保存：{error.messages[0]}")
            return HttpResponseRedirect(request.get_full_path())

    def delete_view(self, request, object_id, extra_context=None):
        try:
            return super().delete_view(request, object_id, extra_context)
        except ValidationError as error:
            messages.error(request, f"没有删除：{error.messages[0]}")
            return HttpResponseRedirect(reverse("admin:reports_annexcolumn_changelist"))


def columns_moved_by(column: AnnexColumn) -> list[AnnexColumn]:
    """The other columns that make room for one: nobody, where its place is free."""
    others = AnnexColumn.objects.in_campaign(column.campaign).exclude(pk=column.pk)
    if not others.filter(position=column.position).exists():
        return []
    moved = list(others.filter(position__gte=column.position))
    for other in moved:
        other.position += 1
    return moved
