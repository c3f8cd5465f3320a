"""The forms of a page, as a browser would read and send them."""

from dataclasses import dataclass, field
from html.parser import HTMLParser


@dataclass
class Form:
    action: str
    method: str
    # What a browser would send; an empty field gets something plausible.
    values: dict[str, list[str]] = field(default_factory=dict)
    # Values that a field lets one choose from, or that it hides.
    offers: dict[str, list[str]] = field(default_factory=dict)
    # What each of its <button>s sends besides; those of the admin's own forms only say where to go afterwards.
    buttons: list[dict[str, str]] = field(default_factory=list)
    file_fields: list[str] = field(default_factory=list)

    def answer(self, answers):
        """Fill in what cannot be guessed, as far as the form asks it."""
        self.values |= {name: values for name, values in answers.items() if name in self.values or name in self.offers}

    @property
    def is_of_frame(self):
        """Whether it stands on every page: signing out, choosing the campaign, searching."""
        return self.action.endswith(("/logout/", "/campaign/")) or self.action == "/admin/search/"

    def submissions(self):
        """What is sent: once, or by each of the buttons."""
        return [self.values | button for button in self.buttons or [{}]]


PLAUSIBLE = {"number": "1", "date": "2020-01-20", "email": "a@example.org", "url": "https://example.org/", "tel": "1"}
BY_CLASS = {"vDateField": "2020-01-20", "vTimeField": "12:00", "vIntegerField": "1"}


class FormReader(HTMLParser):
    def __init__(self):
        super().__init__()
        self.forms: list[Form] = []
        self.form = self.select = self.textarea = self.option = None

    def handle_starttag(self, tag, attrs):
        attrs = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.form = Form(attrs.get("action", ""), attrs.get("method", "get").lower())
            self.forms.append(self.form)
        elif self.form is None or not (attrs.get("name") or tag == "option"):
            return
        elif tag == "input":
            self.read_input(attrs)
        elif tag == "button" and attrs.get("type", "submit") == "submit":
            self.add_button(attrs["name"], attrs.get("value", ""))
        elif tag == "select":
            self.select = attrs["name"]
        elif tag == "option" and self.select and "value" in attrs:
            self.offer(self.select, attrs["value"], "selected" in attrs)
        elif tag == "option" and self.select:
            self.option = attrs
        elif tag == "textarea":
            self.textarea = attrs["name"]
            self.form.values[self.textarea] = [""]

    def add_button(self, name, value):
        """Of those that do the same to many parts of a page, such as `column-remove:7`, one stands for all."""
        act, _, part = value.partition(":")
        alike = (other.get(name, "").partition(":") for other in self.form.buttons)
        if not part or all(other != act or not other_part for other, _, other_part in alike):
            self.form.buttons.append({name: value})

    def read_input(self, attrs):
        name, kind, value = attrs["name"], attrs.get("type", "text"), attrs.get("value", "")
        if name in {"csrfmiddlewaretoken", "page_account"} or kind in {"submit", "button", "image"}:
            return
        if kind == "file":
            self.form.file_fields.append(name)
        elif kind in {"checkbox", "radio"}:
            self.offer(name, attrs.get("value", "on"), "checked" in attrs)
        elif kind == "hidden":
            self.offer(name, value, True)
        else:
            by_class = next((BY_CLASS[word] for word in attrs.get("class", "").split() if word in BY_CLASS), "x")
            self.form.values[name] = [value or PLAUSIBLE.get(kind, by_class)]

    def offer(self, name, value, is_chosen):
        self.form.offers.setdefault(name, []).append(value)
        if is_chosen:
            self.form.values.setdefault(name, []).append(value)

    def handle_data(self, data):
        if self.option is not None:  # without a value, its text is sent
            self.offer(self.select, data.strip(), "selected" in self.option)
            self.option = None
        if self.textarea:
            self.form.values[self.textarea][0] += data

    def handle_endtag(self, tag):
        if tag == "form":
            self.form = None
        elif tag == "select":
            self.select = None
        elif tag == "textarea":
            self.textarea = None


def forms_of(html: str) -> list[Form]:
    """Selects without a choice are given their first real one, so that a form is as valid as can be guessed.

    No file is chosen, and so what would be said about it stays empty.
    """
    reader = FormReader()
    reader.feed(html)
    for form in reader.forms:
        for name, offers in form.offers.items():
            real = [value for value in offers if value]
            if real and not any(form.values.get(name, [])) and "-DELETE" not in name:
                form.values[name] = real[:1]
        beside_files = tuple(name.removesuffix("upload") for name in form.file_fields if name.endswith("-upload"))
        for name, values in form.values.items():
            if beside_files and name.startswith(beside_files):
                form.values[name] = [""]
            elif name not in form.offers:
                form.values[name] = [value.strip() or "x" for value in values]
    return reader.forms
