"""How a command of manage.py is run: by itself, and by the server before it serves."""

import gc
from collections.abc import Sequence
from contextlib import nullcontext

from django.core.management import execute_from_command_line

from config import start
from organization.database_faults import DATABASE_ERRORS, find_database_fault

# What brings another release or a backup goes on while the site is read only.
MAINTENANCE = {"migrate", "set_up", "load_demo", "restore", "settle_restored"}


def run(argv: Sequence[str]) -> None:
    """`argv` begins with the program's name. What keeps the command from running ends the process with a sentence."""
    # Migrations make models by the hundred thousand, and a third of their time went into looking for garbage.
    gc.set_threshold(50_000, 20, 100)
    start.load_settings()
    # Only with the settings.
    from organization.outage import SiteReadOnly
    from organization.progress import progress_shown
    from organization.read_only import changes_allowed

    may_change = changes_allowed() if argv[1:2] and argv[1] in MAINTENANCE else nullcontext()
    try:
        with may_change, progress_shown():
            execute_from_command_line(argv)
    except SiteReadOnly as error:
        start.stop(f"没有作改动，网站现在{error}。要改动，请先运行：python3 dev.py manage read_only off")
    except DATABASE_ERRORS:
        if fault := find_database_fault():
            start.stop(fault)
        raise
    except PermissionError as error:
        start.stop(start.describe_os_error(error))
