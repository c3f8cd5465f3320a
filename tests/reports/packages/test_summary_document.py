"""The Word file of the summary: the page, the styles and the parts that GB/T 9704-2012 wants."""

import zipfile
from io import BytesIO
from types import SimpleNamespace

import pytest
from django.urls import reverse
from docx import Document
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from organization.models import AuditEvent
from reports.models import Package
from reports.packages import life_cycle
from reports.packages.documents.summary_document import attachments, signature_indent, split_heading, title_lines
from tests.factories import fill_package, submit_package

pytestmark = pytest.mark.django_db

TEXT = """一、总体情况
　　春节前后，各级团组织走访联系返乡青年。
（一）走访联系青年
=1+1 是文字，不是公式
二、加强领导。成立了活动领导小组。"""


@pytest.fixture
def package(world):
    return Package.objects.get(committee=world.baotou)


@pytest.fixture
def staff(world):
    return world.accounts["league_city_staff"]


@pytest.fixture
def download(package, staff, log_in):
    def download(text=TEXT):
        life_cycle.write_summary(package=package, text=text, seen_revision=package.summary_revision, by=staff)
        package.refresh_from_db()
        response = log_in("league_city_staff").get(reverse("package_summary_document", args=[package.pk]))
        assert response.status_code == 200
        return Document(BytesIO(response.content))

    return download


def lines(document):
    return [(paragraph.style.name, paragraph.text) for paragraph in document.paragraphs]


def fonts_of(element):
    fonts = element.rPr.rFonts
    return {fonts.get(qn(f"w:{script}")) for script in ("ascii", "hAnsi", "eastAsia")}


def test_the_whole_document(download, package, staff):
    fill_package(package, by=staff)
    package.refresh_from_db()
    assert lines(download()) == [
        ("Title", "共青团包头市委员会关于\n“投身新时代乡村振兴·\n服务新青年返乡建功”活动开展情况的总结"),
        ("Normal", ""),
        ("Heading 1", "一、总体情况"),
        ("Normal", "春节前后，各级团组织走访联系返乡青年。"),
        ("Heading 2", "（一）走访联系青年"),
        ("Normal", "=1+1 是文字，不是公式"),
        ("Normal", "二、加强领导。成立了活动领导小组。"),
        ("Normal", ""),
        ("Closing", "附件：1．2020共青团联系服务返乡创业青年月活动开展情况统计表"),
        ("Closing", "2．活动照片1：座谈会现场"),
        ("Closing", "3．活动照片2：座谈会现场"),
        ("Closing", "4．活动照片3：座谈会现场"),
        ("Normal", ""),
        ("Closing", "共青团包头市委员会"),
        ("Closing", "2020年2月10日"),
    ]


def test_the_page_is_that_of_official_documents(download):
    """A4, 天头 37 mm, 订口 28 mm, 版心 156 × 225 mm, 22 lines of 28 characters."""
    section = download().sections[0]
    assert (round(section.page_width.mm), round(section.page_height.mm)) == (210, 297)
    assert (round(section.top_margin.mm), round(section.left_margin.mm)) == (37, 28)
    assert abs(section.page_width - section.left_margin - section.right_margin - Mm(156)) < Mm(0.1)
    assert abs(section.page_height - section.top_margin - section.bottom_margin - Mm(225)) < Mm(0.1)
    (grid,) = section._sectPr.findall(qn("w:docGrid"))
    assert grid.attrib == {
        qn("w:type"): "linesAndChars",
        qn("w:linePitch"): "579",
        qn("w:charSpace"): "-848",
    }


@pytest.mark.parametrize(
    ("style", "font", "size", "pitch", "first_line"),
    [
        ("Normal", "仿宋_GB2312", 16, 28.95, 32),
        ("Title", "方正小标宋简体", 22, 35, 0),
        ("Heading 1", "黑体", 16, 28.95, 32),
        ("Heading 2", "楷体_GB2312", 16, 28.95, 32),
        ("Closing", "仿宋_GB2312", 16, 28.95, 0),
        ("Footer", "宋体", 14, 28.95, 0),
    ],
)
def test_fonts_sizes_and_pitches(download, style, font, size, pitch, first_line):
    found = download().styles[style]
    assert fonts_of(found.element) == {font}
    assert found.font.size.pt == size
    layout = found.paragraph_format
    assert (layout.line_spacing.pt, layout.first_line_indent.pt) == (pitch, first_line)
    assert found.element.pPr.ind.get(qn("w:firstLineChars")) == ("200" if first_line else "0")


def test_22_lines_of_28_characters_fit(download):
    document = download()
    normal = document.styles["Normal"]
    spacing = int(normal.element.rPr.find(qn("w:spacing")).get(qn("w:val"))) / 20
    assert 28 * (normal.font.size.pt + spacing) <= Mm(156).pt < 29 * (normal.font.size.pt + spacing)
    assert 22 * normal.paragraph_format.line_spacing <= Mm(225) < 23 * normal.paragraph_format.line_spacing


def test_a_heading_before_text_in_the_same_paragraph_has_its_font(download):
    paragraph = download().paragraphs[6]
    heading, rest = paragraph.runs
    assert (heading.text, rest.text) == ("二、加强领导。", "成立了活动领导小组。")
    assert fonts_of(heading._r) == {"黑体"}
    assert rest._r.rPr is None


def test_page_numbers_stand_at_the_outer_edge(download):
    document = download()
    assert document.settings.odd_and_even_pages_header_footer
    section = document.sections[0]
    for footer, side in ((section.footer, "right"), (section.even_page_footer, "left")):
        (paragraph,) = footer.paragraphs
        assert paragraph._p.pPr.jc.get(qn("w:val")) == side
        assert paragraph._p.find(qn("w:fldSimple")).get(qn("w:instr")) == "PAGE"
        assert "".join(text.text for text in paragraph._p.iter(qn("w:t"))) == "— 1 —"
        assert paragraph.paragraph_format.left_indent == paragraph.paragraph_format.right_indent == Pt(14)


def test_names_what_stands_in_for_fonts_that_are_missing(download):
    stream = BytesIO()
    download().save(stream)
    with zipfile.ZipFile(stream) as archive:
        table = archive.read("word/fontTable.xml").decode()
        assert '<w:font w:name="仿宋_GB2312"><w:altName w:val="仿宋"/>' in table
        assert not [name for name in archive.namelist() if "thumbnail" in name]


def test_says_whose_it_is_and_nothing_of_the_library(download):
    properties = download().core_properties
    assert properties.title == "共青团包头市委员会关于“投身新时代乡村振兴·服务新青年返乡建功”活动开展情况的总结"
    assert (properties.author, properties.last_modified_by) == ("共青团包头市委员会",) * 2
    assert (properties.comments, properties.language) == ("", "zh-CN")
    assert properties.created.year == 2020


def test_mongolian_letters_stay_and_have_a_font(download):
    document = download("ᠮᠣᠩᠭᠣᠯ ᠪᠢᠴᠢᠭ 与汉文")
    assert document.paragraphs[2].text == "ᠮᠣᠩᠭᠣᠯ ᠪᠢᠴᠢᠭ 与汉文"
    assert document.styles["Normal"].element.rPr.rFonts.get(qn("w:cs")) == "Mongolian Baiti"


def test_signs_that_no_file_may_hold_are_left_out(download):
    assert download("甲\x01乙\ufffe丙").paragraphs[2].text == "甲乙丙"


def test_an_empty_summary_says_so(package, log_in):
    response = log_in("league_city_staff").get(reverse("package_summary_document", args=[package.pk]))
    assert Document(BytesIO(response.content)).paragraphs[2].text == "【尚未填写文字总结】"


def test_carries_the_day_and_the_text_of_what_was_sent_up(package, staff, world, log_in, settings):
    submit_package(package, by=staff)
    life_cycle.withdraw(package=package, by=staff)
    package.refresh_from_db()
    life_cycle.write_summary(package=package, text="改过的总结", seen_revision=package.summary_revision, by=staff)
    document = log_in("league_city_staff").get(reverse("package_summary_document", args=[package.pk]))
    assert "改过的总结" in [paragraph.text for paragraph in Document(BytesIO(document.content)).paragraphs]
    submission = package.last_submission()
    frozen = log_in("league_city_staff").get(reverse("submission_zip", args=[submission.pk]))
    with zipfile.ZipFile(BytesIO(frozen.getvalue())) as archive:
        name = next(name for name in archive.namelist() if name.endswith(".docx"))
        texts = [paragraph.text for paragraph in Document(BytesIO(archive.read(name))).paragraphs]
    assert submission.summary_text in texts


def test_is_named_as_a_draft_until_somebody_has_edited_it(package, staff, log_in):
    life_cycle.replace_by_draft(package=package, text="草", seen_revision=0, by=staff)
    response = log_in("league_city_staff").get(reverse("package_summary_document", args=[package.pk]))
    assert "%E8%8D%89%E7%A8%BF.docx" in response["Content-Disposition"]
    assert AuditEvent.objects.latest("pk").detail == "文字总结"


@pytest.mark.parametrize(
    ("line", "parts"),
    [
        ("一、总体情况", (1, "一、总体情况", "")),
        ("十二、下一步打算", (1, "十二、下一步打算", "")),
        ("（三）开设政策讲堂", (2, "（三）开设政策讲堂", "")),
        ("(三)开设政策讲堂", (2, "(三)开设政策讲堂", "")),
        ("一、加强领导。各级……", (1, "一、加强领导。", "各级……")),
        ("一" + "、很长的一句话" * 10 + "。", (0, "", "一" + "、很长的一句话" * 10 + "。")),
        ("1．第三级", (0, "", "1．第三级")),
        ("一些青年", (0, "", "一些青年")),
    ],
)
def test_distinguishes_headings_from_text(line, parts):
    assert split_heading(line) == parts


@pytest.mark.parametrize(
    ("committee", "theme", "lines"),
    [
        ("共青团兴安盟委员会", "青春", ["共青团兴安盟委员会关于“青春”", "活动开展情况的总结"]),
        (
            "共青团莫力达瓦达斡尔族自治旗委员会",
            "投身新时代乡村振兴·服务新青年返乡建功",
            ["共青团莫力达瓦达斡尔族自治旗委员会关于", "“投身新时代乡村振兴·", "服务新青年返乡建功”活动开展情况的总结"],
        ),
        (
            "共青团包头市委员会",
            "没有停顿的很长的主题" * 3,
            ["共青团包头市委员会关于", f"“{'没有停顿的很长的主题' * 3}”", "活动开展情况的总结"],
        ),
    ],
)
def test_the_title_breaks_where_a_word_ends(committee, theme, lines):
    assert title_lines(committee, theme) == lines


@pytest.mark.parametrize(("name_width", "indent"), [(9, 16), (17, 9), (12, 14), (30, 0)])
def test_the_signature_ends_two_characters_from_the_right(name_width, indent):
    assert signature_indent(name_width) == indent


def test_photos_without_a_caption_are_listed_by_number():
    contents = SimpleNamespace(
        campaign=SimpleNamespace(annex2_title="统计表"), photos=[SimpleNamespace(position=1, caption="")]
    )
    assert attachments(contents) == ["统计表", "活动照片1"]
