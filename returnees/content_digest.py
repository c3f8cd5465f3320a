"""A keyed digest of what was answered: it distinguishes a resend from another answer under the same uuid."""

import hashlib
import hmac
import json

from django.conf import settings


def content_digest(content: dict, key: str = "") -> str:
    digest_key = hashlib.sha256(b"returnee content" + (key or settings.RECEIPT_KEY).encode()).digest()
    canonical = json.dumps(content, ensure_ascii=False, sort_keys=True, default=str)
    return hmac.new(digest_key, canonical.encode(), hashlib.sha256).hexdigest()


def is_digest_of(digest: str, content: dict) -> bool:
    """Also of an answer from before receipts had a key of their own."""
    keys = (settings.RECEIPT_KEY, settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    return any(digest == content_digest(content, key) for key in keys)
