"""What the tests of the pages of a package have in common."""

from io import BytesIO

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from reports.models import Package


def address(package, part=""):
    return f"/admin/reports/packages/{package.pk}/{part}"


def package_of(committee):
    return Package.objects.select_related("campaign", "committee").get(committee=committee)


def picture(*, size=(1600, 1200), kind="JPEG", name="照片.jpg", colour="red", **options):
    stream = BytesIO()
    Image.new("RGB", size, colour).save(stream, kind, **options)
    return SimpleUploadedFile(name, stream.getvalue())


def post_photo(client, package, position=1, **changes):
    """Send the form of a place, as the page shows it."""
    placed = package.photos.filter(position=position).first()
    sent = {"seen_photo": placed.photo_id if placed else "", "caption": placed.caption if placed else ""} | changes
    buttons = {name: sent.pop(name) for name in ("remove",) if name in sent}
    fields = {f"photo-{position}-{name}": value for name, value in sent.items() if value is not None}
    return client.post(address(package, f"photos/{position}/"), fields | buttons)


def message_texts(response):
    """The messages that the next page shows."""
    return [str(message) for message in response.wsgi_request._messages]


def save_contact(client, package, **changes):
    sent = {"name": "李干事", "phone": "0472-5612345", "seen_revision": package.contact_revision}
    return client.post(address(package, "contact/"), sent | changes)


def save_summary(client, package, text, *, seen=None, **headers):
    seen = package.summary_revision if seen is None else seen
    return client.post(address(package, "summary/"), {"text": text, "seen_revision": seen}, headers=headers)
