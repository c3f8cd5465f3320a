"""年度归档: says what is in it, asks for the purpose, and streams it."""

from functools import partial

from django.contrib import admin
from django.template.response import TemplateResponse
from django.views.decorators.http import require_http_methods

from organization.attachments import streamed_attachment
from organization.audit import append_audit_event
from organization.campaign_choice import act_on_posted_campaign, viewed_campaign
from organization.choices import Act
from organization.clock import now
from organization.forms import ExportPurposeForm
from reports.archive.contents import FOLDERS
from reports.archive.making import archive_name, describe_end, make_archive
from reports.models import Package, Submission
from reports.overview.board.views.board import for_the_region


@require_http_methods(["GET", "HEAD", "POST"])
@for_the_region
def annual_archive(request):
    act_on_posted_campaign(request)
    campaign = viewed_campaign(request)
    form = ExportPurposeForm(request.POST or None, initial={"campaign": campaign.key})
    if form.is_valid():
        return download(request, campaign, form.cleaned_data["purpose"])
    return show(request, campaign, form)


def download(request, campaign, purpose):
    """The purpose is recorded before the first byte, and after the last that it was whole."""
    append_audit_event(request, Act.ARCHIVE_MADE, campaign, detail=f"用途：{purpose}")
    at = now()
    pieces = make_archive(campaign, request.user.committee, at=at, end=partial(record_end, request, campaign))
    return streamed_attachment(pieces, archive_name(campaign, at))


def record_end(request, campaign, file_count, is_whole):
    append_audit_event(request, Act.ARCHIVE_END, campaign, detail=describe_end(file_count, is_whole))


def show(request, campaign, form):
    packages = Package.objects.in_campaign(campaign).order_by("position")
    sent = Submission.objects.filter(package__campaign=campaign)
    context = admin.site.each_context(request) | {
        "title": "年度归档",
        "campaign": campaign,
        "form": form,
        "folders": FOLDERS,
        "package_count": len(packages),
        "submission_count": sent.count(),
        "never_sent": list(packages.exclude(pk__in=sent.values("package")).values_list("printed_name", flat=True)),
    }
    return TemplateResponse(request, "reports/archive.html", context)
