"""The region's board: who has sent up and who has not, at a glance; and the counties of a row on demand."""

from collections import Counter
from functools import wraps
from urllib.parse import urlencode

from django.contrib import admin
from django.contrib.auth.decorators import permission_required
from django.http import Http404
from django.template.response import TemplateResponse
from django.views.decorators.http import require_safe

from organization.campaign_choice import act_on_found_campaign, find_campaign, viewed_campaign
from organization.choices import Level
from organization.models import Campaign
from organization.text import chinese_number
from reports.annex2.table import build_package_breakdown
from reports.choices import PackageState, Standing
from reports.overview.board.choice import IN_TIME, LATE, NOT_YET, Choice, is_at_time
from reports.overview.board.choice import OVERDUE as OVERDUE_TIME
from reports.overview.board.rows import BoardRow, rows_of_page, signed_in_committees
from reports.overview.desk.matrix import assemble_matrix, count_people
from reports.overview.kinds import campaign_kinds


def for_the_region(view):
    @wraps(view)
    @permission_required("reports.view_package", raise_exception=True)
    def of_the_region(request):
        if request.user.committee is None or request.user.committee.level != Level.REGION:
            raise Http404
        if key := request.GET.get("campaign"):
            act_on_found_campaign(request, find_campaign(key))
        return view(request)

    return of_the_region


@require_safe
@for_the_region
def board(request):
    campaign, choice = viewed_campaign(request), Choice.of(request.GET)
    rows, as_of = rows_of_page(campaign, request.user)
    chosen = choice.of_rows(rows)
    query = {"campaign": campaign.key} | choice.query
    context = admin.site.each_context(request) | {
        "title": "报送情况一览",
        "campaign": campaign,
        "days_until_due": campaign.days_until_due(),
        "days_over": -campaign.days_until_due(),
        "as_of": as_of,
        "rows": chosen,
        "up_rows": [row for row in chosen if row.submission],
        "row_count": len(rows),
        "kind_count": chinese_number(rows[0].kind_count) if rows else "",
        "up_count": sum(row.is_up for row in rows),
        "counts": counts(rows, campaign),
        "choice": choice,
        "choice_form": choice.form(campaign),
        "query": urlencode(query),
        "opened": opened(request, rows),
    }
    return TemplateResponse(request, "reports/board/board.html", context)


def counts(rows: list[BoardRow], campaign: Campaign) -> list[tuple[str, int, str, bool]]:
    states = Counter(row.package.state for row in rows)
    standings = Counter(row.package.standing for row in rows)
    late_count = sum(row.is_late for row in rows)
    overdue_count = sum(is_at_time(row, OVERDUE_TIME) for row in rows)
    named = [
        (Standing.RETURNED.label, standings[Standing.RETURNED], {"state": PackageState.RETURNED}, True),
        (Standing.NOT_SENT.label, standings[Standing.NOT_SENT], {"time": NOT_YET}, False),
        ("按时报送", standings[Standing.SENT] - late_count, {"time": IN_TIME}, False),
        ("逾期报送", late_count, {"time": LATE}, False),
        ("已确认", states[PackageState.ACCEPTED], {"state": PackageState.ACCEPTED}, False),
        ("待审核", states[PackageState.SUBMITTED], {"state": PackageState.SUBMITTED}, False),
        ("填写中", states[PackageState.IN_PROGRESS], {"state": PackageState.IN_PROGRESS}, False),
        ("未开始", states[PackageState.NOT_STARTED], {"state": PackageState.NOT_STARTED}, True),
        ("逾期未报送", overdue_count, {"time": OVERDUE_TIME}, True),
        ("来源已变化", sum(row.is_changed for row in rows), {"changed": 1}, True),
    ]
    of_campaign = {"campaign": campaign.key}
    return [(name, count, urlencode(of_campaign | query), is_urgent) for name, count, query, is_urgent in named]


def opened(request, rows: list[BoardRow]) -> dict | None:
    key = request.GET.get("open")
    if not key:
        return None
    row = next((row for row in rows if str(row.package.pk) == key), None)
    if row is None:
        raise Http404
    package, kinds = row.package, campaign_kinds(row.package.campaign)
    breakdown = build_package_breakdown(package, layout=kinds.layout)
    people = count_people(breakdown, package.campaign, request.user)
    matrix = assemble_matrix(breakdown, package.campaign, request.user, kinds, **people)
    signed_in = signed_in_committees(request.user)
    return {
        "package": package,
        "missing": [sentence for _, sentence in row.missing],
        "headings": matrix.headings,
        "lines": [(line, line.committee.pk in signed_in) for line in matrix.lines],
    }
