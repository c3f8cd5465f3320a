"""What stands in the consolidated workbook: the table of Annex 2 and the further sheets, all of one moment."""

from dataclasses import dataclass
from datetime import datetime

from organization.models import Campaign, Committee
from reports.annex2.layout import layout_of
from reports.annex2.sources import Block, assemble_table, blank_blocks, build_blocks
from reports.annex2.table import Table
from reports.choices import Source
from reports.counting.needs import needs_by_row
from reports.counting.returnee_counts import count_returnees
from reports.counting.work_table import count_figures
from reports.exports.consolidated.counties import county_sheet
from reports.exports.consolidated.needs import needs_sheet
from reports.exports.consolidated.questionnaires import counts_by_branch, questionnaire_sheet
from reports.exports.consolidated.services import service_sheet
from reports.exports.consolidated.sheets import FurtherSheet
from reports.exports.consolidated.status import status_sheet, statuses


@dataclass(frozen=True)
class ConsolidatedContents:
    table: Table
    sheets: list[FurtherSheet]
    # When it was made, in Asia/Shanghai.
    at: datetime


def build_contents(campaign: Campaign, region: Committee, source: Source, *, at: datetime) -> ConsolidatedContents:
    """A fixed number of queries, whatever the number of entries, questionnaires and submissions."""
    layout = layout_of(campaign)
    blocks = build_blocks(campaign, region, source, layout)
    table = assemble_table(blocks, campaign, region, source, layout)
    # What is not frozen with a package is counted by the rows as they are now.
    present = blocks if source == Source.LIVE else blank_blocks(campaign, region, layout)
    branch_of = branch_of_committees(present)
    counts = counts_by_branch(count_returnees(campaign, branch_of))
    origin, live_origin = describe_origin(source, at), describe_origin(source, at, is_always_live=True)
    sheets = [
        status_sheet(statuses(campaign, blocks, source), status_origin(source, at)),
        county_sheet(blocks, table, origin),
        questionnaire_sheet(blocks, counts, table, origin),
        needs_sheet(present, counts, _needs_by_branch(campaign, branch_of), layout, live_origin),
        service_sheet(present, count_figures(campaign, region), layout, live_origin),
    ]
    return ConsolidatedContents(table, sheets, at)


def branch_of_committees(blocks: list[Block]) -> dict[int, int]:
    return {pk: line.committee.pk for block in blocks for line in block.lines for pk in line.row.committee_ids}


def _needs_by_branch(campaign, branch_of):
    branches = list(dict.fromkeys(branch_of.values()))
    number_of = {branch_id: number for number, branch_id in enumerate(branches)}
    rows = needs_by_row(campaign, {pk: number_of[branch_id] for pk, branch_id in branch_of.items()})
    return dict(zip(branches, rows, strict=True))


def describe_origin(source: Source, at: datetime, *, is_always_live: bool = False) -> str:
    """数据来源 and 制表时间, as on every further sheet."""
    if is_always_live and source != Source.LIVE:
        live = Source.LIVE
        return f"数据来源：{live.label}（报送材料里没有这些数字，本表不随“{source.label}”变化）。{made_at(at)}"
    return f"数据来源：{source.label}（{source.meaning.rstrip('。')}）。{made_at(at)}"


def status_origin(source: Source, at: datetime) -> str:
    return f"数据来源：报送材料现在的状态；本工作簿的数字{source.label}。{made_at(at)}"


def made_at(at: datetime) -> str:
    return f"制表时间：{at:%Y-%m-%d %H:%M}（北京时间）"
