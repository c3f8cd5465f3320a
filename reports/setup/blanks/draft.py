"""The table while it is designed: all that is typed on the page, as text, in groups below a first heading.

Nothing of it is saved; the page carries it from one press of a button to the next.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, fields
from itertools import groupby

from organization.models import Campaign
from organization.text import clean_line
from reports.annex2.structure import LAST_POSITION
from reports.choices import ColumnContent
from reports.models import AnnexColumn
from reports.setup.blanks.choices import CHANNELS, join

HEAD = (
    "annex2_label",
    "annex2_title",
    "shows_theme_in_annex2",
    "annex2_signing_line",
    "committee_seal",
    "region_seal",
    "has_total_row",
)
TICKS = ("shows_theme_in_annex2", "has_total_row")
# Names of what the page carries of a blank: the rows that it prints, and texts of which nothing was made.
PRINTED_ROW, UNUSED_TEXT = "printed_row", "unused_text"
CARRIED_LIMIT = 300
NEW_KIND = re.compile(r"new-[0-9]{1,3}")


@dataclass
class DraftColumn:
    heading_2: str = ""
    heading_3: str = ""
    choice: str = ""
    # Of a number that is only to be made: what its kind calls it, its measure word.
    label: str = ""
    unit: str = ""
    width: str = "10"
    # The key of the column's row, where it has one.
    pk: str = ""
    # What was guessed; the page says so as long as it is chosen.
    guess: str = ""


@dataclass
class DraftGroup:
    heading: str = ""
    columns: list[DraftColumn] = field(default_factory=list)


@dataclass
class DraftKind:
    # Of the page alone: no key of a kind has a hyphen.
    key: str
    label: str = ""
    shape: str = ""


@dataclass
class Draft:
    head: dict[str, str]
    groups: list[DraftGroup]
    kinds: list[DraftKind] = field(default_factory=list)
    printed_rows: list[str] = field(default_factory=list)
    unused_texts: list[str] = field(default_factory=list)

    @property
    def columns(self) -> list[DraftColumn]:
        return [column for group in self.groups for column in group.columns]

    def as_data(self) -> dict[str, str]:
        """As the page posts it, numbered anew."""
        data = {f"head-{name}": value for name, value in self.head.items() if name not in TICKS or value}
        for number, kind in enumerate(self.kinds):
            data |= prefixed(f"k{number}", asdict(kind))
        place = 0
        for number, group in enumerate(self.groups):
            data[f"g{number}-heading"] = group.heading
            for column in group.columns:
                data |= prefixed(f"c{place}", asdict(column)) | {f"c{place}-group": str(number)}
                place += 1
        return data


def prefixed(prefix: str, values: Mapping[str, str]) -> dict[str, str]:
    return {f"{prefix}-{name}": value for name, value in values.items()}


def head_of(campaign: Campaign) -> dict[str, str]:
    values = {name: getattr(campaign, name) for name in HEAD}
    return {name: ("on" if value else "") if name in TICKS else value for name, value in values.items()}


def draft_of(campaign: Campaign, columns: Iterable[AnnexColumn]) -> Draft:
    """The table as it is saved."""
    groups = [
        DraftGroup(heading, [drafted(column) for column in below])
        for (heading, _), below in groupby(columns, key=group_key)
    ]
    return Draft(head_of(campaign), groups)


def group_key(column: AnnexColumn) -> tuple[str, int]:
    """Neighbours below one heading are a group; one without a second heading is a group of its own."""
    return column.heading_1, 0 if column.heading_2 else column.pk


def drafted(column: AnnexColumn) -> DraftColumn:
    headings = column.heading_2, column.heading_3
    return DraftColumn(*headings, choice_of(column), width=str(column.width), pk=str(column.pk))


def choice_of(column: AnnexColumn) -> str:
    if column.kind is None:
        return column.content
    return join(column.kind.key, CHANNELS if column.content == ColumnContent.CHANNELS else column.figure)


def draft_from_post(data) -> Draft:
    """Whatever was posted, as text of one line each; what is no table is no more than an empty one."""
    head = {name: clean_line(data.get(f"head-{name}", "")) for name in HEAD}
    posted = [read(DraftKind, data, f"k{number}") for number in range(LAST_POSITION)]
    kinds = {kind.key: kind for kind in posted if NEW_KIND.fullmatch(kind.key)}
    groups: dict[str, DraftGroup] = {
        str(number): DraftGroup(clean_line(data[f"g{number}-heading"]))
        for number in range(LAST_POSITION)
        if f"g{number}-heading" in data
    }
    for place in range(LAST_POSITION):
        if group := groups.get(data.get(f"c{place}-group", "")):
            group.columns.append(read(DraftColumn, data, f"c{place}"))
    carried = ([clean_line(one) for one in data.getlist(name)[:CARRIED_LIMIT]] for name in (PRINTED_ROW, UNUSED_TEXT))
    return Draft(head, [group for group in groups.values() if group.columns], list(kinds.values()), *carried)


def read(kind: type, data, prefix: str):
    values = {one.name: clean_line(data.get(f"{prefix}-{one.name}", "")) for one in fields(kind)}
    return kind(**values)
