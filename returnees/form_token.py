"""The signed token in the questionnaire's page: it proves, without a cookie, that the page was given out here."""

from datetime import datetime, timedelta

from django.core import signing

from organization.clock import now

SALT = "returnees.form_token"
LIFETIME = timedelta(days=7)


def sign_token(entrance, submission_uuid, began_at: datetime | None = None) -> str:
    """For a page given out now, or at `began_at`; the token counts whole seconds."""
    began_at = began_at or now()
    return signing.Signer(salt=SALT).sign(f"{entrance.pk}.{submission_uuid}.{int(began_at.timestamp())}")


def read_token(token: str, entrance, submission_uuid) -> datetime | None:
    """When the page was given out; None unless the token is ours and belongs to this entrance and this uuid."""
    try:
        entrance_pk, page_uuid, began_at = signing.Signer(salt=SALT).unsign(token).split(".")
    except (signing.BadSignature, ValueError):
        return None
    if (entrance_pk, page_uuid) != (str(entrance.pk), str(submission_uuid)):
        return None
    return datetime.fromtimestamp(int(began_at), tz=now().tzinfo)
