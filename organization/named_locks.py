"""Named locks between transactions, for cases without a row to lock."""

import hashlib

from django.db import connection


def acquire_named_lock(name: str) -> None:
    """Hold the lock of this name until the end of the transaction.

    SQLite needs none: its transactions (IMMEDIATE) run one after another.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_key_of(name)])


def try_named_lock(name: str) -> bool:
    """The same without waiting: False where another transaction holds it."""
    if connection.vendor != "postgresql":
        return True
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [_key_of(name)])
        return cursor.fetchone()[0]


def _key_of(name: str) -> int:
    return int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], "big", signed=True)
