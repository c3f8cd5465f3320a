"""What the region decides about a package. Each act and its audit event are one transaction."""

from functools import partial

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpResponseRedirect
from django.urls import reverse

from organization.audit import append_audit_event
from organization.choices import Act
from organization.staff_site.post_or_back import post_or_back
from reports.choices import PackagePart
from reports.packages import life_cycle
from reports.packages.access import can_review_packages, package_page, seen_package
from reports.packages.forms import ExtensionForm, ReasonForm, ReturnForm, SeenField
from reports.packages.life_cycle import ChangedMeanwhile
from reports.packages.views.package import render_package


def back_to(package):
    return HttpResponseRedirect(reverse("package", args=[package.pk]))


def record(request, act, package, detail=""):
    """Without the reason, which may name people: it is in the package's history."""
    full_detail = f"{package.committee.name} {package.campaign} {detail}".strip()
    append_audit_event(request, act, package, detail=full_detail)


def labels(parts):
    return "、".join(PackagePart(part).label for part in parts)


def save(request, package, form, act, detail, decide):
    """Whether the act was carried out; what refused it stands in the form."""
    try:
        with transaction.atomic():
            decide(package=package)
            record(request, act, package, detail)
    except ValidationError as refusal:
        form.add_error(None, refusal)
        return False
    return True


def describe(answers):
    wanted_on = answers["wanted_on"]
    return labels(answers["parts"]) + (f" 请于 {wanted_on} 前重新报送" if wanted_on else "")


@post_or_back(to=package_page)
@can_review_packages
def return_for_revision(request, pk):
    package = seen_package(request, pk)
    form = ReturnForm(request.POST, campaign=package.campaign, auto_id="return_%s")
    if form.is_valid():
        answers = form.cleaned_data
        # Nothing seen is no submission, and not any.
        seen = answers.pop("seen_submission") or 0
        decide = partial(life_cycle.return_for_revision, by=request.user, seen_submission_id=seen, **answers)
        if save(request, package, form, Act.PACKAGE_RETURN, describe(answers), decide):
            messages.success(request, f"已退回{package.printed_name}，对方打开页面首先看到您写的原因。")
            return back_to(package)
    return render_package(request, package, return_form=form)


@post_or_back(to=package_page)
@can_review_packages
def accept(request, pk):
    package = seen_package(request, pk)
    seen = SeenField().clean(request.POST.get("seen_submission"))
    try:
        with transaction.atomic():
            life_cycle.accept(package=package, by=request.user, seen_submission_id=seen)
            record(request, Act.PACKAGE_ACCEPT, package)
    except ValidationError as refusal:
        messages.error(request, refusal_of_acceptance(refusal))
    else:
        messages.success(request, f"已确认{package.printed_name}的报送材料。")
    return back_to(package)


def refusal_of_acceptance(refusal):
    if isinstance(refusal, ChangedMeanwhile):
        return "没有确认：您打开页面以后对方又报送了一次，请看过最新的这一次再确认。"
    return refusal.messages[0]


@post_or_back(to=package_page)
@can_review_packages
def reopen(request, pk):
    package = seen_package(request, pk)
    form = ReasonForm(request.POST, campaign=package.campaign, auto_id="reopen_%s")
    if form.is_valid():
        decide = partial(life_cycle.reopen, by=request.user, **form.cleaned_data)
        if save(request, package, form, Act.PACKAGE_REOPEN, describe(form.cleaned_data), decide):
            messages.success(request, f"已重新打开，{package.printed_name}可以修改后再报送。")
            return back_to(package)
    return render_package(request, package, reopen_form=form)


@post_or_back(to=package_page)
@can_review_packages
def extend(request, pk):
    package = seen_package(request, pk)
    if "cancel" in request.POST:
        with transaction.atomic():
            life_cycle.extend(package=package, until=None, reason="")
            record(request, Act.PACKAGE_EXTEND, package, "取消延期")
        messages.success(request, f"已取消延期，{package.printed_name}按统一的截止日期报送。")
        return back_to(package)
    form = ExtensionForm(request.POST)
    if form.is_valid():
        until, reason = form.cleaned_data["extended_to"], form.cleaned_data["extension_reason"]
        decide = partial(life_cycle.extend, until=until, reason=reason)
        if save(request, package, form, Act.PACKAGE_EXTEND, f"延至 {until}", decide):
            messages.success(request, f"{package.printed_name}的报送期限已延至 {until}（含当天）。")
            return back_to(package)
    return render_package(request, package, extension_form=form)
