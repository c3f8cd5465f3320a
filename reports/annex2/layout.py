"""The form of a campaign's official table (附件2) as data: its columns, their headings and how these are merged."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from openpyxl.utils import get_column_letter

from activities.choices import LoggedList
from activities.models import ActivityKind
from activities.models.log_list import STANDARD_LISTS, ChoiceList, lists_of
from activities.shapes import FIGURE_COLUMNS
from organization.choices import Level
from organization.models import Campaign
from organization.region import REGION
from reports.choices import ColumnContent
from reports.counting.kind_numbers import number_key
from reports.models.annex_column import AnnexColumn

TOTAL_NAME = "合计"
# Heads the names of a table whose campaign has no column for them yet.
NAME_HEADING, NAME_WIDTH = "单位名称", 16
# In a breakdown: the entries of the committee itself.
OWN_NAME = "本级"
# Stands in the total row below a column of text.
TEXT_TOTAL = "—"


@dataclass(frozen=True)
class TableColumn:
    letter: str
    key: str
    content: str
    # From the top of the head down: one to three.
    headings: tuple[str, ...]
    # In characters of the sheet's default font.
    width: int
    # The counting rule, as staff read it beside the table.
    meaning: str = ""
    # The key of the kind of activity behind it; None where the log does not fill it.
    kind: str | None = None
    # The number of the kind's entries that is summed: a column of the log, or a figure of the kind's own.
    figure: str = ""

    @property
    def heading(self) -> str:
        return self.headings[-1]

    @property
    def full_heading(self) -> str:
        return " · ".join(self.headings)

    @property
    def is_number(self) -> bool:
        return self.content == ColumnContent.FIGURE

    @property
    def is_text(self) -> bool:
        return self.content == ColumnContent.CHANNELS

    @property
    def is_name(self) -> bool:
        return self.content == ColumnContent.NAME

    @property
    def is_counted(self) -> bool:
        """Whether the log fills it."""
        return self.is_number or self.is_text


@dataclass(frozen=True)
class HeadingCell:
    """A cell of the table's head and how far it is merged; rows and columns count from 0."""

    text: str
    row: int
    column: int
    row_count: int = 1
    column_count: int = 1


@dataclass(frozen=True)
class Layout:
    columns: tuple[TableColumn, ...]
    # The keys of the campaign's kinds by primary key, where its kinds are at hand.
    kind_keys: Mapping[int, str] | None = field(default=None, compare=False)
    # The campaign's words for the channels, as a column of text names them.
    channels: ChoiceList = field(default=STANDARD_LISTS[LoggedList.CHANNELS], compare=False)

    @cached_property
    def numbers(self) -> tuple[TableColumn, ...]:
        return tuple(column for column in self.columns if column.is_number)

    @cached_property
    def counted(self) -> tuple[TableColumn, ...]:
        """The columns that the log fills, numbers and channels, in the order of the table."""
        return tuple(column for column in self.columns if column.is_counted)

    @cached_property
    def name(self) -> TableColumn:
        return next(column for column in self.columns if column.is_name)

    @cached_property
    def summed_columns(self) -> list[str]:
        """Columns of the log that a number of the table sums."""
        return sorted({column.figure for column in self.numbers} & set(FIGURE_COLUMNS))

    @cached_property
    def own_figures(self) -> frozenset[tuple[str, str]]:
        """(kind, figure) of the kinds' own figures that a number of the table sums."""
        return frozenset((column.kind, column.figure) for column in self.numbers if column.figure not in FIGURE_COLUMNS)

    def headed(self, level: str) -> "Layout":
        """Of a committee of another level than reports, which the heading of the names may not fit."""
        names = replace(self.name, headings=(*self.name.headings[:-1], Level(level).label))
        is_of_cities = self.name.heading == REGION.reporting
        columns = tuple(names if is_of_cities and column.is_name else column for column in self.columns)
        return replace(self, columns=columns)

    def of_kind(self, kind: str) -> tuple[TableColumn, ...]:
        return tuple(column for column in self.counted if column.kind == kind)

    def numbers_of_kind(self, kind: str) -> tuple[TableColumn, ...]:
        return tuple(column for column in self.numbers if column.kind == kind)

    @cached_property
    def heading_row_count(self) -> int:
        return max(len(column.headings) for column in self.columns)

    @cached_property
    def heading_cells(self) -> list[HeadingCell]:
        """Row by row from the left; neighbours below the same headings are merged, a short path reaches down."""
        cells = []
        for row in range(self.heading_row_count):
            column = 0
            while column < len(self.columns):
                path = self.columns[column].headings[: row + 1]
                if len(path) <= row:  # a heading above reaches down to here
                    column += 1
                    continue
                is_last = len(self.columns[column].headings) == row + 1
                span = 1 if is_last else self._same_path(column, path)
                row_count = self.heading_row_count - row if is_last else 1
                cells.append(HeadingCell(path[row], row, column, row_count, span))
                column += span
        return cells

    @cached_property
    def heading_rows(self) -> list[list[HeadingCell]]:
        """The cells of each row of the head."""
        return [[cell for cell in self.heading_cells if cell.row == row] for row in range(self.heading_row_count)]

    def _same_path(self, first: int, path: tuple[str, ...]) -> int:
        """How many columns from `first` on stand below the same headings, and below further ones."""
        count = 0
        for column in self.columns[first:]:
            if column.headings[: len(path)] != path or len(column.headings) == len(path):
                break
            count += 1
        return count


def make_layout(
    columns: Iterable[AnnexColumn],
    kind_keys: Mapping[int, str] | None = None,
    channels: ChoiceList = STANDARD_LISTS[LoggedList.CHANNELS],
) -> Layout:
    return Layout(
        tuple(
            TableColumn(
                letter=get_column_letter(number),
                key=column.key,
                content=column.content,
                headings=column.headings,
                width=column.width,
                meaning=column.meaning,
                kind=column.kind.key if column.kind else None,
                figure=column.figure,
            )
            for number, column in enumerate(columns, start=1)
        ),
        kind_keys,
        channels,
    )


def layout_of_numbers(kinds: Sequence[ActivityKind], channels: ChoiceList) -> Layout:
    """Not of the table: a column for every number and for the channels of each kind, by `number_key`.

    For a text that speaks of all of them, whichever the table has.
    """
    columns = []
    for kind in kinds:
        columns += [
            TableColumn("", number_key(kind.key, figure), ColumnContent.FIGURE, (label,), 0, "", kind.key, figure)
            for figure, label in kind.number_labels.items()
        ]
        if kind.asks("channels"):
            key = number_key(kind.key, "channels")
            columns.append(TableColumn("", key, ColumnContent.CHANNELS, (kind.label,), 0, "", kind.key))
    return Layout(tuple(columns), keys_of(kinds), channels)


def keys_of(kinds: Iterable[ActivityKind]) -> dict[int, str]:
    return {kind.pk: kind.key for kind in kinds}


def layout_of(campaign: Campaign, kinds: Iterable[ActivityKind] | None = None) -> Layout:
    """One query, and one where it has channels. A table names its rows, even before it has a column for that.

    `kinds` are all those of the campaign, where they are at hand.
    """
    columns = list(AnnexColumn.objects.in_campaign(campaign).select_related("kind").order_by("position"))
    if not any(column.content == ColumnContent.NAME for column in columns):
        columns.insert(0, AnnexColumn(content=ColumnContent.NAME, heading_1=NAME_HEADING, width=NAME_WIDTH))
    has_channels = any(column.content == ColumnContent.CHANNELS for column in columns)
    lists = lists_of(campaign) if has_channels else STANDARD_LISTS
    return make_layout(columns, None if kinds is None else keys_of(kinds), lists[LoggedList.CHANNELS])
