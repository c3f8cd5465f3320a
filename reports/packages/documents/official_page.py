"""An empty Word document with the page and the styles of official documents: GB/T 9704-2012. No queries.

Fonts are named, each with the one that stands in where an office has not bought it.
"""

from __future__ import annotations

from docx import Document
from docx.document import Document as DocumentType
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.section import Section
from docx.shared import Length, Mm, Pt, Twips
from docx.styles.style import ParagraphStyle

PAGE_WIDTH, PAGE_HEIGHT = Mm(210), Mm(297)
TOP, LEFT = Mm(37), Mm(28)
TEXT_WIDTH, TEXT_HEIGHT = Mm(156), Mm(225)
# On a full page, and in a full line.
LINES, CHARACTERS = 22, 28
NUMBER_BELOW_TEXT = Mm(7)

SECOND, THIRD, FOURTH = Pt(22), Pt(16), Pt(14)  # 二号, 三号, 四号
LINE_PITCH, TITLE_PITCH = Pt(28.95), Pt(35)  # 22 lines of 28.95 points are 0.3 mm less than the 225 mm
# 28 characters of 16 points are 5.8 points more than the line has.
CHARACTER_SPACING = Pt(-0.25)
TITLE_CHARACTERS = int(TEXT_WIDTH.pt / SECOND.pt)

TITLE_FONT, BODY_FONT, HEADING_FONT, SUBHEADING_FONT = "方正小标宋简体", "仿宋_GB2312", "黑体", "楷体_GB2312"
NUMBER_FONT, MONGOLIAN_FONT = "宋体", "Mongolian Baiti"
STAND_INS = {
    TITLE_FONT: "华文中宋",
    BODY_FONT: "仿宋",
    HEADING_FONT: "SimHei",
    SUBHEADING_FONT: "楷体",
    NUMBER_FONT: "SimSun",
}

RETAINED_STYLES = {"Normal", "Title", "Heading1", "Heading2", "Footer", "DefaultParagraphFont", "TableNormal", "NoList"}


def official_document() -> DocumentType:
    """Styles: Normal for paragraphs, Title, Heading 1 (一、), Heading 2 (（一）), and Closing without an indent."""
    document = Document()
    clear_template(document)
    define_styles(document)
    name_fonts(document)
    set_up_page(document.sections[0])
    document.settings.odd_and_even_pages_header_footer = True
    add_page_numbers(document.sections[0])
    return document


def clear_template(document: DocumentType) -> None:
    """Remove what the library's template brings along: its styles' looks, its language, its picture."""
    styles = document.styles.element
    for style in styles.findall(qn("w:style")):
        if style.get(qn("w:styleId")) not in RETAINED_STYLES:
            styles.remove(style)
            continue
        for looks in ("w:rPr", "w:pPr", "w:link"):
            for element in style.findall(qn(looks)):
                style.remove(element)
    defaults = styles.find(qn("w:docDefaults"))
    defaults.clear()
    defaults.append(
        parse_xml(
            f'<w:rPrDefault {nsdecls("w")}><w:rPr><w:lang w:val="en-US" w:eastAsia="zh-CN" w:bidi="mn-Mong-CN"/>'
            "</w:rPr></w:rPrDefault>"
        )
    )
    settings = document.settings.element
    settings.find(qn("w:themeFontLang")).set(qn("w:eastAsia"), "zh-CN")
    settings.find(qn("w:characterSpacingControl")).set(qn("w:val"), "compressPunctuation")
    rels = document.part.package.rels
    for key in [key for key, rel in rels.items() if rel.reltype == RELATIONSHIP_TYPE.THUMBNAIL]:
        del rels[key]


def define_styles(document: DocumentType) -> None:
    styles = document.styles
    define(styles["Normal"], BODY_FONT, THIRD, "both", indent=2)
    define(styles["Title"], TITLE_FONT, SECOND, "center", pitch=TITLE_PITCH)
    define(styles["Heading 1"], HEADING_FONT, THIRD, "both", indent=2, level=0)
    define(styles["Heading 2"], SUBHEADING_FONT, THIRD, "both", indent=2, level=1)
    define(styles["Footer"], NUMBER_FONT, FOURTH, "left")
    closing = styles.add_style("Closing", WD_STYLE_TYPE.PARAGRAPH)
    closing.base_style = styles["Normal"]
    define(closing, BODY_FONT, THIRD, "left")


def define(
    style: ParagraphStyle,
    font: str,
    size: Length,
    alignment: str,
    *,
    pitch: Length = LINE_PITCH,
    indent: int = 0,
    level: int | None = None,
) -> None:
    """`indent` of the first line in characters; `level` of a heading in the outline, from 0.

    The grid is named in the page set-up, but the text keeps to it by itself (snapToGrid 0): readers other than Word
    give a character that is wider than its cell a second one. Widows are allowed: a page has 22 lines.
    """
    outline = f'<w:outlineLvl w:val="{level}"/>' if level is not None else ""
    spacing = twentieths(CHARACTER_SPACING if size == THIRD else Pt(0))
    half_points = round(size.pt * 2)
    layout = f"""
        <w:pPr {nsdecls("w")}>
          <w:keepNext w:val="{int(level is not None)}"/>
          <w:widowControl w:val="0"/>
          <w:snapToGrid w:val="0"/>
          <w:spacing w:before="0" w:after="0" w:line="{twentieths(pitch)}" w:lineRule="exact"/>
          <w:ind w:firstLineChars="{indent * 100}" w:firstLine="{twentieths(indent * size)}"/>
          <w:jc w:val="{alignment}"/>
          {outline}
        </w:pPr>"""
    looks = f"""
        <w:rPr {nsdecls("w")}>
          <w:rFonts w:ascii="{font}" w:hAnsi="{font}" w:eastAsia="{font}" w:cs="{MONGOLIAN_FONT}"/>
          <w:spacing w:val="{spacing}"/>
          <w:sz w:val="{half_points}"/>
          <w:szCs w:val="{half_points}"/>
        </w:rPr>"""
    style.element.append(parse_xml(layout))
    style.element.append(parse_xml(looks))


def twentieths(length: Length) -> int:
    return round(length / Twips(1))


def set_font(element: BaseOxmlElement, font: str) -> None:
    """Of a run: the one font for Chinese and for what stands in it, as in the styles, so that the grid of 28 holds."""
    fonts = element.get_or_add_rPr().get_or_add_rFonts()
    for script in ("ascii", "hAnsi", "eastAsia"):
        fonts.set(qn(f"w:{script}"), font)
    fonts.set(qn("w:cs"), MONGOLIAN_FONT)


def name_fonts(document: DocumentType) -> None:
    fonts = "".join(
        f'<w:font w:name="{name}"><w:altName w:val="{other}"/><w:charset w:val="86"/></w:font>'
        for name, other in STAND_INS.items()
    )
    (rel,) = (rel for rel in document.part.rels.values() if rel.reltype == RELATIONSHIP_TYPE.FONT_TABLE)
    head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    rel.target_part._blob = f"{head}<w:fonts {nsdecls('w')}>{fonts}</w:fonts>".encode()


def set_up_page(section: Section) -> None:
    section.page_width, section.page_height = PAGE_WIDTH, PAGE_HEIGHT
    section.top_margin, section.left_margin = TOP, LEFT
    section.right_margin = PAGE_WIDTH - LEFT - TEXT_WIDTH
    section.bottom_margin = PAGE_HEIGHT - TOP - TEXT_HEIGHT
    section.footer_distance = section.bottom_margin - NUMBER_BELOW_TEXT - FOURTH
    # What a character's cell has more than its font, in 4096ths of a point.
    character_space = round((TEXT_WIDTH.pt / CHARACTERS - THIRD.pt) * 4096)
    for grid in section._sectPr.findall(qn("w:docGrid")):
        section._sectPr.remove(grid)
    section._sectPr.append(
        parse_xml(
            f'<w:docGrid {nsdecls("w")} w:type="linesAndChars" w:linePitch="{twentieths(LINE_PITCH)}" '
            f'w:charSpace="{character_space}"/>'
        )
    )


def add_page_numbers(section: Section) -> None:
    """— 1 — at the outer edge, a character from it: right on odd pages, left on even ones (GB/T 9704-2012, 7.5)."""
    for footer, alignment in (
        (section.footer, WD_ALIGN_PARAGRAPH.RIGHT),
        (section.even_page_footer, WD_ALIGN_PARAGRAPH.LEFT),
    ):
        paragraph = footer.paragraphs[0]
        paragraph.style = "Footer"
        paragraph.alignment = alignment
        paragraph.paragraph_format.left_indent = paragraph.paragraph_format.right_indent = FOURTH
        paragraph.add_run("— ")
        paragraph._p.append(
            parse_xml(f'<w:fldSimple {nsdecls("w")} w:instr="PAGE"><w:r><w:t>1</w:t></w:r></w:fldSimple>')
        )
        paragraph.add_run(" —")
