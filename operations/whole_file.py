"""Files that appear under their name only when they are complete and on disk."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from organization.stored_files import sync_folder

PARTIAL = ".partial"


def partial_of(path: Path) -> Path:
    return path.with_name(f".{path.name}{PARTIAL}")


@contextmanager
def file_that_appears_whole(path: Path) -> Iterator[BinaryIO]:
    """Raises FileExistsError rather than replace one; for nobody else to read."""
    refuse_existing(path)
    partial = partial_of(path)
    descriptor = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_BINARY", 0), 0o600)
    try:
        with open(descriptor, "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        refuse_existing(path)
        partial.rename(path)
        sync_folder(path.parent)
    finally:
        partial.unlink(missing_ok=True)


def refuse_existing(path: Path) -> None:
    if path.exists():
        raise FileExistsError(path.name)
