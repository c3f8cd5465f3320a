"""Sending a package up, after a look at what will be frozen; and its withdrawal before the region has reviewed it."""

from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone

from organization.campaign_choice import viewed_campaign
from organization.choices import Act
from organization.region import words
from organization.staff_names import name_for
from organization.staff_site.post_or_back import post_or_back
from reports.choices import PackageState
from reports.packages import life_cycle
from reports.packages.access import can_fill_in_packages, own_package, package_page, seen_package
from reports.packages.checks.check import CheckBasis
from reports.packages.checks.contents import run_checks
from reports.packages.completeness import missing_parts
from reports.packages.forms import ExplanationForm, SeenField
from reports.packages.life_cycle import ChangedMeanwhile, PackageRefused
from reports.packages.returns import open_return
from reports.packages.sheet import frozen_sheet, live_sheet
from reports.packages.views.package import deadline_context, photo_places, summary_context
from reports.packages.views.review import record


@can_fill_in_packages
def submit(request, pk):
    package = own_package(request, pk)
    if not package.is_editable:
        return explain_refusal(request, package)
    if request.method != "POST":
        return confirmation(request, package)
    change = open_return(package)
    form = ExplanationForm(request.POST, parts=change.part_keys if change else [])
    if not form.is_valid():
        return confirmation(request, package, explained=request.POST)
    seen = SeenField().clean(request.POST.get("seen_revision"))
    seen_sheet = request.POST.get("seen_sheet", "")
    try:
        submission = send_up(request, package, form.cleaned_data, seen_revision=seen, seen_sheet=seen_sheet)
    except PackageRefused:
        return explain_refusal(request, own_package(request, pk))
    except ValidationError as refusal:
        return confirmation(request, own_package(request, pk), explained=request.POST, refusal=refusal)
    late = "（逾期）" if submission.is_late else ""
    messages.success(request, f"已报送{late}：第 {submission.number} 次，等待{words.region_committee}审核。")
    return HttpResponseRedirect(reverse("package", args=[pk]))


@transaction.atomic
def send_up(request, package, explanations, *, seen_revision, seen_sheet):
    """Rolled back if the figures are no longer those that were displayed."""
    submission = life_cycle.submit(
        package=package, by=request.user, seen_revision=seen_revision, explanations=explanations
    )
    if frozen_sheet(submission).fingerprint != seen_sheet:
        raise ChangedMeanwhile
    record(request, Act.PACKAGE_SUBMIT, package, f"第 {submission.number} 次")
    return submission


def confirmation(request, package, *, explained=None, refusal=None):
    """`explained`: what was typed where it was refused, which stands in its fields again."""
    sheet = live_sheet(package)
    basis = CheckBasis(package, sheet, request.user, viewed_campaign(request))
    context = admin.site.each_context(request) | {
        "title": f"报送前核对 · {package.printed_name}",
        "package": package,
        "sheet": sheet,
        "returnees_url": "",
        "missing": missing_parts(package, sheet.row, sheet.active_kinds),
        "checks": run_checks(basis),
        "explanation_form": ExplanationForm(explained, parts=basis.unchanged_parts),
        "places": photo_places(package, request.user),
        "is_changed": isinstance(refusal, ChangedMeanwhile),
        **summary_context(package),
        **deadline_context(package),
    }
    return TemplateResponse(request, "reports/packages/submit.html", context)


def explain_refusal(request, package):
    """For a second click, a second person or an outdated page: display the present state."""
    if package.state == PackageState.SUBMITTED:
        last = package.last_submission()
        at = timezone.localtime(last.submitted_at)
        by = name_for(request.user, last.submitted_by)
        messages.warning(request, f"已经报送过了：{by} 于 {at:%Y-%m-%d %H:%M} 报送，不用再报。")
    else:
        messages.error(request, package.refusal)
    return HttpResponseRedirect(reverse("package", args=[package.pk]))


@post_or_back(to=package_page)
@can_fill_in_packages
def withdraw(request, pk):
    package = own_package(request, pk)
    try:
        with transaction.atomic():
            life_cycle.withdraw(package=package, by=request.user)
            record(request, Act.PACKAGE_WITHDRAW, package)
    except PackageRefused as refusal:
        messages.error(request, refusal.messages[0])
    else:
        messages.success(request, "已撤回，现在可以修改；改好后请再报送。")
    return HttpResponseRedirect(reverse("package", args=[seen_package(request, pk).pk]))
