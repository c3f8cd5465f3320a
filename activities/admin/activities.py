from django.contrib import admin, messages

from activities.admin.exchange import ExchangeMixin
from activities.forms import ActivityForm, LetterForm
from activities.models import Lecture, Letter, Symposium, Tour, Visit
from organization.campaign_choice import viewed_campaign
from organization.staff_site import CampaignScopedAdmin, OwnCommitteeFilter


class ActivityAdmin(ExchangeMixin, CampaignScopedAdmin):
    """The log of one kind. Nothing is deleted: what did not take place is set to 已取消."""

    form = ActivityForm
    details = ()
    figures = ()
    where = (("place", "is_online"),)
    list_filter = ("state", OwnCommitteeFilter)
    date_hierarchy = "held_on"
    list_select_related = ("committee", "campaign")
    search_fields = ("place", "remark")

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change, **kwargs)
        form.campaign = obj.campaign if obj else viewed_campaign(request)
        return form

    def get_list_display(self, request):
        return ("number", "held_on", "committee", *self.details[:1], *self.figures, "state")

    def get_fieldsets(self, request, obj=None):
        return [
            (
                None,
                {
                    "fields": [
                        "campaign",
                        ("committee", "state"),
                        ("held_on", "held_until"),
                        *self.details,
                        self.figures,
                        *self.where,
                        "remark",
                    ]
                },
            )
        ]

    @admin.display(description="编号", ordering="pk")
    def number(self, activity):
        return activity.number

    def save_model(self, request, activity, form, change):
        if activity.record(by=request.user):
            messages.info(request, f"{activity.committee}原来的{activity.get_kind_display()}零报告已自动撤销。")


@admin.register(Letter)
class LetterAdmin(ActivityAdmin):
    form = LetterForm
    details = ("letter_channels", "letter_channel_other")
    figures = ("distribution_count", "copy_count")
    where = ()

    def get_list_display(self, request):
        return ("number", "held_on", "committee", "channel_names", *self.figures, "state")

    @admin.display(description="发放渠道")
    def channel_names(self, letter):
        return "、".join(channel.label for channel in letter.channels)


@admin.register(Visit)
class VisitAdmin(ActivityAdmin):
    figures = ("visited_count", "new_member_count")

    def get_changeform_initial_data(self, request):
        return {"new_member_count": 0} | super().get_changeform_initial_data(request)


class MeetingAdmin(ActivityAdmin):
    """The kinds that are counted in sessions and participants."""

    details = ("topic",)
    figures = ("session_count", "participant_count")
    search_fields = ("topic", "place", "remark")

    def get_changeform_initial_data(self, request):
        return {"session_count": 1} | super().get_changeform_initial_data(request)


@admin.register(Symposium)
class SymposiumAdmin(MeetingAdmin):
    pass


@admin.register(Lecture)
class LectureAdmin(MeetingAdmin):
    details = ("topic", ("speaker", "speaker_post"))
    search_fields = (*MeetingAdmin.search_fields, "speaker")


@admin.register(Tour)
class TourAdmin(MeetingAdmin):
    details = ("topic", "site_kind")
