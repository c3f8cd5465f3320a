"""The XML of a part: expat calls a handler for each element that a part wants to know of, and counts all of them."""

import re
from collections.abc import Callable
from xml.parsers import expat

from django.core.exceptions import ValidationError

from organization.workbook_file.limits import DEPTH_LIMIT, LIMITS, TAG_LIMIT, Spending

# Of ECMA-376 as Excel writes it, and of its Strict form (“Strict Open XML 电子表格”).
SPREADSHEET = (
    "http://schemas.openxmlformats.org/spreadsheetml/2006/main",
    "http://purl.oclc.org/ooxml/spreadsheetml/main",
)
PACKAGE_TYPES = ("http://schemas.openxmlformats.org/package/2006/content-types",)
PACKAGE_RELATIONSHIPS = ("http://schemas.openxmlformats.org/package/2006/relationships",)
LONG_TAG = re.compile(rb"<[^<>]{%d}" % TAG_LIMIT)


class Markup:
    """Reads one part, once. A subclass lists which methods begin and end an element, and takes text by `take_text`."""

    namespaces = SPREADSHEET
    # Methods by the name of the element, which is given the attributes; and those at its end, which are given nothing.
    starts: dict[str, str] = {}
    ends: dict[str, str] = {}

    def __init__(self, spending: Spending):
        self.spending = spending
        self.depth = 0
        self.is_taking = False
        self.taken: list[str] = []

    def read(self, content: bytes) -> None:
        """Raises a ValidationError at XML that is none, or too much."""
        # No office program writes another encoding than UTF-8; in UTF-16 the search would see other letters.
        if b"\0" in content or LONG_TAG.search(content):
            raise ValidationError(self.spending.kind.broken)
        parser = expat.ParserCreate("utf-8", " ")
        parser.buffer_text = True
        parser.StartElementHandler = self.start_handler()
        parser.EndElementHandler = self.end_handler()
        parser.CharacterDataHandler = self.add_text
        parser.StartDoctypeDeclHandler = self.refuse_document_type
        try:
            parser.Parse(content, True)
        except expat.ExpatError as error:
            raise ValidationError(self.spending.kind.broken) from error

    def methods(self, names: dict[str, str]) -> dict[str, Callable]:
        return {
            f"{namespace} {name}": getattr(self, method)
            for name, method in names.items()
            for namespace in self.namespaces
        }

    def start_handler(self):
        find, spent, limit = self.methods(self.starts).get, self.spending.spent, LIMITS["elements"][0]

        def start(name, attributes):
            self.depth += 1
            spent["elements"] += 1
            if spent["elements"] > limit:
                self.spending.refuse("elements")
            if self.depth > DEPTH_LIMIT:
                raise ValidationError(self.spending.kind.broken)
            if method := find(name):
                method(attributes)

        return start

    def end_handler(self):
        find = self.methods(self.ends).get

        def end(name):
            self.depth -= 1
            if method := find(name):
                method()

        return end

    def add_text(self, text: str) -> None:
        if self.is_taking:
            self.taken.append(text)

    def start_text(self, attributes) -> None:
        self.is_taking, self.taken = True, []

    def take_text(self) -> str:
        """The text since `start_text`."""
        self.is_taking = False
        return "".join(self.taken)

    def refuse_document_type(self, *declaration) -> None:
        raise ValidationError(self.spending.kind.broken)


class RichMarkup(Markup):
    """A part with texts in runs of different fonts. A reading aid (phonetic text) is none of what is read."""

    def __init__(self, spending: Spending):
        super().__init__(spending)
        self.is_reading_aid = False

    def count_run(self, attributes) -> None:
        self.spending.spend("runs")

    def start_reading_aid(self, attributes) -> None:
        self.is_reading_aid = True

    def end_reading_aid(self) -> None:
        self.is_reading_aid = False
