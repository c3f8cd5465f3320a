"""The rows of a PostgreSQL dump in an SQLite database: a backup can be proved where no second PostgreSQL is at hand."""

import json
import re
from collections.abc import Iterator
from contextlib import closing
from itertools import islice
from pathlib import Path
from typing import BinaryIO

from django.apps import apps
from django.db import connection as site_connection
from django.db import models
from django.db.migrations.recorder import MigrationRecorder
from django.db.utils import Error

from operations.backup.databases import open_database
from operations.backup.encryption import BackupRefused
from operations.backup.postgresql_tools import as_copy_text

COPY = re.compile(r"COPY (?:\"?\w+\"?\.)?\"?(?P<table>\w+)\"? \((?P<columns>.*)\) FROM stdin;")
# PostgreSQL's documentation of COPY, text format.
ESCAPED = re.compile(r"\\(.)")
MEANINGS = {"b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v"}
WRITTEN_AT_ONCE = 1000
END = "\\."


def load_into_sqlite(dump: Path, url: str) -> None:
    """`url` is an SQLite database with every table of this release; its rows are replaced."""
    with closing(open_database(url)) as connection:
        connection.disable_constraint_checking()
        try:
            connection.set_autocommit(False)
            _empty_tables(connection)
            _load(dump, connection)
            connection.check_constraints()
            connection.commit()
        except (Error, ValueError, KeyError) as failure:
            raise BackupRefused(f"备份的内容不能装入 SQLite 核对：{type(failure).__name__}。") from failure


def _empty_tables(connection) -> None:
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            name = connection.ops.quote_name(table)
            cursor.execute(f"DELETE FROM {name}")  # nosec B608 # a table that there is, quoted


def _load(dump: Path, connection) -> None:
    with as_copy_text(site_connection, dump) as process:
        for table, columns in _tables(process.stdout):
            _insert(connection, table, columns, _rows(process.stdout))
    if process.returncode:
        raise BackupRefused("pg_restore 读不出备份中的数据库。")


def _tables(text: BinaryIO) -> Iterator[tuple[str, list[str]]]:
    for line in text:
        if found := COPY.match(line.decode()):
            yield found["table"], [column.strip('" ') for column in found["columns"].split(",")]


def _rows(text: BinaryIO) -> Iterator[list[str | None]]:
    for line in text:
        values = line.decode().rstrip("\n")
        if values == END:
            return
        yield [None if value == "\\N" else _unescape(value) for value in values.split("\t")]


def _unescape(value: str) -> str:
    return ESCAPED.sub(lambda found: MEANINGS.get(found[1], found[1]), value) if "\\" in value else value


def _insert(connection, table: str, columns: list[str], rows: Iterator[list[str | None]]) -> None:
    fields = _fields_of(table)
    quote = connection.ops.quote_name
    places = ", ".join(["%s"] * len(columns))
    chosen = [fields[column] for column in columns]
    names = ", ".join(map(quote, columns))
    statement = f"INSERT INTO {quote(table)} ({names}) VALUES ({places})"  # nosec B608 # of our own models: _fields_of
    with connection.cursor() as cursor:
        while some := list(islice(rows, WRITTEN_AT_ONCE)):
            cursor.executemany(statement, [_converted(row, chosen, connection) for row in some])


def _converted(row, fields, connection) -> list:
    return [
        None if text is None else field.get_db_prep_save(_parse(field, text), connection=connection)
        for field, text in zip(fields, row, strict=True)
    ]


def _parse(field: models.Field, text: str):
    while field.remote_field:
        field = field.target_field
    if isinstance(field, models.JSONField):
        return json.loads(text)
    if isinstance(field, models.BinaryField):
        return bytes.fromhex(text.removeprefix("\\x"))
    return field.to_python(text)


def _fields_of(table: str) -> dict[str, models.Field]:
    known = [*apps.get_models(include_auto_created=True), MigrationRecorder.Migration]
    (model,) = [model for model in known if model._meta.db_table == table and not model._meta.proxy]
    return {field.column: field for field in model._meta.concrete_fields}
