"""What is raised where the site cannot work for now, without a database or room to write; and why, in words of ours.

In English for the log; in Chinese for whoever starts the site or runs a command.
"""

import errno
import re

from django.db import InterfaceError, InternalError, OperationalError

OUTAGE_ERRORS = (OperationalError, InterfaceError)
READ_ONLY, DISK_FULL, LOCKED = "database read-only", "disk full", "database locked"
SITE_READ_ONLY, DISK_ERROR = "site read-only", "disk error"


class SiteReadOnly(OperationalError):
    """What would change the campaign's data while the site may only be looked at (organization/read_only.py)."""


class StoreAway(OSError):
    """What keeps photos and scans (organization/object_store.py) did not answer, or refused: its word for why."""


DISK_REASONS = {
    errno.ENOSPC: DISK_FULL,
    errno.EDQUOT: DISK_FULL,
    errno.EROFS: "disk read-only",
    errno.EIO: DISK_ERROR,
}
# Python tries each folder for temporary files, and on a full disk says only that none can be used.
NO_TEMPORARY_FOLDER = "No usable temporary directory"
# For people.
OS_REASONS = {
    errno.EACCES: "没有权限",
    errno.EPERM: "没有权限",
    errno.EROFS: "只读",
    errno.ENOTDIR: "路径中有一段不是文件夹",
    errno.EEXIST: "它不是文件夹",
    errno.ENOSPC: "磁盘空间不够",
}
# By the beginning of the code that the driver has: https://www.postgresql.org/docs/current/errcodes-appendix.html
POSTGRESQL_REASONS = {
    "25006": READ_ONLY,
    "53100": DISK_FULL,
    "53300": "too many connections",
    "55P03": LOCKED,
    "57014": "statement took too long",
    "40": LOCKED,
}
# By the beginning of the name: https://www.sqlite.org/rescode.html
SQLITE_REASONS = {
    "SQLITE_FULL": DISK_FULL,
    "SQLITE_READONLY": READ_ONLY,
    "SQLITE_BUSY": LOCKED,
    "SQLITE_LOCKED": LOCKED,
    "SQLITE_IOERR": DISK_ERROR,
}
# What the drivers write where there is no code: of a connection that was refused, and of what we raise ourselves.
WRITTEN_REASONS = {
    "too many (clients|connections)|connection slots are reserved": "too many connections",
    "read-?only": READ_ONLY,
    "disk is full|No space left": DISK_FULL,
    "database (table )?is locked": LOCKED,
}


def refused_by_lock() -> OperationalError:
    """As SQLite says it, so that it is handled alike."""
    return OperationalError("database is locked")


def describe_os_reason(error: OSError) -> str:
    if isinstance(error, StoreAway):
        return f"没有回答，或者拒绝了（{error}）"
    return OS_REASONS.get(error.errno) or error.strerror or type(error).__name__


def is_outage(error: BaseException | None) -> bool:
    if isinstance(error, OSError):
        return isinstance(error, StoreAway) or error.errno in DISK_REASONS or NO_TEMPORARY_FOLDER in str(error)
    # PostgreSQL after a change-over: writing to a server that only reads is an internal error to the driver.
    is_read_only = isinstance(error, InternalError) and outage_reason(error) == READ_ONLY
    return is_read_only or isinstance(error, OUTAGE_ERRORS)


def outage_reason(error: BaseException | None) -> str:
    """Words of ours: what a driver writes may quote the row."""
    if isinstance(error, StoreAway):
        return f"media store away: {error}"
    if isinstance(error, OSError):
        return DISK_FULL if NO_TEMPORARY_FOLDER in str(error) else DISK_REASONS.get(error.errno, DISK_ERROR)
    if isinstance(error, SiteReadOnly):
        return SITE_READ_ONLY
    cause = getattr(error, "__cause__", None) or error
    by_code = ((POSTGRESQL_REASONS, getattr(cause, "pgcode", None)), (SQLITE_REASONS, sqlite_name(cause)))
    for reasons, code in by_code:
        for start, reason in reasons.items():
            if code and code.startswith(start):
                return reason
    written = str(error)
    return next((reason for words, reason in WRITTEN_REASONS.items() if re.search(words, written)), "database away")


def sqlite_name(cause) -> str | None:
    return getattr(cause, "sqlite_errorname", None)
