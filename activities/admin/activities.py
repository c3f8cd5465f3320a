from django.contrib import admin, messages
from django.contrib.admin.utils import flatten_fieldsets
from django.db import transaction
from django.http import Http404, HttpResponseRedirect

from activities.admin.activity_list import ActivityList
from activities.admin.exchange import EXCHANGE_PAGES, ExchangeMixin
from activities.admin.kind_layout import (
    channels_column,
    fieldsets_of,
    initial_figures,
    listed_columns,
    own_figure_column,
    repeated_columns,
    searched_columns,
)
from activities.admin.kind_pages import KindPagesMixin, kind_key, viewed_kind
from activities.admin.month_filter import MonthFilter
from activities.admin.photos import PhotoInline, WithPhotosMixin
from activities.admin.resend import ResendMixin
from activities.choices import LoggedList
from activities.forms import ActivityForm, figure_field, figure_field_name
from activities.forms.listed_choices import NOT_OFFERED, ChosenCodeField, offer_choices
from activities.forms.questions import pressed_button
from activities.models import Activity
from activities.odd_figures import FigureCheck
from organization.audit import append_audit_event
from organization.campaign_choice import act_on_campaign, viewed_campaign
from organization.choices import Act
from organization.clock import today
from organization.codes import CodesField
from organization.staff_site.campaign_scoped import CampaignScopedAdmin
from organization.staff_site.filters import OwnCommitteeFilter
from organization.staff_site.model_admin import SavedActs
from organization.whole_numbers import WholeNumberField


@admin.register(Activity)
class ActivityAdmin(WithPhotosMixin, ExchangeMixin, ResendMixin, KindPagesMixin, CampaignScopedAdmin):
    """The log. Its lists and forms are those of a kind, and made from what the kind asks.

    A deleted entry can be brought back for thirty days: see the page of the deleted.
    """

    acts = SavedActs(Act.ACTIVITY_ADD, Act.ACTIVITY_CHANGE)
    kind_pages = (*EXCHANGE_PAGES, *KindPagesMixin.kind_pages)
    form = ActivityForm
    adding = "记一条"
    nothing_yet = "办了一场就记一条，也可以一次导入整张 Excel；确实没有办的，在工作台报零报告。"
    inlines = (PhotoInline,)
    search_fields = ("searched_text",)
    list_filter = ("state", MonthFilter, OwnCommitteeFilter)
    day_column = "held_on"
    list_select_related = ("committee", "campaign")
    change_list_template = "activities/activity_list.html"
    change_form_template = "activities/activity_form.html"
    delete_confirmation_template = "activities/delete_activity.html"
    object_history_template = "activities/history.html"

    class Media:
        css = {"all": ["log.css"]}

    # The list

    def get_changelist(self, request, **kwargs):
        return ActivityList

    def get_list_display(self, request):
        return listed_columns(viewed_kind(request))

    def get_sortable_by(self, request):
        # Every column that names what it is ordered by.
        return None

    def search_labels(self, kind):
        remark = Activity._meta.get_field("remark").verbose_name
        return [remark if name == "remark" else kind.label_of(name) for name in searched_columns(kind)]

    @admin.display(description="编号", ordering="pk")
    def number(self, activity):
        return activity.number

    @admin.display(description="日期", ordering="held_on")
    def days(self, activity):
        return activity.days

    # The form

    def get_form(self, request, obj=None, change=False, **kwargs):
        kind = obj.kind if obj else viewed_kind(request)
        names = kwargs.pop("fields", None) or flatten_fieldsets(self.get_fieldsets(request, obj))
        own = {
            name: figure_field(figure) for figure in kind.figures.all() if (name := figure_field_name(figure)) in names
        }
        columns = [name for name in names if name not in own and not callable(name)]
        labels = {asked.name: asked.label for asked in kind.asked_columns}
        help_texts = {asked.name: asked.help_text for asked in kind.asked_columns}
        form = super().get_form(request, obj, change, fields=columns, labels=labels, help_texts=help_texts, **kwargs)
        fields = form.base_fields | own
        for name in columns:
            if isinstance(field := fields.get(name), WholeNumberField):
                field.unit = kind.unit_of(name)
        offer_choices(fields, kind)
        form.base_fields = {name: fields.pop(name) for name in names if name in fields} | fields
        form.kind, form.account = kind, request.user
        form.campaign = obj.campaign if obj else viewed_campaign(request)
        form.check = FigureCheck(kind)
        return form

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        # What the kind's campaign offers is filled in with the kind: see `get_form`.
        if db_field.name == LoggedList.CHANNELS:
            return CodesField(choices=(), empty_value=None, error_messages=NOT_OFFERED, **kwargs)
        if db_field.name == LoggedList.SITES:
            return ChosenCodeField(required=False, error_messages=NOT_OFFERED, **kwargs)
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    def get_fieldsets(self, request, obj=None):
        kind = obj.kind if obj else viewed_kind(request)
        hidden = "campaign" if obj else ("campaign", "form_uuid")
        if obj is None or self.has_change_permission(request, obj):
            own_figures = [figure_field_name(figure) for figure in kind.figures.all()]
            return fieldsets_of(kind, hidden=hidden, own_figures=own_figures)
        own_figures = [own_figure_column(figure) for figure in kind.figures.all()]
        return fieldsets_of(kind, hidden=hidden, own_figures=own_figures, channels=channels_column(kind))

    def handle_form(self, request, object_id, form_url, extra_context):
        if request.method != "POST":
            if object_id is None and (example := self.example(request)):
                act_on_campaign(request, example.campaign)
            return super().handle_form(request, object_id, form_url, extra_context)
        if (button := pressed_button(request.POST)) and button not in request.POST:
            request.POST = request.POST.copy()
            request.POST[button] = ""
        return super().handle_form(request, object_id, form_url, extra_context)

    def render_change_form(self, request, context, *args, **kwargs):
        form = context["adminform"].form
        formsets = [inline.formset for inline in context["inline_admin_formsets"]]
        if form.is_bound:
            context |= {"asks": form.asks, "then": pressed_button(request.POST)}
            if form.asks and not any(formset.total_error_count() for formset in formsets):
                context["errors"] = None
        return super().render_change_form(request, context, *args, **kwargs)

    def example(self, request):
        return self.entry_of(request, request.GET.get("like", ""), kind__key=kind_key(request))

    def get_changeform_initial_data(self, request):
        if example := self.example(request):
            return initial_figures(example.kind) | {
                name: getattr(example, name) for name in repeated_columns(example.kind)
            }
        campaign = viewed_campaign(request)
        days = {"held_on": today()} if campaign.starts_on <= today() <= campaign.ends_on else {}
        return initial_figures(viewed_kind(request)) | days

    def save_model(self, request, activity, form, change):
        try:
            was_withdrawn = activity.record(by=request.user, own_figures=form.own_figures)
        except Activity.DoesNotExist:  # deleted by somebody else since the page was asked for
            raise Http404 from None
        if was_withdrawn:
            messages.info(request, f"{activity.committee}原来的{activity.kind.label}零报告已自动撤销。")

    # Deletion

    def has_delete_permission(self, request, obj=None):
        return admin.ModelAdmin.has_delete_permission(self, request, obj)

    def get_actions(self, request):
        return {name: action for name, action in super().get_actions(request).items() if name != "delete_selected"}

    def get_deleted_objects(self, activities, request):
        return [str(activity) for activity in activities], {}, set(), []

    @transaction.atomic
    def delete_model(self, request, activity):
        try:
            activity.mark_deleted(by=request.user)
        except Activity.DoesNotExist:
            raise Http404 from None
        append_audit_event(request, Act.ACTIVITY_DELETE, activity, detail=activity.number)

    def response_delete(self, request, obj_display, obj_id):
        messages.success(request, f"已删除{obj_display}。30 天内可在“已删除”中恢复。")
        return HttpResponseRedirect(self.list_address(request, kind_key(request)))
