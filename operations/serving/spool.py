"""What waits for a client or for a thread: a little in memory, the rest in files that have no name."""

import errno
import os
import tempfile
from collections import deque
from io import BytesIO
from pathlib import Path
from threading import Lock

BLOCK = 1024 * 1024
PIECE = 64 * 1024


class Disk:
    """How much all files of a worker may hold together."""

    def __init__(self, folder: Path, most: int, spare: int):
        self.folder, self.most, self.spare = folder, most, spare
        self.used = 0
        self.lock = Lock()

    def reserve(self, size: int) -> None:
        """Raises OSError (ENOSPC) where there is no room."""
        found = os.statvfs(self.folder)
        with self.lock:
            if self.used + size > self.most or found.f_bavail * found.f_frsize < size + self.spare:
                raise OSError(errno.ENOSPC, "no room for what waits", str(self.folder))
            self.used += size

    def release(self, size: int) -> None:
        with self.lock:
            self.used -= size


class NamelessFile:
    """It is gone with the process, whatever ends that."""

    def __init__(self, disk: Disk):
        self.disk, self.reserved, self.size = disk, 0, 0
        self.file = tempfile.TemporaryFile(dir=disk.folder, buffering=0)  # noqa: SIM115  (closed by `close`)

    def append(self, data: bytes) -> None:
        if self.size + len(data) > self.reserved:
            more = max(BLOCK, len(data))
            self.disk.reserve(more)
            self.reserved += more
        view, number = memoryview(data), self.file.fileno()
        while view:
            written = os.pwrite(number, view, self.size)
            self.size += written
            view = view[written:]

    def read_at(self, position: int) -> bytes:
        return os.pread(self.file.fileno(), PIECE, position)

    def close(self) -> None:
        if not self.file.closed:
            self.file.close()
            self.disk.release(self.reserved)


class Body:
    """Of a request, as it arrives."""

    def __init__(self, disk: Disk, in_memory: int):
        self.disk, self.in_memory = disk, in_memory
        self.pieces: list[bytes] = []
        self.file: NamelessFile | None = None
        self.size = 0

    def append(self, piece: bytes) -> None:
        """Raises OSError where there is no room; `flush` tries again, and nothing of the piece is lost."""
        self.size += len(piece)
        self.pieces.append(piece)
        self.flush()

    def flush(self) -> None:
        if self.size <= self.in_memory:
            return
        if self.file is None:
            self.file = NamelessFile(self.disk)
        size = self.file.size
        try:
            self.file.append(b"".join(self.pieces))
        except OSError:
            self.file.size = size
            raise
        self.pieces.clear()

    def open(self):
        """To be read from its beginning."""
        if self.file is None:
            return BytesIO(b"".join(self.pieces))
        self.file.file.seek(0)
        return self.file.file

    def close(self) -> None:
        self.pieces.clear()
        if self.file:
            self.file.close()


class Queue:
    """Of an answer: a thread appends, the loop takes."""

    def __init__(self, disk: Disk, in_memory: int):
        self.disk, self.in_memory = disk, in_memory
        self.pieces: deque[bytes] = deque()
        self.held = self.position = 0
        self.file: NamelessFile | None = None
        self.is_closed = False
        self.lock = Lock()

    def append(self, piece: bytes) -> None:
        """Raises OSError where there is no room; nothing of the piece is then in it."""
        with self.lock:
            if self.is_closed:
                return
            # What is in the file comes first.
            if self.file is None and (self.held + len(piece) <= self.in_memory or not self.held):
                self.pieces.append(piece)
                self.held += len(piece)
                return
            file = self.file or NamelessFile(self.disk)
            size = file.size
            try:
                file.append(piece)
            except OSError:
                file.size = size
                if self.file is None:
                    file.close()
                raise
            self.file = file

    def take(self) -> bytes:
        """The next bytes; empty where none wait."""
        if not self.held and self.file is None:
            return b""
        with self.lock:
            if self.pieces:
                piece = self.pieces.popleft()
                self.held -= len(piece)
                return piece
            piece = self.file.read_at(self.position)
            self.position += len(piece)
            if self.position == self.file.size:
                self._drop_file()
            return piece

    def _drop_file(self) -> None:
        if self.file:
            self.file.close()
        self.file, self.position = None, 0

    def close(self) -> None:
        with self.lock:
            self.is_closed = True
            self.pieces.clear()
            self.held = 0
            self._drop_file()
