"""The database after a test that committed: emptied of rows alone, where Django's flush makes every permission anew."""

from collections.abc import Iterator
from contextlib import contextmanager
from unittest.mock import patch

from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from django.db import connection, transaction
from django.test import TransactionTestCase

# What migrations leave and no test changes; one that does is found out.
KEPT = (ContentType, Permission)


def kept_rows() -> list[tuple]:
    return [row for model in KEPT for row in model.objects.order_by("pk").values_list()]


def delete_rows() -> None:
    """In any order: foreign keys are checked at the end of the transaction, when nothing refers to anything."""
    tables = connection.introspection.django_table_names(only_existing=True, include_views=False)
    with transaction.atomic(), connection.cursor() as cursor:
        for table in set(tables) - {model._meta.db_table for model in KEPT}:
            cursor.execute(f"DELETE FROM {connection.ops.quote_name(table)}")


@contextmanager
def quickly_emptied() -> Iterator[None]:
    """While the migrated database is there: in the place of the flush after each test that committed."""
    flush, migrated = TransactionTestCase._fixture_teardown, kept_rows()

    def empty(test: TransactionTestCase) -> None:
        if kept_rows() == migrated:
            delete_rows()
        else:
            flush(test)

    with patch.object(TransactionTestCase, "_fixture_teardown", empty):
        yield
