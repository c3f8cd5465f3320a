"""What a database keeps of what was erased, besides its rows.

SQLite overwrites a row in the file, but its log still holds the page. PostgreSQL keeps samples of each column for its
planner, which whoever reads `pg_stats` sees.
"""

from collections.abc import Callable, Iterable

from django.db import connection, transaction

SAMPLED = """
    SELECT DISTINCT tablename FROM pg_stats WHERE schemaname = current_schema()
    AND (most_common_vals::text::text[] && %(values)s OR histogram_bounds::text::text[] && %(values)s)
"""


def empty_log_on_commit() -> None:
    """Call it in the transaction that erases. Where somebody reads just then, the next erasure or `daily` does it."""
    if connection.vendor == "sqlite":
        # What was erased stays erased, whatever becomes of the log.
        transaction.on_commit(connection.empty_log, robust=True)


def forget_samples_on_commit(collect: Callable[[], Iterable[str | None]]) -> None:
    """Call it in the transaction that erases, before it does; `collect` gives the texts that go."""
    if connection.vendor != "postgresql":
        return
    values = sorted({value for value in collect() if value})

    def forget():
        _sample_again(values)

    transaction.on_commit(forget, robust=True)


def _sample_again(values: list[str]) -> None:
    """The tables of whose columns one of the values is a sample. Where one is being sampled just then, `daily` does."""
    ours = connection.introspection.django_table_names(include_views=False)
    with connection.cursor() as cursor:
        cursor.execute(SAMPLED, {"values": values})
        for (table,) in cursor.fetchall():
            if table in ours:
                cursor.execute(f"ANALYZE (SKIP_LOCKED) {connection.ops.quote_name(table)}")
