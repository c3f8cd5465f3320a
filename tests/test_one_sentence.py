"""An error is one sentence: beside its field, in Chinese, in our words; the page's own sentence contradicts none."""

import re

import pytest

from tests.staff_forms import PAGES, address_of, complaints, emptied, mistaken, sent_with
from tests.walk.forms import forms_of

pytestmark = pytest.mark.django_db

# Letters that stand in a sentence for what is written so.
FOREIGN = re.compile(r"[A-Za-z]{3,}")
KNOWN = re.compile(
    r"https?://\S+|tuanwei@example\.org|Excel|xlsx|JPG|PNG|HEIC|PDF|Unicode|Mongolian|summer|nonsense|x{3,}|"
    r"\{[a-z_]+\}|“[^”]*”|[a-z0-9_-]+@\S+"
)


def faults(response):
    for name, sentences in complaints(response):
        if len(sentences) > 1:
            yield f"{name} has several: {sentences}"
        for sentence in sentences:
            if FOREIGN.search(KNOWN.sub("", sentence)) or not sentence.rstrip().endswith(
                ("。", "？", "！", "</label>")
            ):
                yield f"{name}: {sentence}"
    title = re.search(r"<title>(.*?)</title>", response.text, re.S)
    if title and FOREIGN.search(KNOWN.sub("", title[1])):
        yield f"title: {title[1].strip()}"
    notes = re.findall(r'class="errornote"', response.text)
    if len(notes) > 1:
        yield f"{len(notes)} notes"


@pytest.mark.parametrize("change", [emptied, mistaken])
@pytest.mark.parametrize(("role", "page"), PAGES)
def test_a_refused_form_says_one_thing_about_each_field(log_in, world, role, page, change):
    client = log_in(role)
    address = address_of(page, world)
    shown = client.get(address)
    assert shown.status_code == 200
    found, refused = [], 0
    for form in forms_of(shown.text):
        if form.method != "post" or form.is_of_frame:
            continue
        sent = sent_with(form, change)
        for button in form.buttons or [{}]:
            response = client.post(form.action or address, sent | button)
            assert response.status_code < 500
            if response.status_code == 200 and "text/html" in response["Content-Type"]:
                refused += any(True for _ in complaints(response))
                found += faults(response)
    assert found == []
    assert refused
