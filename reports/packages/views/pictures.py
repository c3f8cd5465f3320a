from django.core.files.storage import default_storage
from django.db.models import Exists, OuterRef, Q
from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from activities.models import Photo
from organization.attachments import MEDIA_TYPES
from reports.models import PackagePhoto, SubmissionPhoto
from reports.packages.access import can_see_packages


@require_safe
@can_see_packages
def picture(request, pk, *, is_thumbnail):
    in_package, in_submission = (
        Exists(model.objects.visible_to(request.user).filter(photo=OuterRef("pk")))
        for model in (PackagePhoto, SubmissionPhoto)
    )
    shown = get_object_or_404(Photo.objects.filter(Q(in_package) | Q(in_submission)), pk=pk)
    try:
        file = default_storage.open(shown.thumbnail_path if is_thumbnail else shown.path)
    except FileNotFoundError:
        raise Http404 from None
    return FileResponse(file, content_type=MEDIA_TYPES["jpg"])
