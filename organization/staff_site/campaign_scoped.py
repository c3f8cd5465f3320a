from django import forms
from django.contrib import admin, messages

from organization.campaign_choice import act_on_campaign_of_admin_form, chosen_campaign, viewed_campaign
from organization.staff_site.model_admin import ScopedModelAdmin


class CampaignScopedAdmin(ScopedModelAdmin):
    """For rows of one campaign and one committee: both are preset, and neither can be forged."""

    def get_queryset(self, request):
        return self.narrow_list(request, super().get_queryset(request))

    @staticmethod
    def narrow_list(request, rows):
        """To the viewed campaign; a link from another campaign's table must still open the row itself."""
        is_list = request.resolver_match.url_name.endswith("_changelist")
        return rows.in_campaign(viewed_campaign(request)) if is_list else rows

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        if request.method == "POST" and object_id is None:
            # A new row belongs to the campaign that its form was shown for; one that is there stays in its own.
            act_on_campaign_of_admin_form(request)
        return super().changeform_view(request, object_id, form_url, extra_context)

    def name_campaign(self, request, obj):
        """Where a new row's campaign is not the one that the account has chosen to view, say so."""
        looked_at = chosen_campaign(request)
        if obj.campaign != looked_at:
            messages.info(request, f"已记入{obj.campaign}；您现在查看的是{looked_at}。")

    def response_add(self, request, obj, post_url_continue=None):
        self.name_campaign(request, obj)
        return super().response_add(request, obj, post_url_continue)

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change, **kwargs)
        if "campaign" in form.base_fields:
            # In the form, though hidden: constraints over a field that is left out are not checked.
            campaign = form.base_fields["campaign"]
            campaign.disabled = True
            campaign.widget = forms.HiddenInput()
            campaign.initial = viewed_campaign(request)
        if "committee" in form.base_fields:
            committee = form.base_fields["committee"]
            committee.initial = request.user.committee
            committee.disabled = committee.queryset.count() == 1
        return form


class CampaignDesignAdmin(CampaignScopedAdmin):
    """For what a campaign consists of. It belongs to no committee: whoever has the permission sees all of it."""

    actions = None

    def get_queryset(self, request):
        return self.narrow_list(request, admin.ModelAdmin.get_queryset(self, request))
