"""Named locks between transactions, for cases without a row to lock."""

import hashlib

from django.db import connection


def acquire_named_lock(name: str) -> None:
    """Hold the lock of this name until the end of the transaction.

    SQLite needs none: its transactions (IMMEDIATE) run one after another.
    """
    if connection.vendor == "postgresql":
        key = int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], "big", signed=True)
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [key])
