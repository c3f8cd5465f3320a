"""Reading a table in batches, and a batch column by column."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from django.db.models import DateField, DateTimeField, IntegerField, Q, QuerySet
from django.utils import timezone

from organization.models import Committee
from organization.models.committee import UNKNOWN_PLACE
from organization.region import words
from xlsx_stream.workbook import Cells, SheetColumn, Value

ROWS_AT_A_TIME = 2_000
# Rows for one of its own that a batch may meet in its range of keys: naming each key costs about as much.
SPARSEST = 4

# Some rows, by the name of each column its values in all of them.
Batch = dict[str, Sequence]


def keyset_batches(rows: QuerySet, names: Sequence[str]) -> Iterator[Batch]:
    """The columns `pk` and `names` of these rows in the order of their keys, some rows at a time.

    Each batch is a query of its own that begins after the last key, so no transaction or cursor stays open however
    slowly the file is downloaded. A row that is changed meanwhile is read once, before or after its change.
    """
    names, last = ("pk", *names), 0
    ordered = rows.order_by("pk").values_list(*names)
    while batch := list(ordered.filter(pk__gt=last)[:ROWS_AT_A_TIME]):
        columns = dict(zip(names, zip(*batch, strict=True), strict=True))
        yield columns
        last = columns["pk"][-1]


def among(pks: Sequence[int], *, name: str) -> Q:
    """Rows that belong to a batch by the foreign key `name`, with some that do not where the batch has gaps.

    A range costs an eighth of two thousand keys named one by one, as long as most keys in it are of the batch.
    """
    first, last = pks[0], pks[-1]
    if last - first < SPARSEST * len(pks):
        return Q((f"{name}__gte", first), (f"{name}__lte", last))
    return Q((f"{name}__in", pks))


@dataclass(frozen=True)
class Meaning:
    """The line of a column in the dictionary of an export."""

    text: str = ""
    asked_of: str = ""
    answered_by: str = ""
    # The labels of its codes, or the range of its numbers.
    values: str = ""
    sensitivity: str = ""


NO_MEANING = Meaning()


@dataclass(frozen=True)
class ExportColumn:
    """A column of the file, how its cells are read from a batch, and what it means."""

    column: SheetColumn
    read: Callable[[Batch], Sequence[Value]]
    meaning: Meaning = NO_MEANING


def read_rows(batch: Batch, columns: Sequence[ExportColumn]) -> list[tuple[Value, ...]]:
    return list(zip(*(column.read(batch) for column in columns), strict=True))


def stored(model, name: str, width: int, heading: str = "", *, meaning: Meaning | None = None) -> ExportColumn:
    """A column of the table: codes as their labels, moments by the clock of the place."""
    field = model._meta.get_field(name)
    heading, meaning = heading or str(field.verbose_name), meaning or Meaning(str(field.help_text))
    if field.choices:
        return labelled(name, heading, width, field.flatchoices, meaning)
    if isinstance(field, DateTimeField):
        return ExportColumn(
            SheetColumn(heading, width, Cells.MOMENT), lambda batch: local_moments(batch[name]), meaning
        )
    cells = Cells.DAY if isinstance(field, DateField) else Cells.TEXT
    cells = Cells.NUMBER if isinstance(field, IntegerField) else cells
    return ExportColumn(SheetColumn(heading, width, cells), lambda batch: batch[name], meaning)


def labelled(name: str, heading: str, width: int, choices, meaning: Meaning = NO_MEANING) -> ExportColumn:
    labels = {code: str(label) for code, label in choices}
    meaning = replace(meaning, values=meaning.values or "、".join(labels.values()))
    labels[""] = None
    return ExportColumn(
        SheetColumn(heading, width), lambda batch: [labels.get(code, code) for code in batch[name]], meaning
    )


def local_moments(moments):
    zone = timezone.get_default_timezone()
    return [at and at.astimezone(zone) for at in moments]


def place_columns(name: str, width: int) -> list[ExportColumn]:
    names = Committee.objects.place_names_by_path()
    places = {pk: names.get(path, UNKNOWN_PLACE) for pk, path in Committee.objects.values_list("pk", "path")}

    def read(level):
        return lambda batch: [places.get(pk, UNKNOWN_PLACE)[level] for pk in batch[name]]

    return [
        ExportColumn(SheetColumn(heading, width), read(level))
        for level, heading in enumerate((words.league_city, words.county))
    ]
