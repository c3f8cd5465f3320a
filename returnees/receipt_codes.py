"""Receipt codes: computed from a submission's uuid under the site's key, and stored nowhere.

The table keeps a digest of each, under another key, by which a typed code is found. Without `receipt_key`, which is not
in the database, neither follows from what is stored; with it, the digest alone leads to no code.
"""

import base64
import hashlib
import hmac
import re
from functools import lru_cache
from uuid import UUID

from django.conf import settings

from organization.text import to_half_width

# Characters of base32 (RFC 4648): 80 bits.
RECEIPT_LENGTH = 16
CODE_BYTES = 10
# Characters of hexadecimal: 128 bits.
RECEIPT_DIGEST_LENGTH = 32

# Base32 has no 0, 1 and 8: they are misread letters that resemble them.
_LOOKALIKES = str.maketrans("018", "OIB")
_NOT_BASE32 = re.compile(r"[^A-Z2-7]")


@lru_cache(maxsize=8)
def _key(purpose: bytes, receipt_key: str) -> bytes:
    return hashlib.sha256(purpose + receipt_key.encode()).digest()


def receipt_code(submission_uuid: UUID) -> str:
    digest = hmac.digest(_key(b"receipt of submission", settings.RECEIPT_KEY), submission_uuid.bytes, "sha256")
    return base64.b32encode(digest[:CODE_BYTES]).decode()


def receipt_digest(code: str) -> str:
    """By which a normalised code is found, and tries at it are counted."""
    digest = hmac.digest(_key(b"receipt code", settings.RECEIPT_KEY), code.encode(), "sha256")
    return digest.hex()[:RECEIPT_DIGEST_LENGTH]


def submission_digest(submission_uuid: UUID) -> str:
    """The digest of the code that belongs to a submission."""
    return receipt_digest(receipt_code(submission_uuid))


def known_receipt_code(returnee) -> str:
    """Empty where nobody knows it: it was given out before codes were computed, or the answer was erased."""
    code = receipt_code(returnee.submission_uuid)
    return code if hmac.compare_digest(receipt_digest(code), returnee.receipt_digest) else ""


def normal_receipt_code(typed: str) -> str:
    """The intended code: any case and width, grouped or not, with 0, 1 and 8 for the letters that resemble them."""
    return _NOT_BASE32.sub("", to_half_width(typed).upper().translate(_LOOKALIKES))
