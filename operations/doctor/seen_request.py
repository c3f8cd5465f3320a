"""What the running site sees of a request: told to nobody but a doctor that has the site's SECRET_KEY.

So the doctor learns what gateways do to requests on their way, and whether it is this site that answers there.
"""

import hashlib
import hmac

from django.conf import settings
from django.core.signing import BadSignature, TimestampSigner
from django.utils import timezone

from organization.machine import read_version

HEADER = "X-Guichao-Doctor"
# Seconds; the clock of another server may be minutes off, which is something to find.
LONGEST_AGE = 600
# Of what a client writes itself into X-Forwarded-For: an address of documentation (RFC 5737).
FORGED_ADDRESS = "192.0.2.1"


def sign_question() -> str:
    return _signer().sign("seen")


def is_asked_by_doctor(request) -> bool:
    try:
        return _signer().unsign(request.headers.get(HEADER, ""), max_age=LONGEST_AGE) == "seen"
    except BadSignature:
        return False


def _signer() -> TimestampSigner:
    return TimestampSigner(salt="operations.doctor")


def describe_request(request) -> dict:
    forwarded = request.headers.get("X-Forwarded-For", "")
    return {
        "release": read_version(),
        "time": timezone.now().isoformat(),
        "host": request.get_host(),
        "origin": request.headers.get("Origin", ""),
        "is_secure": request.is_secure(),
        "forwarded_proto": request.headers.get("X-Forwarded-Proto", ""),
        "forwarded_for": [address.strip() for address in forwarded.split(",") if address.strip()],
        "gateway_count": settings.GATEWAY_COUNT,
        "keys": fingerprint_keys(),
    }


def fingerprint_keys() -> dict[str, str]:
    """Whether two servers have the same keys; nothing can be made of it without SECRET_KEY."""
    return {name: _fingerprint(name, getattr(settings, setting)) for name, setting in settings.KEY_FILES.items()}


def _fingerprint(name: str, key: str) -> str:
    return hmac.new(settings.SECRET_KEY.encode(), f"doctor {name} {key}".encode(), hashlib.sha256).hexdigest()[:16]
