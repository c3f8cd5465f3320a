"""The consolidated workbook to download: the region's, from one of three sources."""

from django.db import transaction
from django.http import Http404
from django.views.decorators.http import require_safe

from organization.attachments import attachment
from organization.audit import append_audit_event
from organization.choices import Act, Level
from organization.clock import now
from reports.annex2.views import campaign_and_source, can_see_annex2
from reports.exports.consolidated.contents import build_contents
from reports.exports.consolidated.workbook import consolidated_bytes


@require_safe
@can_see_annex2
@transaction.atomic
def consolidated(request):
    campaign, source = campaign_and_source(request)
    region = request.user.committee
    if region.level != Level.REGION:
        raise Http404
    at = now()
    contents = build_contents(campaign, region, source, at=at)
    append_audit_event(request, Act.CONSOLIDATED_DOWNLOAD, campaign, detail=source.label)
    name = f"汇总工作簿_{region.place_name}_{campaign.annex2_title}_{source.label}_{at:%Y%m%d}.xlsx"
    return attachment(consolidated_bytes(contents), name)
