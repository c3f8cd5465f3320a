"""The button that hands out a campaign as a notice pack."""

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_safe

from organization.attachments import attachment
from organization.audit import append_audit_event
from organization.campaign_choice import find_campaign
from organization.choices import Act
from reports.setup.notice_file import NoticeRefused
from reports.setup.notice_writing import pack_name, write_pack
from reports.setup.views.access import can_set_up


@require_safe
@can_set_up
@transaction.atomic
def notice_pack(request, key):
    campaign = find_campaign(key)
    if campaign is None:
        raise Http404
    try:
        pack = write_pack(campaign)
    except NoticeRefused as refusal:
        sentence = f"{campaign}写成的通知包自己读不回来，请先改：{'；'.join(refusal.problems[:5])}"
        messages.error(request, sentence)
        return HttpResponseRedirect(reverse("admin:organization_campaign_change", args=[campaign.pk]))
    append_audit_event(request, Act.CAMPAIGN_EXPORT, campaign)
    return attachment(pack, pack_name(campaign))
