"""Workbooks of little weight that cost much to read, as close to what is let in as they can be, and some beyond it."""

import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONSHIPS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
SHEET, STRINGS = "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml"
TYPES = "application/vnd.openxmlformats-officedocument.spreadsheetml"
PARTS = {
    "[Content_Types].xml": (
        f'<Types xmlns="{PACKAGE}/content-types"><Default Extension="xml" ContentType="application/xml"/>'
        f'<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{TYPES}.sheet.main+xml"/>'
        f'<Override PartName="/{SHEET}" ContentType="{TYPES}.worksheet+xml"/>'
        f'<Override PartName="/{STRINGS}" ContentType="{TYPES}.sharedStrings+xml"/></Types>'
    ),
    "_rels/.rels": (
        f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="rId1" Target="xl/workbook.xml" '
        f'Type="{RELATIONSHIPS}/officeDocument"/></Relationships>'
    ),
    "xl/workbook.xml": (
        f'<workbook xmlns="{MAIN}" xmlns:r="{RELATIONSHIPS}"><sheets><sheet name="1" sheetId="1" r:id="rId1"/></sheets>'
        f"</workbook>"
    ),
    "xl/_rels/workbook.xml.rels": (
        f'<Relationships xmlns="{PACKAGE}/relationships">'
        f'<Relationship Id="rId1" Target="worksheets/sheet1.xml" Type="{RELATIONSHIPS}/worksheet"/>'
        f'<Relationship Id="rId2" Target="sharedStrings.xml" Type="{RELATIONSHIPS}/sharedStrings"/></Relationships>'
    ),
}
HEADINGS = {
    "import": ("开展单位", "状态", "日期", "主题", "活动场次", "参与人数", "地点", "备注"),
    "account list": ("行政区划代码", "团委", "姓名", "用户名"),
}
VALUES = {
    "import": ("东河区团委", "已开展", "2020-02-10", "第{}场", "1", "30", "地点{}", "备注{}"),
    "account list": ("", "东河区团委", "姓名{}", ""),
}
# A digit short of what the door lets in, where it counts rows.
ROWS = {"import": 3_000, "account list": 500}


@dataclass(frozen=True)
class Input:
    name: str
    # A key of `inputs.DOORS`.
    door: str
    make: Callable[[], bytes]


def pack(parts: dict[str, str | bytes]) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, content in (PARTS | parts).items():
            archive.writestr(name, content)
    return out.getvalue()


def text_cell(text: str) -> str:
    return f'<c t="inlineStr"><is><t>{text}</t></is></c>'


def row_of(texts, attributes="") -> str:
    return f"<row{attributes}>{''.join(map(text_cell, texts))}</row>"


def heading(door: str) -> str:
    return row_of(HEADINGS[door])


def rows(door: str, count: int, **changes: str) -> str:
    """Good rows, no two alike; `changes` are other values by heading."""
    values = [changes.get(name, value) for name, value in zip(HEADINGS[door], VALUES[door], strict=True)]
    return "".join(row_of(value.format(number) for value in values) for number in range(count))


def workbook(body: str, *, after: str = "", strings: str = "") -> bytes:
    """`body` within the sheet's data, `after` behind it, `strings` as the table of shared strings."""
    parts = {
        SHEET: f'<worksheet xmlns="{MAIN}"><sheetData>{body}</sheetData>{after}</worksheet>',
        STRINGS: f'<sst xmlns="{MAIN}">{strings}</sst>',
    }
    return pack(parts)


def ordinary(door: str) -> bytes:
    return workbook(heading(door) + rows(door, 3))


def full(door: str) -> bytes:
    return workbook(heading(door) + rows(door, ROWS[door]))


def faulty(door: str) -> bytes:
    return workbook(heading(door) + rows(door, ROWS[door], **dict.fromkeys(HEADINGS[door], "许多{}")))


def lying_size(door: str) -> bytes:
    """A part of 650 MB that says that it has 1,000 bytes."""
    out, size = BytesIO(ordinary(door)), 650_000_000
    archive = zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED, compresslevel=9)
    with archive, archive.open("xl/worksheets/sheet2.xml", "w") as part:
        for _ in range(650):
            part.write(b" " * 1_000_000)
    return out.getvalue().replace(size.to_bytes(4, "little"), (1_000).to_bytes(4, "little"))


def rich_text(door: str) -> bytes:
    """Cells of many runs."""
    run = "<r><rPr><b/><sz val='11'/></rPr><t>字</t></r>"
    return workbook(heading(door) + f'<row><c t="inlineStr"><is>{run * 200_000}</is></c></row>')


MAKERS = {
    "as many rows as are let in": full,
    "as many rows, every cell wrong": faulty,
    "a part that is larger than it says": lying_size,
    "cells of rich text": rich_text,
}
ORDINARY = {door: lambda door=door: ordinary(door) for door in HEADINGS}
WORKBOOKS = [
    Input(f"{name} ({door})", door, lambda make=make, door=door: make(door))
    for name, make in MAKERS.items()
    for door in HEADINGS
]
