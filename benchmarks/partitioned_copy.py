"""A copy of the application's tables, partitioned by campaign, in a schema of its own; PostgreSQL only.

Definitions are read from the catalog and changed where PostgreSQL asks for it: a unique constraint of a partitioned
table holds its partition key, and so does a foreign key to it. The key stands last: within a partition it is a
constant, and a look-up without it still has its index.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager

KEY, SCHEMA, SETTING = "campaign_id", "partitioned", "guichao.campaign"
# Each before those that refer to it. One without the key gets it from its parent: the table, and its column there.
TABLES: dict[str, tuple[str, str] | None] = {
    "returnees_returnee": None,
    "returnees_returneeanswer": ("returnees_returnee", "returnee_id"),
    "returnees_followupcase": None,
    "activities_activity": None,
}
PATHS = {"plain": "public", SCHEMA: f"{SCHEMA}, public"}
UNIQUE = re.compile(r"^(PRIMARY KEY|UNIQUE) \(([^)]*)\)")
UNIQUE_INDEX = re.compile(r"^(CREATE UNIQUE INDEX \S+ ON \S+ USING btree) \(([^)]*)\)")
INDEX_NAME = re.compile(r"INDEX (\S+) ON ")
FOREIGN = re.compile(r"^FOREIGN KEY \(([^)]*)\) REFERENCES (\w+)\(([^)]*)\)")
CONSTRAINTS = """
SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint
WHERE conrelid = %s::regclass AND contype IN ('p', 'u', 'f') ORDER BY contype = 'f', conname
"""
INDEXES = """
SELECT pg_get_indexdef(indexrelid) FROM pg_index
WHERE indrelid = %s::regclass AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = indexrelid AND contype <> 'f')
"""
COLUMNS = """
SELECT attname FROM pg_attribute
WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped AND attgenerated = '' ORDER BY attnum
"""


def with_key(columns: str) -> str:
    return columns if KEY in columns.split(", ") else f"{columns}, {KEY}"


def partitioned_constraint(definition: str) -> str:
    """As PostgreSQL takes it for a partitioned table."""
    if found := UNIQUE.match(definition):
        return f"{found[1]} ({with_key(found[2])}){definition[found.end() :]}"
    found = FOREIGN.match(definition)
    if found is None or found[2] not in TABLES:
        return definition
    own, parent, referred = found.groups()
    return f"FOREIGN KEY ({with_key(own)}) REFERENCES {parent}({with_key(referred)}){definition[found.end() :]}"


def partitioned_index(definition: str) -> str:
    found = UNIQUE_INDEX.match(definition)
    if found:
        definition = f"{found[1]} ({with_key(found[2])}){definition[found.end() :]}"
    return definition.replace(" ON public.", f" ON {SCHEMA}.", 1)


def partition_name(table: str, campaign_pk: int) -> str:
    return f"{table}_p{campaign_pk}"


def creation(table: str, campaign_pks: list[int]) -> Iterator[str]:
    """A key that the table does not have comes from a setting of the session, so that INSERTs may stay as they are."""
    own_key = f", {KEY} bigint NOT NULL DEFAULT current_setting('{SETTING}')::bigint" if TABLES[table] else ""
    like = f"LIKE public.{table} INCLUDING DEFAULTS INCLUDING CONSTRAINTS INCLUDING GENERATED INCLUDING IDENTITY"
    yield f"CREATE TABLE {SCHEMA}.{table} ({like}{own_key}) PARTITION BY LIST ({KEY})"
    for pk in campaign_pks:
        name = partition_name(table, pk)
        yield f"CREATE TABLE {SCHEMA}.{name} PARTITION OF {SCHEMA}.{table} FOR VALUES IN ({pk})"


def filling(table: str, columns: list[str]) -> str:
    own = ", ".join(f'source."{column}"' for column in columns)
    names = ", ".join(f'"{column}"' for column in columns)
    parent = TABLES[table]
    if parent is None:
        return f"INSERT INTO {SCHEMA}.{table} ({names}) SELECT {own} FROM public.{table} source ORDER BY id"
    return (
        f"INSERT INTO {SCHEMA}.{table} ({names}, {KEY}) SELECT {own}, parent.{KEY} FROM public.{table} source "
        f"JOIN public.{parent[0]} parent ON parent.id = source.{parent[1]} ORDER BY source.id"
    )


def make_copy(cursor, campaign_pks: list[int]) -> None:
    cursor.execute(f"CREATE SCHEMA {SCHEMA}")
    for table in TABLES:
        for statement in creation(table, campaign_pks):
            cursor.execute(statement)
        cursor.execute(filling(table, [name for (name,) in rows(cursor, COLUMNS, f"public.{table}")]))
        cursor.execute(
            f"SELECT setval(pg_get_serial_sequence('{SCHEMA}.{table}', 'id'), (SELECT max(id) FROM public.{table}))"
        )
    for table in TABLES:
        add_indexes_and_constraints(cursor, table)


def add_indexes_and_constraints(cursor, table: str) -> None:
    constraints, indexes = (rows(cursor, query, f"public.{table}") for query in (CONSTRAINTS, INDEXES))
    for (definition,) in indexes:
        cursor.execute(partitioned_index(definition))
    switch_to(cursor, SCHEMA)
    for name, definition in constraints:
        cursor.execute(f'ALTER TABLE {table} ADD CONSTRAINT "{name}" {partitioned_constraint(definition)}')
    switch_to(cursor, "plain")


@contextmanager
def without_indexes(cursor) -> Iterator[None]:
    """Of the tables of today, as the copy is filled: faster, and both sides' indexes are built in one go."""
    definitions = []
    for table in TABLES:
        definitions += [definition for (definition,) in rows(cursor, INDEXES, f"public.{table}")]
    for definition in definitions:
        cursor.execute(f"DROP INDEX {INDEX_NAME.search(definition)[1]}")
    yield
    for definition in definitions:
        cursor.execute(definition)


def switch_to(cursor, path: str) -> None:
    cursor.execute(f"SET search_path = {PATHS[path]}")


def rows(cursor, query: str, *params) -> list[tuple]:
    cursor.execute(query, params)
    return cursor.fetchall()
