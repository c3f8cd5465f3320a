"""The reader of Word documents: what a person sees, and a sentence for what is not read."""

from io import BytesIO

import pytest
from django.core.exceptions import ValidationError

from organization.word_file import WordTable, open_document
from organization.workbook_file.limits import LIMITS, PART_LIMIT, UNPACKED_LIMIT
from tests.organization.word_file.documents import cell, document, paragraph, table

STRICT = "http://purl.oclc.org/ooxml/wordprocessingml/main"
RESTART, CONTINUED = '<w:vMerge w:val="restart"/>', "<w:vMerge/>"


def read(body, **options):
    return open_document(BytesIO(document(body, **options)))


def refusal(content):
    with pytest.raises(ValidationError) as refused:
        open_document(BytesIO(content))
    return refused.value.messages[0]


def texts(found: WordTable):
    return [[one.text for one in row] for row in found.rows]


def test_reads_paragraphs_and_tables_in_their_order():
    blocks = read(paragraph("附件2") + table([cell("甲"), cell("乙")]) + paragraph("注：略"))
    assert (blocks[0], texts(blocks[1]), blocks[2]) == ("附件2", [["甲", "乙"]], "注：略")


def test_reads_the_strict_form_too():
    assert read(paragraph("附件2"), namespace=STRICT) == ["附件2"]


def test_tells_what_is_merged():
    found = read(
        table(
            [cell("名称", RESTART), cell("组", '<w:gridSpan w:val="2"/>')],
            [cell("", CONTINUED), cell("甲"), cell("乙")],
        )
    )[0]
    first, second = found.rows
    assert [(one.column, one.column_count) for one in first] == [(0, 1), (1, 2)]
    assert [(one.column, one.is_continued) for one in second] == [(0, True), (1, False), (2, False)]


def test_reads_what_is_seen_and_nothing_else():
    body = (
        "<w:p><w:r><w:t>看得见</w:t><w:tab/><w:t>的</w:t></w:r>"
        "<w:del><w:r><w:delText>删去的</w:delText></w:r></w:del>"
        "<w:moveFrom><w:r><w:t>移走的</w:t></w:r></w:moveFrom>"
        "<w:r><w:txbxContent><w:p><w:r><w:t>框里的</w:t></w:r></w:p></w:txbxContent></w:r>"
        '<w:pPr><w:tabs><w:tab w:val="left" w:pos="720"/></w:tabs></w:pPr></w:p>'
    )
    assert read(body) == ["看得见    的"]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "这不是 .docx 文件"),
        (b"%PDF-1.7 ...", "这不是 .docx 文件"),
        (bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 600, "这是旧格式的文档"),
        (document(paragraph("x"))[:-30], "这个文件读不出来"),
        (document(paragraph("x"), **{"word/vbaProject.bin": "x"}), "文件里有宏或控件"),
        (document("", content_type="application/vnd.ms-word.document.macroEnabled.main+xml"), "文件里有宏或控件"),
        (document("", **{"word/embeddings/oleObject1.bin": "x"}), "文件里嵌有别的文件"),
        (document(table([f"<w:tc>{table([cell('里')])}</w:tc>"])), "表格套在另一张表的格子里"),
        (document(table([cell("x")] * 101)), "超过 100 列"),
        (document(table([cell("x", '<w:gridSpan w:val="99999"/>')])), "超过 100 列"),
        (document("<w:p>" * 70 + "</w:p>" * 70), "这个文件读不出来"),
        (document("<w:p><w:t>没有完"), "这个文件读不出来"),
        (document(f'<w:p w:x="{"x" * 70_000}"/>'), "这个文件读不出来"),
        (document("", namespace="urn:x"), "这不是 .docx 文件"),
    ],
)
def test_refuses_what_is_no_document(content, sentence):
    answer = refusal(content)
    assert sentence in answer
    assert ".xlsx" not in answer


@pytest.mark.parametrize(
    "prolog",
    [
        '<!DOCTYPE w [<!ENTITY a "x"><!ENTITY b "&a;&a;">]>',
        '<!DOCTYPE w SYSTEM "file:///etc/passwd">',
    ],
)
def test_expands_no_entity_and_opens_no_other_file(prolog):
    assert "这个文件读不出来" in refusal(document(paragraph("x"), prolog=prolog))


def test_unpacks_no_more_than_the_limit():
    bomb = document(paragraph("x"), **{"word/media/x.bin": b"\0" * (UNPACKED_LIMIT + 1)})
    assert len(bomb) < 100_000
    assert "文件展开后超过 20 MB" in refusal(bomb)


def test_reads_no_more_parts_elements_and_characters_than_the_limits(monkeypatch):
    parts = {f"word/p{number}.xml": "x" for number in range(PART_LIMIT)}
    assert "这个文件读不出来" in refusal(document("", **parts))
    monkeypatch.setitem(LIMITS, "characters", (10, "文字"))
    assert "文件里的文字超过 10 字" in refusal(document(paragraph("长" * 11)))
    monkeypatch.setitem(LIMITS, "elements", (10, "内容"))
    assert "文件里的内容超过 10 处" in refusal(document(paragraph("x") * 4))


def test_an_empty_document_has_nothing():
    assert read("") == []
