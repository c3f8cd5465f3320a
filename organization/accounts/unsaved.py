"""What a form of an ended session or of an old page sent, offered again so that nothing typed is lost.

It stays in the page, signed where it goes through the login, and nowhere else: no table, no address, no storage of the
browser.
"""

from dataclasses import dataclass

from django.core import signing
from django.urls import reverse
from django.utils.http import escape_leading_slashes

from organization.accounts.page_account import FIELD as ACCOUNT_FIELD
from organization.accounts.page_account import posted_account_pk
from organization.models import Account

SALT = "unsaved form"
LIFETIME = 24 * 60 * 60  # seconds
# Signed and compressed. The login page posts it, and what it posts must stay below DATA_UPLOAD_MAX_MEMORY_SIZE.
MAX_SIGNED_LENGTH = 2_000_000
FIELDS_OF_THE_PAGE = {"csrfmiddlewaretoken", "unsaved", ACCOUNT_FIELD}


# What is typed there is still good for a while: whoever finds the screen afterwards must not find it.
PAGES_WITH_CODES, CODES = ("admin:login_code", "admin:second_factor"), {"code", "pending", "signed_key"}


@dataclass(frozen=True)
class Unsaved:
    path: str
    fields: list[tuple[str, str]]
    # The field and the name of each file. Files cannot be carried: they have to be chosen again.
    files: list[tuple[str, str]]
    # Of the page that was sent; None where it is not known.
    account_pk: int | None

    @property
    def texts(self) -> list[str]:
        """What a person wrote, as far as it can be told from what a page hides and from the button that was pressed."""
        return [value for name, value in self.fields if not value.isascii() and not name.startswith("_")]

    @property
    def account(self) -> Account | None:
        return Account.objects.filter(pk=self.account_pk).first()


def unsaved_of(request) -> Unsaved:
    path = escape_leading_slashes(request.get_full_path())
    left_out = FIELDS_OF_THE_PAGE | (CODES if path.startswith(tuple(map(reverse, PAGES_WITH_CODES))) else set())
    fields = [
        (name, value)
        for name, values in request.POST.lists()
        for value in values
        if name not in left_out and "password" not in name
    ]
    files = [(name, file.name) for name, files in request.FILES.lists() for file in files]
    files += getattr(request, "lost_files", [])
    return Unsaved(path, fields, files, posted_account_pk(request))


def sign_unsaved(unsaved: Unsaved) -> str:
    """Empty where there is nothing to carry, or too much: read_unsaved() then finds nothing."""
    if not unsaved.fields:
        return ""
    sent = [unsaved.path, unsaved.fields, unsaved.files, unsaved.account_pk]
    signed = signing.dumps(sent, salt=SALT, compress=True)
    return signed if len(signed) <= MAX_SIGNED_LENGTH else ""


def read_unsaved(signed: str) -> Unsaved | None:
    try:
        return Unsaved(*signing.loads(signed, salt=SALT, max_age=LIFETIME))
    except signing.BadSignature:
        return None
