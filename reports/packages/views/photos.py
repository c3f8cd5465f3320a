"""The photos: uploaded or chosen from those of the log, captioned, removed."""

from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db import transaction
from django.http import Http404, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse

from activities.models import Photo
from activities.models.photo import WrittenFiles
from organization.pictures.rewriting import rewrite
from reports.packages import life_cycle
from reports.packages.access import can_fill_in_packages, own_package
from reports.packages.documents.phrases import day
from reports.packages.edits import note_edit
from reports.packages.forms import PackagePhotoForm, SeenField
from reports.packages.life_cycle import NO_FREE_PLACE, ChangedMeanwhile, PackageRefused
from reports.packages.offered_photos import OfferedPhotos
from reports.packages.views.outcome import Outcome, PartState, refuse, report_errors, report_saved

# Files for any free place.
PHOTOS = "photos"
OFFERED_PER_PAGE = 24
LONGEST_CAPTION = 80


def part_of(position):
    return f"photo-{position}"


# A photo at its place


def save_photo(request, package, position) -> Outcome:
    """The photo that was chosen for a place, and its caption. A caption goes with its photo when that is replaced."""
    part = part_of(position)
    form = PackagePhotoForm(request.POST, request.FILES, prefix=part)
    if form.is_untouched:
        return Outcome(part, PartState.UNTOUCHED)
    present = package.photos.select_related("photo").filter(position=position).first()
    try:
        photo, caption = read_photo(package, present, form)
        if photo is None:
            return report_errors(part, form, **present_photo(package, position))
        store(request, package, position, photo, caption, form.cleaned_data["seen_revision"])
    except (PackageRefused, ChangedMeanwhile) as refusal:
        return refuse(part, form, refusal, **present_photo(package, position))
    if form.errors:
        return report_errors(part, form, **present_photo(package, position))
    message = message_of(position, present, photo, caption)
    before = present.revision if present else None
    return report_saved(part, message, before=before, **present_photo(package, position))


def read_photo(package, present, form):
    """What is to stand at the place: a picture or the present Photo, and its caption; None if nothing is."""
    if package.refusal:
        raise PackageRefused(package.refusal)
    upload = form.cleaned_data.get("upload")
    # Before the transaction begins: on SQLite one keeps every other writer waiting, and photos take time.
    rewritten = decode(form, upload) if upload else None
    if upload is None and present is None:
        form.add_error("upload", "请选择照片，说明和照片一起保存。")
    stored = present.caption if present else ""
    typed = form.cleaned_data.get("caption", stored)
    if rewritten:
        # A caption that is too long does not lose the photo that was sent along with it.
        goes = present and typed == stored and form.cleaned_data["seen_revision"] == present.revision
        return rewritten, "" if goes or "caption" in form.errors else typed
    return (None if form.errors else present.photo), typed


def message_of(position, present, photo, caption):
    if present and present.caption and present.photo is not photo and not caption:
        return f"照片 {position} 已换，原来的说明“{present.caption}”随原照片去掉了，请写新的。"
    return f"照片 {position} 已保存。"


def present_photo(package, position):
    placed = package.photos.filter(position=position).first()
    return {"revision": placed.revision if placed else None, "values": {"caption": placed.caption if placed else ""}}


def decode(form, upload):
    try:
        return rewrite(upload)
    except ValidationError as error:
        form.add_error("upload", error)
        return None


def store(request, package, position, picture, caption, seen_revision):
    with WrittenFiles() as files, transaction.atomic():
        photo = picture if isinstance(picture, Photo) else Photo.objects.store(picture, by=request.user, files=files)
        life_cycle.set_photo(
            package=package,
            position=position,
            photo=photo,
            caption=caption,
            seen_revision=seen_revision,
            by=request.user,
        )


def remove_photo(request, package, position) -> Outcome:
    part = part_of(position)
    form = PackagePhotoForm(request.POST, prefix=part)
    form.is_valid()
    try:
        life_cycle.set_photo(
            package=package,
            position=position,
            photo=None,
            caption="",
            seen_revision=form.cleaned_data["seen_revision"],
            by=request.user,
        )
    except (PackageRefused, ChangedMeanwhile) as refusal:
        return refuse(part, form, refusal, **present_photo(package, position))
    return Outcome(part, PartState.SAVED, f"照片 {position} 已去掉。", **present_photo(package, position))


# Photos for any free place


def add_photos(request, package) -> list[Outcome]:
    """Each file that was chosen goes to the next free place; for the others it is said that there is none."""
    return [add_photo(request, package, upload) for upload in request.FILES.getlist(PHOTOS)]


def add_photo(request, package, upload) -> Outcome:
    try:
        check_for_free_place(package)
        rewritten = rewrite(upload)
        with WrittenFiles() as files, transaction.atomic():
            photo = Photo.objects.store(rewritten, by=request.user, files=files)
            placed = life_cycle.add_photo(package=package, photo=photo, by=request.user)
    except ValidationError as refusal:
        return Outcome(PHOTOS, PartState.INVALID, refusal.messages[0], file_name=upload.name)
    message = f"已放在照片 {placed.position}，请写说明。"
    if placed.photo_id != photo.pk:
        message = f"这张已经是照片 {placed.position}，没有再放一次。"
    return Outcome(
        part_of(placed.position),
        PartState.SAVED,
        message,
        file_name=upload.name,
        **present_photo(package, placed.position),
    )


def check_for_free_place(package):
    """Before a file is decoded for nothing."""
    if package.refusal:
        raise PackageRefused(package.refusal)
    if package.photos.count() >= package.campaign.photo_count:
        raise PackageRefused(NO_FREE_PLACE)


# Photos of the log


def check_place(package, position):
    if not 1 <= position <= package.campaign.photo_count:
        raise Http404


def build_url(package, position):
    return f"{reverse('package', args=[package.pk])}#{part_of(position)}"


@can_fill_in_packages
def choose_photo(request, pk, position):
    package = own_package(request, pk)
    check_place(package, position)
    if package.refusal:
        messages.error(request, package.refusal)
        return HttpResponseRedirect(build_url(package, position))
    offered = OfferedPhotos(package, request.user)
    if request.method == "POST":
        return place_chosen(request, package, position, offered)
    present = package.photos.filter(position=position).first()
    context = admin.site.each_context(request) | {
        "title": f"从已有照片中选（照片 {position}）",
        "package": package,
        "position": position,
        "seen_revision": present.revision if present else "",
        "page": Paginator(offered, OFFERED_PER_PAGE).get_page(request.GET.get("page")),
    }
    return TemplateResponse(request, "reports/packages/choose_photo.html", context)


def place_chosen(request, package, position, offered):
    chosen = offered.find(request.POST.get("photo", ""))
    seen = SeenField().clean(request.POST.get("seen_revision"))
    try:
        store(request, package, position, chosen.photo, suggest_caption(chosen), seen)
    except (PackageRefused, ChangedMeanwhile) as refusal:
        messages.error(request, refusal.messages[0])
    else:
        note_edit(request, package, part_of(position))
        messages.success(request, f"照片 {position} 已选好，请核对说明（时间、地点、内容）。")
    return HttpResponseRedirect(build_url(package, position))


def suggest_caption(chosen):
    pieces = (day(chosen.day), chosen.place, chosen.caption)
    return "，".join(part for part in pieces if part)[:LONGEST_CAPTION]
