"""Hostile and odd files are refused with a sentence, by what is counted while they are read and never by their word."""

import zipfile
from io import BytesIO

import pytest
from django.core.exceptions import ValidationError
from openpyxl import load_workbook

from organization.workbook_file import archive, limits, open_workbook
from organization.workbook_file.limits import LIMITS
from tests.organization.workbook_file.files import (
    SHEET,
    TYPES,
    refusal,
    rewritten,
    rows_of,
    with_body,
    workbook_bytes,
)

OLE = bytes.fromhex("d0cf11e0a1b11ae1")


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
        (b"application/vnd.ms-office.&#118;baProject", "宏"),
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


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
def test_counts_what_is_unpacked_and_stops_there(monkeypatch, method):
    monkeypatch.setattr(archive, "UNPACKED_LIMIT", 50_000)
    file = workbook_bytes()
    with zipfile.ZipFile(file, "a", method) as target:
        target.writestr("xl/worksheets/sheet2.xml", b" " * 50_000)
    assert "展开后" in refusal(open_workbook, file)


def test_unpacks_a_part_no_further_than_it_says_or_the_limit(monkeypatch):
    """688 KB with a size that lied once took 1.3 GB."""
    pieces = []
    read = zipfile.ZipExtFile.read
    monkeypatch.setattr(zipfile.ZipExtFile, "read", lambda *arguments: pieces.append(read(*arguments)) or pieces[-1])
    size = 60_000_000
    file = rewritten(workbook_bytes(), additions={"xl/worksheets/sheet2.xml": b" " * size})
    forged = file.getvalue().replace(size.to_bytes(4, "little"), (1000).to_bytes(4, "little"))
    assert "展开后" in refusal(open_workbook, BytesIO(forged))
    assert max(map(len, pieces)) <= archive.PIECE
    assert sum(map(len, pieces)) <= limits.UNPACKED_LIMIT + archive.PIECE


def test_a_part_whose_content_was_changed_is_refused():
    file = workbook_bytes()
    content = bytearray(file.getvalue())
    start = content.index(b"PK\x01\x02")
    content[start + 16] ^= 1  # of its checksum
    assert "读不出来" in refusal(open_workbook, BytesIO(content))


def test_refuses_very_many_parts():
    file = rewritten(workbook_bytes(), additions={f"x{number}": b"" for number in range(limits.PART_LIMIT)})
    assert "读不出来" in refusal(open_workbook, file)


def test_refuses_a_large_file():
    file = BytesIO(b"PK" + b"\0" * limits.FILE_LIMIT)
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
    assert "读不出来" in refusal(open_workbook, out)


def test_a_workbook_without_a_visible_sheet_says_so():
    changes = {"xl/workbook.xml": [(b'state="visible"', b'state="hidden"')]}
    assert "没有工作表" in refusal(open_workbook, rewritten(workbook_bytes(), changes=changes))


MERGED = '<mergeCell ref="A1:A9"/>'
TOO_MUCH = {
    "elements": ("<row/>" * 40, ""),
    "cells": (f"<row>{'<c/>' * 40}</row>", ""),
    "rows": ("<row><c><v>1</v></c></row>" * 40, ""),
    "runs": (f'<row><c t="inlineStr"><is>{"<r><t>a</t></r>" * 40}</is></c></row>', ""),
    "characters": (f'<row><c t="inlineStr"><is><t>{"字" * 40}</t></is></c></row>', ""),
    "merges": ("", f"<mergeCells>{MERGED * 40}</mergeCells>"),
    "strings": ('<row><c t="s"><v>0</v></c></row>', ""),
    "styles": ('<row><c s="1"><v>1</v></c></row>', ""),
}


@pytest.mark.parametrize("what", LIMITS)
def test_each_limit_is_counted_and_named(monkeypatch, what):
    body, after = TOO_MUCH[what]
    strings = '<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">%s</sst>' % ("<si/>" * 40)
    relationship = (
        b'<Relationship Id="s" Target="sharedStrings.xml" '
        b'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings"/></Relationships>'
    )
    file = rewritten(
        with_body(body, after=after, parts={"xl/sharedStrings.xml": strings} if what == "strings" else {}),
        changes={
            "xl/_rels/workbook.xml.rels": [(b"</Relationships>", relationship)] if what == "strings" else [],
            "xl/styles.xml": [(b"</cellXfs>", b"<xf/>" * 40 + b"</cellXfs>")] if what == "styles" else [],
        },
    )
    rows_of(file)
    label = LIMITS[what][1]
    monkeypatch.setitem(LIMITS, what, (30, label))
    assert f"{label}超过 30 " in refusal(open_workbook, file)


def test_a_merged_cell_counts_each_time_that_it_gives_its_value(monkeypatch):
    body = '<row><c t="inlineStr"><is><t>共用</t></is></c><c><v>1</v></c></row>' + "<row><c/><c><v>1</v></c></row>" * 9
    file = with_body(body, after='<mergeCells><mergeCell ref="A1:A10"/></mergeCells>')
    assert len(rows_of(file)) == 10
    monkeypatch.setitem(LIMITS, "characters", (15, "文字"))
    assert "文字超过 15 字" in refusal(open_workbook, file)


@pytest.mark.parametrize(
    "body",
    [
        '<row r="1048577"/>',
        '<row r="999999999999"/>',
        '<row r="0"/>',
        '<row r="-1"/>',
        '<row r="2"/><row r="2"/>',
        "<row><row><c><v>1</v></c></row></row>",
        "<row><c><c/></c></row>",
        "<sheetData/>",
        '<row><c r="XFE1"><v>1</v></c></row>',
        '<row><c r="1"><v>1</v></c></row>',
        '<row><c r="B1"/><c r="A1"/></row>',
        '<row><c t="s"><v>99</v></c></row>',
        '<row><c t="s"><v>x</v></c></row>',
        '<row><c t="d"><v>gestern</v></c></row>',
        "<row><c><v>NaN</v></c></row>",
        "<row><c><v>1_000</v></c></row>",
        "<row><c><v>1E999</v></c></row>",
        '<row><c s="x"><v>1</v></c></row>',
        "<row><c>",
        f"<row {'a' * limits.TAG_LIMIT}=''/>",
        f"{'<a>' * 70}{'</a>' * 70}",
    ],
    ids=lambda body: body[:30],
)
def test_what_no_office_program_writes_is_the_file_s_fault(body):
    assert "读不出来" in refusal(open_workbook, with_body(body))


@pytest.mark.parametrize("reference", ["A1:", "A:B", "", "1:2", "A1:B2:C3x"])
def test_a_merged_cell_of_no_place_is_the_file_s_fault(reference):
    after = f'<mergeCells><mergeCell ref="{reference}"/></mergeCells>'
    assert "读不出来" in refusal(open_workbook, with_body("", after=after))


def test_two_sheets_of_one_part_are_refused():
    """Or 200 of them would be read from one."""
    with zipfile.ZipFile(workbook_bytes()) as source:
        book = source.read("xl/workbook.xml")
    listed = book[book.index(b"<sheet ") : book.index(b"</sheets>")]
    changes = {"xl/workbook.xml": [(b"</sheets>", listed + b"</sheets>")]}
    file = rewritten(workbook_bytes(), changes=changes)
    assert "读不出来" in refusal(open_workbook, file)


def test_text_in_another_encoding_is_refused():
    with zipfile.ZipFile(workbook_bytes()) as source:
        sheet = source.read(SHEET)
    file = rewritten(workbook_bytes(), changes={SHEET: [(sheet, sheet.decode().encode("utf-16"))]})
    assert "读不出来" in refusal(open_workbook, file)


def test_without_the_check_openpyxl_opens_what_we_refuse():
    """The control: it is our check that refuses, not the library."""
    additions = {
        "xl/vbaProject.bin": b"x",
        "xl/externalLinks/externalLink1.xml": b"x",
        "xl/bomb.xml": b" " * 30_000_000,
    }
    file = rewritten(workbook_bytes(), additions=additions)
    assert load_workbook(file).active["B2"].value == "bt150202"
    with pytest.raises(ValidationError):
        open_workbook(file)
