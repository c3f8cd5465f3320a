"""Workbooks for the tests of the reader: made by openpyxl and changed afterwards, or written as XML."""

import zipfile
from io import BytesIO

import pytest
from django.core.exceptions import ValidationError
from openpyxl import Workbook

from organization.workbook_file import open_workbook

SHEET = "xl/worksheets/sheet1.xml"
TYPES = "[Content_Types].xml"


def workbook_bytes(*rows, prepare=None) -> BytesIO:
    workbook = Workbook()
    for row in rows or [("团委", "用户名"), ("东河区团委", "bt150202")]:
        workbook.active.append(row)
    if prepare:
        prepare(workbook)
    file = BytesIO()
    workbook.save(file)
    return file


def rewritten(file, *, changes=None, additions=None, **options) -> BytesIO:
    """The archive with some parts' text changed (old, new) and others added."""
    changes = changes or {}
    out = BytesIO()
    with zipfile.ZipFile(file) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, **options) as target:
        for name in source.namelist():
            content = source.read(name)
            for old, new in changes.get(name, ()):
                assert old in content
                content = content.replace(old, new)
            target.writestr(name, content)
        for name, content in (additions or {}).items():
            target.writestr(name, content)
    return out


def with_body(body: str, *, after: str = "", parts=None) -> BytesIO:
    """A workbook whose only sheet has this XML within and after its data."""
    source = rewritten(workbook_bytes(), additions=parts)
    with zipfile.ZipFile(source) as archive:
        sheet = archive.read(SHEET).decode()
    start, end = sheet.index("<sheetData>") + len("<sheetData>"), sheet.index("</sheetData>")
    changed = sheet[:start] + body + sheet[end : end + len("</sheetData>")] + after + "</worksheet>"
    return rewritten(source, changes={SHEET: [(sheet.encode(), changed.encode())]})


def with_cell(cell: str) -> BytesIO:
    return with_body(f"<row>{cell}</row>")


def rows_of(file):
    """Of the first visible sheet."""
    return open_workbook(file).sheets[0].rows


def values_of(file) -> list[list]:
    return [row.values for row in rows_of(file)]


def value_of(file):
    """Of the only cell."""
    ((value,),) = values_of(file)
    return value


def refusal(read, *arguments) -> str:
    with pytest.raises(ValidationError) as caught:
        read(*arguments)
    return caught.value.messages[0]
