"""The site's own settings with a database that has room for so many pages."""

import os

from config.settings import *  # noqa: F403
from config.settings import DATABASES

if limit := os.environ.get("STORM_PAGE_LIMIT"):
    options = DATABASES["default"]["OPTIONS"]
    options["init_command"] += f" PRAGMA max_page_count = {int(limit)};"
