"""The bytes of what was erased, on SQLite: a row is overwritten in the file, but its log still holds the page."""

from django.db import connection, transaction


def empty_log_on_commit() -> None:
    """Call it in the transaction that erases. Where somebody reads just then, the next erasure or `daily` does it."""
    if connection.vendor == "sqlite":
        # What was erased stays erased, whatever becomes of the log.
        transaction.on_commit(connection.empty_log, robust=True)
