"""Text with places in braces, `{name}`, that is filled in where it is used."""

import re

from django.core.exceptions import ValidationError
from django.utils.deconstruct import deconstructible

PLACE = re.compile(r"\{([^{}]*)\}")


def places_in(text: str) -> set[str]:
    return set(PLACE.findall(text))


def fill_in(text: str, values: dict[str, str]) -> str:
    """The text with each place that has a value replaced once: braces in a value are text."""
    return PLACE.sub(lambda place: values.get(place[1], place[0]), text)


def check_places(text: str, known) -> None:
    if unknown := places_in(text) - set(known):
        raise ValidationError(f"不认识 {_listed(unknown)}，可以用：{_listed(known)}。", code="unknown_place")
    if re.search(r"[{}]", PLACE.sub("", text)):
        raise ValidationError("花括号要成对，如 {name}。", code="open_brace")


def _listed(places) -> str:
    return "、".join(f"{{{place}}}" for place in sorted(places))


@deconstructible
class KnownPlaces:
    """The validator of a field whose text has places in braces."""

    def __init__(self, *known: str):
        self.known = known

    def __call__(self, text):
        check_places(text, self.known)

    def __eq__(self, other):
        return isinstance(other, KnownPlaces) and self.known == other.known

    def __hash__(self):
        return hash(self.known)
