"""What the running site sees of a request: told to nobody but a doctor that has the site's SECRET_KEY.

So the doctor learns what gateways do to requests on their way. The answer is signed, too, and names the question: one
from anybody without the key, or to an earlier question, counts as none.
"""

import hashlib
import hmac

from django.conf import settings
from django.core import signing
from django.utils import timezone

from organization.machine import read_version

HEADER = "X-Guichao-Doctor"
QUESTION, ANSWER = "operations.doctor.question", "operations.doctor.answer"
# Seconds; the clock of another server may be minutes off, which is something to find.
LONGEST_AGE = 600
# Of what a client writes itself into X-Forwarded-For: an address of documentation (RFC 5737).
FORGED_ADDRESS = "192.0.2.1"


def sign_question(nonce: str) -> str:
    return signing.TimestampSigner(salt=QUESTION).sign(nonce)


def read_nonce(request) -> str:
    """Of a doctor's question; empty where somebody else asks."""
    try:
        return signing.TimestampSigner(salt=QUESTION).unsign(request.headers.get(HEADER, ""), max_age=LONGEST_AGE)
    except signing.BadSignature:
        return ""


def sign_answer(seen: dict, nonce: str) -> str:
    return signing.dumps({"nonce": nonce, "seen": seen}, salt=ANSWER)


def read_answer(text: str, nonce: str) -> dict:
    """What the site saw of this very question; empty where somebody else answers."""
    try:
        answer = signing.loads(text, salt=ANSWER)
    except signing.BadSignature:
        return {}
    return answer["seen"] if answer["nonce"] == nonce else {}


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
