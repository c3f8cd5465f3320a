"""The page of a package: what is in it, what is missing, what becomes of it."""

from dataclasses import dataclass

from django.contrib import admin
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from organization.campaign_choice import viewed_campaign
from organization.models import Committee, Responsible
from reports.choices import PackageState
from reports.models import PackagePhoto, Submission
from reports.packages.access import can_see_packages, fills_in, seen_package
from reports.packages.changes import compare_with_previous
from reports.packages.completeness import missing_parts
from reports.packages.forms import (
    ContactForm,
    ExtensionForm,
    PackagePhotoForm,
    ReasonForm,
    ReturnForm,
    ScanForm,
    SummaryForm,
)
from reports.packages.photo_uses import PhotoUse, uses_elsewhere
from reports.packages.returns import open_return, returned_parts
from reports.packages.sheet import build_sheet
from reports.packages.source_changes import changed_submissions
from reports.packages.summary_length import count_words, limits_of
from reports.packages.summary_text import paragraphs
from reports.packages.text_and_table.checking import check_shown
from reports.packages.views.contact import CONTACT, stored_contact
from reports.packages.views.outcome import Outcome
from reports.packages.views.photos import part_of
from reports.packages.views.scan import SCAN
from reports.packages.views.summary import SUMMARY

# Pixels of the longer side below which a photo prints badly.
SMALL_SIDE = 1280


@dataclass(frozen=True)
class PhotoPlace:
    position: int
    placed: PackagePhoto | None
    form: PackagePhotoForm
    uses: list[PhotoUse]
    # Where it could not be saved as it was sent.
    outcome: Outcome | None = None

    @property
    def is_small(self):
        return bool(self.placed) and max(self.placed.photo.width, self.placed.photo.height) < SMALL_SIDE


@require_safe
@can_see_packages
def package(request, pk):
    return render_package(request, seen_package(request, pk))


def render_package(request, package, *, outcomes=(), **shown):
    """The present page, with the parts that could not be saved as they were sent, and the forms that were refused."""
    package = seen_package(request, package.pk)
    context = admin.site.each_context(request) | package_context(request.user, package, outcomes) | shown
    context["returnees_url"] = returnees_url(request, package, context["sheet"])
    return TemplateResponse(request, "reports/packages/package.html", context)


def package_context(account, package, outcomes=()):
    unsaved = {outcome.part: outcome for outcome in outcomes if not outcome.is_saved}
    last = (
        package.submissions.select_related("package__campaign", "submitted_by__committee").order_by("-number").first()
    )
    sheet = build_sheet(package, last)
    can_fill_in = fills_in(account, package)
    is_up = package.is_sent and last is not None
    return {
        "title": f"{package.printed_name} · 报送材料",
        "package": package,
        "sheet": sheet,
        "last": last,
        "is_up": is_up,
        "can_fill_in": can_fill_in,
        "is_editable": can_fill_in and package.is_editable,
        "refusal": package.refusal if can_fill_in else "",
        **return_context(package, last),
        "missing": [] if is_up or sheet.row is None else missing_parts(package, sheet.row, sheet.active_kinds),
        "has_changed_source": is_up and last.pk in changed_submissions(package.campaign, [last]),
        "changes": compare_with_previous(last) if is_up else None,
        "text_check": check_shown(package, sheet, last),
        **{f"{part}_outcome": unsaved.get(part) for part in (CONTACT, SUMMARY, SCAN)},
        "earlier_text_count": package.summary_versions.count(),
        "refused_files": [outcome for outcome in outcomes if outcome.file_name and not outcome.is_saved],
        "places": photo_places(package, account, unsaved),
        "history": list(package.state_changes.select_related("by__committee", "submission").order_by("-pk")),
        "submissions": list(package.submissions.select_related("submitted_by__committee").order_by("-number")),
        **deadline_context(package),
        **own_forms(account, package, unsaved),
        **summary_context(package),
        **review_context(account, package, last),
    }


def returnees_url(request, package, sheet):
    """The list of exactly the returnees that are counted; empty if the account has no such list."""
    if sheet.row is None or package.campaign != viewed_campaign(request):
        return ""
    within = set(Committee.objects.within(package.committee).values_list("pk", flat=True))
    if within != sheet.row.committee_ids or not request.user.has_perm("returnees.view_returnee"):
        return ""
    return f"{reverse('admin:returnees_returnee_changelist')}?under={package.committee_id}&status__exact="


def return_context(package, last):
    """The return that is to be answered; or, of what went up after one, what was asked and what became of it."""
    change = open_return(package)
    if package.state == PackageState.RETURNED:
        return {"returned": change, "last_return": None}
    parts = returned_parts(last, change) if package.is_sent and last else []
    return {"returned": None, "last_return": change, "returned_parts": parts}


def deadline_context(package):
    days = package.days_until_due
    return {"days_until_due": days, "overdue_days": -days if package.is_overdue else 0}


def own_forms(account, package, unsaved):
    """The forms of what is written and of the scan: as they were sent, where they could not be saved."""
    sent = {part: outcome.form for part, outcome in unsaved.items()}
    contact, is_suggested = contact_on_page(account, package)
    return {
        "contact_form": sent.get(CONTACT) or contact_form(package, contact),
        "is_contact_suggested": is_suggested and CONTACT not in sent,
        "summary_form": sent.get(SUMMARY) or summary_form(package),
        "scan_form": sent.get(SCAN) or ScanForm(initial={"seen_revision": package.scan_id}, prefix=SCAN),
    }


def contact_form(package, shown):
    initial = shown | {"seen_revision": package.contact_revision}
    return ContactForm(stored=stored_contact(package), initial=initial, prefix=CONTACT)


def summary_form(package):
    initial = {"seen_revision": package.summary_revision}
    return SummaryForm(stored={"text": package.summary_text}, initial=initial, prefix=SUMMARY)


def contact_on_page(account, package):
    """The present contact, else a suggestion: the account's last submission or the committee's 负责人."""
    if package.filled_by_name or package.filled_by_phone:
        return stored_contact(package), False
    sent = Submission.objects.filter(submitted_by=account).order_by("-pk").first()
    if sent:
        return {"name": sent.filled_by_name, "phone": sent.filled_by_phone}, True
    responsible = Responsible.objects.in_campaign(package.campaign).filter(committee=package.committee).first()
    if responsible:
        return {"name": responsible.name, "phone": responsible.phone}, True
    return {}, False


def summary_context(package):
    length, limits = count_words(package.summary_text), limits_of(package.campaign)
    return {
        "paragraphs": paragraphs(package.summary_text),
        "word_count": length,
        "is_length_odd": bool(length) and not limits.shortest <= length <= limits.longest,
        "limits": limits,
    }


def photo_places(package, account, unsaved=None):
    """The places of the photos; `unsaved` has the outcomes of those that could not be saved as they were sent."""
    placed_at = {placed.position: placed for placed in package.photos.select_related("photo")}
    uses = uses_elsewhere(package, placed_at.values(), account)
    unsaved = unsaved or {}
    sent = {part: outcome.form for part, outcome in unsaved.items()}
    return [
        PhotoPlace(
            position,
            placed_at.get(position),
            sent.get(part_of(position)) or photo_form(position, placed_at.get(position)),
            uses.get(position, []),
            unsaved.get(part_of(position)),
        )
        for position in range(1, package.campaign.photo_count + 1)
    ]


def photo_form(position, placed):
    stored = {"caption": placed.caption if placed else ""}
    initial = {"seen_revision": placed.revision if placed else None}
    return PackagePhotoForm(stored=stored, initial=initial, prefix=part_of(position))


def review_context(account, package, last):
    can_review = account.has_perm("reports.review_package")
    if not can_review:
        return {"can_review": False}
    campaign = package.campaign
    seen = {"seen_submission": last.pk if last else None}
    return {
        "can_review": True,
        "return_form": ReturnForm(initial=seen, campaign=campaign, auto_id="return_%s"),
        "reopen_form": ReasonForm(campaign=campaign, auto_id="reopen_%s"),
        "extension_form": ExtensionForm(
            initial={"extended_to": package.extended_to, "extension_reason": package.extension_reason}
        ),
    }
