"""The small parts of a workbook: how its parts hang together, its sheets, its shared texts, its formats."""

import posixpath

from organization.workbook_file.archive import HAS_LINKS, HAS_MACROS, HAS_OBJECTS, part_name, refuse
from organization.workbook_file.limits import Spending
from organization.workbook_file.markup import PACKAGE_RELATIONSHIPS, PACKAGE_TYPES, Markup, RichMarkup
from organization.workbook_file.values import number_kind, text_value

# By what is in the table of content types: a part of any name can be of these.
REFUSED_TYPES = {
    "vbaproject": HAS_MACROS,
    "macro": HAS_MACROS,
    "activex": HAS_MACROS,
    "externallink": HAS_LINKS,
    "connections+xml": HAS_LINKS,
    "oleobject": HAS_OBJECTS,
}


class ContentTypes(Markup):
    """What the parts are said to be; one of a refused type is refused, whatever its name."""

    namespaces = PACKAGE_TYPES
    starts = {"Default": "check", "Override": "check"}

    def check(self, attributes) -> None:
        refuse(attributes.get("ContentType", "").lower(), REFUSED_TYPES, self.spending.kind)


class Relationships(Markup):
    """Of one part to others: name of the part and type, by key."""

    namespaces = PACKAGE_RELATIONSHIPS
    starts = {"Relationship": "add"}

    def __init__(self, spending: Spending, parts: dict[str, bytes], owner: str):
        super().__init__(spending)
        self.folder, name = posixpath.split(owner)
        self.targets: dict[str, tuple[str, str]] = {}
        if content := parts.get(posixpath.join(self.folder, "_rels", f"{name}.rels")):
            self.read(content)

    def add(self, attributes) -> None:
        target = attributes.get("Target", "").replace("\\", "/")
        path = target if target.startswith("/") else posixpath.join("/", self.folder, target)
        kind = attributes.get("Type", "").rpartition("/")[2]
        self.targets[attributes.get("Id", "")] = (part_name(posixpath.normpath(path)), kind)

    def first(self, kind: str) -> str:
        """The name of the part that is the owner's `kind`; empty if there is none."""
        return next((name for name, its_kind in self.targets.values() if its_kind == kind), "")


class SheetList(Markup):
    """The sheets that a workbook names: title, key of its relationship, whether it is seen."""

    starts = {"sheet": "add", "workbookPr": "read_properties"}

    def __init__(self, spending: Spending):
        super().__init__(spending)
        self.sheets: list[tuple[str, str, bool]] = []
        self.is_from_1904 = False

    def add(self, attributes) -> None:
        keys = (value for name, value in attributes.items() if name.endswith("/relationships id"))
        is_visible = attributes.get("state", "visible") == "visible"
        self.sheets.append((attributes.get("name", ""), next(keys, ""), is_visible))

    def read_properties(self, attributes) -> None:
        self.is_from_1904 = is_true(attributes.get("date1904"))


class SharedTexts(RichMarkup):
    """The texts that cells name by number, each made readable when it is first asked for."""

    starts = {"si": "start_string", "r": "count_run", "t": "start_piece", "rPh": "start_reading_aid"}
    ends = {"si": "end_string", "t": "end_piece", "rPh": "end_reading_aid"}

    def __init__(self, spending: Spending):
        super().__init__(spending)
        self.raw: list[str] = []
        self.readable: dict[int, str | None] = {}
        self.pieces: list[str] = []

    def start_string(self, attributes) -> None:
        self.spending.spend("strings")
        self.pieces = []

    def end_string(self) -> None:
        self.raw.append("".join(self.pieces))

    def start_piece(self, attributes) -> None:
        if not self.is_reading_aid:
            self.start_text(attributes)

    def end_piece(self) -> None:
        if self.is_taking:
            self.pieces.append(self.take_text())

    def __getitem__(self, number: int) -> str | None:
        if number not in self.readable:
            self.readable[number] = text_value(self.raw[number])
        return self.readable[number]


class Formats(Markup):
    """For each style that a cell may name, what its numbers are."""

    starts = {"numFmt": "add_format", "cellXfs": "start_styles", "xf": "add_style"}
    ends = {"cellXfs": "end_styles"}

    def __init__(self, spending: Spending):
        super().__init__(spending)
        self.codes: dict[str, str] = {}
        self.kinds: list[str] = []
        self.known: dict[str, str] = {}
        self.is_of_cells = False

    def add_format(self, attributes) -> None:
        self.spending.spend("styles")
        self.codes[attributes.get("numFmtId", "")] = attributes.get("formatCode", "")

    def start_styles(self, attributes) -> None:
        self.is_of_cells = True

    def end_styles(self) -> None:
        self.is_of_cells = False

    def add_style(self, attributes) -> None:
        self.spending.spend("styles")
        if self.is_of_cells:
            self.kinds.append(self.kind(attributes.get("numFmtId", "0")))

    def kind(self, key: str) -> str:
        if key not in self.known:
            self.known[key] = number_kind(key, self.codes.get(key, ""))
        return self.known[key]


def is_true(value: str | None) -> bool:
    return value in ("1", "true", "on")
