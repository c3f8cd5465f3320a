"""The scan of the stamped sheet, a picture or a PDF: uploaded, removed, downloaded."""

import secrets

from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.db import transaction
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from activities.models.photo import WrittenFiles
from organization.attachments import stored_attachment
from reports.models import Package, StampedScan
from reports.packages import life_cycle
from reports.packages.access import can_see_packages
from reports.packages.forms import ScanForm
from reports.packages.life_cycle import ChangedMeanwhile, PackageRefused
from reports.packages.scan_file import ReadScan, read_scan
from reports.packages.views.outcome import Outcome, PartState, refuse, report_errors

SCAN = "scan"


def save_scan(request, package) -> Outcome:
    form = ScanForm(request.POST, request.FILES, prefix=SCAN)
    form.is_valid()
    if not form.errors and not form.cleaned_data["upload"]:
        return Outcome(SCAN, PartState.UNTOUCHED)
    return set_scan(request, package, form, read_upload)


def remove_scan(request, package) -> Outcome:
    form = ScanForm(request.POST, prefix=SCAN)
    form.is_valid()
    return set_scan(request, package, form, lambda form: None)


def set_scan(request, package, form, read) -> Outcome:
    try:
        if package.refusal:
            raise PackageRefused(package.refusal)
        scan = read(form)
        if form.errors:
            return report_errors(SCAN, form, **present_scan(package))
        with WrittenFiles() as files, transaction.atomic():
            life_cycle.set_scan(
                package=package,
                scan=store_scan(scan, by=request.user, files=files) if scan else None,
                seen_scan_id=form.cleaned_data["seen_revision"],
                by=request.user,
            )
    except (PackageRefused, ChangedMeanwhile) as refusal:
        return refuse(SCAN, form, refusal, **present_scan(package))
    message = "盖章扫描件已保存。" if scan else "盖章扫描件已去掉。"
    return Outcome(SCAN, PartState.SAVED, message, **present_scan(package))


def present_scan(package):
    return {"revision": Package.objects.get(pk=package.pk).scan_id, "values": {}}


def read_upload(form) -> ReadScan | None:
    try:
        return read_scan(form.cleaned_data["upload"])
    except ValidationError as error:
        form.add_error("upload", error)
        return None


def store_scan(read, *, by, files):
    scan = StampedScan(
        name=secrets.token_hex(16),
        extension=read.extension,
        byte_count=len(read.content),
        digest=read.digest,
        uploaded_by=by,
    )
    files.write(scan.path, read.content)
    scan.save(force_insert=True)
    return scan


@require_safe
@can_see_packages
def scan(request, pk):
    """Served as a download, never inline: a PDF can be anybody's program."""
    handed_out = get_object_or_404(StampedScan.objects.visible_to(request.user), pk=pk)
    try:
        file = default_storage.open(handed_out.path)
    except FileNotFoundError:
        raise Http404 from None
    response = stored_attachment(file, f"附件2_盖章扫描件.{handed_out.extension}")
    response["X-Content-Type-Options"] = "nosniff"
    return response
