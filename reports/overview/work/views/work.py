"""The page that sums services and work besides Annex 2: a row per county, or per league-city for the region."""

from urllib.parse import urlencode

from django.contrib import admin
from django.contrib.auth.decorators import permission_required
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from organization.campaign_choice import viewed_campaign
from organization.models import Committee
from organization.scoping import is_key
from reports.counting.work_columns import WorkGroup, work_groups
from reports.counting.work_table import build_work


@require_safe
@permission_required("activities.view_service", raise_exception=True)
def work(request):
    campaign = viewed_campaign(request)
    table, groups = build_work(campaign, find_committee(request)), work_groups(campaign)
    context = admin.site.each_context(request) | {
        "title": "服务与工作汇总",
        "table": table,
        "groups": groups,
        "lines": [(row, cells(row, groups)) for row in table.rows],
        "total": cells(table.total, groups),
        "above": [] if table.committee == request.user.committee else steps_down_to(table.committee, request.user),
    }
    return TemplateResponse(request, "reports/work.html", context)


def find_committee(request):
    if request.user.committee is None:
        raise Http404
    under = request.GET.get("under", "")
    if not under:
        return request.user.committee
    visible = Committee.objects.visible_to(request.user)
    return get_object_or_404(visible, pk=under if is_key(under) else None)


def steps_down_to(committee, account):
    above = Committee.objects.visible_to(account)
    return [other for other in above.exclude(pk=committee.pk) if committee.path.startswith(other.path)]


def cells(row, groups: tuple[WorkGroup, ...]):
    return [
        (group, [(column, row.sums.get(column.key), build_url(column, row)) for column in group.columns])
        for group in groups
    ]


def build_url(column, row):
    of_row = {"under": row.committee.pk} | ({"only": "own"} if row.is_own else {})
    query = "&".join(filter(None, [column.query, urlencode(of_row)]))
    return f"{reverse(column.list_name)}?{query}"
