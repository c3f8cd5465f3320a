"""Addresses of pages as people paste them: completed with https:// where they have no scheme, never with another."""

import re
from urllib.parse import urlsplit

from django.contrib.admin.widgets import AdminTextInputWidget
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator

from organization.text import LineField
from organization.text_columns import PlainColumn

NOT_AN_ADDRESS = "请填写完整的网址，如 https://mp.weixin.qq.com/s/……。"
OTHER_SCHEME = "只能填网页的网址，以 http:// 或 https:// 开头，或不写开头。"
TEXT_AROUND = "请只留网址本身，去掉前后的文字和空格。"

_WEB_SCHEME = re.compile(r"(https?) ?[:：] ?[/／]{2}", re.IGNORECASE)
_NO_SCHEME = re.compile(r"(?://)?(?=[^\s/?#:@]+\.[^\s/?#:@.]{2,}(?::[0-9]{1,5})?(?:[/?#]|\Z))")
_OTHER_SCHEME = re.compile(r"(?!https?[:：])[a-z][a-z0-9+.\-]*[:：](?![0-9]{1,5}(?:[/?#]|\Z))", re.IGNORECASE)
# Of a sentence, and never of an address.
_TEXT = re.compile("[ ，。！？；：“”《》【】（）]")
# What stands around a link that somebody shares from another program.
_LINK_IN_TEXT = re.compile(r"https?://[\x21-\x7e]+", re.IGNORECASE)
check_address = URLValidator(["http", "https"], message=NOT_AN_ADDRESS)


def complete_web_address(typed: str) -> str:
    """The address in one spelling, empty for nothing. Raises a ValueError with the sentence for whoever typed it."""
    text = _WEB_SCHEME.sub(lambda found: f"{found[1].lower()}://", typed.strip(), count=1)
    if not text:
        return ""
    is_complete = text.startswith(("http://", "https://"))
    if not is_complete and _OTHER_SCHEME.match(text):
        raise ValueError(OTHER_SCHEME)
    if _TEXT.search(text) or (not is_complete and _LINK_IN_TEXT.search(text)):
        raise ValueError(_name_link(text))
    if not is_complete:
        text = _NO_SCHEME.sub("https://", text, count=1)
    if "@" in _authority(text):  # a name before the host makes an address look like another's
        raise ValueError(NOT_AN_ADDRESS)
    return text


def _name_link(text: str) -> str:
    found = _LINK_IN_TEXT.findall(text)
    return f"{TEXT_AROUND}这一段里的网址像是 {found[0]}" if len(found) == 1 else TEXT_AROUND


def _authority(text: str) -> str:
    try:
        return urlsplit(text).netloc
    except ValueError as error:
        raise ValueError(NOT_AN_ADDRESS) from error


class WebAddressInput(AdminTextInputWidget):
    def __init__(self, attrs=None):
        super().__init__({"inputmode": "url"} | (attrs or {}))


class WebAddressField(LineField):
    widget = WebAddressInput

    def to_python(self, value):
        try:
            return complete_web_address(super().to_python(value))
        except ValueError as refusal:
            raise ValidationError(str(refusal), code="invalid") from refusal


class WebAddressColumn(PlainColumn):
    """The address of a page."""

    form_class = WebAddressField
    default_validators = (check_address,)
