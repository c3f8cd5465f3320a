"""A database of the schema before kinds were rows, with a played campaign in it, migrated to the newest.

The campaign was played with the code of version 0.1.0 on 2020-02-21, 09:30: tests/reports/played_campaign.py, then,
through the pages, entries of the five kinds that were added, changed, deleted, brought back and imported, marks of
complete logs, questionnaires with follow-ups, and a campaign of 2021 in preparation. Everybody in it is invented.
played_campaign.json holds the rows of every table but sessions, by column. played_campaign_shown.json holds what
shown.py found with that code: which address answered which role how ("" is nobody), workbooks and tables.
"""

import json
import re
from pathlib import Path

import pytest
from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command
from django.core.management.color import no_style
from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor

HERE = Path(__file__).parent
# Of a column that was altered or renamed, PostgreSQL and Django make up other names than of a new one.
MADE_UP = re.compile(r"\w+_(?:[0-9a-f]{8}_uniq|key|not_null)\b")
BEFORE = [
    ("organization", "0004_acts_of_sending_up"),
    ("activities", "0005_lists_and_exports"),
    ("returnees", "0004_lists_and_exports"),
    ("reports", "0002_packages_go_up"),
]
SCHEMA = {
    # The head of a CREATE TABLE is cut off, which leaves its clauses.
    "sqlite": """
        SELECT name, CASE type WHEN 'table' THEN substr(sql, instr(sql, '(') + 1) ELSE sql END FROM sqlite_master
        WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%'
    """,
    "postgresql": """
        SELECT table_name, concat_ws(' ', column_name, data_type, character_maximum_length, is_nullable, column_default,
                                     is_identity, generation_expression)
        FROM information_schema.columns WHERE table_schema = 'public'
        UNION ALL SELECT conrelid::regclass::text, concat(conname, ' ', pg_get_constraintdef(oid))
        FROM pg_constraint WHERE connamespace = 'public'::regnamespace
        UNION ALL SELECT tablename, indexdef FROM pg_indexes WHERE schemaname = 'public'
    """,
}


# First, because xdist reads the groups in the same hook.
@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items):
    """On one worker, one after another: its database is of another schema for a while."""
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.xdist_group("migrations"))


@pytest.fixture(scope="session")
def dump() -> dict:
    """`{model: {"columns": attribute names, "rows": their values}}`."""
    return json.loads((HERE / "played_campaign.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="session")
def shown() -> dict:
    return json.loads((HERE / "played_campaign_shown.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def fresh_schema(django_db_setup, django_db_blocker) -> dict:
    with django_db_blocker.unblock():
        return describe_schema()


@pytest.fixture(scope="module")
def migrated(django_db_setup, django_db_blocker, dump, fresh_schema):
    """The database with the dump, migrated. Each test is rolled back; after the last it is empty again."""
    with django_db_blocker.unblock():
        try:
            drop_tables()
            old_apps = migrate_up_to_before()
            with transaction.atomic():
                load(dump, old_apps)
            call_command("migrate", verbosity=0)
            ContentType.objects.clear_cache()
            yield
        finally:
            empty()
            call_command("migrate", verbosity=0)
            ContentType.objects.clear_cache()


def describe_schema() -> dict[str, list]:
    """Columns, constraints and indexes of every table, in no order: a column that came later stands last."""
    described = {}
    with connection.cursor() as cursor:
        cursor.execute(SCHEMA[connection.vendor])
        for table, clause in cursor.fetchall():
            described.setdefault(table, []).append(MADE_UP.sub("…", clause))
    if connection.vendor == "sqlite":
        described = {table: "".join(text).removesuffix(")").split(", ") for table, text in described.items()}
    return {table: sorted(clauses) for table, clauses in described.items()}


def drop_tables():
    """Quicker than to migrate back, one by one."""
    with connection.schema_editor() as editor:
        for table in connection.introspection.table_names():
            editor.execute(editor.sql_delete_table % {"table": editor.quote_name(table)})


def migrate_up_to_before():
    """Returns the models of that time."""
    executor = MigrationExecutor(connection)
    # A squashed migration would lead past that time.
    executor.loader.replace_migrations = False
    executor.loader.build_graph()
    django = [node for app in ("admin", "auth", "contenttypes") for node in executor.loader.graph.leaf_nodes(app)]
    return executor.migrate([*BEFORE, *django]).apps


def empty():
    """Whatever schema it has just now."""
    with connection.cursor() as cursor:
        tables = set(connection.introspection.table_names(cursor)) - {"django_migrations"}
    connection.ops.execute_sql_flush(
        connection.ops.sql_flush(no_style(), sorted(tables), reset_sequences=True, allow_cascade=True)
    )


def load(dump, old_apps):
    models = [old_apps.get_model(label) for label in dump]
    for model, table in zip(models, dump.values(), strict=True):
        fields = [model._meta.get_field(column) for column in table["columns"]]
        model._base_manager.bulk_create(
            model(**{field.attname: field.to_python(value) for field, value in zip(fields, row, strict=True)})
            for row in table["rows"]
        )
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), models):
            cursor.execute(statement)
