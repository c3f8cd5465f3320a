"""Turns between transactions where there may be no row to lock."""

import hashlib

from django.db import connection


def acquire_named_lock(name: str) -> None:
    """Until the end of the transaction, no other one passes here with the same name.

    On SQLite transactions take turns anyway (IMMEDIATE).
    """
    if connection.vendor == "postgresql":
        key = int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], "big", signed=True)
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [key])
