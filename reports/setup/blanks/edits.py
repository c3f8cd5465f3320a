"""What the buttons of the page do to the table that is designed: add, move and remove columns, groups and kinds."""

from collections.abc import Callable

from reports.annex2.structure import LAST_POSITION
from reports.setup.blanks.draft import Draft, DraftColumn, DraftGroup, DraftKind


def edit(draft: Draft, act: str) -> None:
    """`act` is what a button posts, such as `column-left:3`; what is no button of the page does nothing."""
    name, _, place = act.partition(":")
    number = int(place) if place.isascii() and place.isdecimal() and len(place) < 3 else -1
    for beginning, count, acts in (
        ("column-", len(draft.columns), COLUMN_ACTS),
        ("group-", len(draft.groups), GROUP_ACTS),
        ("kind-", len(draft.kinds), KIND_ACTS),
    ):
        if name in acts and name.startswith(beginning) and 0 <= number < count:
            acts[name](draft, number)
    if name == "add-group" and has_room(draft):
        draft.groups.append(DraftGroup("", [DraftColumn()]))
    elif name == "add-kind" and len(draft.kinds) < LAST_POSITION:
        draft.kinds.append(DraftKind(free_key(draft)))


def has_room(draft: Draft) -> bool:
    return len(draft.columns) < LAST_POSITION


def free_key(draft: Draft) -> str:
    used = {kind.key for kind in draft.kinds}
    return next(key for number in range(1, LAST_POSITION + 1) if (key := f"new-{number}") not in used)


def find(draft: Draft, number: int) -> tuple[int, int]:
    """Group and place in it of a column."""
    for place, group in enumerate(draft.groups):
        if number < len(group.columns):
            return place, number
        number -= len(group.columns)
    raise IndexError(number)


def move_column(step: int) -> Callable[[Draft, int], None]:
    def move(draft: Draft, number: int) -> None:
        place, inside = find(draft, number)
        columns = draft.groups[place].columns
        if len(columns) == 1:
            move_group(step)(draft, place)
        elif 0 <= inside + step < len(columns):
            columns[inside], columns[inside + step] = columns[inside + step], columns[inside]
        elif 0 <= place + step < len(draft.groups):
            # From the edge of its group into the next one.
            neighbours = draft.groups[place + step].columns
            neighbours.insert(0 if step > 0 else len(neighbours), columns.pop(inside))

    return move


def remove_column(draft: Draft, number: int) -> None:
    place, inside = find(draft, number)
    del draft.groups[place].columns[inside]
    if not draft.groups[place].columns:
        del draft.groups[place]


def separate_column(draft: Draft, number: int) -> None:
    """Out of its group, behind it; its own heading is the first then."""
    place, inside = find(draft, number)
    columns = draft.groups[place].columns
    if len(columns) == 1:
        return
    column = columns.pop(inside)
    heading, column.heading_2, column.heading_3 = column.heading_2, column.heading_3, ""
    draft.groups.insert(place + 1, DraftGroup(heading, [column]))


def move_group(step: int) -> Callable[[Draft, int], None]:
    def move(draft: Draft, number: int) -> None:
        if 0 <= number + step < len(draft.groups):
            draft.groups.insert(number + step, draft.groups.pop(number))

    return move


def remove_group(draft: Draft, number: int) -> None:
    del draft.groups[number]


def extend_group(draft: Draft, number: int) -> None:
    if has_room(draft):
        draft.groups[number].columns.append(DraftColumn())


def remove_kind(draft: Draft, number: int) -> None:
    del draft.kinds[number]


COLUMN_ACTS = {
    "column-left": move_column(-1),
    "column-right": move_column(1),
    "column-apart": separate_column,
    "column-remove": remove_column,
}
GROUP_ACTS = {
    "group-left": move_group(-1),
    "group-right": move_group(1),
    "group-remove": remove_group,
    "group-extend": extend_group,
}
KIND_ACTS = {"kind-remove": remove_kind}
