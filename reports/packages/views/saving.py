"""Whatever was filled in on the page of a package comes here: by the script part by part, without it all at once.

Each part is saved by itself, so that one which is refused keeps no other from being saved; and whichever button is
pressed, everything that was typed is sent along and saved first.
"""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponseRedirect, JsonResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse

from activities.models import ActivityKind
from organization.staff_site.post_or_back import post_or_back
from reports.choices import PackagePart
from reports.packages.access import can_fill_in_packages, own_package, package_page
from reports.packages.edits import note_edit
from reports.packages.forms import SeenField
from reports.packages.parts import part_or_404
from reports.packages.views.contact import CONTACT, save_contact
from reports.packages.views.outcome import Outcome, PartState
from reports.packages.views.package import render_package
from reports.packages.views.photos import PHOTOS, add_photos, check_place, part_of, remove_photo, save_photo
from reports.packages.views.scan import SCAN, remove_scan, save_scan
from reports.packages.views.summary import SUMMARY, make_draft, save_summary
from reports.packages.views.text_check import write_correction
from reports.packages.views.zero_report import declare_own_zero_report

# The most that a campaign may ask for.
MOST_PHOTOS = 9


@post_or_back(to=package_page)
@can_fill_in_packages
def save_package(request, pk):
    package = own_package(request, pk)
    outcomes = save_parts(request, package)
    note_edit(request, package, *(outcome.part for outcome in outcomes if outcome.state == PartState.SAVED))
    if request.headers.get("Accept") == "application/json":
        return JsonResponse({"parts": [outcome.describe() for outcome in outcomes]})
    changed = [outcome for outcome in outcomes if outcome.state == PartState.SAVED]
    for outcome in changed:
        messages.success(request, describe_saved(outcome))
    if not all(outcome.is_saved for outcome in outcomes):
        return render_package(request, package, outcomes=outcomes)
    return HttpResponseRedirect(act_on_button(request, own_package(request, pk), changed))


def save_parts(request, package) -> list[Outcome]:
    """What became of each part that was sent; Http404 for one that the campaign does not ask for."""
    outcomes = []
    if is_sent(request, CONTACT):
        outcomes.append(save_contact(request, package))
    if is_sent(request, SUMMARY):
        part_or_404(package.campaign, PackagePart.SUMMARY)
        outcomes.append(save_summary(request, package))
    outcomes += save_photos(request, package)
    if is_sent(request, SCAN):
        part_or_404(package.campaign, PackagePart.SCAN)
        is_removed = request.POST.get("remove") == SCAN
        outcomes.append((remove_scan if is_removed else save_scan)(request, package))
    return outcomes


def is_sent(request, part) -> bool:
    return f"{part}-seen_revision" in request.POST


def save_photos(request, package):
    for position in range(1, MOST_PHOTOS + 1):
        part = part_of(position)
        if is_sent(request, part):
            check_place(package, position)
            is_removed = request.POST.get("remove") == part
            yield (remove_photo if is_removed else save_photo)(request, package, position)
    if PHOTOS in request.FILES:
        part_or_404(package.campaign, PackagePart.PHOTOS)
        yield from add_photos(request, package)


def describe_saved(outcome):
    return f"{outcome.file_name}：{outcome.message}" if outcome.file_name else outcome.message


# What the button that was pressed asks for besides


def act_on_button(request, package, changed) -> str:
    """Once everything is saved: the address of the next page."""
    if "check" in request.POST:
        return reverse("package_submit", args=[package.pk])
    if "choose" in request.POST:
        position = SeenField().clean(request.POST["choose"]) or 0
        check_place(package, position)
        return reverse("package_photo_choice", args=[package.pk, position])
    if "draft" in request.POST:
        return begin_draft(request, package)
    if "zero_report" in request.POST:
        return report_zero(request, package, request.POST["zero_report"])
    if "correct" in request.POST:
        return correct(request, package, changed)
    if not changed:
        messages.info(request, "没有新的改动，都已保存。")
    return page_address(package, changed[0].part if len(changed) == 1 else "")


def begin_draft(request, package):
    part_or_404(package.campaign, PackagePart.SUMMARY)
    if package.summary_text:
        return reverse("package_draft", args=[package.pk])
    make_draft(request, package, seen_revision=package.summary_revision)
    return page_address(package, SUMMARY)


def report_zero(request, package, key):
    if not request.user.has_perm("activities.add_zeroreport"):
        raise PermissionDenied
    kind = get_object_or_404(ActivityKind.objects.in_campaign(package.campaign), key=key)
    declare_own_zero_report(request, campaign=package.campaign, kind=kind)
    return page_address(package, PackagePart.FIGURES)


def correct(request, package, changed):
    """Of the summary that the page displayed, or of what was sent along and is saved by now."""
    part_or_404(package.campaign, PackagePart.SUMMARY)
    is_saved_now = any(outcome.part == SUMMARY for outcome in changed)
    seen = SeenField().clean(request.POST.get(f"{SUMMARY}-seen_revision"))
    write_correction(request, package, seen_revision=package.summary_revision if is_saved_now else seen)
    return page_address(package, "text-check")


def page_address(package, part):
    return reverse("package", args=[package.pk]) + (f"#{part}" if part else "")
