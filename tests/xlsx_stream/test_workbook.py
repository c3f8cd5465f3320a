"""The workbook that is written while it is sent: read back, it holds what went in."""

import csv
import shutil
import subprocess
import zipfile
from datetime import date, datetime, timedelta, timezone
from io import BytesIO
from itertools import count
from xml.etree import ElementTree

import pytest
from openpyxl import load_workbook

from organization.text import decode_cell_text
from xlsx_stream import workbook as workbook_stream
from xlsx_stream.parts import SPREADSHEET
from xlsx_stream.workbook import LONGEST_TEXT, SENT_AT_ONCE, Cells, SheetColumn, ShortSheet, stream_workbook

OFFICE = shutil.which("soffice") or shutil.which("libreoffice")

COLUMNS = [
    SheetColumn("编号", 10, Cells.NUMBER),
    SheetColumn("=标题 & <更多>", 20, Cells.TEXT),
    SheetColumn("类别", 12, Cells.LABEL),
    SheetColumn("日期", 12, Cells.DAY),
    SheetColumn("时间", 20, Cells.MOMENT),
]
TEXTS = [
    "乌云其其格",
    "😀👩‍👩‍👧 𠮷",
    "=1+1",
    '=HYPERLINK("https://example.org/","点我")',
    "+8613900000001",
    "-1",
    "@SUM(A1)",
    "013900000001",
    "1e5",
    "TRUE",
    "2020-01-05",
    " 前后有空格 ",
    "　",
    "第一行\n第二行\n",
    "制表\t符",
    "中间 有空格",
    "a_b",
    "<b>&amp;</b> \"引号\" 'x' ]]>",
    "_x000D_",
    "a_x0041_x0042_",
    "_x005F_x0041_",
    "_x00zz_",
    "ᠮᠣᠩᠭᠣᠯ",
    "a\u200bb\u202fc",
    "字" * LONGEST_TEXT,
]


def workbook(rows, columns=COLUMNS, title="名单"):
    return b"".join(stream_workbook(title, columns, [rows]))


def read(content, sheet=0):
    rows = load_workbook(BytesIO(content)).worksheets[sheet].iter_rows(values_only=True)
    return [tuple(decode_cell_text(value) if isinstance(value, str) else value for value in row) for row in rows]


def row(text, *, number=1):
    return (number, text, "甲", date(2020, 1, 5), datetime(2020, 2, 1, 12, 30, 59))


class TestRoundTrip:
    def test_every_cell_reads_back_as_it_went_in(self):
        rows = [row(text, number=number) for number, text in enumerate(TEXTS)]
        expected = [(number, text, label, datetime(2020, 1, 5), at) for number, text, label, _, at in rows]
        assert read(workbook(rows))[1:] == expected

    def test_text_stays_text(self):
        sheet = load_workbook(BytesIO(workbook([row(text) for text in TEXTS]))).active
        cells = sheet["B"]
        assert {cell.data_type for cell in cells} == {"s"}
        assert {cell.number_format for cell in cells} == {"@"}
        assert not any(cell.hyperlink for cell in cells)
        with zipfile.ZipFile(BytesIO(workbook([row("=1+1")]))) as archive:
            assert b"<f>" not in archive.read("xl/worksheets/sheet1.xml")

    def test_days_and_moments_are_real_ones_in_a_format_of_their_own(self):
        sheet = load_workbook(BytesIO(workbook([row("x")]))).active
        assert (sheet["D2"].value, sheet["D2"].number_format) == (datetime(2020, 1, 5), r"yyyy\-mm\-dd")
        assert sheet["E2"].value == datetime(2020, 2, 1, 12, 30, 59)
        assert sheet["E2"].number_format == r"yyyy\-mm\-dd\ hh:mm:ss"

    @pytest.mark.parametrize("second", range(0, 86_400, 3_607))
    def test_a_moment_keeps_its_second(self, second):
        at = datetime(2020, 2, 29, second // 3600, second // 60 % 60, second % 60)
        assert read(workbook([(1, "x", "x", None, at)]))[1][4] == at

    def test_a_moment_is_written_as_its_own_clock_shows_it_without_parts_of_a_second(self):
        at = datetime(2020, 2, 1, 23, 59, 59, 999_999, tzinfo=timezone(timedelta(hours=8)))
        assert read(workbook([(1, "x", "x", None, at)]))[1][4] == datetime(2020, 2, 1, 23, 59, 59)

    def test_what_is_remembered_stands_in_its_own_row(self):
        rows = [row("x", number=number) for number in range(12)]
        with zipfile.ZipFile(BytesIO(workbook(rows))) as archive:
            sheet = ElementTree.fromstring(archive.read("xl/worksheets/sheet1.xml"))
        places = [[cell.get("r") for cell in line] for line in sheet.iter(f"{{{SPREADSHEET}}}row")]
        assert places == [[f"{letter}{number}" for letter in "ABCDE"] for number in range(1, 14)]

    def test_nothing_is_no_cell(self):
        content = workbook([(1, None, "", None, None), (0, "", None, None, None)])
        assert read(content)[1:] == [(1, None, None, None, None), (0, None, None, None, None)]
        with zipfile.ZipFile(BytesIO(content)) as archive:
            assert archive.read("xl/worksheets/sheet1.xml").count(b"<c ") == len(COLUMNS) + 2

    @pytest.mark.parametrize(
        ("text", "kept"),
        [
            ("甲\x00\x0b乙\x1f", "甲乙"),
            ("甲\ud800乙\uffff", "甲乙"),
            ("甲\r\n乙\r丙", "甲\n乙\n丙"),
            ("\x07", ""),
        ],
    )
    def test_what_no_xml_may_hold_is_left_out(self, text, kept):
        assert read(workbook([row(text)]))[1][1] == kept

    def test_nor_does_a_label_hold_it(self):
        assert read(workbook([(1, "x", "甲\x00", None, None)]))[1][2] == "甲"

    def test_a_text_that_is_too_long_for_a_cell_ends_in_an_ellipsis(self):
        too_long = {"字" * (LONGEST_TEXT + 1): LONGEST_TEXT, "😀" * LONGEST_TEXT: LONGEST_TEXT // 2 + 1}
        for text, length in too_long.items():
            kept = read(workbook([row(text)]))[1][1]
            assert kept == text[: length - 1] + "…"
            assert len(kept.encode("utf-16-le")) <= 2 * LONGEST_TEXT

    def test_many_different_labels_are_all_right(self, monkeypatch):
        monkeypatch.setattr(workbook_stream, "MAX_CACHED", 3)
        labels = [f"第{number}种" for number in (1, 2, 3, 4, 5, 1, 4)]
        assert [line[2] for line in read(workbook([(1, "x", label, None, None) for label in labels]))[1:]] == labels


@pytest.mark.skipif(OFFICE is None, reason="no LibreOffice on this machine")
def test_libreoffice_reads_the_same(tmp_path):
    shown = [text for text in TEXTS if len(text) < LONGEST_TEXT]
    (tmp_path / "list.xlsx").write_bytes(workbook([row(text, number=number) for number, text in enumerate(shown)]))
    # Comma, double quotes, UTF-8, from the first row, everything quoted as it is shown.
    form = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false"
    home = f"-env:UserInstallation={(tmp_path / 'office').as_uri()}"
    command = [OFFICE, home, "--headless", "--convert-to", form, "--outdir", str(tmp_path), "list.xlsx"]
    subprocess.run(command, cwd=tmp_path, check=True, capture_output=True, timeout=120)
    with open(tmp_path / "list.csv", encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    assert rows[0] == [column.heading for column in COLUMNS]
    assert rows[1:] == [
        [str(number), text, "甲", "2020-01-05", "2020-02-01 12:30:59"] for number, text in enumerate(shown)
    ]


class TestSheets:
    def test_headings_stay_in_sight_with_filters_and_widths(self):
        sheet = load_workbook(BytesIO(workbook([row("x"), row("y")]))).active
        assert [cell.value for cell in sheet[1]] == [column.heading for column in COLUMNS]
        assert sheet["A1"].font.bold
        assert sheet.freeze_panes == "B2"
        assert sheet.auto_filter.ref == "A1:E3"
        widths = [sheet.column_dimensions[letter].width for letter in "ABCDE"]
        assert widths == [column.width for column in COLUMNS]

    def test_without_rows_there_are_the_headings(self):
        content = b"".join(stream_workbook("空", COLUMNS, []))
        assert read(content) == [tuple(column.heading for column in COLUMNS)]

    @pytest.mark.parametrize(("rows", "sizes"), [(4, [4]), (5, [4, 1]), (8, [4, 4]), (9, [4, 4, 1])])
    def test_what_does_not_fit_goes_on_to_the_next_sheet(self, monkeypatch, rows, sizes):
        monkeypatch.setattr(workbook_stream, "LAST_ROW", 5)
        numbers = count(1)
        batches = [[row("x", number=next(numbers)) for _ in range(size)] for size in (rows - 3, 3)]
        book = load_workbook(BytesIO(b"".join(stream_workbook("名单", COLUMNS, batches))))
        assert book.sheetnames == ["名单", "名单 2", "名单 3"][: len(sizes)]
        grids = [list(sheet.iter_rows(values_only=True)) for sheet in book]
        assert [len(grid) - 1 for grid in grids] == sizes
        assert {grid[0] for grid in grids} == {tuple(column.heading for column in COLUMNS)}
        assert [line[0] for grid in grids for line in grid[1:]] == list(range(1, rows + 1))

    def test_a_sheet_ends_before_it_outgrows_a_zip_file(self, monkeypatch):
        monkeypatch.setattr(workbook_stream, "LARGEST_SHEET", 1_500)
        batches = [[row("x" * 400)], [row("y" * 400)], [row("z")]]
        book = load_workbook(BytesIO(b"".join(stream_workbook("名单", COLUMNS, batches))))
        assert len(book.sheetnames) > 1
        rows = [cells[1] for sheet in book for cells in list(sheet.iter_rows(values_only=True))[1:]]
        assert rows == ["x" * 400, "y" * 400, "z"]

    def test_a_sheet_has_as_many_rows_as_excel_reads(self):
        assert workbook_stream.LAST_ROW == 1_048_576

    def test_the_archive_is_whole_and_its_parts_are_xml(self):
        with zipfile.ZipFile(BytesIO(workbook([row("x")]))) as archive:
            assert archive.testzip() is None
            assert archive.namelist()[0] == "_rels/.rels"
            for name in archive.namelist():
                ElementTree.fromstring(archive.read(name))


class TestStream:
    def test_rows_go_out_before_the_last_one_is_there(self):
        taken = []

        def batches():
            for number in range(40):
                taken.append(number)
                yield [row(f"{number * 7919 + place * 104729 % 7907}" * 20, number=place) for place in range(2_000)]

        pieces = stream_workbook("名单", COLUMNS, batches())
        first = next(pieces)
        assert len(first) >= SENT_AT_ONCE
        assert len(taken) < 20
        pieces.close()

    def test_may_be_broken_off(self):
        pieces = stream_workbook("名单", COLUMNS, ([row("x" * 30_000)] for _ in count()))
        next(pieces)
        pieces.close()
        assert list(pieces) == []


def test_short_sheets_stand_behind_the_long_ones():
    notes = ShortSheet(
        "说明", (SheetColumn("列", 10), SheetColumn("含义", 20)), [("姓名", "=本人填写"), ("年龄", None)]
    )
    content = b"".join(stream_workbook("名单", COLUMNS, [], further=[notes]))
    book = load_workbook(BytesIO(content))
    assert (book.sheetnames, book.active.title) == (["名单", "说明"], "名单")
    rows = list(book["说明"].iter_rows(values_only=True))
    assert rows == [("列", "含义"), ("姓名", "=本人填写"), ("年龄", None)]
    assert book["说明"]["B2"].data_type == "s"
