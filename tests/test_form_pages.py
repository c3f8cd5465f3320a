"""Pages of staff: no two have one title; what must be filled in is marked, a choice that is none is a word, and leaving
a form is asked about.
"""

import re
from collections import defaultdict
from collections.abc import Mapping
from html.parser import HTMLParser
from types import MappingProxyType
from typing import NamedTuple

import pytest

from tests.factories import make_follow_up_case
from tests.staff_forms import PAGES, address_of, emptied, sent_with, shown_forms
from tests.staff_pages import addresses_of_rows, pages_of, plain_addresses
from tests.walk.forms import forms_of

pytestmark = pytest.mark.django_db

ROLES = ["region_manager", "league_city_staff", "county_staff", "system_administrator", "auditor"]
# Fields into which a person types what would be lost.
TYPED = re.compile(r'<textarea|<input[^>]* type="(?:text|number|date|time|url|email|tel|file)"', re.S)
POSTED = re.compile(r'<form[^>]* method="post".*?</form>', re.S)
NOT_WARNED = {
    "/admin/reports/packages/": "it saves by itself, and package.js asks",
    "/admin/returnees/questionnaire/preview/": "it shows what youths fill in, and saves nothing",
    "/admin/returnees/returnee/search/": "what is searched for is kept nowhere",
    "/admin/password_change/": "a password is never kept",
    "/admin/activate/": "a password is never kept",
    "/admin/login/": "nothing is saved there",
    "/admin/second-factor/": "a code is another one half a minute later",
    "/admin/style/": "it shows forms and saves none",
}
# It marks what may stay empty instead: 选填.
MARKS_OPTIONAL = {"/admin/returnees/returnee/{returnee}/correct/"}
# What is asked for with another choice, whose own help says so; or by the button that was pressed.
SAID_ELSEWHERE = {
    ("ServiceForm", "remark"): "合作部门 asks to name the other one there",
    ("ShippedPackForm", "key"): "its help says when: the key of 2020 is taken",
    ("PackagePhotoForm", "upload"): "the button beside it uploads, and nothing else",
    ("BulkAccountForm", "committees"): "the page is this choice and nothing else",
    ("BulkEntranceForm", "committees"): "the page is this choice for the channels that are marked",
}
# Choices of at most so many are tried one by one: another field may be asked for with one of them alone.
FEW = 8


class AskedPages(NamedTuple):
    """The pages of a role, as HTML by address."""

    usual: Mapping[str, str]
    # Of rows that others of the usual pages are of too.
    further: Mapping[str, str]


@pytest.fixture(scope="module")
def asked_pages():
    """The pages of each role: asked for once, and compared with several rules."""
    return {}


@pytest.fixture
def asked(request, log_in, world, asked_pages):
    role = request.param
    if role not in asked_pages:
        asked_pages[role] = ask_for_pages(role, log_in, world)
    return asked_pages[role]


@pytest.fixture
def pages(asked):
    return {**asked.usual, **asked.further}


def ask_for_pages(role, log_in, world):
    client = log_in(role)
    usual = dict(pages_of(client, [*plain_addresses(), *addresses_of_rows(world)]))
    case = make_follow_up_case(entrance=world.homepage, home_committee=world.donghe)
    further = [
        f"/admin/returnees/followupcase/{case.pk}/change/",
        *(address_of(page, world) for one, page in PAGES if one == role and "{" in page),
    ]
    return AskedPages(MappingProxyType(usual), MappingProxyType(dict(pages_of(client, further))))


every_role = pytest.mark.parametrize(
    "asked", [pytest.param(role, marks=pytest.mark.xdist_group(f"pages of {role}")) for role in ROLES], indirect=True
)


def page_name(html):
    """The first heading of the page: its own name."""
    heading = re.search(r"<h1[^>]*>(.*?)</h1>", html, re.S)
    return " ".join(re.sub(r"<[^>]+>", " ", heading[1]).split()) if heading else ""


def title_of(html):
    return " ".join(re.search(r"<title>(.*?)</title>", html, re.S)[1].split())


@every_role
def test_no_two_pages_have_one_title(asked):
    assert len(asked.usual) > 5
    named = defaultdict(list)
    misnamed = []
    for address, html in asked.usual.items():
        title = title_of(html)
        named[title].append(address)
        first = title.partition("|")[0].strip()
        if not first or first == "归巢":
            misnamed.append((address, title, page_name(html)))
    twice = {title: same for title, same in named.items() if len(same) > 1}
    assert (twice, misnamed) == ({}, [])


def is_typed(form):
    return TYPED.search(form) and 'role="search"' not in form[: form.index(">")]


@every_role
def test_leaving_a_form_with_something_typed_is_asked_about(pages):
    typed = {address for address, html in pages.items() if any(map(is_typed, POSTED.findall(html)))}
    unwarned = [address for address in typed if "forms.js" not in pages[address]]
    assert [one for one in unwarned if not one.startswith(tuple(NOT_WARNED))] == []


@every_role
def test_an_empty_choice_is_a_word(pages):
    assert {address for address, html in pages.items() if re.search(r"<option[^>]*>\s*-+\s*<", html)} == set()


class MarkReader(HTMLParser):
    """What a page marks as required: the ids that its labels are for, and the words of labels and legends."""

    def __init__(self):
        super().__init__()
        self.ids, self.names = set(), set()
        self.label = None

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        classes = (attrs.get("class") or "").split()
        if tag in ("label", "legend", "th"):
            self.label = {"for": attrs.get("for"), "text": "", "is_marked": "required" in classes}
        elif self.label and {"star", "once-held"} & set(classes):
            self.label["is_marked"] = True

    def handle_data(self, text):
        if self.label:
            self.label["text"] += text

    def handle_endtag(self, tag):
        if tag in ("label", "legend", "th") and self.label:
            if self.label["is_marked"]:
                self.ids.add(self.label["for"])
                self.names.add(self.label["text"].strip(" \n*:："))
            self.label = None


def unmarked_fields(response):
    """Fields that are refused because they are empty, though nothing on the page says that they must be filled in."""
    marks = MarkReader()
    marks.feed(response.text)
    for form in shown_forms(response):
        if not form.is_bound:
            continue
        for name in form.errors:
            field = form[name] if name in form.fields else None
            if field is None or field.is_hidden or form.data.get(field.html_name):
                continue
            is_marked = {field.auto_id, field.id_for_label} & marks.ids or field.label in marks.names
            is_said = "必填" in field.help_text or (type(form).__name__, name) in SAID_ELSEWHERE
            if not (is_marked or is_said):
                yield f"{type(form).__name__}.{name}: {form.errors[name]}"


def ways_to_leave_empty(form):
    sent = sent_with(form, emptied)
    # Boxes that are not ticked are not sent.
    for name in form.offers.keys() & sent.keys():
        if sent[name] == [""] and "" not in form.offers[name]:
            del sent[name]
    yield sent
    for name, offers in form.offers.items():
        real = [value for value in dict.fromkeys(offers) if value]
        if sent.get(name, [""]) == [""] and len(real) <= FEW:
            yield from (sent | {name: [value]} for value in real)


@pytest.mark.parametrize(("role", "page"), [one for one in PAGES if one[1] not in MARKS_OPTIONAL])
def test_what_must_be_filled_in_is_marked(log_in, world, role, page):
    client, address = log_in(role), address_of(page, world)
    unmarked = set()
    for form in forms_of(client.get(address).text):
        if form.method == "post" and not form.is_of_frame:
            for sent in ways_to_leave_empty(form):
                for button in form.buttons or [{}]:
                    response = client.post(form.action or address, sent | button)
                    if response.status_code == 200 and "text/html" in response["Content-Type"]:
                        unmarked |= set(unmarked_fields(response))
    assert unmarked == set()
