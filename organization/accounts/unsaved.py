"""What a form of an ended session sent, carried through the login page so that nothing typed is lost.

It stays in the page, signed, and nowhere else: no table, no address, no storage of the browser.
"""

from dataclasses import dataclass

from django.core import signing

SALT = "unsaved form"
LIFETIME = 60 * 60  # seconds
EXCLUDED_FIELDS = {"csrfmiddlewaretoken", "unsaved"}


@dataclass(frozen=True)
class Unsaved:
    path: str
    fields: list[tuple[str, str]]
    # Files cannot be carried: they have to be chosen again.
    file_count: int


def sign_unsaved(request) -> str:
    fields = [
        (name, value)
        for name, values in request.POST.lists()
        for value in values
        if name not in EXCLUDED_FIELDS and "password" not in name
    ]
    sent = [request.get_full_path(), fields, len(request.FILES)]
    return signing.dumps(sent, salt=SALT, compress=True) if fields else ""


def read_unsaved(signed: str) -> Unsaved | None:
    try:
        return Unsaved(*signing.loads(signed, salt=SALT, max_age=LIFETIME))
    except signing.BadSignature:
        return None
