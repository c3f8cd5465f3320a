"""INSERTs whose SQL is put together once: for each answer anew, that would cost more than the database does."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections, models

PLAIN_FIELDS = (models.CharField, models.IntegerField, models.ForeignKey)
"""Both drivers take the values of these as they are."""


@dataclass(frozen=True)
class Insert:
    head: str
    """The statement up to its rows."""
    marks: str
    """One row."""
    tail: str
    """Asks for the key of a single row."""
    fields: dict[str, models.Field]
    """Each column but the key, by its attribute."""
    prepared: dict[str, models.Field]
    """Those whose values have to be made into what the driver takes."""


@lru_cache
def _insert_into(model: type[models.Model]) -> Insert:
    fields = {field.attname: field for field in model._meta.concrete_fields if not field.primary_key}
    quote = connections[DEFAULT_DB_ALIAS].ops.quote_name
    names = ", ".join(quote(field.column) for field in fields.values())
    return Insert(
        head=f"INSERT INTO {quote(model._meta.db_table)} ({names}) VALUES ",
        marks=f"({', '.join(['%s'] * len(fields))})",
        tail=f" RETURNING {quote(model._meta.pk.column)}",
        fields=fields,
        prepared={name: field for name, field in fields.items() if not isinstance(field, PLAIN_FIELDS)},
    )


def insert(row: models.Model) -> None:
    """Store one new row and give it its key; raises what `save` raises. The values are taken as valid."""
    statement, database = _insert_into(type(row)), connections[DEFAULT_DB_ALIAS]
    values = dict(zip(statement.fields, map(row.__dict__.get, statement.fields), strict=True))
    for name, field in statement.prepared.items():
        values[name] = field.get_db_prep_save(values[name], database)
    with database.cursor() as cursor:
        cursor.execute(statement.head + statement.marks + statement.tail, list(values.values()))
        row.pk = cursor.fetchone()[0]
    row._state.adding, row._state.db = False, database.alias


def insert_rows(model: type[models.Model], rows: Sequence[dict[str, Any]]) -> None:
    """Store a few rows by one statement; each gives every column but the key, in any order."""
    if not rows:
        return
    statement = _insert_into(model)
    values = [value for row in rows for value in map(row.__getitem__, statement.fields)]
    with connections[DEFAULT_DB_ALIAS].cursor() as cursor:
        cursor.execute(statement.head + ", ".join([statement.marks] * len(rows)), values)
