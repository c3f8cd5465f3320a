"""The process that listens: it starts the workers, replaces those that die, and ends them all."""

import logging
import os
import select
import signal
import socket
import sys
import time
import traceback
from collections.abc import Callable
from contextlib import suppress

from operations.serving.bridge import Site
from operations.serving.listener import Balance
from operations.serving.worker import serve_in_worker

logger = logging.getLogger("serving")
# By these a process does not end of itself, as it does by a fault of its own.
KILLING = {signal.SIGKILL, signal.SIGTERM, signal.SIGINT, signal.SIGHUP, signal.SIGQUIT}
STOPPING = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)
# Seconds: a worker that lived as long has done its work; the longest pause before another one is tried.
SOUND_AFTER, LONGEST_PAUSE = 5.0, 1.0
# Deaths that are followed by a new worker at once, and the first pause after them.
AT_ONCE, FIRST_PAUSE = 4, 0.05
# Seconds for the workers beyond those that they take for themselves.
KILLED_AFTER = 2.0


class Restarts:
    """When a dead worker is followed by the next one: at once, and later and later if they end by themselves, young."""

    def __init__(self):
        self.young_deaths = 0

    def pause_after(self, lived: float, *, was_killed: bool = False) -> float:
        if was_killed:  # which says nothing about the application
            return 0 if lived >= FIRST_PAUSE else FIRST_PAUSE
        self.young_deaths = self.young_deaths + 1 if lived < SOUND_AFTER else 0
        if self.young_deaths <= AT_ONCE:
            return 0
        return min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** min(self.young_deaths - AT_ONCE - 1, 10))


class Supervisor:
    """`before_fork` closes what no two processes may share."""

    def __init__(self, site: Site, listener: socket.socket, count: int, before_fork: Callable[[], None]):
        self.site, self.listener, self.before_fork = site, listener, before_fork
        self.balance = Balance(count)
        # By number of the worker: its process and since when; or when the next one is due.
        self.running: dict[int, tuple[int, float]] = {}
        self.due = dict.fromkeys(range(count), 0.0)
        self.restarts = Restarts()
        self.is_stopping = False
        # The workers have the other end: it is closed when this process is no more, however it ended.
        self.their_lifeline, self.our_end = os.pipe()
        self.waker, waking = os.pipe()
        os.set_blocking(waking, False)
        os.set_blocking(self.waker, False)
        signal.set_wakeup_fd(waking, warn_on_full_buffer=False)

    def run(self, lifeline: int | None = None) -> None:
        """Until a signal, or until the other end of `lifeline` is closed."""
        for known in STOPPING:
            if known == signal.SIGTERM or signal.getsignal(known) is not signal.SIG_IGN:  # nohup stays nohup
                signal.signal(known, self.note_stop)
        signal.signal(signal.SIGCHLD, lambda signum, frame: None)
        watched = [self.waker] if lifeline is None else [self.waker, lifeline]
        while not self.is_stopping:
            self.bury()
            self.start_due()
            ready, _, _ = select.select(watched, [], [], self.seconds_until_due())
            if lifeline in ready:
                logger.warning("whoever started this server is gone, so it ends")
                break
            self.empty_waker()
        self.end_workers()

    def note_stop(self, signum, frame):
        self.is_stopping = True

    def empty_waker(self) -> None:
        with suppress(BlockingIOError):
            os.read(self.waker, 4096)

    def seconds_until_due(self) -> float | None:
        return max(0.0, min(self.due.values()) - time.monotonic()) if self.due else None

    def start_due(self) -> None:
        now = time.monotonic()
        for number in [number for number, due in self.due.items() if due <= now]:
            del self.due[number]
            self.running[number] = (self.start(number), now)

    def start(self, number: int) -> int:
        self.before_fork()
        sys.stdout.flush()
        sys.stderr.flush()
        if pid := os.fork():
            return pid
        # From here on in the worker: nothing of the supervisor's may run there.
        status = 1
        try:
            self.leave_to_worker()
            serve_in_worker(self.site, self.listener, number, self.balance, self.their_lifeline)
            status = 0
        except BaseException:
            traceback.print_exc()
        finally:
            with suppress(OSError, ValueError):
                sys.stdout.flush()
                sys.stderr.flush()
            os._exit(status)

    def leave_to_worker(self) -> None:
        signal.set_wakeup_fd(-1)
        for known in (signal.SIGCHLD, signal.SIGTERM):
            signal.signal(known, signal.SIG_DFL)
        # Ctrl-C reaches the whole group; the supervisor tells the workers.
        for known in (signal.SIGINT, signal.SIGHUP):
            signal.signal(known, signal.SIG_IGN)
        os.close(self.our_end)

    def bury(self) -> None:
        while self.running:
            try:
                pid, status = os.waitpid(-1, os.WNOHANG)
            except ChildProcessError:
                return
            if not pid:
                return
            found = next((number for number, (known, _) in self.running.items() if known == pid), None)
            if found is not None:
                self.replace(found, status)

    def replace(self, number: int, status: int) -> None:
        pid, since = self.running.pop(number)
        self.balance.shared[number] = 0
        now = time.monotonic()
        pause = self.restarts.pause_after(now - since, was_killed=was_killed(status))
        self.due[number] = now + pause
        if not self.is_stopping:
            logger.error("worker %s ended (%s); the next one in %.2f s", pid, describe_status(status), pause)

    def end_workers(self) -> None:
        self.is_stopping = True
        self.listener.close()
        self.signal_workers(signal.SIGTERM)
        deadline = time.monotonic() + self.site.limits.seconds_at_stop + KILLED_AFTER
        while self.running and time.monotonic() < deadline:
            self.bury()
            select.select([self.waker], [], [], 0.05)
            self.empty_waker()
        self.signal_workers(signal.SIGKILL)
        while self.running:
            self.bury()
            time.sleep(0.01)

    def signal_workers(self, number: int) -> None:
        for pid, _ in self.running.values():
            with suppress(ProcessLookupError):
                os.kill(pid, number)


def was_killed(status: int) -> bool:
    return os.WIFSIGNALED(status) and os.WTERMSIG(status) in KILLING


def describe_status(status: int) -> str:
    code = os.waitstatus_to_exitcode(status)
    return f"signal {-code}" if code < 0 else f"status {code}"
