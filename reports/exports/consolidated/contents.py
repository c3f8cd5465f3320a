"""What stands in the consolidated workbook: the table of Annex 2 and the further sheets, all of one moment."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from organization.models import Campaign, Committee
from reports.annex2.layout import Layout, layout_of
from reports.annex2.sources import Block, assemble_table, blank_blocks, build_blocks
from reports.annex2.table import Table
from reports.choices import Source
from reports.counting.needs import ChosenCodes, needs_by_row
from reports.counting.returnee_counts import count_returnees
from reports.counting.work_columns import work_groups
from reports.counting.work_table import count_figures
from reports.exports.consolidated import counties, needs, questionnaires, services, status
from reports.exports.consolidated.questionnaires import Counts, counts_by_branch
from reports.exports.consolidated.sheets import FurtherSheet


@dataclass(frozen=True)
class ConsolidatedContents:
    table: Table
    sheets: list[FurtherSheet]
    # When it was made, in Asia/Shanghai.
    at: datetime


@dataclass(frozen=True)
class Basis:
    """What the further sheets are made of; what several of them need is counted once."""

    campaign: Campaign
    region: Committee
    source: Source
    at: datetime

    @cached_property
    def layout(self) -> Layout:
        return layout_of(self.campaign)

    @cached_property
    def blocks(self) -> list[Block]:
        return build_blocks(self.campaign, self.region, self.source, self.layout)

    @cached_property
    def table(self) -> Table:
        return assemble_table(self.blocks, self.campaign, self.region, self.source, self.layout)

    @cached_property
    def present(self) -> list[Block]:
        """What is not frozen with a package is counted by the rows as they are now."""
        return self.blocks if self.source == Source.LIVE else blank_blocks(self.campaign, self.region, self.layout)

    @cached_property
    def branch_of(self) -> dict[int, int]:
        return branch_of_committees(self.present)

    @cached_property
    def counts(self) -> dict[int, Counts]:
        return counts_by_branch(count_returnees(self.campaign, self.branch_of))

    @property
    def origin(self) -> str:
        return describe_origin(self.source, self.at)

    @property
    def live_origin(self) -> str:
        """Of a sheet that is counted live whatever the source."""
        return describe_origin(self.source, self.at, is_always_live=True)


# The further sheets by title, in their order. Each is named on the desk and on the page of Annex 2.
SHEETS: dict[str, Callable[[Basis], FurtherSheet]] = {
    status.TITLE: lambda basis: status.status_sheet(
        status.statuses(basis.campaign, basis.blocks, basis.source), status_origin(basis.source, basis.at)
    ),
    counties.TITLE: lambda basis: counties.county_sheet(basis.blocks, basis.table, basis.origin),
    questionnaires.TITLE: lambda basis: questionnaires.questionnaire_sheet(
        basis.blocks, basis.counts, basis.table, basis.origin
    ),
    needs.TITLE: lambda basis: needs.needs_sheet(
        basis.present,
        basis.counts,
        needs_by_branch(basis.campaign, basis.branch_of),
        basis.layout,
        basis.live_origin,
    ),
    services.TITLE: lambda basis: services.service_sheet(
        basis.present,
        count_figures(basis.campaign, basis.region),
        work_groups(basis.campaign),
        basis.layout,
        basis.live_origin,
    ),
}


def build_contents(campaign: Campaign, region: Committee, source: Source, *, at: datetime) -> ConsolidatedContents:
    """A fixed number of queries, whatever the number of entries, questionnaires and submissions."""
    basis = Basis(campaign, region, source, at)
    return ConsolidatedContents(basis.table, [make_sheet(basis) for make_sheet in SHEETS.values()], at)


def branch_of_committees(blocks: list[Block]) -> dict[int, int]:
    return {pk: line.committee.pk for block in blocks for line in block.lines for pk in line.row.committee_ids}


def needs_by_branch(campaign: Campaign, branch_of: dict[int, int]) -> dict[int, ChosenCodes]:
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
