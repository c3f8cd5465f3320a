import re
from dataclasses import dataclass

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Max
from django.forms.models import BaseInlineFormSet

from activities.models import ActivityPhoto, Photo, ServicePhoto
from organization.pictures.rewriting import Rewritten, rewrite

PHOTO_NAME = re.compile(r"[0-9a-f]{32}")
UPLOAD, STORED = "upload", "-stored"
PREFIXES = ("activity_photos-", "service_photos-")
# Of an entry.
PHOTO_LIMIT = 12


def is_of_photos(name):
    """Whether a field of a form belongs to the part with the photos of its entry."""
    return name.startswith(PREFIXES)


def decode(file):
    """Re-encode the upload, or return the error that explains why not. Done once per upload."""
    if not hasattr(file, "decoded"):
        try:
            file.decoded = rewrite(file)
        except ValidationError as error:
            file.decoded = error
    return file.decoded


def decode_uploads(files):
    """Call it before a transaction begins: decoding takes seconds, in which SQLite lets nobody else write."""
    for name, file in files.items():
        if is_of_photos(name) and name.endswith(UPLOAD):
            decode(file)


def brings_new_photos(request, entry) -> bool:
    """Whether a form that was sent has photos, or files that cannot be read, which the entry does not have."""
    chosen = [decode(file) for name, file in request.FILES.items() if is_of_photos(name) and name.endswith(UPLOAD)]
    names = [value for name, value in request.POST.items() if is_of_photos(name) and name.endswith(STORED)]
    stored = Photo.objects.unused_uploads(request.user).filter(name__in=names) if names else []
    sent = {getattr(photo, "digest", None) for photo in (*chosen, *stored)}
    return bool(sent) and not sent <= set(entry.attached_photos.values_list("photo__digest", flat=True))


@dataclass(frozen=True)
class Upload:
    """A file just chosen, or the name of one stored when the page before had other errors."""

    file: object = None
    stored: str = ""


class PhotoSlot(forms.FileInput):
    """One file, or the stored one: a browser never fills in a chosen file again."""

    def value_from_datadict(self, data, files, name):
        stored = data.get(name + STORED) or ""
        return Upload(files.get(name), stored if PHOTO_NAME.fullmatch(stored) else "")

    def value_omitted_from_data(self, data, files, name):
        return False


class PhotoField(forms.Field):
    widget = PhotoSlot

    def clean(self, value):
        if value.file is None:
            return value if value.stored else None
        decoded = decode(value.file)
        if isinstance(decoded, ValidationError):
            raise ValidationError(decoded.message, code=decoded.code)
        return decoded

    def has_changed(self, initial, data):
        return data.file is not None or bool(data.stored)


class PhotoForm(forms.ModelForm):
    upload = PhotoField(label="照片", required=False, widget=PhotoSlot(attrs={"accept": "image/*"}))

    class Meta:
        model = ActivityPhoto
        fields = ("caption", "position")

    account = None

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        # A photo that is there stays the picture it is; a new one comes last.
        del self.fields["upload" if self.instance.pk else "position"]

    def clean(self):
        answers = super().clean()
        upload = answers.get("upload")
        if isinstance(upload, Upload):
            answers["upload"] = Photo.objects.unused_uploads(self.account).filter(name=upload.stored).first()
        if "upload" in self.fields and "upload" not in self.errors and not answers["upload"]:
            self.add_error("upload", "请选择照片；不要这一张的话，把说明也清空。")
        return answers

    @property
    def stored_name(self):
        return self.add_prefix(UPLOAD) + STORED

    @property
    def stored(self):
        return self["upload"].data.stored if self.is_bound and "upload" in self.fields else ""

    def store(self, files):
        """Store a valid photo even if the rest of the page has errors, so that it need not be chosen again."""
        chosen = getattr(self, "cleaned_data", {}).get("upload")
        if isinstance(chosen, Rewritten):
            chosen = Photo.objects.store(chosen, by=self.account, files=files)
        if isinstance(chosen, Photo):
            self.data = self.data.copy()
            self.data[self.stored_name] = chosen.name


class ServicePhotoForm(PhotoForm):
    class Meta(PhotoForm.Meta):
        model = ServicePhoto


class PhotoFormSet(BaseInlineFormSet):
    """The photos of an entry."""

    account = None
    # The WrittenFiles of the transaction in which it is saved.
    written = None

    def __init__(self, data=None, *args, prefix=None, **kwargs):
        prefix = prefix or self.get_default_prefix()
        if data is not None and f"{prefix}-TOTAL_FORMS" not in data:
            # A form that was sent without its photos' part has no photos.
            data = data.copy()
            data.update({f"{prefix}-TOTAL_FORMS": "0", f"{prefix}-INITIAL_FORMS": "0"})
        super().__init__(data, *args, prefix=prefix, **kwargs)

    def _construct_form(self, i, **kwargs):
        form = super()._construct_form(i, **kwargs)
        form.account = self.account
        return form

    @property
    def is_unfolded(self):
        return bool(self.initial_form_count()) or (self.is_bound and self.has_changed())

    def store_valid_photos(self):
        for form in self.forms:
            form.store(self.written)

    def save_new_objects(self, commit=True):
        """Attach the chosen photos; the same picture is attached once."""
        photos = self.instance.attached_photos
        present = set(photos.values_list("photo__digest", flat=True))
        position = photos.aggregate(last=Max("position"))["last"] or 0
        self.new_objects = []
        for form in self.extra_forms:
            chosen = form.cleaned_data.get("upload")
            if chosen is None or chosen.digest in present:
                continue
            present.add(chosen.digest)
            position += 1
            photo = chosen if isinstance(chosen, Photo) else self.store(chosen)
            self.new_objects.append(photos.create(photo=photo, caption=form.cleaned_data["caption"], position=position))
        return self.new_objects

    def store(self, rewritten):
        return Photo.objects.store(rewritten, by=self.account, files=self.written)
