"""The answers to the region's own questions as a workbook: a row per record. No formulas, no links, no names."""

from io import BytesIO
from itertools import groupby

from django.utils import timezone
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

from organization.models import Committee
from organization.models.committee import UNKNOWN_PLACE
from organization.region import words
from organization.text import clean_line, encode_cell_text
from returnees.models.own_question import accepted_answers

# With the width of each column, in characters.
RETURNEE_HEADINGS = {"编号": 10, words.league_city: 16, words.county: 24, "提交日期": 13}
QUESTION_WIDTH = 28
ROWS_AT_A_TIME = 2000


def answered_rows(questions, account):
    answers = accepted_answers(questions, account).order_by("returnee", "pk")
    columns = ("returnee", "returnee__home_committee__path", "returnee__submitted_at")
    values = answers.values_list(*columns, "question", "code", "text", "number")
    places = Committee.objects.place_names_by_path()
    readers = [build_reader(question) for question in questions]
    for (pk, path, at), group in groupby(values.iterator(ROWS_AT_A_TIME), key=lambda row: row[:3]):
        answered = {}
        for *_, question, code, text, number in group:
            answered.setdefault(question, []).append(code or text or number)
        yield [pk, *places.get(path, UNKNOWN_PLACE), timezone.localdate(at), *(read(answered) for read in readers)]


def build_reader(question):
    labels = {choice.code: choice.label for choice in question.choices.all()}

    def read(answered):
        values = answered.get(question.key, [])
        if not question.has_choices:
            return values[0] if values else None
        return "、".join(label for code, label in labels.items() if code in values) or None

    return read


def answers_file(questions, rows) -> tuple[bytes, int]:
    workbook = Workbook(write_only=True)
    sheet = workbook.create_sheet("自设问题回答")
    sheet.freeze_panes = "B2"
    headings = RETURNEE_HEADINGS | {question.key: QUESTION_WIDTH for question in questions}
    for index, width in enumerate(headings.values(), start=1):
        sheet.column_dimensions[get_column_letter(index)].width = width
    sheet.append([heading(sheet, text) for text in (*RETURNEE_HEADINGS, *(str(question) for question in questions))])
    count = 0
    for row in rows:
        sheet.append([plain(sheet, value) for value in row])
        count += 1
    stream = BytesIO()
    workbook.save(stream)
    return stream.getvalue(), count


def heading(sheet, text):
    cell = plain(sheet, text)
    cell.font, cell.alignment = Font(bold=True), Alignment(vertical="center", wrap_text=True)
    return cell


def plain(sheet, value):
    """A cell that holds what it shows: text that begins like a formula stays text."""
    if not isinstance(value, str):
        return WriteOnlyCell(sheet, value=value)
    cell = WriteOnlyCell(sheet, value=encode_cell_text(clean_line(value)))
    cell.data_type, cell.number_format = "s", "@"
    return cell
