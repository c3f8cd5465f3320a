"""The page of a package: what is in it, what is missing, what becomes of it. Each form of it has a view of its own,
which shows the whole page again where something is wrong with the form."""

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

# Pixels of the longer side below which a photo prints badly.
SMALL_SIDE = 1280


@dataclass(frozen=True)
class PhotoPlace:
    position: int
    placed: PackagePhoto | None
    form: PackagePhotoForm
    uses: list[PhotoUse]

    @property
    def is_small(self):
        return bool(self.placed) and max(self.placed.photo.width, self.placed.photo.height) < SMALL_SIDE


@require_safe
@can_see_packages
def package(request, pk):
    return render_package(request, seen_package(request, pk))


def render_package(request, package, **shown):
    """The present page; `shown` holds refused forms and the messages beside them."""
    package = seen_package(request, package.pk)
    context = admin.site.each_context(request) | package_context(request.user, package) | shown
    context["returnees_url"] = returnees_url(request, package, context["sheet"])
    if "photo_form" in shown:
        context["places"] = photo_places(package, request.user, shown["photo_form"])
    return TemplateResponse(request, "reports/packages/package.html", context)


def package_context(account, package):
    last = package.submissions.select_related("package__campaign", "submitted_by").order_by("-number").first()
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
        "places": photo_places(package, account),
        "history": list(package.state_changes.select_related("by__committee", "submission").order_by("-pk")),
        "submissions": list(package.submissions.select_related("submitted_by").order_by("-number")),
        **deadline_context(package),
        **own_forms(account, package),
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


def own_forms(account, package):
    contact, is_suggested = contact_on_page(account, package)
    return {
        "contact_form": ContactForm(
            initial=contact | {"seen_revision": package.contact_revision}, auto_id="contact_%s"
        ),
        "is_contact_suggested": is_suggested,
        "summary_form": SummaryForm(
            initial={"text": package.summary_text, "seen_revision": package.summary_revision}, auto_id="summary_%s"
        ),
        "scan_form": ScanForm(initial={"seen_scan": package.scan_id}, prefix="scan"),
    }


def contact_on_page(account, package):
    """The present contact, else a suggestion: the account's last submission or the committee's 负责人."""
    if package.filled_by_name or package.filled_by_phone:
        return {"name": package.filled_by_name, "phone": package.filled_by_phone}, False
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


def photo_places(package, account, bound=None):
    """The places of the photos; `bound` is the refused form of one of them."""
    placed_at = {placed.position: placed for placed in package.photos.select_related("photo")}
    uses = uses_elsewhere(package, placed_at.values(), account)
    positions = range(1, package.campaign.photo_count + 1)
    forms = {position: photo_form(position, placed_at.get(position)) for position in positions}
    if bound:
        forms = {position: bound if bound.prefix == form.prefix else form for position, form in forms.items()}
    return [
        PhotoPlace(position, placed_at.get(position), form, uses.get(position, [])) for position, form in forms.items()
    ]


def photo_prefix(position):
    return f"photo-{position}"


def photo_form(position, placed):
    initial = {"caption": placed.caption, "seen_photo": placed.photo_id} if placed else {}
    return PackagePhotoForm(initial=initial, prefix=photo_prefix(position))


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
