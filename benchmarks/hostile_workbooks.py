"""Workbooks of little weight that cost much to read, as close to what is let in as they can be, and some beyond it."""

import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO

from organization.workbook_file.limits import LIMITS, PART_LIMIT, UNPACKED_LIMIT

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONSHIPS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
SHEET, STRINGS, STYLES = "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/styles.xml"
TYPES = "application/vnd.openxmlformats-officedocument.spreadsheetml"
PARTS = {
    "[Content_Types].xml": (
        f'<Types xmlns="{PACKAGE}/content-types"><Default Extension="xml" ContentType="application/xml"/>'
        f'<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{TYPES}.sheet.main+xml"/>'
        f'<Override PartName="/{SHEET}" ContentType="{TYPES}.worksheet+xml"/>'
        f'<Override PartName="/{STRINGS}" ContentType="{TYPES}.sharedStrings+xml"/>'
        f'<Override PartName="/{STYLES}" ContentType="{TYPES}.styles+xml"/></Types>'
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
        f'<Relationship Id="rId2" Target="sharedStrings.xml" Type="{RELATIONSHIPS}/sharedStrings"/>'
        f'<Relationship Id="rId3" Target="styles.xml" Type="{RELATIONSHIPS}/styles"/></Relationships>'
    ),
}
EMPTY = '<c s="0"/>'
HEADINGS = {
    "import": ("开展单位", "状态", "日期", "主题", "活动场次", "参与人数", "地点", "备注"),
    "account list": ("行政区划代码", "团委", "姓名", "用户名"),
}
VALUES = {
    "import": ("东河区团委", "已开展", "2020-02-10", "第{}场", "1", "30", "地点{}", "备注{}"),
    "account list": ("", "东河区团委", "姓名{}", ""),
}
# As many as the door lets in.
ROWS = {"import": 2_000, "account list": 500}


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


def workbook(body: str, *, after: str = "", strings: str = "", styles: str = "", **parts: str | bytes) -> bytes:
    """`body` within the sheet's data, `after` behind it, `strings` as the table of shared texts; further `parts`."""
    own = {
        SHEET: f'<worksheet xmlns="{MAIN}"><sheetData>{body}</sheetData>{after}</worksheet>',
        STRINGS: f'<sst xmlns="{MAIN}">{strings}</sst>',
        STYLES: styles or f'<styleSheet xmlns="{MAIN}"/>',
    }
    return pack(own | parts)


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
    cell = f'<c t="inlineStr"><is>{run * (LIMITS["runs"][0] // 1_000)}</is></c>'
    return workbook(heading(door) + f"<row>{cell * 100}</row>" * 9)


def empty_cells(door: str) -> bytes:
    """With a format, as a sheet that was bordered down to its end."""
    row = f"<row>{EMPTY * 100}</row>"
    return workbook(heading(door) + rows(door, 100) + row * (LIMITS["cells"][0] // 100 - 20))


def filled_cells(door: str) -> bytes:
    width = LIMITS["cells"][0] // LIMITS["rows"][0]
    row = f"<row>{'<c><v>1.5</v></c>' * width}</row>"
    return workbook(heading(door) + row * (LIMITS["rows"][0] - 10))


def dates(door: str) -> bytes:
    width = LIMITS["cells"][0] // LIMITS["rows"][0]
    row = "<row>" + '<c s="1"><v>43848.5</v></c>' * width + "</row>"
    styles = f'<styleSheet xmlns="{MAIN}"><cellXfs><xf/><xf numFmtId="14"/></cellXfs></styleSheet>'
    return workbook(heading(door) + row * (LIMITS["rows"][0] - 10), styles=styles)


def long_texts(door: str, letter: str = "字") -> bytes:
    """As many letters as are let in, in the last column of as many rows."""
    text = letter * (LIMITS["characters"][0] // ROWS[door] // len(letter) - 60)
    return workbook(heading(door) + rows(door, ROWS[door], **{HEADINGS[door][-1]: text}))


def shared_texts(door: str) -> bytes:
    texts = "".join(f"<si><t>字{number}</t></si>" for number in range(LIMITS["strings"][0] - 10))
    return workbook(heading(door) + rows(door, 100), strings=texts)


def merged(door: str) -> bytes:
    """A merged cell over every two rows of every column."""
    count, columns = ROWS[door], len(HEADINGS[door])
    areas = [
        f"{chr(65 + column)}{row}:{chr(65 + column)}{row + 1}"
        for row in range(2, count, 2)
        for column in range(columns)
    ]
    cells = "".join(f'<mergeCell ref="{area}"/>' for area in areas)
    return workbook(heading(door) + rows(door, count), after=f"<mergeCells>{cells}</mergeCells>")


def merged_text(door: str) -> bytes:
    """One long text that is in every row."""
    long = {HEADINGS[door][-1]: "字" * (LIMITS["characters"][0] // ROWS[door] - 60)}
    body = rows(door, 1, **long) + rows(door, ROWS[door] - 1)
    last = f"{chr(64 + len(HEADINGS[door]))}"
    return workbook(
        heading(door) + body, after=f'<mergeCells><mergeCell ref="{last}2:{last}{ROWS[door]}"/></mergeCells>'
    )


def hidden(door: str) -> bytes:
    return workbook(heading(door) + rows(door, ROWS[door]).replace("<row>", '<row hidden="1">'))


def elements(door: str) -> bytes:
    return workbook(heading(door) + rows(door, 100), after="<x/>" * (LIMITS["elements"][0] - 10_000))


def blanks(door: str) -> bytes:
    """Bytes between elements, nearly as many as are unpacked."""
    return workbook(heading(door) + rows(door, 100), after="\n" * (UNPACKED_LIMIT - 2_000_000))


def a_picture(door: str) -> bytes:
    return workbook(heading(door) + rows(door, 100), **{"xl/media/image1.png": b"0" * (UNPACKED_LIMIT - 2_000_000)})


def everything(door: str) -> bytes:
    """Half of the cells empty, half of the letters, runs and shared texts, as many rows as are let in, some merged."""
    long = {HEADINGS[door][-1]: "字" * (LIMITS["characters"][0] // ROWS[door] // 2)}
    empty = f"<row>{EMPTY * 100}</row>" * (LIMITS["cells"][0] // 200)
    run = "<r><rPr><b/></rPr><t>字</t></r>"
    rich = f'<row><c/><c/><c/><c/><c/><c/><c/><c/><c t="inlineStr"><is>{run * 1_000}</is></c></row>' * 25
    texts = "".join(f"<si><t>字{number}</t></si>" for number in range(LIMITS["strings"][0] // 2))
    after = "<mergeCells>" + "".join(f'<mergeCell ref="G{row}:G{row + 1}"/>' for row in range(2, ROWS[door], 2))
    body = heading(door) + rows(door, ROWS[door], **long) + rich + empty
    return workbook(body, after=f"{after}</mergeCells>", strings=texts)


def many_sheets(door: str) -> bytes:
    """A sheet for every part that an archive may have, each with a title, none with the headings."""
    count = PART_LIMIT - 6
    listed = "".join(f'<sheet name="{number}" sheetId="{number}" r:id="r{number}"/>' for number in range(2, count))
    related = "".join(
        f'<Relationship Id="r{number}" Target="worksheets/s{number}.xml" Type="{RELATIONSHIPS}/worksheet"/>'
        for number in range(2, count)
    )
    changed = {
        "xl/workbook.xml": PARTS["xl/workbook.xml"].replace("</sheets>", f"{listed}</sheets>"),
        "xl/_rels/workbook.xml.rels": PARTS["xl/_rels/workbook.xml.rels"].replace("</Rel", f"{related}</Rel"),
    }
    body = f'<worksheet xmlns="{MAIN}"><sheetData>{row_of("字" * 100) * 9}</sheetData></worksheet>'
    sheets = {f"xl/worksheets/s{number}.xml": body for number in range(2, count)}
    return workbook(heading(door) + rows(door, 100), **changed, **sheets)


MAKERS = {
    "as many rows as are let in": full,
    "as many rows, every cell wrong": faulty,
    "as many rows, all hidden": hidden,
    "a part that is larger than it says": lying_size,
    "as many runs of rich text": rich_text,
    "as many cells, empty": empty_cells,
    "as many cells, filled": filled_cells,
    "as many cells, dates": dates,
    "as many letters": long_texts,
    "as many letters that nobody sees": lambda door: long_texts(door, "a\u200b"),
    "as many letters of Mongolian": lambda door: long_texts(door, "\u1820\u200d\u202f"),
    "as many shared texts": shared_texts,
    "as many merged cells": merged,
    "one long text in every row": merged_text,
    "as many elements": elements,
    "as many bytes between elements": blanks,
    "as many bytes in a picture": a_picture,
    "as many sheets": many_sheets,
    "half of everything": everything,
}
ORDINARY = {door: lambda door=door: ordinary(door) for door in HEADINGS}
WORKBOOKS = [
    Input(name, door, lambda make=make, door=door: make(door)) for name, make in MAKERS.items() for door in HEADINGS
]
