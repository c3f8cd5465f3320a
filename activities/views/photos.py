from django.contrib.auth.decorators import permission_required
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from activities.models import Photo
from organization.attachments import MEDIA_TYPES


@require_safe
@permission_required("activities.view_photo", raise_exception=True)
def photo(request, pk, *, is_thumbnail):
    shown = get_object_or_404(Photo.objects.visible_to(request.user), pk=pk)
    try:
        file = default_storage.open(shown.thumbnail_path if is_thumbnail else shown.path)
    except FileNotFoundError:
        raise Http404 from None
    return FileResponse(file, content_type=MEDIA_TYPES["jpg"])
