"""A worker: one loop that speaks with the clients, and a few threads that run the application."""

import asyncio
import logging
import mmap
import resource
import signal
import socket
import threading
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from queue import SimpleQueue

from operations.serving.answers import Answer
from operations.serving.connection import Connection
from operations.serving.limits import Limits
from operations.serving.requests import base_environ
from operations.serving.spool import Disk

logger = logging.getLogger("serving")
# Seconds for which a worker with more connections leaves a new one to the others, and after it found no room for one.
YIELD_SECONDS, PAUSE_SECONDS = 0.002, 0.5
# Open files that are asked for, and those besides connections.
MOST_FILES, FILES_BESIDE = 8192, 200


@dataclass(frozen=True)
class Site:
    """What is served."""

    application: Callable
    # The folder of the files in which bodies and answers wait.
    folder: Path
    # Bytes of a body: of every address, and of the one with this path.
    least_body_limit: int
    body_limit: Callable[[str], int]
    thread_count: int = 4
    # Answered by a thread of their own, so also while all others are busy.
    prompt_paths: frozenset[str] = frozenset()
    limits: Limits = field(default_factory=Limits)


class Balance:
    """How many connections each worker has, seen by all of them."""

    def __init__(self, count: int):
        self.shared = memoryview(mmap.mmap(-1, 8 * count)).cast("q")

    def is_behind(self, number: int) -> bool:
        """Whether another worker has fewer."""
        return any(count < self.shared[number] for count in self.shared)


class Worker:
    def __init__(self, site: Site, listener: socket.socket, number: int, balance: Balance):
        self.site, self.listener, self.number, self.balance = site, listener, number, balance
        self.limits = site.limits
        self.least_body_limit, self.body_limit = site.least_body_limit, site.body_limit
        self.disk = Disk(site.folder, self.limits.on_disk, self.limits.disk_spare)
        host, port = listener.getsockname()[:2]
        self.base_environ = base_environ(host, port, is_one_of_many=len(balance.shared) > 1)
        self.connections: dict[Connection, None] = {}
        self.most_connections = min(self.limits.connections, raise_file_limit() - FILES_BESIDE)
        self.jobs: SimpleQueue[Answer] = SimpleQueue()
        self.prompt_jobs: SimpleQueue[Answer] = SimpleQueue()
        self.is_stopping = False
        self.is_accepting = False
        self.stopped = asyncio.Event()
        self.loop = asyncio.get_running_loop()
        self.now = self.loop.time

    async def run(self, lifeline: int) -> None:
        """Until TERM, or until the other end of `lifeline` is closed because the supervisor is no more."""
        for jobs in (*([self.jobs] * self.site.thread_count), self.prompt_jobs):
            threading.Thread(target=self.work, args=(jobs,), daemon=True).start()
        self.loop.add_signal_handler(signal.SIGTERM, self.stop)
        self.loop.add_reader(lifeline, self.stop)
        self.lifeline = lifeline
        self.listen()
        sweeping = self.loop.create_task(self.sweep())
        await self.stopped.wait()
        await self.drain()
        sweeping.cancel()

    def work(self, jobs: "SimpleQueue[Answer]") -> None:
        while True:
            jobs.get().run(self.site.application)

    def call_from_thread(self, function: Callable[[], None]) -> None:
        with suppress(RuntimeError):  # the loop has ended, and with it all connections
            self.loop.call_soon_threadsafe(function)

    def submit(self, answer: Answer) -> bool:
        """False where too many wait already."""
        if answer.environ["PATH_INFO"] in self.site.prompt_paths:
            self.prompt_jobs.put(answer)
        elif self.jobs.qsize() < self.limits.waiting:
            self.jobs.put(answer)
        else:
            return False
        return True

    # Connections.

    def listen(self) -> None:
        if not self.is_stopping and not self.is_accepting:
            self.is_accepting = True
            self.loop.add_reader(self.listener, self.accept)

    def pause(self, seconds: float) -> None:
        self.is_accepting = False
        self.loop.remove_reader(self.listener)
        self.loop.call_later(seconds, self.listen)

    def accept(self, *, is_due: bool = False) -> None:
        """One at a time, so that a worker does not take what another one would answer sooner."""
        if self.balance.is_behind(self.number) and not is_due:
            self.is_accepting = False
            self.loop.remove_reader(self.listener)
            self.loop.call_later(YIELD_SECONDS, self.accept_anyway)
            return
        try:
            client, _ = self.listener.accept()
        except (BlockingIOError, InterruptedError, ConnectionAbortedError):
            return
        except OSError as error:
            logger.error("no further connection is accepted for now: %s", error.strerror)
            self.pause(PAUSE_SECONDS)
            return
        client.setblocking(False)
        self.loop.create_task(self.adopt(client))

    def accept_anyway(self) -> None:
        if not self.is_stopping:
            self.accept(is_due=True)
            self.listen()

    async def adopt(self, client: socket.socket) -> None:
        with suppress(OSError):
            await self.loop.connect_accepted_socket(lambda: Connection(self), client)

    def add(self, connection: Connection) -> None:
        if len(self.connections) >= self.most_connections:
            self.cut_oldest()
        self.connections[connection] = None
        self.balance.shared[self.number] = len(self.connections)

    def cut_oldest(self) -> None:
        """Of those that wait for nothing of ours."""
        oldest = next((known for known in self.connections if not known.answer), None)
        (oldest or next(iter(self.connections))).transport.abort()

    def remove(self, connection: Connection) -> None:
        self.connections.pop(connection, None)
        self.balance.shared[self.number] = len(self.connections)

    async def sweep(self) -> None:
        """Cut off who takes too long, and say so once for all of them."""
        while True:
            await asyncio.sleep(self.limits.sweep_seconds)
            now, late = self.now(), Counter()
            for connection in list(self.connections):
                if lateness := connection.find_lateness(now):
                    late[lateness] += 1
                    connection.cut(lateness)
            late.pop("idle", None)
            if late:
                counts = ", ".join(f"{count} {lateness}" for lateness, count in sorted(late.items()))
                logger.warning("slow clients were cut off: %s", counts)

    def make_room(self) -> None:
        """Of the answers that wait on the disk, the one whose client has taken nothing for longest is given up."""
        now = self.now()
        slowest = max(self.connections, key=lambda connection: connection.stood_still(now), default=None)
        if slowest and slowest.stood_still(now) > self.limits.still_seconds:
            logger.warning("the answer of the slowest client was given up: no more room for what waits")
            slowest.transport.abort()

    def note_full_disk(self, error: OSError) -> None:
        logger.error("a body was refused: no room for it in %s (%s)", self.disk.folder, error.strerror)

    # The end.

    def stop(self) -> None:
        if self.is_stopping:
            return
        self.is_stopping = True
        self.loop.remove_reader(self.lifeline)
        self.loop.remove_reader(self.listener)
        self.listener.close()
        self.stopped.set()

    async def drain(self) -> None:
        """What has been received is answered, within a bound; what is still being received gets a shorter one."""
        began = self.now()
        while self.connections and (passed := self.now() - began) < self.limits.seconds_at_stop:
            for connection in list(self.connections):
                is_late = passed >= self.limits.receive_seconds_at_stop
                if connection.is_idle() and not connection.is_lingering:
                    connection.transport.close()
                elif is_late and (connection.is_receiving() or connection.is_lingering):
                    connection.transport.abort()
            await asyncio.sleep(0.02)


def raise_file_limit() -> int:
    """Each connection is an open file; many systems allow 1,024 until somebody asks for more."""
    try:
        soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        if soft < MOST_FILES:
            soft = min(MOST_FILES, hard) if hard != resource.RLIM_INFINITY else MOST_FILES
            resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    except (OSError, ValueError):  # a sandbox forbids to ask, and its unit says how many
        return MOST_FILES
    return min(soft, MOST_FILES)


def serve_in_worker(site: Site, listener: socket.socket, number: int, balance: Balance, lifeline: int) -> None:
    async def main():
        await Worker(site, listener, number, balance).run(lifeline)

    balance.shared[number] = 0
    asyncio.run(main())
