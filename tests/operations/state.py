"""What can be read of the state of a site: by SQL, and by whoever copies its files."""

from pathlib import Path

from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import connection


def state_files():
    """The database with its log, and everything below GUICHAO_VAR."""
    below = [path for path in Path(settings.VAR_DIR).rglob("*") if path.is_file()]
    if connection.vendor != "sqlite":
        return below
    database = Path(connection.settings_dict["NAME"])
    beside = [database.with_name(database.name + end) for end in ("", "-wal", "-shm", "-journal")]
    return below + [path for path in beside if path.is_file() and path not in below]


def found_in_files(values) -> set[str]:
    contents = [path.read_bytes() for path in state_files()]
    return {value for value in values if any(value.encode() in content for content in contents)}


def found_by_sql(values) -> set[str]:
    """In any column of any table, whatever its type is, in PostgreSQL's samples of it, and in what a session holds."""
    quote, found = connection.ops.quote_name, set()
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {quote(table)}")
            text = "\n".join(map(repr, cursor.fetchall()))
            found |= {value for value in values if value in text}
        if connection.vendor == "postgresql":
            cursor.execute("SELECT * FROM pg_stats WHERE schemaname = current_schema()")
            samples = "\n".join(map(repr, cursor.fetchall()))
            found |= {value for value in values if value in samples}
    # Packed, as they are stored, nothing would be found in them.
    sessions = "\n".join(repr(session.get_decoded()) for session in Session.objects.all())
    return found | {value for value in values if value in sessions}
