"""Somebody who has the pages alone: opens one, follows its links by their words, sends its forms as they are drawn."""

import re
from html import unescape
from urllib.parse import urljoin

from tests.walk.forms import Form, FormReader

LINK = re.compile(r"<a\s[^>]*?href=\"([^\"]*)\"[^>]*>(.*?)</a>", re.DOTALL)
LABEL = re.compile(r"<label[^>]*\sfor=\"id_([^\"]*)\"[^>]*>(.*?)</label>", re.DOTALL)
OPTION = re.compile(r"<option[^>]*value=\"([^\"]*)\"[^>]*>(.*?)</option>", re.DOTALL)
TAG = re.compile(r"<[^>]*>")


class DrawnFormReader(FormReader):
    """Nothing is made up: an empty field is sent empty, and of a list without a choice the first line."""

    def __init__(self):
        super().__init__()
        self.lists: list[tuple[Form, str]] = []
        self.texts: list[tuple[Form, str]] = []

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        if "disabled" in given:
            return
        super().handle_starttag(tag, attrs)
        if tag == "select" and self.select and "multiple" not in given:
            self.lists.append((self.form, self.select))
        elif tag == "textarea" and self.textarea:
            self.texts.append((self.form, self.textarea))

    def read_input(self, attrs):
        super().read_input(attrs)
        name, form = attrs["name"], self.form
        if name in form.values and name not in form.offers:
            form.values[name] = [attrs.get("value", "")]

    def add_button(self, name, value):
        self.form.buttons.append({name: value})

    def close(self):
        super().close()
        for form, name in self.texts:
            # As browsers do with the first line break of a text.
            form.values[name] = [text.removeprefix("\n") for text in form.values[name]]
        for form, name in self.lists:
            form.values.setdefault(name, form.offers.get(name, [""])[:1])


def drawn_forms(html: str) -> list[Form]:
    reader = DrawnFormReader()
    reader.feed(html)
    reader.close()
    return reader.forms


class Visitor:
    def __init__(self, client):
        self.client = client
        self.address = ""
        self.page = None
        # Links followed and forms sent.
        self.click_count = 0

    @property
    def text(self) -> str:
        return self.page.content.decode()

    def open(self, address):
        """By its address: nobody clicks for it."""
        self.address = urljoin(self.address, address)
        self.page = self.client.get(self.address, follow=True)
        assert self.page.status_code == 200, (self.address, self.page.status_code)
        self.address = self.page.redirect_chain[-1][0] if self.page.redirect_chain else self.address
        return self

    def link(self, words: str) -> str:
        """Of several with the same words the last: the navigation stands before the content."""
        links = {TAG.sub("", label).strip(): address for address, label in LINK.findall(self.text)}
        assert words in links, (words, self.address, list(links))
        return unescape(links[words])

    def follow(self, words: str):
        self.click_count += 1
        return self.open(self.link(words))

    def forms(self) -> list[Form]:
        return drawn_forms(self.text)

    def form_with(self, field: str) -> Form:
        """The one that asks for it, or has a button of this name."""
        for form in self.forms():
            names = {*form.values, *form.offers, *form.file_fields, *(name for one in form.buttons for name in one)}
            if field in names:
                return form
        raise AssertionError((field, self.address, TAG.sub("", self.text)))

    def offered(self, field: str, words: str) -> str:
        """What a list sends for the line with these words."""
        [drawn] = re.findall(rf'<select[^>]*name="{field}".*?</select>', self.text, re.DOTALL)
        [value] = [value for value, label in OPTION.findall(drawn) if words in label]
        return value

    def labelled(self, words: str) -> str:
        """The name of the field with this label."""
        names = {TAG.sub("", label).strip().removesuffix("*"): name for name, label in LABEL.findall(self.text)}
        assert words in names, (words, self.address, list(names))
        return names[words]

    def send(self, having: str, button: dict | None = None, **answers):
        """Fill in what is given and press; None leaves a box without its tick."""
        return self.submit(self.form_with(having), button, **answers)

    def submit(self, form: Form, button: dict | None = None, **answers):
        known = {*form.values, *form.offers, *form.file_fields}
        assert answers.keys() <= known, (self.address, answers.keys() - known)
        assert button is None or button in form.buttons, (button, form.buttons)
        assert form.method == "post"
        self.click_count += 1
        filled = form.values | answers | (button or {})
        self.address = urljoin(self.address, form.action)
        self.page = self.client.post(
            self.address, {name: value for name, value in filled.items() if value is not None}, follow=True
        )
        assert self.page.status_code == 200, (self.address, self.page.status_code)
        self.address = self.page.redirect_chain[-1][0] if self.page.redirect_chain else self.address
        return self

    def is_saved(self) -> bool:
        """A form that was accepted leads to another page."""
        return bool(self.page.redirect_chain)
