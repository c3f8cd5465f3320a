"""How long a write waits where another holds the database's lock: SQLite has one for all that is stored."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

# Seconds, of a write that nobody will miss.
HASTE = 0.2
_own = threading.local()


@contextmanager
def in_haste() -> Iterator[None]:
    """What is written inside is refused soon instead of waiting, so that a page that only reads waits no longer."""
    _own.longest = HASTE
    try:
        yield
    finally:
        _own.longest = None


def longest_wait(usual: float) -> float:
    return getattr(_own, "longest", None) or usual
