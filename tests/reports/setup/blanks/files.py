"""The five blanks of other notices, with what has to be recognised; and workbooks made for one test."""

import json
from io import BytesIO
from pathlib import Path

from openpyxl import Workbook

from activities.models import ActivityKind
from reports.setup.blanks.choices import offer_of
from reports.setup.blanks.reading import read_blank

HERE = Path(__file__).parent
EXPECTED = json.loads((HERE / "expected.json").read_text(encoding="utf-8"))


def content_of(name):
    return (HERE / name).read_bytes()


def read(name, **options):
    return read_blank(content_of(name), name, **options)


def workbook(*rows, merged=(), title="Sheet1", more=()):
    """A file whose sheet has these rows; `more` are the rows of further sheets."""
    book, content = Workbook(), BytesIO()
    book.active.title = title
    for row in rows:
        book.active.append(row)
    for area in merged:
        book.active.merge_cells(area)
    for further in more:
        sheet = book.create_sheet()
        for row in further:
            sheet.append(row)
    book.save(content)
    return content.getvalue()


def offers_of(campaign):
    return [offer_of(kind) for kind in ActivityKind.objects.in_campaign(campaign).with_questions()]
