"""What an account proves itself with besides its password. The tables are django-otp's.

None of them holds a secret: what an authenticator computes its codes from, and what a recovery code is compared with,
follows from the row and from FACTOR_KEY, which is in a file. Whoever reads the database can make no code.
"""

import base64
import hashlib
import hmac
import secrets

from django.conf import settings
from django_otp.plugins.otp_static.models import StaticDevice, StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

from organization.models.account import PASSWORD_ALPHABET

SECRET_BYTES = 20
MOST_AUTHENTICATORS = 2
RECOVERY_CODES = 10
# In two groups; 40 bits, of which throttle.py lets some fifty a day be tried.
RECOVERY_CODE_LENGTH = 8
# As long as the column; hexadecimal.
DIGEST_LENGTH = 16


def derive(purpose: str, value: str) -> bytes:
    return hmac.new(settings.FACTOR_KEY.encode(), f"{purpose} {value}".encode(), hashlib.sha256).digest()


class TriesCountedElsewhere:
    """Instead of django-otp's own counting, by which anybody who knows the password could lock the owner out."""

    def verify_is_allowed(self):
        return True, None

    def throttle_increment(self, commit=True):
        pass


class Authenticator(TriesCountedElsewhere, TOTPDevice):
    """An app on a phone that shows six digits (RFC 6238), other ones every half minute. `key` is random, not secret."""

    class Meta:
        proxy = True
        default_permissions = ()
        verbose_name = verbose_name_plural = "验证器"

    def __str__(self):
        return f"验证器 {self.pk}"

    @property
    def bin_key(self):
        return derive("authenticator", self.key)[:SECRET_BYTES]

    @property
    def typed_key(self):
        """For whoever cannot scan the QR code."""
        text = base64.b32encode(self.bin_key).decode()
        return " ".join(text[start : start + 4] for start in range(0, len(text), 4))


class RecoveryCodes(TriesCountedElsewhere, StaticDevice):
    """An account's codes on paper, for when the phone is not at hand; each opens once."""

    class Meta:
        proxy = True
        default_permissions = ()
        verbose_name = verbose_name_plural = "备用码"

    def __str__(self):
        return f"备用码 {self.pk}"

    def verify_token(self, token):
        return super().verify_token(self.digest(token))

    def digest(self, code):
        return derive(f"recovery code of {self.user_id}", code).hex()[:DIGEST_LENGTH]

    def renew(self) -> list[str]:
        """Ten new codes, which are shown once; the old ones are void."""
        codes = [make_recovery_code() for _ in range(RECOVERY_CODES)]
        self.token_set.all().delete()
        StaticToken.objects.bulk_create(StaticToken(device=self, token=self.digest(plain(code))) for code in codes)
        return codes


def make_recovery_code() -> str:
    code = "".join(secrets.choice(PASSWORD_ALPHABET) for _ in range(RECOVERY_CODE_LENGTH))
    return f"{code[:4]}-{code[4:]}"


def plain(code: str) -> str:
    """As it is compared: whatever its case, hyphens and spaces."""
    return "".join(code.split()).replace("-", "").lower()
