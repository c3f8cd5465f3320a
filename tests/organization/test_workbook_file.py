"""Files as WPS and Excel write them are read; hostile ones are refused, most of them before they are unpacked."""

import zipfile
from datetime import date, datetime
from io import BytesIO

import pytest
from django.core.exceptions import ValidationError
from openpyxl import Workbook, load_workbook

from organization import workbook_file
from organization.workbook_file import first_sheet, open_workbook, read_rows

OLE = bytes.fromhex("d0cf11e0a1b11ae1")
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


def rows_of(file, *, column_count=2, row_limit=100):
    return read_rows(first_sheet(open_workbook(file)), column_count=column_count, row_limit=row_limit)


def refusal(read, *arguments) -> str:
    with pytest.raises(ValidationError) as caught:
        read(*arguments)
    return caught.value.messages[0]


def test_reads_the_text_of_the_filled_rows():
    file = workbook_bytes(("姓名", "电话"), (None, None), ("  李四 ", 13900000001.0), (None, 7))
    rows = rows_of(file)
    assert [(row.number, row.values, row.errors) for row in rows] == [
        (1, ("姓名", "电话"), ()),
        (3, ("李四", "13900000001"), ()),
        (4, ("", "7"), ()),
    ]


def test_reads_days_as_they_are_typed():
    file = workbook_bytes((date(2020, 1, 15), datetime(2020, 1, 15, 9, 30)), (1.5, True))
    assert [row.values for row in rows_of(file)] == [("2020-01-15", "2020-01-15 09:30"), ("1.5", "True")]


def test_a_file_of_wps_may_say_that_it_has_one_cell():
    file = rewritten(workbook_bytes(), changes={SHEET: [(b'ref="A1:B2"', b'ref="A1:A1"')]})
    assert rows_of(file)[1].values == ("东河区团委", "bt150202")


def test_reads_a_file_without_styles_and_with_odd_extensions():
    """Control for warnings: both make openpyxl warn, and a warning would fail here."""
    extension = b"<extLst><ext uri='{CCE6A557-97BC-4b89-ADB6-D9C93CAAB3DF}'/></extLst></worksheet>"
    file = rewritten(workbook_bytes(), changes={SHEET: [(b"</worksheet>", extension)]})
    assert len(rows_of(file)) == 2


def test_formulas_and_errors_are_reported_by_row():
    rows = rows_of(workbook_bytes(("团委", "用户名"), ("=1+1", "x"), ("#REF!", "=A1")))
    assert rows[0].errors == ()
    assert rows[1].values == ("", "x")
    assert rows[1].errors == ("A 列是公式，请复制后用“选择性粘贴—数值”粘回。",)
    assert [error[:4] for error in rows[2].errors] == ["A 列是", "B 列是"]
    assert "#REF!" in rows[2].errors[0]


def test_a_text_that_begins_like_a_formula_stays_text():
    def prepare(workbook):
        workbook.active["A1"].value = "=HYPERLINK(1)"
        workbook.active["A1"].data_type = "s"

    (row, *_) = rows_of(workbook_bytes(prepare=prepare))
    assert row.values[0] == "=HYPERLINK(1)"
    assert not row.errors


def test_reads_the_first_sheet_that_is_not_hidden():
    def prepare(workbook):
        workbook.create_sheet("地名", 0).sheet_state = "hidden"

    assert rows_of(workbook_bytes(prepare=prepare))[0].values == ("团委", "用户名")


def test_too_many_rows_are_refused():
    file = workbook_bytes(*[("x", "y")] * 11)
    assert len(rows_of(file, row_limit=11)) == 11
    assert "超过 10 行" in refusal(lambda: rows_of(file, row_limit=10))


@pytest.mark.parametrize("number", [b"1048577", b"999999999999"])
def test_a_forged_row_number_costs_no_time(number):
    file = rewritten(
        workbook_bytes(),
        changes={SHEET: [(b'<row r="2"', b'<row r="%s"' % number), (b'r="A2"', b""), (b'r="B2"', b"")]},
    )
    assert len(rows_of(file)) == 1


def test_a_cell_far_to_the_right_makes_no_row_wider():
    file = rewritten(workbook_bytes(), changes={SHEET: [(b'r="B2"', b'r="XFD2"')]})
    assert rows_of(file)[1].values == ("东河区团委", "")


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("xl/vbaProject.bin", "宏"),
        ("XL\\VBAPROJECT.BIN", "宏"),
        ("xl/macrosheets/sheet1.xml", "宏"),
        ("xl/activeX/activeX1.xml", "宏"),
        ("xl/externalLinks/externalLink1.xml", "链接"),
        ("xl/connections.xml", "链接"),
        ("xl/embeddings/oleObject1.bin", "OLE"),
        ("xl/workbook.bin", ".xlsb"),
    ],
)
def test_refuses_by_the_name_of_a_part_before_reading_one(monkeypatch, name, expected):
    file = rewritten(workbook_bytes(), additions={name: b"x"})
    monkeypatch.setattr(zipfile.ZipFile, "read", lambda *_: pytest.fail("unpacked"))
    assert expected in refusal(open_workbook, file)


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        (b"application/vnd.ms-office.vbaProject", "宏"),
        (b"application/vnd.ms-excel.sheet.macroEnabled.main+xml", "宏"),
        (b"application/vnd.openxmlformats-officedocument.spreadsheetml.externalLink+xml", "链接"),
        (b"application/vnd.openxmlformats-officedocument.oleObject", "OLE"),
    ],
)
def test_refuses_by_the_type_of_a_part_of_another_name(kind, expected):
    override = b'<Override PartName="/xl/plain.xml" ContentType="%s"/></Types>' % kind
    file = rewritten(workbook_bytes(), changes={TYPES: [(b"</Types>", override)]}, additions={"xl/plain.xml": b"x"})
    assert expected in refusal(open_workbook, file)


def test_a_plain_link_in_a_cell_is_no_external_link():
    def prepare(workbook):
        workbook.active["A2"].hyperlink = "https://example.org/"

    assert len(rows_of(workbook_bytes(prepare=prepare))) == 2


@pytest.mark.parametrize("size", [workbook_file.UNSUSPECTED + 1, workbook_file.UNPACKED_LIMIT + 1])
def test_refuses_a_bomb_before_unpacking_it(monkeypatch, size):
    file = rewritten(workbook_bytes(), additions={"xl/worksheets/sheet2.xml": b" " * size})
    monkeypatch.setattr(zipfile.ZipFile, "read", lambda *_: pytest.fail("unpacked"))
    assert "过大" in refusal(open_workbook, file)


def test_a_part_that_is_larger_than_the_directory_says_is_refused():
    file = rewritten(workbook_bytes(), additions={"xl/worksheets/sheet2.xml": b" " * 5_000_000})
    forged = file.getvalue().replace((5_000_000).to_bytes(4, "little"), (1000).to_bytes(4, "little"))
    assert "读不出来" in refusal(open_workbook, BytesIO(forged))


def test_refuses_very_many_parts():
    file = rewritten(workbook_bytes(), additions={f"x{number}": b"" for number in range(workbook_file.PART_LIMIT)})
    assert "读不出来" in refusal(open_workbook, file)


def test_refuses_a_large_file():
    file = BytesIO(b"PK" + b"\0" * workbook_file.FILE_LIMIT)
    assert "超过 5 MB" in refusal(open_workbook, file)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_refuses_a_document_type(encoding):
    entities = '<!DOCTYPE a [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><a>&b;</a>'.encode(encoding)
    file = rewritten(workbook_bytes(), additions={"docProps/custom.xml": entities})
    assert "读不出来" in refusal(open_workbook, file)


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (OLE + b"\0" * 600, ".et"),
        (OLE + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le"), "打开密码"),
        (b"<html><table></table></html>", "不是 .xlsx"),
        ("姓名,电话\n".encode("gbk"), "不是 .xlsx"),
        (b"", "不是 .xlsx"),
        (b"PK\x03\x04 cut off", "读不出来"),
    ],
)
def test_says_what_to_do_about_a_file_of_another_kind(content, expected):
    assert expected in refusal(open_workbook, BytesIO(content))


def test_refuses_an_archive_that_is_no_workbook():
    file = BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("content.xml", "<office/>")
    assert "不是 .xlsx" in refusal(open_workbook, file)


def test_refuses_an_encrypted_archive():
    file = workbook_bytes()
    content = bytearray(file.getvalue())
    start = content.index(b"PK\x01\x02")
    content[start + 8] |= 1
    assert "打开密码" in refusal(open_workbook, BytesIO(content))


@pytest.mark.parametrize("part", [SHEET, "xl/workbook.xml", "xl/styles.xml", TYPES])
def test_a_broken_part_is_the_file_s_fault(part):
    source, out = workbook_bytes(), BytesIO()
    with zipfile.ZipFile(source) as whole, zipfile.ZipFile(out, "w") as broken:
        for name in whole.namelist():
            broken.writestr(name, b"<" if name == part else whole.read(name))
    assert "读不出来" in refusal(rows_of, out)


def test_a_workbook_without_a_visible_sheet_says_so():
    changes = {"xl/workbook.xml": [(b'state="visible"', b'state="hidden"')]}
    assert "没有工作表" in refusal(rows_of, rewritten(workbook_bytes(), changes=changes))


def test_without_the_check_openpyxl_opens_what_we_refuse():
    """The control: it is our check that refuses, not the library."""
    additions = {
        "xl/vbaProject.bin": b"x",
        "xl/externalLinks/externalLink1.xml": b"x",
        "xl/bomb.xml": b" " * 30_000_000,
    }
    assert load_workbook(rewritten(workbook_bytes(), additions=additions)).active["B2"].value == "bt150202"
