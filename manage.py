#!/usr/bin/env python
import os
import sys


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    from django.core.management import execute_from_command_line

    from config import start
    from organization.database_faults import DATABASE_ERRORS, find_database_fault

    start.load_settings()
    try:
        execute_from_command_line(sys.argv)
    except DATABASE_ERRORS:
        if fault := find_database_fault():
            start.stop(fault)
        raise
    except PermissionError as error:
        start.stop(start.describe_os_error(error))


if __name__ == "__main__":
    main()
