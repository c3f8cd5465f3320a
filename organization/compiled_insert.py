"""INSERTs whose statement Django's compiler puts together once, for rows that come in by the thousand.

Each value is what `save()` would store: through `pre_save` and `get_db_prep_save` of its field, but where Django's own
do nothing with it. The database checks its constraints. Not for rows that bring their key, values that are expressions,
models with parents, or with a single column beside the key; no signal is sent. What it gains stands in
docs/decisions/0021-the-path-of-one-answer.md.
"""

from collections.abc import Callable, Iterable, Sequence
from contextlib import nullcontext
from functools import cache, lru_cache
from itertools import chain
from operator import attrgetter
from typing import Any, NamedTuple

from django.db import connections, models, transaction
from django.db.models.expressions import RawSQL
from django.db.models.sql import InsertQuery

# Each number of rows is a statement of its own.
MOST_ROWS = 20


# Of these, `pre_save` reads the attribute, and so do those of days and moments that are not set by themselves; the
# others leave a str or an int as it is.
READING = {models.Field.pre_save}
OF_MOMENTS = {models.DateField.pre_save, models.DateTimeField.pre_save}
KEEPING = {
    str: {
        *(models.Field.get_db_prep_save, models.Field.get_db_prep_value),
        *(models.CharField.get_prep_value, models.CharField.to_python),
        *(models.TextField.get_prep_value, models.TextField.to_python),
    },
    int: {
        *(models.Field.get_db_prep_save, models.IntegerField.get_db_prep_value),
        *(models.IntegerField.get_prep_value, models.IntegerField.to_python, models.AutoField.get_db_prep_value),
    },
}


class StoredColumn(NamedTuple):
    place: int
    field: models.Field
    # `pre_save` does more than to read.
    prepares: bool
    # Values of this type are stored as they are; None: of none.
    kept: type | None


class CompiledInsert(NamedTuple):
    sql: str
    columns: Sequence[StoredColumn]
    read: Callable[[models.Model], tuple]
    # PostgreSQL gets several rows as one array of each column.
    is_by_column: bool

    def values_of(self, row: models.Model, connection) -> list:
        values = list(self.read(row))
        for place, field, prepares, kept in self.columns:
            if prepares:
                values[place] = field.pre_save(row, True)
            value = values[place]
            # Null is null to every field, and a code of a list a str.
            if value is None or type(value) is kept or (kept is str and isinstance(value, str)):
                continue
            values[place] = field.get_db_prep_save(value, connection)
        return values


def describe(place: int, field: models.Field) -> StoredColumn:
    return StoredColumn(place, field, not only_reads(field), kept_type(field))


def only_reads(field: models.Field) -> bool:
    is_set_by_itself = getattr(field, "auto_now", False) or getattr(field, "auto_now_add", False)
    return is_one_of(READING if is_set_by_itself else READING | OF_MOMENTS, field, "pre_save")


def kept_type(field: models.Field) -> type | None:
    if type(field) in (models.ForeignKey, models.OneToOneField):
        # It stores what the key that it points to would.
        field = field.target_field
    steps = ("get_db_prep_save", "get_db_prep_value", "get_prep_value", "to_python")
    return next((kept for kept, methods in KEEPING.items() if is_one_of(methods, field, *steps)), None)


def is_one_of(methods: set[Callable], field: models.Field, *names: str) -> bool:
    return all(getattr(getattr(field, name), "__func__", None) in methods for name in names)


@lru_cache(maxsize=128)
def compile_insert(
    model: type[models.Model], row_count: int, using: str, parent_key: tuple[str, str] | None = None
) -> CompiledInsert:
    """`parent_key`: a foreign key, the first column, and the SQL that it gets in each row; no key is returned."""
    of_parent = {}
    if parent_key:
        name, sql = parent_key
        of_parent = {name: RawSQL(sql, (None,) * sql.count("%s"))}  # nosec B611 # written below, without values
    fields = [field for field in model._meta.local_concrete_fields if not field.primary_key]
    own = [field for field in fields if field.attname not in of_parent]
    query = InsertQuery(model)
    query.insert_values(fields, [model(**of_parent) for _ in range(row_count)])
    compiler = query.get_compiler(using)
    compiler.returning_fields = None if parent_key else [model._meta.pk]
    ((sql, params),) = compiler.as_sql()
    return CompiledInsert(
        sql,
        [describe(place, field) for place, field in enumerate(own)],
        attrgetter(*(field.attname for field in own)),
        is_by_column=len(params) < row_count * len(own),
    )


@cache
def unsaid_values(model: type[models.Model]) -> dict[str, Any]:
    """Of each column in order, what a row has there of which nothing is said."""
    fields = model._meta.concrete_fields
    if changing := [field.name for field in fields if field.has_default() and callable(field.default)]:
        raise TypeError(f"{model.__name__} has defaults that are computed anew for each row: {changing}")
    return {field.attname: field.get_default() for field in fields}


def new_row(model: type[models.Model], **values: Any) -> models.Model:
    """As `model(**values)`, but by position, which takes a third of the time where there are many columns.

    Relations are given by their keys.
    """
    unsaid = unsaid_values(model)
    if unknown := values.keys() - unsaid.keys():
        raise TypeError(f"{model.__name__} has no columns {sorted(unknown)}")
    return model(*(unsaid | values).values())


def insert_rows(rows: Sequence[models.Model], *, using: str) -> None:
    """Store new rows of one model, and give each its key. Call it in a transaction."""
    for start in range(0, len(rows), MOST_ROWS):
        _insert_at_once(rows[start : start + MOST_ROWS], using)


def _insert_at_once(rows: Sequence[models.Model], using: str) -> None:
    insert = compile_insert(type(rows[0]), len(rows), using)
    connection = connections[using]
    values = [insert.values_of(row, connection) for row in rows]
    by_column = [list(column) for column in zip(*values, strict=True)] if insert.is_by_column else None
    with connection.cursor() as cursor:
        cursor.execute(insert.sql, by_column or list(chain.from_iterable(values)))
        keys = cursor.fetchall()
    for row, (key,) in zip(rows, keys, strict=True):
        _mark_stored(row, key, using)


def _mark_stored(row: models.Model, key: int, using: str) -> None:
    row.pk = key
    row._state.adding, row._state.db = False, using


def insert_family(row: models.Model, children: Iterable[Sequence[models.Model]], *, parent: str, using: str) -> None:
    """Store a new row, and new rows of other models that point to it by their column `parent`: all of them or none.

    The row gets its key, its children get none there. On PostgreSQL it is one statement, which needs no transaction.
    """
    groups = [rows for rows in children if rows]
    connection = connections[using]
    family = compile_family(type(row), tuple((type(rows[0]), len(rows)) for rows in groups), parent, using)
    # Before the transaction: while it lasts, SQLite lets nobody else write.
    values = [
        [insert.values_of(one, connection) for one in rows]
        for insert, rows in zip(family.inserts, ([row], *groups), strict=True)
    ]
    # Where there is a transaction already, what is refused must not end it.
    is_alone = connection.vendor == "postgresql" and not connection.in_atomic_block
    with nullcontext() if is_alone else transaction.atomic(using=using), connection.cursor() as cursor:
        key = family.execute(cursor, values)
    _mark_stored(row, key, using)


class CompiledFamily(NamedTuple):
    """`inserts` say which values are taken, the row's own first; `statements` are what is sent."""

    inserts: list[CompiledInsert]
    statements: list[str]

    def execute(self, cursor, values: list[list[list]]) -> int:
        if len(self.statements) < len(self.inserts):
            values = [list(chain.from_iterable(values))]
        (first, *others), (first_rows, *other_rows) = self.statements, values
        cursor.execute(first, list(chain.from_iterable(first_rows)))
        ((key,),) = cursor.fetchall()
        for statement, rows in zip(others, other_rows, strict=True):
            cursor.execute(statement, [value for one in rows for value in (key, *one)])
        return key


@lru_cache(maxsize=128)
def compile_family(
    model: type[models.Model], groups: tuple[tuple[type[models.Model], int], ...], parent: str, using: str
) -> CompiledFamily:
    own = compile_insert(model, 1, using)
    if connections[using].vendor != "postgresql":
        inserts = [own, *(compile_insert(child, count, using, (parent, "%s")) for child, count in groups)]
        return CompiledFamily(inserts, [insert.sql for insert in inserts])
    key = f'SELECT "{model._meta.pk.column}" FROM "stored"'  # nosec B608 # the name of a column, and no value
    inserts = [own, *(compile_insert(child, count, using, (parent, key)) for child, count in groups)]
    names = ["stored", *(f"rows_{number}" for number in range(len(groups)))]
    parts = [f'"{name}" AS ({insert.sql})' for name, insert in zip(names, inserts, strict=True)]
    return CompiledFamily(inserts, [f"WITH {', '.join(parts)} {key}"])
