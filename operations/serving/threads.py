"""The threads that run the application: whoever became free last is asked first.

What it used is still near: in the processor's cache, and in that of its database connection. So a thread is free again
before anybody hears that its job is done: a client that asks again at once would otherwise meet another one.
"""

import threading
from collections import deque
from collections.abc import Callable
from queue import SimpleQueue
from typing import NamedTuple


class Job(NamedTuple):
    act: Callable[[], None]
    # Called by the same thread, once it can be asked for the next.
    announce: Callable[[], None]


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
        self._look_for_job(own)
        while True:
            job = own.get()
            job.act()
            self._look_for_job(own)
            job.announce()

    def _look_for_job(self, own: "SimpleQueue[Job]") -> None:
        with self._lock:
            if self._waiting:
                own.put(self._waiting.popleft())
            else:
                self._free.append(own)
