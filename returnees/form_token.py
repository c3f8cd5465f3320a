"""The signed token in the questionnaire's page: it proves, without a cookie, that the page was issued here."""

from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from django.core import signing

from organization.clock import now
from returnees.signing import signer

SALT = "returnees.form_token"
LIFETIME = timedelta(days=7)


class FormToken(NamedTuple):
    # When the page was issued, in whole seconds.
    began_at: datetime
    # The privacy notice that stood on it: the one consented to.
    notice_version: str


def sign_token(entrance, submission_uuid, *, notice_version: str, began_at: datetime | None = None) -> str:
    began_at = began_at or now()
    content = f"{entrance.pk}.{submission_uuid}.{int(began_at.timestamp())}.{notice_version}"
    return signer(SALT).sign(content)


def read_token(token: str, entrance, submission_uuid) -> FormToken | None:
    try:
        content = signer(SALT).unsign(token)
        entrance_pk, page_uuid, began_at, notice_version = content.split(".", 3)
    except (signing.BadSignature, ValueError):
        return None
    if (entrance_pk, page_uuid) != (str(entrance.pk), str(submission_uuid)):
        return None
    return FormToken(datetime.fromtimestamp(int(began_at), tz=UTC), notice_version)
