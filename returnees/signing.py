"""Tokens as Django signs them, with the keys derived once: the page has one, and each answer reads and gets one."""

import hashlib
import hmac
from functools import lru_cache

from django.conf import settings
from django.core import signing


class PreparedSigner(signing.Signer):
    def signature(self, value, key=None):
        return signing.b64_encode(hmac.digest(_derived(self.salt, key or self.key), value.encode(), "sha256")).decode()


@lru_cache(maxsize=64)
def _derived(salt: str, key: str) -> bytes:
    """As `django.utils.crypto.salted_hmac` does it."""
    return hashlib.sha256(f"{salt}signer{key}".encode()).digest()


def signer(salt: str) -> PreparedSigner:
    return _signer_of(salt, settings.SECRET_KEY, tuple(settings.SECRET_KEY_FALLBACKS))


@lru_cache(maxsize=8)
def _signer_of(salt: str, key: str, old_keys: tuple[str, ...]) -> PreparedSigner:
    return PreparedSigner(key=key, fallback_keys=old_keys, salt=salt)
