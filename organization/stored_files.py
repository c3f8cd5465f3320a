"""Files that rows refer to: on disk before their row is, name and content."""

import os
from contextlib import suppress
from pathlib import Path

from django.core.files.storage import FileSystemStorage


class DurableStorage(FileSystemStorage):
    """`save` returns once a loss of power no longer takes the file; the row that names it is written after that."""

    def _save(self, name, content):
        folder = Path(self.path(name)).parent
        new_folders = [one for one in (folder, *folder.parents) if not one.exists()]
        name = super()._save(name, content)
        sync_file(Path(self.path(name)))
        for changed in {folder, *(new.parent for new in new_folders)}:
            sync_folder(changed)
        return name


def sync_file(path: Path) -> None:
    # Windows syncs only what is open for writing.
    with path.open("r+b") as file:
        os.fsync(file.fileno())


def sync_folder(folder: Path) -> None:
    """So that a new name survives a loss of power; Windows cannot, and need not."""
    with suppress(PermissionError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
