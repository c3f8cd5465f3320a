"""The threads that run the application: whoever became free last is asked first.

What it used is still near: in the processor's cache, and in that of its database connection.
"""

import threading
from collections import deque
from collections.abc import Callable
from queue import SimpleQueue

Job = Callable[[], None]


class Threads:
    def __init__(self, count: int):
        self._lock = threading.Lock()
        # A queue of each thread that waits for a job, and the jobs that wait for a thread: one of both is empty.
        self._free: list[SimpleQueue[Job]] = []
        self._waiting: deque[Job] = deque()
        for _ in range(count):
            threading.Thread(target=self._work, daemon=True).start()

    def submit(self, job: Job, *, most_waiting: int) -> bool:
        """False where too many wait already."""
        with self._lock:
            if self._free:
                self._free.pop().put(job)
            elif len(self._waiting) < most_waiting:
                self._waiting.append(job)
            else:
                return False
        return True

    def _work(self) -> None:
        own: SimpleQueue[Job] = SimpleQueue()
        while True:
            self._next_job(own)()

    def _next_job(self, own: "SimpleQueue[Job]") -> Job:
        with self._lock:
            if self._waiting:
                return self._waiting.popleft()
            self._free.append(own)
        return own.get()
