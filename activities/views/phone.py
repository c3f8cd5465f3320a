"""Photos of an entry from a phone."""

from typing import ClassVar

from django.contrib.auth.decorators import permission_required
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.urls import reverse
from django.views.decorators.http import require_safe

from activities.addresses import entry_address
from activities.forms.photos import PHOTO_LIMIT
from activities.models import Activity, Photo, Service
from activities.models.photo import WrittenFiles
from organization.choices import Act
from organization.phone_upload import CLOSED, PhoneTarget, StoredPhoto, code_page, upload_view

FULL = f"这一条已有 {PHOTO_LIMIT} 张照片，不能再加。"


class AttachedPhotos(PhoneTarget):
    """Whoever may change an entry may add photos to it."""

    model: ClassVar[type[Activity | Service]]
    related: ClassVar[tuple[str, ...]] = ("committee", "campaign")

    def __init__(self, entry):
        self.entry, self.pk, self.committee = entry, entry.pk, entry.committee

    @classmethod
    def find(cls, account, pk):
        if not account.has_perm(f"activities.change_{cls.model._meta.model_name}"):
            return None
        entry = cls.model.objects.visible_to(account).select_related(*cls.related).filter(pk=pk).first()
        return cls(entry) if entry else None

    @property
    def subject(self):
        return self.entry

    @property
    def room(self):
        return max(0, PHOTO_LIMIT - self.entry.attached_photos.count())

    @property
    def photos(self):
        keys = self.entry.attached_photos.values_list("photo", flat=True)
        return [StoredPhoto(pk, reverse("photo", args=[pk]), reverse("photo_thumbnail", args=[pk])) for pk in keys]

    def add(self, picture, *, by):
        """The same picture is attached once."""
        with WrittenFiles() as files, transaction.atomic():
            entry = self.model.objects.select_for_update(of=("self",)).filter(pk=self.pk).first()
            if entry is None:  # deleted while the photo came
                raise ValidationError(CLOSED, code="closed")
            photos = entry.attached_photos
            if photos.filter(photo__digest=picture.digest).exists():
                return
            if not self.room:
                raise ValidationError(FULL, code="full")
            photo = Photo.objects.store(picture, by=by, files=files)
            last = photos.aggregate(last=Max("position"))["last"] or 0
            photos.create(photo=photo, position=last + 1)


class EntryPhotos(AttachedPhotos):
    key, page_name, upload_name = "entry", "entry_phone", "entry_upload"
    act = Act.ACTIVITY_CHANGE
    model, related = Activity, ("kind", "committee", "campaign")

    def __init__(self, entry):
        super().__init__(entry)
        self.title = f"{entry.kind.label} {entry.number}"
        self.address = entry_address(entry)


class ServicePhotos(AttachedPhotos):
    key, page_name, upload_name = "service", "service_phone", "service_upload"
    act = Act.ENTRY_CHANGE
    model = Service

    def __init__(self, entry):
        super().__init__(entry)
        self.title = f"{entry.kind_label} {entry.number}"
        self.address = reverse("admin:activities_service_change", args=[entry.pk])


@require_safe
@permission_required("activities.change_activity", raise_exception=True)
def entry_phone(request, pk):
    return code_page(request, EntryPhotos, pk)


@require_safe
@permission_required("activities.change_service", raise_exception=True)
def service_phone(request, pk):
    return code_page(request, ServicePhotos, pk)


entry_upload = upload_view(EntryPhotos)
service_upload = upload_view(ServicePhotos)
