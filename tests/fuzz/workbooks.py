"""Workbooks bent in ways that programs, people and attackers bend them: their archive, their XML, their cells."""

import re
import zipfile
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from xml.sax.saxutils import escape

from tests.activities.exchange import ROWS, workbook_of
from tests.fuzz.texts import make_text
from tests.organization.accounts.test_account_list import file_of

DATA = Path(__file__).parent.parent / "activities" / "data"
WHOLE = [path.read_bytes() for path in sorted(DATA.glob("*.xlsx"))]
WHOLE += [workbook_of(ROWS["symposium"], ROWS["symposium"] | {"日期": "昨天", "参与人数": None})]
WHOLE += [file_of(("150203", "昆都仑区团委", "李四", None), (150702, None, "", "x")).getvalue()]
DOORS = ("import", "import", "account list")

FRAGMENTS = (
    "<!DOCTYPE a>", '<!ENTITY a "b">', "&a;", "&#0;", "&#xD800;", "<![CDATA[=1+1]]>",
    "<!-- -->", "<?php ?>", "\0", "<", ">",
    '<row r="1048576"><c><v>1</v></c></row>', '<row r="0"/>', "<row/>" * 500,
    '<row hidden="1"><c t="s"><v>0</v></c></row>',
    '<c r="XFD1"><v>1</v></c>', '<c t="e"><v>#N/A</v></c>', '<c t="b"><v>7</v></c>', '<c t="d"><v>0000-00-00</v></c>',
    '<c t="s"><v>99999999</v></c>', '<c t="s"><v>-1</v></c>', "<c><f>1</f></c>", '<c t="inlineStr"/>',
    '<c s="999"><v>43848</v></c>', '<c s="1"><v>-43848</v></c>', '<c s="2"><v>99999999999</v></c>',
    '<c t="n"><v>1e308</v></c>', "<c><v>0x10</v></c>", "<r><t>x</t></r>", "<rPh><t>x</t></rPh>",
    '<mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>',
    '<mergeCell ref="B2:B4"/>', '<mergeCell ref="B4:B2"/>',
    '<cols><col min="1" max="16384" hidden="1"/></cols>', '<col min="9" max="2" hidden="1"/>',
    "<sheetData><row><c><v>1</v></c></row></sheetData>", "<a>" * 100, '<a xmlns:b="c" b:d="e"/>',
    "_x000D_", "_xD800_", "\ufeff",
)  # fmt: skip
NUMBER = re.compile(rb"[0-9]+")
VALUE = re.compile(rb'="[^"]*"')
TEXT = re.compile(rb"(?<=<t>)[^<]*(?=</t>)")
NUMBERS = (b"0", b"-1", b"1", b"2", b"65536", b"1048577", b"4294967295", b"9" * 30, b"1e400", b"NaN", b"")


@dataclass(frozen=True)
class BentWorkbook:
    door: str
    content: bytes
    # What was done to it, in turn.
    story: tuple[str, ...]


def bend(chance) -> BentWorkbook:
    content = chance.choice(WHOLE)
    inside = [bend_part.__name__] * chance.randrange(4)
    for _ in inside:
        content = bend_part(chance, content)
    story = list(inside)
    if chance.random() < 0.4 or not story:
        change = chance.choice(ARCHIVE_CHANGES)
        content = change(chance, content)
        story.append(change.__name__)
    return BentWorkbook(chance.choice(DOORS), content, tuple(story))


# Inside a part


def bend_part(chance, content: bytes) -> bytes:
    """The archive with one of its parts changed."""
    out = BytesIO()
    with zipfile.ZipFile(BytesIO(content)) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        names = source.namelist()
        # Mostly where the rows are.
        sheets = [name for name in names if "sheet1" in name or "sheet2" in name]
        chosen = chance.choice(sheets if sheets and chance.random() < 0.6 else names)
        for name in names:
            part = source.read(name)
            target.writestr(name, chance.choice(PART_CHANGES)(chance, part) if name == chosen else part)
    return out.getvalue()


def flip(chance, part: bytes) -> bytes:
    changed = bytearray(part)
    for _ in range(chance.randrange(1, 8) if part else 0):
        changed[chance.randrange(len(part))] = chance.randrange(256)
    return bytes(changed)


def cut(chance, part: bytes) -> bytes:
    first = chance.randrange(len(part) + 1)
    return part[:first] + part[first + chance.randrange(200) :]


def repeat(chance, part: bytes) -> bytes:
    first = chance.randrange(len(part) + 1)
    return part[:first] + part[first : first + chance.randrange(400)] * chance.randrange(2, 50) + part[first:]


def insert(chance, part: bytes) -> bytes:
    """Mostly between two elements."""
    places = [found.start() for found in re.finditer(rb"<", part)] or [0]
    place = chance.choice(places) if chance.random() < 0.9 else chance.randrange(len(part) + 1)
    return part[:place] + chance.choice(FRAGMENTS).encode() + part[place:]


def change(pattern, make):
    def change_one(chance, part: bytes) -> bytes:
        places = [found.span() for found in pattern.finditer(part)]
        if not places:
            return part
        first, last = chance.choice(places)
        return part[:first] + make(chance) + part[last:]

    return change_one


def some_text(chance) -> bytes:
    return escape(make_text(chance)).encode("utf-8", "surrogatepass")


PART_CHANGES = (
    flip,
    cut,
    repeat,
    insert,
    insert,
    change(NUMBER, lambda chance: chance.choice(NUMBERS)),
    change(VALUE, lambda chance: b'="' + some_text(chance).replace(b'"', b"") + b'"'),
    change(TEXT, some_text),
    change(TEXT, some_text),
)


# The archive


def flip_archive(chance, content: bytes) -> bytes:
    return flip(chance, content)


def cut_archive(chance, content: bytes) -> bytes:
    return content[: chance.randrange(len(content))] if chance.random() < 0.5 else cut(chance, content)


def lie_about_numbers(chance, content: bytes) -> bytes:
    """In the directory at the end: sizes, offsets, flags, methods."""
    changed, entries = bytearray(content), [found.start() for found in re.finditer(rb"PK\x01\x02", content)]
    field, width = chance.choice(((8, 2), (10, 2), (16, 4), (20, 4), (24, 4), (28, 2), (42, 4)))
    entry = chance.choice(entries)
    changed[entry + field : entry + field + width] = chance.choice((0, 1, 8, 255, 2**16 - 1)).to_bytes(width, "little")
    return bytes(changed)


def grow(chance, content: bytes) -> bytes:
    """A part of little weight and great size, with its size or a smaller one."""
    size = chance.choice((2_000_000, 21_000_000))
    out, name = BytesIO(content), chance.choice(("xl/worksheets/sheet9.xml", "xl/media/a.png", "xl/sharedStrings.xml"))
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(f"{name}9", bytes(size))
    return out.getvalue().replace(size.to_bytes(4, "little"), (size // chance.choice((1, 1000))).to_bytes(4, "little"))


def drop_or_rename(chance, content: bytes) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(BytesIO(content)) as source, zipfile.ZipFile(out, "w") as target:
        chosen = chance.choice(source.namelist())
        for name in source.namelist():
            if name != chosen or chance.random() < 0.5:
                target.writestr(
                    name if name != chosen else chance.choice((name.upper(), f"../{name}", "x")), source.read(name)
                )
    return out.getvalue()


def other_file(chance, content: bytes) -> bytes:
    return chance.choice(
        (b"", b"PK", b"PK\x05\x06" + bytes(18), chance.randbytes(500), content * 2, b"\xd0\xcf\x11\xe0" + content)
    )


ARCHIVE_CHANGES = (flip_archive, cut_archive, lie_about_numbers, lie_about_numbers, grow, drop_or_rename, other_file)
