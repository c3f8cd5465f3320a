"""INSERTs whose statement Django's compiler puts together once, for rows that come in by the thousand.

Each value goes the way that it goes in `save()`: through `pre_save` and `get_db_prep_save` of its field. The database
checks its constraints. Not for rows that bring their key, values that are expressions, or models with parents; no
signal is sent. What it gains stands in docs/decisions/0021-the-path-of-one-answer.md.
"""

from collections.abc import Sequence
from functools import lru_cache
from itertools import chain
from typing import NamedTuple

from django.db import connections, models
from django.db.models.sql import InsertQuery

# Each number of rows is a statement of its own.
MOST_ROWS = 20


class CompiledInsert(NamedTuple):
    sql: str
    fields: Sequence[models.Field]
    # PostgreSQL gets several rows as one array of each column.
    is_by_column: bool


@lru_cache(maxsize=128)
def compile_insert(model: type[models.Model], row_count: int, using: str) -> CompiledInsert:
    fields = [field for field in model._meta.local_concrete_fields if not field.primary_key]
    query = InsertQuery(model)
    query.insert_values(fields, [model() for _ in range(row_count)])
    compiler = query.get_compiler(using)
    compiler.returning_fields = [model._meta.pk]
    ((sql, params),) = compiler.as_sql()
    return CompiledInsert(sql, fields, is_by_column=len(params) < row_count * len(fields))


def insert_rows(rows: Sequence[models.Model], *, using: str) -> None:
    """Store new rows of one model, and give each its key. Call it in a transaction."""
    for start in range(0, len(rows), MOST_ROWS):
        _insert_at_once(rows[start : start + MOST_ROWS], using)


def _insert_at_once(rows: Sequence[models.Model], using: str) -> None:
    sql, fields, is_by_column = compile_insert(type(rows[0]), len(rows), using)
    connection = connections[using]
    values = [[field.get_db_prep_save(field.pre_save(row, True), connection) for field in fields] for row in rows]
    params = (
        [list(column) for column in zip(*values, strict=True)] if is_by_column else list(chain.from_iterable(values))
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        keys = cursor.fetchall()
    for row, (key,) in zip(rows, keys, strict=True):
        row.pk = key
        row._state.adding, row._state.db = False, using
