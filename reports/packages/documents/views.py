"""Downloads of what goes up: each is an act that is recorded before the first byte is sent."""

from django.contrib import admin
from django.db import transaction
from django.template.response import TemplateResponse
from django.views.decorators.http import require_safe

from organization.attachments import attachment, streamed_attachment
from organization.audit import append_audit_event
from organization.choices import Act
from organization.zip_stream import stream_zip
from reports.annex2.workbook import workbook_bytes
from reports.packages.access import can_see_packages, seen_package, seen_submission
from reports.packages.documents.contents import current_contents, frozen_contents
from reports.packages.documents.email import email_context
from reports.packages.documents.file_names import sheet_name, summary_name, zip_name
from reports.packages.documents.package_zip import package_files
from reports.packages.documents.summary_document import summary_bytes
from reports.packages.sheet import build_sheet
from reports.packages.text_and_table.checking import check_shown


def record_download(request, package, what):
    append_audit_event(request, Act.PACKAGE_DOWNLOAD, package, detail=what)


@require_safe
@can_see_packages
@transaction.atomic
def package_sheet(request, pk):
    package = seen_package(request, pk)
    contents = current_contents(package)
    record_download(request, package, "附件2")
    return attachment(workbook_bytes(contents.table), sheet_name(contents))


@require_safe
@can_see_packages
@transaction.atomic
def package_summary_document(request, pk):
    package = seen_package(request, pk)
    contents = current_contents(package)
    record_download(request, package, "文字总结")
    return attachment(summary_bytes(contents), summary_name(contents))


@require_safe
@can_see_packages
@transaction.atomic
def package_zip(request, pk):
    package = seen_package(request, pk)
    return zip_response(request, package, current_contents(package))


@require_safe
@can_see_packages
@transaction.atomic
def submission_zip(request, pk):
    submission = seen_submission(request, pk)
    return zip_response(request, submission.package, frozen_contents(submission))


@require_safe
@can_see_packages
def package_email(request, pk):
    """Subject and text of the e-mail to the centre, which remains the official way."""
    package = seen_package(request, pk)
    last = package.last_submission()
    context = admin.site.each_context(request) | {
        "title": f"{package.printed_name}：发给{package.campaign.centre_name}的邮件",
        "package": package,
        "text_check": check_shown(package, build_sheet(package, last), last),
        **email_context(current_contents(package)),
    }
    return TemplateResponse(request, "reports/package_email.html", context)


def zip_response(request, package, contents):
    record_download(request, package, f"压缩包（{contents.standing}）")
    return streamed_attachment(stream_zip(package_files(contents), at=contents.at), zip_name(contents))
