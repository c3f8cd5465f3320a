"""A keyed digest of what was answered: it distinguishes a resend from another answer under the same uuid."""

import hashlib
import hmac
import json
from functools import lru_cache

from django.conf import settings

canonical = json.JSONEncoder(ensure_ascii=False, sort_keys=True, default=str).encode


@lru_cache(maxsize=8)
def _key(secret: str) -> bytes:
    return hashlib.sha256(b"returnee content" + secret.encode()).digest()


def content_digest(content: dict, key: str = "") -> str:
    return hmac.digest(_key(key or settings.RECEIPT_KEY), canonical(content).encode(), "sha256").hex()


def is_digest_of(digest: str, content: dict) -> bool:
    """Also of an answer from before receipts had a key of their own."""
    keys = (settings.RECEIPT_KEY, settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    return any(digest == content_digest(content, key) for key in keys)
