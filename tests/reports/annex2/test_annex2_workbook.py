"""The whole official form, compared cell by cell with the notice (内团办发﹝2020﹞1号, 附件 2)."""

from collections import Counter
from io import BytesIO

import pytest
from django.core.management import call_command
from openpyxl import load_workbook

from organization.models import Campaign, Committee
from reports.annex2.rows import Row
from reports.annex2.table import Table, build_table, outside_row
from reports.annex2.workbook import build_workbook, workbook_bytes
from reports.setup.rows import make_rows, separate_rows
from tests.factories import make_account, make_activity
from tests.reports.annex2.layouts import layout_of_2020

LEAGUE_CITIES = [
    *("呼和浩特市", "包头市", "呼伦贝尔市", "兴安盟", "通辽市", "赤峰市"),
    *("锡林郭勒盟", "乌兰察布市", "鄂尔多斯市", "巴彦淖尔市", "乌海市", "阿拉善盟"),
]
BLANK = [None] * 10
HEAD = [
    ["附件 2：", *BLANK],
    ["“投身新时代乡村振兴·服务新青年返乡建功”", *BLANK],
    ["2020共青团联系服务返乡创业青年月活动开展情况统计表", *BLANK],
    ["填表人：", None, None, "联系电话：", None, None, None, "自治区团委盖章：", None, None, None],
    [
        *("盟市", "慰问信发放", None, "走进青年", None, "返乡创业座谈会", None),
        *("宣讲活动", None, "考察活动", None),
    ],
    [
        *(None, "发放渠道", "发放次数", "联系走访青年人数", "青创联盟新增会员数"),
        *("活动场次", "参与人数") * 3,
    ],
]
MERGES = {
    *("A1:K1", "A2:K2", "A3:K3", "A4:C4", "D4:G4", "H4:K4"),
    *("A5:A6", "B5:C5", "D5:E5", "F5:G5", "H5:I5", "J5:K5"),
}


def opened(table):
    return load_workbook(BytesIO(workbook_bytes(table))).active


def grid(sheet):
    return [list(row) for row in sheet.iter_rows(values_only=True)]


def merges(sheet):
    return {str(merged) for merged in sheet.merged_cells.ranges}


@pytest.fixture
def official(db):
    """The real places and the real campaign of 2020, with work in one county and all else silent."""
    call_command("load_places")
    call_command("load_campaign", 2020)
    campaign = Campaign.objects.get(year=2020)
    make_rows(campaign=campaign)
    by = make_account(committee=Committee.objects.region(), role="region_manager")
    county = Committee.objects.get(gb_code="150223")
    for kind in ("letter", "visit", "symposium", "lecture", "tour"):
        make_activity(kind, campaign=campaign, committee=county, by=by)
    return campaign


def test_the_whole_grid_of_the_consolidated_table(official):
    sheet = opened(build_table(official, Committee.objects.region()))
    baotou = ["包头市", "微信群", 1, 10, 2, 1, 20, 1, 30, 1, 15]
    rows = [baotou if name == "包头市" else [name, *BLANK] for name in LEAGUE_CITIES]
    total = ["合计", "—", 1, 10, 2, 1, 20, 1, 30, 1, 15]
    silent = "、".join(name for name in LEAGUE_CITIES if name != "包头市")
    notes = [[f"无记录：{silent}", *BLANK], ["合计范围：有记录的 1 个单位，共 12 个单位", *BLANK]]
    assert grid(sheet) == [*HEAD, *rows, total, *notes]
    assert merges(sheet) == MERGES | {"A20:K20", "A21:K21"}
    assert sheet.max_column == 11


def test_the_whole_grid_of_a_league_citys_own_sheet(official):
    sheet = opened(build_table(official, Committee.objects.get(gb_code="150200")))
    head = [*HEAD[:3], [*HEAD[3][:7], "盟市团委盖章：", None, None, None], *HEAD[4:]]
    assert grid(sheet) == [*head, ["包头市", "微信群", 1, 10, 2, 1, 20, 1, 30, 1, 15]]
    assert merges(sheet) == MERGES


def test_separate_rows_follow_at_the_end(official):
    separate_rows(campaign=official)
    sheet = opened(build_table(official, Committee.objects.region()))
    assert [row[0] for row in grid(sheet)[6:21]] == [*LEAGUE_CITIES, "满洲里市", "二连浩特市", "合计"]


def test_prints_on_one_a4_landscape_page(official):
    sheet = opened(build_table(official, Committee.objects.region()))
    assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (1, 1)
    assert sheet.print_title_rows == "$5:$6"
    assert sheet.print_area == "'附件2'!$A$1:$K$21"
    assert sheet.print_options.horizontalCentered
    assert sheet.freeze_panes == "B7"
    assert not sheet.sheet_view.showGridLines
    assert sheet.oddFooter.center.text == "— &P —"


def test_looks_like_an_official_table(official):
    sheet = opened(build_table(official, Committee.objects.region()))
    fonts = {cell: (sheet[cell].font.name, sheet[cell].font.sz) for cell in ("A1", "A3", "A4", "B5", "B7", "C7")}
    assert fonts == {
        "A1": ("黑体", 16),
        "A3": ("方正小标宋简体", 22),
        "A4": ("仿宋_GB2312", 14),
        "B5": ("黑体", 12),
        "B7": ("仿宋_GB2312", 10.5),
        "C7": ("仿宋_GB2312", 12),
    }
    for row in sheet["A7:K19"]:
        for cell in row:
            assert (cell.alignment.horizontal, cell.alignment.wrap_text) == ("center", True)


def test_every_cell_of_a_merged_heading_carries_its_border(official):
    # Not opened again: openpyxl then draws a merged range's border anew from its first cell.
    sheet = build_workbook(build_table(official, Committee.objects.region())).active
    for row in sheet["A5:K19"]:
        for cell in row:
            sides = (cell.border.left, cell.border.right, cell.border.top, cell.border.bottom)
            assert all(side.style == "thin" for side in sides), cell.coordinate


def a_table(**figures):
    campaign = Campaign(year=2020, theme="主题", annex2_title="标题")
    layout = layout_of_2020()
    row = Row(layout, "莫力达瓦达斡尔族自治旗", frozenset(), entry_counts=Counter(letter=1))
    row.sums = {"distribution_count": 5}
    row.channels["letter"], row.other_channels["letter"] = figures.get("channels", set()), figures.get("other", set())
    committee = Committee(level="league_city", name="=1+1", place_name="某市")
    return Table(campaign, committee, layout, [row], outside_row(layout))


def test_a_row_grows_with_its_channel_text():
    long_text = {"wechat_account", "wechat_group", "weibo", "sms", "household", "on_site", "notice_board"}
    two_lines_of_name, four_lines_of_channels = 2 * 12 * 1.45, 4 * 10.5 * 1.45
    assert opened(a_table(channels={"sms"})).row_dimensions[7].height == pytest.approx(two_lines_of_name)
    height = opened(a_table(channels=long_text | {"other"}, other={"长" * 40})).row_dimensions[7].height
    assert height >= four_lines_of_channels


def test_text_never_becomes_a_formula():
    sheet = opened(a_table(channels={"other"}, other={'=HYPERLINK("http://x")'}))
    table = a_table()
    table.rows[0].name = '=HYPERLINK("http://x")'
    cell = opened(table)["A7"]
    assert (cell.data_type, cell.value) == ("s", '=HYPERLINK("http://x")')
    assert sheet["B7"].data_type == "s"
