import re

from django.contrib.auth.password_validation import MinimumLengthValidator
from django.core.exceptions import ValidationError

CLASSES = ("[a-z]", "[A-Z]", "[0-9]", "[^a-zA-Z0-9]")
REQUIRED_CLASSES = 3


class LengthValidator(MinimumLengthValidator):
    """Django's own, whose error is not in its Chinese catalogue."""

    def get_error_message(self):
        return f"密码太短，至少要 {self.min_length} 个字符。"

    def get_help_text(self):
        return f"至少 {self.min_length} 个字符。"


class ThreeClassesValidator:
    """Three of: small letters, capitals, digits, others (GB/T 22239 asks for complexity, practice counts classes)."""

    def validate(self, password, user=None):
        if sum(re.search(one, password) is not None for one in CLASSES) < REQUIRED_CLASSES:
            raise ValidationError(self.get_help_text(), code="password_too_simple")

    def get_help_text(self):
        return "密码应含有小写字母、大写字母、数字、其他符号中的至少三种。"
