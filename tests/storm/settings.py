"""The site's own settings with a database that has room for so many pages, as long as a file says how many."""

from pathlib import Path

from django.db.backends.signals import connection_created

from config.settings import *  # noqa: F403
from config.settings import VAR_DIR

PAGE_LIMIT = Path(VAR_DIR) / "page-limit"


def limit_pages(connection, **of_signal) -> None:
    if connection.vendor == "sqlite" and PAGE_LIMIT.exists():
        connection.connection.execute(f"PRAGMA max_page_count = {int(PAGE_LIMIT.read_text())}")


connection_created.connect(limit_pages)
