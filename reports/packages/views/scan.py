"""The scan of the stamped sheet, a picture or a PDF: uploaded, removed, downloaded."""

import secrets

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.db import transaction
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from activities.models.photo import WrittenFiles
from organization.attachments import stored_attachment
from reports.choices import PackagePart
from reports.models import Package, StampedScan
from reports.packages import life_cycle
from reports.packages.access import can_fill_in_packages, can_see_packages, own_package
from reports.packages.forms import ScanForm
from reports.packages.life_cycle import ChangedMeanwhile, PackageRefused
from reports.packages.parts import part_or_404
from reports.packages.scan_file import ReadScan, read_scan
from reports.packages.views.package import render_package


@require_POST
@can_fill_in_packages
def set_scan(request, pk):
    package = own_package(request, pk)
    part_or_404(package.campaign, PackagePart.SCAN)
    form = ScanForm(request.POST, request.FILES, prefix="scan")
    form.is_valid()
    try:
        done = act(request, package, form)
    except (PackageRefused, ChangedMeanwhile) as refusal:
        form.add_error(None, refusal)
        done = ""
    if not done:
        return render_package(request, package, scan_form=with_present_value(package, form))
    messages.success(request, done)
    return HttpResponseRedirect(f"{reverse('package', args=[pk])}#scan")


def act(request, package, form) -> str:
    seen = form.cleaned_data.get("seen_scan")
    if "remove" in request.POST:
        life_cycle.set_scan(package=package, scan=None, seen_scan_id=seen, by=request.user)
        return "盖章扫描件已去掉。"
    if package.refusal:
        raise PackageRefused(package.refusal)
    read = read_upload(form)
    if read is None:
        return ""
    with WrittenFiles() as files, transaction.atomic():
        life_cycle.set_scan(
            package=package, scan=store_scan(read, by=request.user, files=files), seen_scan_id=seen, by=request.user
        )
    return "盖章扫描件已保存。"


def read_upload(form) -> ReadScan | None:
    upload = form.cleaned_data.get("upload")
    if upload is None:
        form.add_error("upload", "请选择文件。")
        return None
    try:
        return read_scan(upload)
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


def with_present_value(package, form):
    form.data = form.data.copy()
    form.data[form.add_prefix("seen_scan")] = Package.objects.get(pk=package.pk).scan_id or ""
    return form


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
