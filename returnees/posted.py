"""What a form posted, read once."""

from urllib.parse import unquote_plus

from django.conf import settings
from django.http import HttpRequest
from django.utils.datastructures import MultiValueDict


class Posted(MultiValueDict):
    """Each name has a value, so the last one is there: asked for each field of a form."""

    def get(self, key, default=None):
        values = dict.get(self, key)
        return values[-1] if values else default


def read_posted(request: HttpRequest) -> MultiValueDict:
    """The same names and values as `request.POST`, which puts them together one by one and takes thrice as long.

    Whatever is not plain (a file, another encoding, too many fields) is left to Django, which knows what to refuse.
    """
    if request.content_type != "application/x-www-form-urlencoded" or request.encoding:
        return request.POST
    try:
        text = request.body.decode("ascii")
    except ValueError:
        return request.POST
    pairs = text.split("&")
    if len(pairs) > settings.DATA_UPLOAD_MAX_NUMBER_FIELDS:
        return request.POST
    posted: dict[str, list[str]] = {}
    for pair in pairs:
        name, sign, value = pair.partition("=")
        if name or sign:
            posted.setdefault(unquoted(name), []).append(unquoted(value))
    return Posted(posted)


def unquoted(text: str) -> str:
    # Most are plain codes.
    return unquote_plus(text) if "%" in text or "+" in text else text
