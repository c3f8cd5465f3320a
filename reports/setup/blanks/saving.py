"""From the table that was designed to rows: kinds, their numbers, columns and the campaign's head, all or nothing."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max

from activities.models import ActivityKind, KindDetail, KindFigure
from activities.models.kind import RESERVED_KEYS
from activities.shapes import LABELS, UNITS, Shape
from organization.audit import append_audit_event
from organization.choices import Act
from organization.models import Campaign
from organization.pinyin import spell
from reports.annex2.structure import change_columns, is_structure_fixed, lock_table
from reports.choices import ColumnContent
from reports.models import AnnexColumn
from reports.setup.blanks.choices import CHANNELS, OWN, content_of, split
from reports.setup.blanks.draft import HEAD, choice_of

OUTDATED = "这张表刚刚有人改过（或这一页已经保存过一次），没有保存。您填的都还在；核对后再按一次保存，就以这一页为准。"
# What a new kind is asked besides its numbers; staff may take them out again.
USUAL_DETAILS = {Shape.MEETING: ("topic", "place"), Shape.TALLY: ("topic", "place")}
LONGEST_KIND_KEY, LONGEST_FIGURE_KEY, LONGEST_COLUMN_KEY = 20, 30, 50


@dataclass(frozen=True)
class PlannedKind:
    key: str
    label: str
    shape: str


@dataclass(frozen=True)
class PlannedColumn:
    headings: tuple[str, ...]
    choice: str
    label: str
    unit: str
    width: int
    pk: int | None = None


class PartRefused(Exception):
    """A part of the page cannot be saved: `kind` or `column` with its place, and why."""

    def __init__(self, part: tuple[str, int], refusal: ValidationError):
        super().__init__(part, refusal)
        self.part, self.refusal = part, refusal


@dataclass(frozen=True)
class SavedTable:
    kinds: list[ActivityKind]
    is_changed: bool


def present_columns(campaign: Campaign) -> list[AnnexColumn]:
    return list(AnnexColumn.objects.in_campaign(campaign).select_related("kind").order_by("position"))


def digest_of(campaign: Campaign, columns: Iterable[AnnexColumn]) -> str:
    """Of the table as a page shows it: another one, once somebody has changed it."""
    names = [one.attname for one in AnnexColumn._meta.concrete_fields]
    text = repr([[getattr(column, name) for name in names] for column in columns])
    head = repr([getattr(campaign, name) for name in HEAD])
    return hashlib.sha256(f"{head}{text}".encode()).hexdigest()[:16]


@transaction.atomic
def save_table(
    request,
    *,
    campaign: Campaign,
    seen: str,
    head: dict,
    kinds: Sequence[PlannedKind],
    columns: Sequence[PlannedColumn],
) -> SavedTable:
    """Raises a ValidationError where the table may not be so, and PartRefused where a part of it may not."""
    lock_table(campaign)
    campaign.refresh_from_db()
    present = present_columns(campaign)
    if seen != digest_of(campaign, present):
        raise ValidationError(OUTDATED, code="outdated")
    is_fixed = is_structure_fixed(campaign)
    changed_head = [] if is_fixed else save_head(request, campaign, head)
    made = make_kinds(request, campaign, kinds)
    changed, removed = plan_columns(campaign, present, columns, add_numbers(campaign, made, columns))
    if changed or removed:
        change_columns(request, campaign=campaign, changed=changed, removed=removed)
    return SavedTable(list(made.values()), bool(changed_head or made or changed or removed))


def save_head(request, campaign: Campaign, head: dict) -> list[str]:
    changed = [name for name in HEAD if getattr(campaign, name) != head[name]]
    for name in changed:
        setattr(campaign, name, head[name])
    if changed:
        campaign.save(update_fields=changed)
        detail = "、".join(str(campaign._meta.get_field(name).verbose_name) for name in changed)
        append_audit_event(request, Act.CAMPAIGN_CHANGE, campaign, detail=detail)
    return changed


# Kinds and their numbers


def make_kinds(request, campaign: Campaign, kinds: Sequence[PlannedKind]) -> dict[str, ActivityKind]:
    """By the name that the page has for each."""
    made = {}
    position = campaign.kinds.aggregate(last=Max("position"))["last"] or 0
    used = set(campaign.kinds.values_list("key", flat=True)) | RESERVED_KEYS
    for number, planned in enumerate(kinds):
        position += 1
        key = free_key(planned.label, used, LONGEST_KIND_KEY, "kind")
        kind = ActivityKind(
            campaign=campaign, key=key, label=planned.label, shape=planned.shape, position=min(position, 99)
        )
        save_part(("kind", number), kind)
        used.add(key)
        for column in USUAL_DETAILS.get(Shape(kind.shape), ("place",)):
            KindDetail.objects.create(kind=kind, column=column)
        append_audit_event(request, Act.CAMPAIGN_CHANGE, campaign, detail=f"活动类别：{kind}")
        made[planned.key] = kind
    return made


def free_key(label: str, used: set[str], longest: int, otherwise: str) -> str:
    """From the label's pinyin; a number behind it where there is one already."""
    letters = "".join(spell(label)).lower()
    stem = (letters if letters[:1].isalpha() else f"{otherwise}_{letters}".rstrip("_"))[:longest]
    tries = (stem, *(f"{stem[: longest - len(str(number)) - 1]}_{number}" for number in range(2, 1000)))
    return next(key for key in tries if key not in used)


Number = tuple[ActivityKind | None, str]


def add_numbers(campaign: Campaign, made: dict[str, ActivityKind], columns: Sequence[PlannedColumn]) -> list[Number]:
    """Kind and figure of each column; what is new of them is made."""
    kinds = {kind.key: kind for kind in campaign.kinds.with_questions()} | made
    found = [
        add_number(kinds, place, column, is_new=split(column.choice)[0] in made) for place, column in enumerate(columns)
    ]
    # Read again: they know only now what they ask.
    renewed = {kind.pk: kind for kind in campaign.kinds.with_questions()}
    return [(renewed[kind.pk] if kind else None, figure) for kind, figure in found]


def add_number(kinds: dict[str, ActivityKind], place: int, column: PlannedColumn, *, is_new: bool) -> Number:
    kind_key, figure = split(column.choice)
    if not figure:
        return None, ""
    kind = kinds.get(kind_key)
    if kind is None:
        refusal = ValidationError({"choice": "这个类别刚刚被人删去了，请重新选。"})
        raise PartRefused(("column", place), refusal)
    if figure == OWN:
        return kind, add_figure(kind, place, column)
    if is_new:
        ask_detail(kind, place, figure, column)
    return kind, "" if figure == CHANNELS else figure


def add_figure(kind: ActivityKind, place: int, column: PlannedColumn) -> str:
    present = KindFigure.objects.filter(kind=kind)
    used = {*present.values_list("key", flat=True), *LABELS}
    position = (present.aggregate(last=Max("position"))["last"] or 0) + 1
    figure = KindFigure(
        kind=kind,
        key=free_key(column.label, used, LONGEST_FIGURE_KEY, "figure"),
        label=column.label,
        unit=column.unit,
        # The table wants it of every entry.
        is_required=True,
        position=min(position, 99),
    )
    save_part(("column", place), figure)
    return figure.key


def ask_detail(kind: ActivityKind, place: int, name: str, column: PlannedColumn) -> None:
    """A number of the shape, by the name and in the unit that the table has for it."""
    if KindDetail.objects.filter(kind=kind, column=name).exists():
        return
    label = "" if column.label == LABELS[name] else column.label
    unit = "" if name == CHANNELS or column.unit == UNITS.get(name) else column.unit
    save_part(("column", place), KindDetail(kind=kind, column=name, is_required=True, label=label, unit=unit))


def save_part(part: tuple[str, int], row) -> None:
    try:
        row.full_clean()
    except ValidationError as refusal:
        raise PartRefused(part, refusal) from refusal
    row.save()


# Columns


def plan_columns(
    campaign: Campaign,
    present: Sequence[AnnexColumn],
    columns: Sequence[PlannedColumn],
    numbers: Sequence[Number],
) -> tuple[list[AnnexColumn], list[AnnexColumn]]:
    """Those to save, new or changed, and those to delete. What prints the same stays the same row, wherever it goes."""
    left = {column.pk: column for column in present}
    before = {column.pk: column.__dict__.copy() for column in present}
    used = {column.key for column in present}
    changed = []
    for place, (planned, (kind, figure)) in enumerate(zip(columns, numbers, strict=True)):
        row = take_row(planned, left) or AnnexColumn(
            campaign=campaign, key=free_column_key(planned, kind, figure, used)
        )
        used.add(row.key)
        row.position, row.content, row.width = place + 1, content_of(planned.choice), planned.width
        row.kind, row.figure = kind, figure
        row.heading_1, row.heading_2, row.heading_3 = (*planned.headings, "", "", "")[:3]
        if row.pk is None or is_changed(row, before[row.pk]):
            check_column(place, row)
            changed.append(row)
    return changed, list(left.values())


def take_row(planned: PlannedColumn, left: dict[int, AnnexColumn]) -> AnnexColumn | None:
    own = left.get(planned.pk) if planned.pk else None
    rows = [own] if own and choice_of(own) == planned.choice else []
    if planned.choice != ColumnContent.BLANK:
        rows += [row for row in left.values() if choice_of(row) == planned.choice]
    return left.pop(rows[0].pk) if rows else None


def free_column_key(planned: PlannedColumn, kind: ActivityKind | None, figure: str, used: set[str]) -> str:
    stem = f"{kind.key}_{figure or CHANNELS}" if kind else str(content_of(planned.choice))
    tries = (stem, *(f"{stem[: LONGEST_COLUMN_KEY - 4]}_{number}" for number in range(2, 1000)))
    return next(key for key in tries if len(key) <= LONGEST_COLUMN_KEY and key not in used)


def is_changed(row: AnnexColumn, before: dict) -> bool:
    return any(row.__dict__[one.attname] != before[one.attname] for one in row._meta.concrete_fields)


def check_column(place: int, row: AnnexColumn) -> None:
    try:
        # Whether it is the only one of its kind is said of the whole table.
        row.full_clean(exclude={"campaign"}, validate_unique=False)
    except ValidationError as refusal:
        raise PartRefused(("column", place), refusal) from refusal
