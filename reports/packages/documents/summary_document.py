"""The summary as a Word file, laid out as an official document. No queries."""

from __future__ import annotations

import re
from datetime import UTC, date
from io import BytesIO

from docx.document import Document
from docx.shared import Length, Pt

from organization.text import clean_paragraphs
from reports.annex2.text_size import text_width
from reports.packages.documents.contents import PackageContents
from reports.packages.documents.official_page import (
    CHARACTER_SPACING,
    CHARACTERS,
    HEADING_FONT,
    SUBHEADING_FONT,
    THIRD,
    TITLE_CHARACTERS,
    official_document,
    set_font,
)
from reports.packages.documents.phrases import quoted

NOTHING_WRITTEN = "【尚未填写文字总结】"
NUMERALS = "一二三四五六七八九十百零〇"
FIRST_LEVEL, SECOND_LEVEL = re.compile(f"^[{NUMERALS}]+、"), re.compile(f"^[（(][{NUMERALS}]+[）)]")
LONGEST_HEADING = 40
STYLES = {1: ("Heading 1", HEADING_FONT), 2: ("Heading 2", SUBHEADING_FONT)}
ATTACHMENT = "附件："
# In characters; digits take half of one, and Word puts a little space around them.
DATE_WIDTH = 8


def summary_bytes(contents: PackageContents) -> bytes:
    stream = BytesIO()
    summary_document(contents).save(stream)
    return stream.getvalue()


def summary_document(contents: PackageContents) -> Document:
    document = official_document()
    write_title(document, title_lines(contents.committee.name, contents.campaign.theme))
    write_text(document, contents.summary_text)
    write_attachments(document, attachments(contents))
    write_signature(document, contents.committee.name, contents.at.date())
    write_properties(document, contents)
    return document


def title_lines(committee: str, theme: str) -> list[str]:
    parts = re.split(r"(?<=[·，、；：\s])", quoted(theme))
    lines = [""]
    for part in (f"{committee}关于", *parts, "活动开展情况的总结"):
        if lines[-1] and len(lines[-1]) + len(part) > TITLE_CHARACTERS:
            lines.append("")
        lines[-1] += part
    return lines


def write_title(document: Document, lines: list[str]) -> None:
    title = document.add_paragraph(style="Title").add_run()
    for number, line in enumerate(lines):
        if number:
            title.add_break()
        title.add_text(clean_paragraphs(line))
    document.add_paragraph()


def write_text(document: Document, text: str) -> None:
    for line in filter(None, map(str.strip, (clean_paragraphs(text) or NOTHING_WRITTEN).split("\n"))):
        level, heading, rest = split_heading(line)
        if level and not rest:
            document.add_paragraph(heading, style=STYLES[level][0])
            continue
        paragraph = document.add_paragraph()
        if heading:
            set_font(paragraph.add_run(heading)._r, STYLES[level][1])
        paragraph.add_run(rest)


def split_heading(line: str) -> tuple[int, str, str]:
    """Level (0: none), heading and what follows it in the same paragraph: 一、加强领导。各级团组织……"""
    level = 1 if FIRST_LEVEL.match(line) else 2 if SECOND_LEVEL.match(line) else 0
    if not level:
        return 0, "", line
    sentence, stop, rest = line.partition("。")
    if len(sentence) > LONGEST_HEADING:
        return 0, "", line
    return level, sentence + stop, rest


def attachments(contents: PackageContents) -> list[str]:
    photos = [f"活动照片{placed.position}：{placed.caption}".rstrip("：") for placed in contents.photos]
    return [contents.campaign.annex2_title, *photos]


def write_attachments(document: Document, names: list[str]) -> None:
    document.add_paragraph()
    number_width = characters(1.5)
    for number, name in enumerate(names, start=1):
        label = ATTACHMENT if number == 1 else ""
        paragraph = document.add_paragraph(f"{label}{number}．{clean_paragraphs(name)}", style="Closing")
        paragraph.paragraph_format.left_indent = characters(2 + len(ATTACHMENT)) + number_width
        paragraph.paragraph_format.first_line_indent = -number_width - characters(len(label))


def write_signature(document: Document, committee: str, on: date) -> None:
    """Without a seal (GB/T 9704-2012, 7.3.5.2): the date begins two characters right of the committee's name."""
    document.add_paragraph()
    indent = signature_indent(text_width(committee) / 2)
    for text, beyond in ((committee, 0), (f"{on.year}年{on.month}月{on.day}日", 2)):
        paragraph = document.add_paragraph(clean_paragraphs(text), style="Closing")
        paragraph.paragraph_format.left_indent = characters(indent + beyond)
        paragraph.paragraph_format.keep_with_next = not beyond


def signature_indent(name_width: float) -> float:
    """Where the name begins, in characters, so that the longer of name and date ends two before the right margin."""
    return max(CHARACTERS - 2 - max(name_width, 2 + DATE_WIDTH), 0)


def characters(count: float) -> Length:
    return Pt(count * (THIRD.pt + CHARACTER_SPACING.pt))


def write_properties(document: Document, contents: PackageContents) -> None:
    properties = document.core_properties
    properties.title = clean_paragraphs("".join(title_lines(contents.committee.name, contents.campaign.theme)))
    properties.author = properties.last_modified_by = clean_paragraphs(contents.committee.name)
    properties.comments = properties.keywords = properties.subject = ""
    properties.language = "zh-CN"
    # Without a zone, as UTC: the file format's only one.
    properties.created = properties.modified = contents.at.astimezone(UTC).replace(tzinfo=None)
