"""Photos of an entry from a phone."""

from django.contrib.auth.decorators import permission_required
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.urls import reverse
from django.views.decorators.http import require_safe

from activities.addresses import entry_address
from activities.forms.photos import PHOTO_LIMIT
from activities.models import Activity, Photo
from activities.models.photo import WrittenFiles
from organization.phone_upload import CLOSED, PhoneTarget, StoredPhoto, code_page, upload_view

FULL = f"这条活动已有 {PHOTO_LIMIT} 张照片，不能再加。"


class EntryPhotos(PhoneTarget):
    """Whoever may change an entry may add photos to it."""

    key, page_name, upload_name = "entry", "entry_phone", "entry_upload"

    def __init__(self, activity):
        self.activity, self.pk, self.committee = activity, activity.pk, activity.committee
        self.title = f"{activity.kind.label} {activity.number}"
        self.address = entry_address(activity)

    @classmethod
    def find(cls, account, pk):
        if not account.has_perm("activities.change_activity"):
            return None
        entries = Activity.objects.visible_to(account).select_related("kind", "committee", "campaign")
        activity = entries.filter(pk=pk).first()
        return cls(activity) if activity else None

    @property
    def room(self):
        return max(0, PHOTO_LIMIT - self.activity.activity_photos.count())

    @property
    def photos(self):
        keys = self.activity.activity_photos.values_list("photo", flat=True)
        return [StoredPhoto(pk, reverse("photo", args=[pk]), reverse("photo_thumbnail", args=[pk])) for pk in keys]

    def add(self, picture, *, by):
        """The same picture is attached once."""
        with WrittenFiles() as files, transaction.atomic():
            activity = Activity.objects.select_for_update(of=("self",)).filter(pk=self.pk).first()
            if activity is None:  # deleted while the photo came
                raise ValidationError(CLOSED, code="closed")
            photos = activity.activity_photos
            if photos.filter(photo__digest=picture.digest).exists():
                return
            if not self.room:
                raise ValidationError(FULL, code="full")
            photo = Photo.objects.store(picture, by=by, files=files)
            last = photos.aggregate(last=Max("position"))["last"] or 0
            photos.create(photo=photo, position=last + 1)


@require_safe
@permission_required("activities.change_activity", raise_exception=True)
def entry_phone(request, pk):
    return code_page(request, EntryPhotos, pk)


entry_upload = upload_view(EntryPhotos)
