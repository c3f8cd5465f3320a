"""A submission as it went up, and the entries behind its numbers."""

from django.contrib import admin
from django.template.response import TemplateResponse
from django.views.decorators.http import require_safe

from activities.models import ActivityKind
from organization.models import Committee
from reports.annex2.entries import frozen_entries, live_entries
from reports.annex2.layout import layout_of
from reports.annex2.views import kind_or_404
from reports.packages.access import can_see_packages, seen_package, seen_submission
from reports.packages.changes import compare_with_previous
from reports.packages.returns import return_before, returned_parts
from reports.packages.sheet import frozen_sheet
from reports.packages.source_changes import source_differences
from reports.packages.summary_length import count_words
from reports.packages.summary_text import paragraphs
from reports.packages.text_and_table.checking import check_summary

# Of each sort.
DIFFERENCES_SHOWN = 200


@require_safe
@can_see_packages
def submission(request, pk):
    shown = seen_submission(request, pk)
    differences = source_differences(shown, limit=DIFFERENCES_SHOWN)
    sheet = frozen_sheet(shown)
    change = return_before(shown)
    context = admin.site.each_context(request) | {
        "title": f"{shown.printed_name} · 第 {shown.number} 次报送",
        "submission": shown,
        "package": shown.package,
        "is_last": shown.pk == shown.package.last_submission().pk,
        "sheet": sheet,
        "returnees_url": "",
        "changes": compare_with_previous(shown),
        "last_return": change,
        "returned_parts": returned_parts(shown, change),
        "photos": shown.photos.select_related("photo"),
        "paragraphs": paragraphs(shown.summary_text),
        "word_count": count_words(shown.summary_text),
        "text_check": check_summary(shown, sheet, shown.package.committee),
        "zero_reports": zero_reports_of(shown),
        "differences": differences,
        "are_all_differences_shown": len(differences) < DIFFERENCES_SHOWN,
    }
    return TemplateResponse(request, "reports/packages/submission.html", context)


def zero_reports_of(submission):
    """The committee (or the one in whose line it counts) and the label of the kind of each zero report in it."""
    names = {
        committee.pk: committee
        for committee in Committee.objects.filter(pk__in=[branch for branch, _ in submission.zero_reports])
    }
    labels = dict(ActivityKind.objects.in_campaign(submission.package.campaign).values_list("key", "label"))
    return [(names[branch], labels.get(kind, kind)) for branch, kind in submission.zero_reports if branch in names]


@require_safe
@can_see_packages
def submission_entries(request, pk, kind):
    shown = seen_submission(request, pk)
    campaign = shown.package.campaign
    kind = kind_or_404(campaign, kind)
    entries = frozen_entries(
        kind, layout_of(campaign), [shown], account=request.user, page_number=request.GET.get("page")
    )
    context = {
        "title": f"{shown.printed_name} · 第 {shown.number} 次报送 · {kind.label}：数字的来源",
        "package": shown.package,
        "submission": shown,
    }
    context = admin.site.each_context(request) | entries | context
    return TemplateResponse(request, "reports/packages/entries.html", context)


@require_safe
@can_see_packages
def package_entries(request, pk, kind):
    package = seen_package(request, pk)
    kind = kind_or_404(package.campaign, kind)
    entries = live_entries(
        kind,
        layout_of(package.campaign),
        package.counted_committee_ids(),
        account=request.user,
        page_number=request.GET.get("page"),
    )
    context = {
        "title": f"{package.printed_name} · {kind.label}：数字的来源",
        "package": package,
        "submission": None,
    }
    context = admin.site.each_context(request) | entries | context
    return TemplateResponse(request, "reports/packages/entries.html", context)
