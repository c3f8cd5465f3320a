"""The photos: uploaded or chosen from those of the log, captioned, removed."""

from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db import transaction
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_POST

from activities.models import ActivityPhoto, Photo
from activities.models.photo import WrittenFiles
from organization.pictures.rewriting import rewrite
from reports.packages import life_cycle
from reports.packages.access import can_fill_in_packages, own_package
from reports.packages.documents.phrases import day
from reports.packages.forms import PackagePhotoForm, SeenField
from reports.packages.life_cycle import ChangedMeanwhile, PackageRefused
from reports.packages.views.package import photo_prefix, render_package

OFFERED_PER_PAGE = 24
LONGEST_CAPTION = 80


@require_POST
@can_fill_in_packages
def set_photo(request, pk, position):
    package = own_package(request, pk)
    check_place(package, position)
    form = PackagePhotoForm(request.POST, request.FILES, prefix=photo_prefix(position))
    form.is_valid()
    try:
        done = act(request, package, position, form)
    except (PackageRefused, ChangedMeanwhile) as refusal:
        form.add_error(None, refusal)
        done = ""
    if not done:
        return render_package(request, package, photo_form=with_present_value(package, position, form))
    messages.success(request, done)
    return HttpResponseRedirect(build_url(package, position))


def check_place(package, position):
    if not 1 <= position <= package.campaign.photo_count:
        raise Http404


def act(request, package, position, form) -> str:
    seen = form.cleaned_data.get("seen_photo")
    if "remove" in request.POST:
        life_cycle.set_photo(
            package=package, position=position, photo=None, caption="", seen_photo_id=seen, by=request.user
        )
        return f"照片 {position} 已去掉。"
    if package.refusal:
        raise PackageRefused(package.refusal)
    present = package.photos.filter(position=position).select_related("photo").first()
    upload = form.cleaned_data.get("upload")
    # Before the transaction begins: on SQLite one keeps every other writer waiting, and photos take time.
    rewritten = decode(form, upload) if upload else None
    if upload is None and present is None and not form.errors:
        form.add_error("upload", "请选择照片。")
    if form.errors and not rewritten:
        return ""
    # A caption that is too long does not lose the photo that was sent along with it.
    caption = form.cleaned_data.get("caption", present.caption if present else "")
    store(request, package, position, rewritten or present.photo, caption, seen)
    return f"照片 {position} 已保存。" if not form.errors else ""


def decode(form, upload):
    try:
        return rewrite(upload)
    except ValidationError as error:
        form.add_error("upload", error)
        return None


def store(request, package, position, picture, caption, seen_photo_id):
    with WrittenFiles() as files, transaction.atomic():
        photo = picture if isinstance(picture, Photo) else Photo.objects.store(picture, by=request.user, files=files)
        life_cycle.set_photo(
            package=package,
            position=position,
            photo=photo,
            caption=caption,
            seen_photo_id=seen_photo_id,
            by=request.user,
        )


def with_present_value(package, position, form):
    """The form shown again refers to the present photo, so that saving it again is deliberate."""
    form.data = form.data.copy()
    present = package.photos.filter(position=position).first()
    form.data[form.add_prefix("seen_photo")] = present.photo_id if present else ""
    return form


def build_url(package, position):
    return f"{reverse('package', args=[package.pk])}#photo-{position}"


@can_fill_in_packages
def choose_photo(request, pk, position):
    package = own_package(request, pk)
    check_place(package, position)
    if package.refusal:
        messages.error(request, package.refusal)
        return HttpResponseRedirect(build_url(package, position))
    offered = offered_photos(package, request.user)
    if request.method == "POST":
        return place_chosen(request, package, position, offered)
    present = package.photos.filter(position=position).first()
    context = admin.site.each_context(request) | {
        "title": f"从活动照片中选（照片 {position}）",
        "package": package,
        "position": position,
        "seen_photo": present.photo_id if present else "",
        "page": Paginator(offered, OFFERED_PER_PAGE).get_page(request.GET.get("page")),
    }
    return TemplateResponse(request, "reports/packages/choose_photo.html", context)


def offered_photos(package, account):
    attached = ActivityPhoto.objects.visible_to(account).filter(
        activity__campaign=package.campaign,
        activity__state="held",
        activity__committee__in=package.counted_committee_ids(),
    )
    related = ("photo", "activity__campaign", "activity__committee", "activity__kind")
    return attached.select_related(*related).order_by("-activity__held_on", "-activity", "position", "pk")


def place_chosen(request, package, position, offered):
    chosen = get_object_or_404(offered, pk=SeenField().clean(request.POST.get("photo")))
    seen = SeenField().clean(request.POST.get("seen_photo"))
    try:
        store(request, package, position, chosen.photo, suggest_caption(chosen), seen)
    except (PackageRefused, ChangedMeanwhile) as refusal:
        messages.error(request, refusal.messages[0])
    else:
        messages.success(request, f"照片 {position} 已选好，请核对说明（时间、地点、内容）。")
    return HttpResponseRedirect(build_url(package, position))


def suggest_caption(chosen):
    activity = chosen.activity
    pieces = (day(activity.held_on), activity.place, chosen.caption or activity.topic)
    return "，".join(part for part in pieces if part)[:LONGEST_CAPTION]
