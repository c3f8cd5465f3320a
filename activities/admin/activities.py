from django.contrib import admin, messages
from django.db import transaction
from django.http import Http404, HttpResponseRedirect
from django.template.defaultfilters import truncatechars
from django.urls import reverse

from activities.admin.activity_list import ActivityList
from activities.admin.exchange import ExchangeMixin
from activities.admin.month_filter import MonthFilter
from activities.admin.photos import PhotoInline
from activities.admin.resend import ResendMixin
from activities.forms import ActivityForm, LetterForm, decode_uploads
from activities.models import Activity, Lecture, Letter, Symposium, Tour, Visit
from activities.models.photo import WrittenFiles
from activities.queries import UsualFigures
from organization.audit import append_audit_event
from organization.campaign_choice import act_on_campaign, viewed_campaign
from organization.choices import Act
from organization.clock import today
from organization.staff_site.campaign_scoped import CampaignScopedAdmin
from organization.staff_site.filters import OwnCommitteeFilter

ALWAYS_REPEATED = ("committee", "state", "held_on")
"""What the next of several entries is likely to share with the one before, of every kind; figures never are."""


class ActivityAdmin(ExchangeMixin, ResendMixin, CampaignScopedAdmin):
    """The log of one kind. A deleted entry can be brought back for thirty days: see the page of the deleted."""

    form = ActivityForm
    adding = "记一条"
    inlines = (PhotoInline,)
    details = ()
    figures = ()
    where = (("place", "is_online", "co_hosts"),)
    repeated = ()
    list_filter = ("state", MonthFilter, OwnCommitteeFilter)
    day_column = "held_on"
    list_select_related = ("committee", "campaign")
    search_fields = ("place", "remark", "co_hosts")
    change_form_template = "activities/activity_form.html"
    delete_confirmation_template = "activities/delete_activity.html"

    class Media:
        css = {"all": ["log.css"]}

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change, **kwargs)
        form.campaign = obj.campaign if obj else viewed_campaign(request)
        form.account = request.user
        form.usual = UsualFigures(form.campaign, self.model.KIND)
        return form

    def get_changelist(self, request, **kwargs):
        return ActivityList

    def get_list_display(self, request):
        return ("number", "days", "committee", *self.listed_details, *self.figures, "state")

    @property
    def listed_details(self):
        return ("short_topic",)

    def get_fieldsets(self, request, obj=None):
        hidden = "campaign" if obj else ("campaign", "form_uuid")
        when = [hidden, ("committee", "state", "held_on", "held_until")]
        entry = {"classes": ["entry"]}
        return [
            ("单位与日期", entry | {"fields": when}),
            ("内容与数字", entry | {"fields": [*self.details, self.figures]}),
            ("地点与备注", entry | {"fields": [*self.where, "remark"]}),
        ]

    @admin.display(description="编号", ordering="pk")
    def number(self, activity):
        return activity.number

    @admin.display(description="日期", ordering="held_on")
    def days(self, activity):
        return activity.days

    @admin.display(description="主题", ordering="topic")
    def short_topic(self, activity):
        return truncatechars(activity.topic or "", 20)

    # Forms

    def answer_form(self, request, object_id, form_url, extra_context):
        if request.method != "POST":
            if object_id is None and (example := self.example(request)):
                act_on_campaign(request, example.campaign)
            return super().answer_form(request, object_id, form_url, extra_context)
        decode_uploads(request.FILES)
        with WrittenFiles() as request.written_files:
            return super().answer_form(request, object_id, form_url, extra_context)

    def render_change_form(self, request, context, *args, **kwargs):
        form = context["adminform"].form
        formsets = [inline.formset for inline in context["inline_admin_formsets"]]
        if form.is_bound:
            for formset in formsets:
                formset.keep_good_photos()
            if form.asks and not any(formset.total_error_count() for formset in formsets):
                context |= {"asks": True, "errors": None}
        return super().render_change_form(request, context, *args, **kwargs)

    def example(self, request):
        """The entry just saved, where the next one is to be like it."""
        pk = request.GET.get("like", "")
        readable = pk.isdecimal() and len(pk) < 19
        return self.get_queryset(request).select_related("campaign").filter(pk=pk if readable else None).first()

    def get_changeform_initial_data(self, request):
        if example := self.example(request):
            return {name: getattr(example, name) for name in (*ALWAYS_REPEATED, *self.repeated)}
        campaign = viewed_campaign(request)
        return {"held_on": today()} if campaign.starts_on <= today() <= campaign.ends_on else {}

    def response_add(self, request, activity, post_url_continue=None):
        response = super().response_add(request, activity, post_url_continue)
        if "_addanother" in request.POST:
            return HttpResponseRedirect(f"{self.add_address()}?like={activity.pk}")
        return response

    def add_address(self):
        return reverse(f"admin:activities_{self.model.KIND}_add")

    def save_model(self, request, activity, form, change):
        try:
            taken_back = activity.record(by=request.user)
        except Activity.DoesNotExist:  # deleted by somebody else since the page was asked for
            raise Http404 from None
        if taken_back:
            messages.info(request, f"{activity.committee}原来的{activity.get_kind_display()}零报告已自动撤销。")

    # Deletion

    def has_delete_permission(self, request, obj=None):
        return admin.ModelAdmin.has_delete_permission(self, request, obj)

    def get_actions(self, request):
        """One at a time: whoever deletes looks at the entry."""
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
        return HttpResponseRedirect(reverse(f"admin:activities_{self.model.KIND}_changelist"))


@admin.register(Letter)
class LetterAdmin(ActivityAdmin):
    form = LetterForm
    details = ("letter_channels", ("letter_channel_other",))
    figures = ("distribution_count", "copy_count")
    where = ()
    repeated = ("letter_channels", "letter_channel_other", "place")
    listed_details = ("channel_names",)
    search_fields = ("place", "remark", "letter_channel_other")

    def get_fieldsets(self, request, obj=None):
        (_, when), _, _ = super().get_fieldsets(request, obj)
        entry = {"classes": ["entry"]}
        numbers = [("letter_channel_other", "distribution_count", "copy_count")]
        return [
            ("单位与日期", when),
            ("渠道与数字", entry | {"fields": ["letter_channels", *numbers]}),
            ("地点与备注", entry | {"fields": [("place", "remark")]}),
        ]

    @admin.display(description="发放渠道")
    def channel_names(self, letter):
        return "、".join(channel.label for channel in letter.channels)


@admin.register(Visit)
class VisitAdmin(ActivityAdmin):
    figures = ("visited_count", "new_member_count")
    listed_details = ("place",)
    repeated = ("place", "is_online", "co_hosts")

    def get_changeform_initial_data(self, request):
        return {"new_member_count": 0} | super().get_changeform_initial_data(request)


class MeetingAdmin(ActivityAdmin):
    """The kinds that are counted in sessions and participants."""

    details = ("topic",)
    figures = ("session_count", "participant_count")
    search_fields = ("topic", "place", "remark", "co_hosts")
    repeated = ("topic", "place", "is_online", "co_hosts")

    def get_changeform_initial_data(self, request):
        return {"session_count": 1} | super().get_changeform_initial_data(request)


@admin.register(Symposium)
class SymposiumAdmin(MeetingAdmin):
    pass


@admin.register(Lecture)
class LectureAdmin(MeetingAdmin):
    details = (("topic", "speaker", "speaker_post"),)
    search_fields = (*MeetingAdmin.search_fields, "speaker")
    repeated = (*MeetingAdmin.repeated, "speaker", "speaker_post")


@admin.register(Tour)
class TourAdmin(MeetingAdmin):
    """The next tour goes to another place."""

    details = (("topic", "site_kind"),)
    repeated = ("topic", "co_hosts")
