"""Fills in the questionnaire's page as it comes, of whichever release it is: by the names and choices of its fields."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from urllib.parse import urlencode

# Of a founder, the longest way through the page; what has no value here gets the first of its choices.
ANSWERS = {
    "name": ["乌云其其格"],
    "birth_year": ["1995"],
    "birth_month": ["6"],
    "phone": ["13900000001"],
    "home_city": ["150200"],
    "home_county": ["150202"],
    "status": ["A"],
    "business_name": ["草原牧歌合作社"],
    "industry": ["A-livestock"],
    "employee_count": ["7"],
    "difficulty": ["funds", "market"],
    "alliance_wish": ["willing"],
    "needs": ["loan", "training", "policy", "ecommerce"],
}
TICKED = ("consent", "sensitive_consent")
# Differ from page to page.
OWN_NAMES = ("submission_uuid", "form_token")
OWN_VALUES = {name: re.compile(rb'name="%s" value="([^"]+)"' % name.encode()) for name in OWN_NAMES}


class FormFields(HTMLParser):
    """The fields of a page, each with the values that can be chosen; none where one types."""

    def __init__(self, page: str):
        super().__init__()
        self.choices: dict[str, list[str]] = {}
        self.many: set[str] = set()
        self._select, self._is_value_open = "", False
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        values = dict(attrs)
        name, kind = values.get("name") or "", values.get("type", "text")
        if tag == "select":
            self._select = name
            self.choices.setdefault(name, [])
        elif tag == "option":
            # Without a value it is its text.
            self._is_value_open = "value" not in values
            if values.get("value"):
                self.choices[self._select].append(values["value"])
        elif tag == "input" and name and kind != "hidden":
            chosen = self.choices.setdefault(name, [])
            if kind in ("radio", "checkbox"):
                chosen.append(values.get("value", "on"))
            if kind == "checkbox":
                self.many.add(name)

    def handle_data(self, data):
        if self._is_value_open and data.strip():
            self.choices[self._select].append(data.strip())
            self._is_value_open = False

    def handle_endtag(self, tag):
        if tag == "select":
            self._is_value_open = False


def filled(page: str) -> list[tuple[str, str]]:
    """What is posted, but for OWN_NAMES."""
    form = FormFields(page)
    return [(name, value) for name, choices in form.choices.items() for value in answers_to(name, choices, form)]


def answers_to(name: str, choices: list[str], form: FormFields) -> Iterator[str]:
    if name in ANSWERS:
        yield from (value for value in ANSWERS[name] if not choices or value in choices)
    elif choices and (name in TICKED or name not in form.many):
        yield choices[0]


def body_of(page: bytes, answers: list[tuple[str, str]]) -> bytes:
    own = {name: found[1].decode() for name, pattern in OWN_VALUES.items() if (found := pattern.search(page))}
    return urlencode([*own.items(), *answers]).encode()
