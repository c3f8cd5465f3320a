"""What the tests of the pages of a package have in common."""

from io import BytesIO

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from activities.models import Photo
from activities.models.photo import WrittenFiles
from organization.pictures.rewriting import rewrite
from reports.models import Package

HEIC = SimpleUploadedFile("苹果.heic", b"\x00\x00\x00\x18ftypheic" + b"\x00" * 300)
PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"


def address(package, part=""):
    return f"/admin/reports/packages/{package.pk}/{part}"


def package_of(committee):
    return Package.objects.select_related("campaign", "committee").get(committee=committee)


def picture(*, size=(1600, 1200), kind="JPEG", name="照片.jpg", colour="red", **options):
    stream = BytesIO()
    Image.new("RGB", size, colour).save(stream, kind, **options)
    return SimpleUploadedFile(name, stream.getvalue())


def post_parts(client, package, parts, **headers):
    """Send parts of the page as it does: by name and field, with the buttons, which belong to no part."""
    fields = {}
    for part, sent in parts.items():
        fields |= {f"{part}-{name}": value for name, value in sent.items()} if isinstance(sent, dict) else {part: sent}
    return client.post(address(package, "save/"), fields, headers=headers)


def post_photo(client, package, position=1, **changes):
    """Send a place, as the page shows it."""
    placed = package.photos.filter(position=position).first()
    sent = {"seen_revision": placed.revision if placed else "", "caption": placed.caption if placed else ""} | changes
    buttons = {"remove": f"photo-{position}"} if sent.pop("remove", None) else {}
    fields = {name: value for name, value in sent.items() if value is not None}
    return post_parts(client, package, {f"photo-{position}": fields} | buttons)


def message_texts(response):
    """The messages that the next page shows."""
    return [str(message) for message in response.wsgi_request._messages]


def save_contact(client, package, **changes):
    sent = {"name": "李干事", "phone": "0472-5612345", "seen_revision": package.contact_revision}
    return post_parts(client, package, {"contact": sent | changes})


def save_summary(client, package, text, *, seen=None, **headers):
    seen = package.summary_revision if seen is None else seen
    return post_parts(client, package, {"summary": {"text": text, "seen_revision": seen}}, **headers)


def saved_part(response):
    """What the script is told of the one part that it sent."""
    (part,) = response.json()["parts"]
    return part


def page_fields(response):
    """What a browser sends of the page's one form, as it was opened."""
    shown = response.context
    forms = [
        shown["contact_form"],
        shown["summary_form"],
        shown["scan_form"],
        *(place.form for place in shown["places"]),
    ]
    fields = {form.add_prefix(name): form[name].value() for form in forms for name in form.fields if name != "upload"}
    return {name: "" if value is None else value for name, value in fields.items()}


def placed(package):
    return {placed.position: placed for placed in package.photos.select_related("photo")}


def stored(by, colour="red"):
    with WrittenFiles() as files:
        return Photo.objects.store(rewrite(picture(colour=colour)), by=by, files=files)


def attach(entry, photo, caption=""):
    return entry.attached_photos.create(photo=photo, caption=caption)


def status_of(client, path):
    response = client.get(path)
    if response.streaming:
        response.getvalue()  # closes the file that it hands out
    return response.status_code
