"""What the tests of the forms of the log have in common."""

import uuid
from io import BytesIO

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from activities.models import ActivityPhoto, Photo
from activities.models.photo import WrittenFiles
from organization.pictures.rewriting import rewrite
from tests.factories import make_activity

COMMON = {"state": "held", "held_on": "2020-01-20", "held_until": "", "place": "", "remark": ""}
PAYLOADS = {
    "letter": {"channels": ["sms", "wechat_group"], "distribution_count": "3", "copy_count": "200"},
    "visit": {"visited_count": "12", "new_member_count": "0"},
    "symposium": {"topic": "家乡如何发展", "session_count": "1", "participant_count": "25"},
    "lecture": {"topic": "绿色发展", "speaker": "李老师", "session_count": "2", "participant_count": "80"},
    "tour": {"topic": "", "site_kind": "incubator", "session_count": "1", "participant_count": "18"},
}
KINDS = tuple(PAYLOADS)


def add_page(kind):
    return f"/admin/activities/{kind}/add/"


ADD = {kind: add_page(kind) for kind in PAYLOADS}


def payload(kind, **changes):
    """What a valid form sends; None leaves a field out. A file or a `form_uuid` is sent only where a change says so."""
    answers = COMMON | PAYLOADS[kind] | changes
    return {name: value for name, value in answers.items() if value is not None}


def add(client, kind, **changes):
    return client.post(ADD[kind], payload(kind, **changes))


def change_page(activity):
    return f"/admin/activities/{activity.kind.key}/{activity.pk}/change/"


def form_errors(response):
    return response.context["adminform"].form.errors


def shown_form(response):
    return response.context["adminform"].form


def new_uuid():
    return str(uuid.uuid4())


def photos(*files, captions=(), initial=0):
    """The part of the form that carries photos."""
    part = {"activity_photos-TOTAL_FORMS": str(initial + len(files)), "activity_photos-INITIAL_FORMS": str(initial)}
    for number, file in enumerate(files, start=initial):
        part[f"activity_photos-{number}-upload"] = file
        part[f"activity_photos-{number}-caption"] = captions[number] if number < len(captions) else ""
    return part


def picture(*, size=(64, 48), kind="JPEG", name="照片.jpg", colour="red", **options):
    stream = BytesIO()
    Image.new("RGB", size, colour).save(stream, kind, **options)
    return SimpleUploadedFile(name, stream.getvalue())


def attach(world, *, committee=None, by=None, colour="red"):
    """A photo of an entry of its own."""
    entry = make_activity(campaign=world.campaign, committee=committee or world.donghe)
    by = by or world.accounts["county_staff"]
    with WrittenFiles() as files:
        photo = Photo.objects.store(rewrite(picture(colour=colour)), by=by, files=files)
    return ActivityPhoto.objects.create(activity=entry, photo=photo, caption="座谈会现场")
