"""Takes what was erased out of the files of the database, too."""

import os

from django.db import connection
from django.template.defaultfilters import filesizeformat

from operations.backup.making import remove_abandoned_work
from organization.progress import say_step, track
from organization.stored_searches import forget_searches

# For which writers of an SQLite database wait at most until those have read who still read pages of before.
LOG_SECONDS = 2


def forget_erased(*, dry_run: bool = False) -> str:
    """Call it once after an erasure is committed, outside of every transaction; the sentence says what was done.

    Each erasing transaction has called empty_log_on_commit() before, which is quick, and leaves what this one finds:
    copies of a row that SQLite made while it moved rows from page to page, and the dead rows of PostgreSQL.
    """
    if dry_run:
        return "应整理数据库的文件，没有改动。"
    remove_abandoned_work()
    # Of records that were erased by `daily` or by a restoration, one after the other.
    forget_searches()
    return _rebuild_sqlite() if connection.vendor == "sqlite" else _vacuum_postgresql()


def _rebuild_sqlite() -> str:
    """Readers go on meanwhile, writers wait."""
    say_step("整理数据库文件，写的人这时要等")
    with connection.cursor() as cursor:
        cursor.execute("VACUUM")
    is_empty = connection.empty_log(LOG_SECONDS)
    size = filesizeformat(os.path.getsize(connection.settings_dict["NAME"])).replace("\xa0", " ")
    log = "预写日志已清空" if is_empty else "预写日志有人在读，下次再清空"
    return f"已整理数据库文件（{size}），{log}。"


def _vacuum_postgresql() -> str:
    """Nobody waits. A table that is not ours PostgreSQL skips with a warning, and does not fail."""
    tables = connection.introspection.django_table_names(only_existing=True, include_views=False)
    connection.ensure_connection()
    warnings = connection.connection.notices
    skipped = 0
    with connection.cursor() as cursor:
        for table in track(sorted(tables), "整理数据库的表", len(tables)):
            del warnings[:]
            # With the statistics of its columns, which hold some of their values.
            cursor.execute(f"VACUUM (ANALYZE) {connection.ops.quote_name(table)}")
            skipped += any("skipping" in warning for warning in warnings)
    return f"已整理 {len(tables) - skipped} 张表{f'，另有 {skipped} 张没有权限，由数据库自己整理' if skipped else ''}。"
