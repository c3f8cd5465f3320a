"""The turns of the processes that write: a lock on a file beside the database, which ends with its process."""

import os
import time

try:
    import fcntl
except ImportError:  # Windows: SQLite's own waiting remains
    fcntl = None

# Seconds between two looks whether it is free, and the share of the wait so far where that is more. A transaction takes
# some milliseconds; SQLite itself looks after 1, 2, 5, 10 and up to 100 of them.
LOOK_SECONDS = 0.0002
LOOK_SHARE = 0.02


class ProcessTurn:
    """For one thread of this process at a time, and in the order in which they came as far as the next one.

    Who waits stands next, by a lock of its own, and has the turn before who has just had it: that process finds the
    place taken, where it would otherwise be back before the other has looked.
    """

    def __init__(self, path: str):
        self._next, self._turn = FileLock(f"{path}-next"), FileLock(path)

    def take(self, seconds: float) -> bool:
        """False where another process has had it for so long."""
        began = time.monotonic()
        if not self._next.take(seconds):
            return False
        try:
            return self._turn.take(began + seconds - time.monotonic())
        finally:
            self._next.end()

    def end(self) -> None:
        self._turn.end()


class FileLock:
    """Of a file that cannot be opened there is none, and whoever asks goes on."""

    def __init__(self, path: str):
        self.path = path
        self._file: int | None = None

    def take(self, seconds: float) -> bool:
        if fcntl is None:
            return True
        try:
            # To read is enough for a lock, also where another account has made it.
            file = os.open(self.path, os.O_RDONLY | os.O_CREAT | os.O_CLOEXEC, 0o644)
        except OSError:
            return True
        if not lock_within(file, seconds):
            os.close(file)
            return False
        self._file = file
        return True

    def end(self) -> None:
        if self._file is not None:
            file, self._file = self._file, None
            os.close(file)


def lock_within(file: int, seconds: float) -> bool:
    began = time.monotonic()
    while not is_locked_at_once(file):
        waited = time.monotonic() - began
        if waited >= seconds:
            return False
        time.sleep(min(max(LOOK_SECONDS, waited * LOOK_SHARE), seconds - waited))
    return True


def is_locked_at_once(file: int) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError:  # a file system that knows no such lock
        return True
    return True
