"""合规材料: one page to print, for whoever asks the office how it treats what youths have filled in."""

from django.conf import settings
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.template.response import TemplateResponse
from django.views.decorators.http import require_safe

from organization.campaign_choice import viewed_campaign
from organization.clock import FIRST_YEAR, LAST_YEAR, today
from organization.models.audit import is_of_region
from reports.overview.compliance.declared import processed_kinds, readers
from reports.overview.compliance.figures import (
    acts_of_year,
    count_consents,
    recipients,
    timeliness_of_year,
    waiting_requests,
)
from returnees.models.ended_request import WORKING_DAYS
from returnees.notice.checking import notice_gaps


@require_safe
def compliance(request):
    if not (is_of_region(request.user) and request.user.has_perm("organization.view_campaign")):
        raise PermissionDenied
    campaign = viewed_campaign(request)
    year = read_year(request.GET.get("year", ""), campaign.year)
    context = admin.site.each_context(request) | {
        "title": "合规材料",
        "campaign": campaign,
        "notice": campaign.privacy_notice(),
        "gaps": notice_gaps(campaign),
        "kinds": processed_kinds(campaign),
        "readers": readers(),
        "backup_days": settings.BACKUP_KEEP_DAYS,
        "has_backups": bool(settings.BACKUP_DIR),
        "year": year,
        "years": sorted({campaign.year, today().year, year}),
        "acts": acts_of_year(year),
        "timeliness": timeliness_of_year(year),
        "waiting": waiting_requests(),
        "working_days": WORKING_DAYS,
        "consents": count_consents(campaign),
        "recipients": recipients(campaign, request.user),
        "printed_on": today(),
    }
    return TemplateResponse(request, "reports/compliance/compliance.html", context)


def read_year(text: str, otherwise: int) -> int:
    if not text:
        return otherwise
    if not (text.isascii() and text.isdigit() and FIRST_YEAR <= int(text[:5]) <= LAST_YEAR):
        raise Http404
    return int(text)
