"""Annex 2 from what was sent up (as submitted, as confirmed), beside the live table. No Excel, no request.

A block is a row of the table with the lines of 旗县明细 that it is the sum of: the two cannot differ.
"""

from collections import defaultdict
from dataclasses import dataclass, replace
from functools import cached_property

from django.db.models import QuerySet

from organization.choices import Level
from organization.models import Campaign, Committee
from organization.region import words
from reports.annex2.frozen_rows import frozen_branch_rows
from reports.annex2.layout import OWN_NAME, Layout, layout_of
from reports.annex2.rows import Row, merged
from reports.annex2.table import Table, build_table, fill, outside_row
from reports.choices import PackageState, Source
from reports.counting.branches import branch_of_each
from reports.models import Credit, Package, Submission

LEAGUE_CITY_OWN_NAME = f"{words.league_city}{OWN_NAME}"


@dataclass(frozen=True)
class BranchLine:
    """The reporting committee itself, or one directly below it (or administered by it) with everything below that."""

    committee: Committee
    row: Row
    # It counted in this row when it was sent up, and counts in another one by now.
    is_moved: bool = False


@dataclass(frozen=True)
class Block:
    """A row of Annex 2 and what it is made of."""

    layout: Layout
    package: Package
    # The reporting committee's own first, then in the order of the tree, then what has moved.
    lines: list[BranchLine]
    # Whose figures these are. None in the live table, and where the package does not count in a frozen source.
    submission: Submission | None = None

    @cached_property
    def row(self) -> Row:
        name = (self.submission or self.package).printed_name
        return merged(self.layout, name, (line.row for line in self.lines), package=self.package)

    def name_of(self, line: BranchLine) -> str:
        if line.committee.pk != self.package.committee_id:
            return line.committee.place_name
        return LEAGUE_CITY_OWN_NAME if line.committee.level == Level.LEAGUE_CITY else OWN_NAME


def counted_submissions(campaign: Campaign, committee: Committee, source: str) -> QuerySet[Submission]:
    """The last submission of each package of the committee's table that counts in a frozen source.

    Under 按报送 a returned or withdrawn package counts as it was last submitted.
    """
    packages = _packages(campaign, committee)
    if source == Source.ACCEPTED:
        packages = packages.filter(state=PackageState.ACCEPTED)
    return Submission.objects.filter(package__in=packages).latest().order_by("package__position")


def build_blocks(campaign: Campaign, committee: Committee, source: str, layout: Layout) -> list[Block]:
    """Each row of the region's table; for any other committee the row that it reports itself, if any.

    A fixed number of queries.
    """
    blocks = blank_blocks(campaign, committee, layout)
    if source == Source.LIVE:
        fill([line.row for block in blocks for line in block.lines], campaign, layout)
        return blocks
    counted = counted_submissions(campaign, committee, source).select_related("package")
    submissions = {submission.package_id: submission for submission in counted}
    rows_of = frozen_branch_rows(list(submissions.values()), layout)
    names = {one.pk: one for one in Committee.objects.all()}
    return [_frozen_block(block, submissions.get(block.package.pk), rows_of, names) for block in blocks]


def blank_blocks(campaign: Campaign, committee: Committee, layout: Layout) -> list[Block]:
    """The rows and their lines as the campaign has them now, with the committees that count in each and no figures."""
    packages = list(_packages(campaign, committee).select_related("committee"))
    committees = {one.pk: one for one in Committee.objects.all()}
    branches = _branches_by_package(campaign, packages, committees)
    return [Block(layout, package, _blank_lines(branches[package.pk], committees, layout)) for package in packages]


def _frozen_block(block, submission, rows_of, names) -> Block:
    rows = rows_of[submission.pk] if submission else {}
    then = set(rows) | {counted["branch"] for counted in (submission.returnee_counts if submission else ())}
    lines = [replace(line, row=rows.get(line.committee.pk, line.row)) for line in block.lines]
    moved = then - {line.committee.pk for line in lines}
    lines += [
        BranchLine(one, rows.get(pk) or blank_row(block.layout, one), is_moved=True)
        for pk, one in names.items()
        if pk in moved
    ]
    return Block(block.layout, block.package, lines, submission)


def _packages(campaign: Campaign, committee: Committee) -> QuerySet[Package]:
    packages = Package.objects.in_campaign(campaign)
    return packages if committee.level == Level.REGION else packages.filter(committee=committee)


def assemble_table(blocks: list[Block], campaign: Campaign, committee: Committee, source: str, layout: Layout) -> Table:
    rows = [block.row for block in blocks]
    remarks = _counted_twice(blocks)
    return Table(campaign, committee, layout, rows, outside_row(layout), source=source, remarks=remarks)


def build_table_from(source: str, campaign: Campaign, committee: Committee) -> Table:
    if source == Source.LIVE:
        return build_table(campaign, committee)
    layout = layout_of(campaign)
    return assemble_table(build_blocks(campaign, committee, source, layout), campaign, committee, source, layout)


def _branches_by_package(campaign, packages, committees) -> dict[int, dict[int, set[int]]]:
    package_of = Credit.objects.package_of_committees(campaign)
    branches: dict[int, dict[int, set[int]]] = {
        package.pk: defaultdict(set, {package.committee_id: set()}) for package in packages
    }
    tree = [(pk, committee.parent_id) for pk, committee in committees.items() if package_of.get(pk) in branches]
    credited = set(Credit.objects.filter(campaign=campaign).values_list("committee_id", flat=True))
    reporting = {package.committee_id for package in packages}
    for committee_id, branch_id in branch_of_each(tree, credited, reporting).items():
        branches[package_of[committee_id]][branch_id].add(committee_id)
    return branches


def _blank_lines(branches: dict[int, set[int]], committees, layout: Layout) -> list[BranchLine]:
    return [
        BranchLine(committees[pk], blank_row(layout, committees[pk], frozenset(members)))
        for pk, members in branches.items()
    ]


def blank_row(layout: Layout, committee: Committee, committee_ids: frozenset[int] = frozenset()) -> Row:
    return Row(layout, committee.place_name, committee_ids)


def _counted_twice(blocks: list[Block]) -> tuple[str, ...]:
    """Rows were separated after one of them had been submitted, and the separate one has been submitted too."""
    counted = [block for block in blocks if block.submission]
    block_of = {line.committee.pk: block for block in counted for line in block.lines if not line.is_moved}
    return tuple(
        f"重复计入：{block.row.name}报送的数字里含{line.committee.place_name}，"
        f"{block_of[line.committee.pk].row.name}又单独报送；请退回{block.row.name}重新报送。"
        for block in counted
        for line in block.lines
        if line.is_moved and line.committee.pk in block_of
    )
