"""The statistics page of a committee and everything below it."""

from django.contrib import admin
from django.contrib.auth.decorators import permission_required
from django.http import Http404
from django.template.response import TemplateResponse
from django.views.decorators.http import require_safe

from organization.campaign_choice import find_campaign, viewed_campaign
from organization.clock import today
from organization.models import Campaign
from reports.overview.statistics.comparison import compare, nothing_to_compare, other_campaign
from reports.overview.statistics.counts import cached_statistics, short_name
from reports.overview.statistics.sections import cached_sections, headline
from reports.overview.work.views.work import find_committee, steps_down_to


@require_safe
@permission_required("reports.view_package", raise_exception=True)
def statistics(request):
    campaign, committee, day = viewed_campaign(request), find_committee(request), today()
    numbers, other = cached_statistics(campaign, committee), compared_campaign(request, campaign)
    comparison = compare(numbers, cached_statistics(other, committee), day) if other else nothing_to_compare()
    context = admin.site.each_context(request) | {
        "title": "统计",
        "committee": committee,
        "above": [] if committee == request.user.committee else steps_down_to(committee, request.user),
        "statistics": numbers,
        "headline": headline(numbers),
        "sections": [*cached_sections(numbers, day), comparison],
        "compared_key": other.key if other else "",
        "comparable": [(one.key, short_name(one.key)) for one in Campaign.objects.exclude(pk=campaign.pk)],
    }
    return TemplateResponse(request, "reports/statistics.html", context)


def compared_campaign(request, campaign: Campaign) -> Campaign | None:
    key = request.GET.get("with", "")
    if not key:
        return other_campaign(campaign)
    found = find_campaign(key)
    if found is None or found == campaign:
        raise Http404
    return found
