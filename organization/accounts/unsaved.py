"""What a form of an ended session sent, carried through the login page so that nothing typed is lost.

It stays in the page, signed, and nowhere else: no table, no address, no storage of the browser.
"""

from dataclasses import dataclass

from django.core import signing

SALT = "unsaved form"
LASTS = 60 * 60  # seconds
NOT_CARRIED = {"csrfmiddlewaretoken", "unsaved"}


@dataclass(frozen=True)
class Unsaved:
    path: str
    fields: list[tuple[str, str]]
    file_count: int
    """Files cannot be carried: they have to be chosen again."""


def keep_unsaved(request) -> str:
    fields = [
        (name, value)
        for name, values in request.POST.lists()
        for value in values
        if name not in NOT_CARRIED and "password" not in name
    ]
    sent = [request.get_full_path(), fields, len(request.FILES)]
    return signing.dumps(sent, salt=SALT, compress=True) if fields else ""


def read_unsaved(kept: str) -> Unsaved | None:
    try:
        return Unsaved(*signing.loads(kept, salt=SALT, max_age=LASTS))
    except signing.BadSignature:
        return None
