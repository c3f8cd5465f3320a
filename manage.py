#!/usr/bin/env python
import gc
import os
import sys
from contextlib import nullcontext

# What brings another release or a backup goes on while the site is read only.
MAINTENANCE = {"migrate", "set_up", "load_demo", "restore", "settle_restored"}


def main() -> None:
    # Migrations make models by the hundred thousand, and a third of their time went into looking for garbage.
    gc.set_threshold(50_000, 20, 100)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    from django.core.management import execute_from_command_line

    from config import start
    from organization.database_faults import DATABASE_ERRORS, find_database_fault

    start.load_settings()
    from organization.outage import SiteReadOnly
    from organization.progress import progress_shown
    from organization.read_only import changes_allowed

    may_change = changes_allowed() if sys.argv[1:2] and sys.argv[1] in MAINTENANCE else nullcontext()
    try:
        with may_change, progress_shown():
            execute_from_command_line(sys.argv)
    except SiteReadOnly as error:
        start.stop(f"没有作改动，网站现在{error}。要改动，请先运行：python3 dev.py manage read_only off")
    except DATABASE_ERRORS:
        if fault := find_database_fault():
            start.stop(fault)
        raise
    except PermissionError as error:
        start.stop(start.describe_os_error(error))


if __name__ == "__main__":
    main()
