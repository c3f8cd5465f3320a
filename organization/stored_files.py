"""Files that rows refer to, in a folder: on disk before their row is, name and content.

`stored`, `copy_to`, `try_out` and `place` are what object_store.py has as well.
"""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from django.core.files.storage import FileSystemStorage


class DurableStorage(FileSystemStorage):
    """`save` returns once a loss of power no longer takes the file; the row that names it is written after that."""

    @property
    def place(self) -> str:
        return f"照片文件夹 {self.location}"

    def _save(self, name, content):
        folder = Path(self.path(name)).parent
        new_folders = [one for one in (folder, *folder.parents) if not one.exists()]
        name = super()._save(name, content)
        sync_file(Path(self.path(name)))
        for changed in {folder, *(new.parent for new in new_folders)}:
            sync_folder(changed)
        return name

    def stored(self) -> Iterator[tuple[str, int]]:
        """Names and bytes of all files that are there."""
        folders = [self.location]
        while folders:
            try:
                entries = os.scandir(folders.pop())
            except FileNotFoundError:
                continue
            with entries:
                for entry in entries:
                    if entry.is_dir(follow_symlinks=False):
                        folders.append(entry.path)
                        continue
                    with suppress(FileNotFoundError):
                        size = entry.stat(follow_symlinks=False).st_size
                        yield Path(entry.path).relative_to(self.location).as_posix(), size

    def copy_to(self, name: str, path: Path) -> None:
        """Under a second name, whose content stays when this one is deleted."""
        source = self.path(name)
        try:
            os.link(source, path)
        except (FileExistsError, FileNotFoundError):
            raise
        except OSError:
            # A file system without hard links, or another one than that of the path.
            shutil.copyfile(source, path)

    def try_out(self) -> bool:
        """Store something and remove it. Returns whether others could read it: of a folder, its mode says no."""
        folder = Path(self.location)
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder) as file:
            file.write(b"doctor")
            file.flush()
        return False


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
