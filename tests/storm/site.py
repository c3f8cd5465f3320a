"""The site in the storm: started as the product is, on a state of its own."""

import random
import re
import signal
import subprocess
import sys
import time
from contextlib import contextmanager
from os import kill
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.request import urlopen

import dev
from benchmarks.server import Server, parent_of, site_environment

START_SECONDS = 90
SERVE = "config.serve"
MANAGE = [sys.executable, "manage.py"]
ENTRANCE = re.compile(r'href="(/q/[^"]+)"')


class Site:
    def __init__(self, folder: Path, database):
        self.folder, self.database = folder, database
        self.env = site_environment(folder, database.url) | {"ACCESS_LOG": "false"}
        self.env["DJANGO_SETTINGS_MODULE"] = "tests.storm.settings"
        self.address = (self.env["HOST"], int(self.env["PORT"]))
        self.log = folder / "server.log"
        self.process = None
        self.path = ""

    def start(self) -> None:
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "dev.py"],
                cwd=dev.ROOT,
                env=self.env,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        self.await_answer()
        self.path = self.path or self.find_entrance()

    def find_entrance(self) -> str:
        """As a youth finds it, on the home page."""
        with urlopen(f"http://{self.address[0]}:{self.address[1]}/") as page:
            return ENTRANCE.search(page.read().decode())[1]

    def await_answer(self) -> None:
        deadline = time.monotonic() + START_SECONDS
        while not dev.answers(*self.address):
            if self.process.poll() is not None or time.monotonic() > deadline:
                raise SystemExit(f"the server did not start:\n{self.log.read_text(errors='replace')[-3000:]}")
            time.sleep(0.05)

    def stop(self) -> None:
        if self.process:
            dev.end(self.process)
            self.process = None

    def ensure_running(self) -> None:
        """Each storm has a site, whatever the one before has left."""
        if self.process is None or self.process.poll() is not None:
            self.start()
        else:
            self.await_answer()

    def restart(self) -> None:
        self.stop()
        self.start()

    def crash(self) -> None:
        """All its processes at once, as by a loss of power."""
        for pid in [*self.pids(), self.process.pid]:
            end_hard(pid)
        self.process.wait()

    def pids(self) -> list[int]:
        return Server(self.process.pid, self.address).pids()

    def workers(self) -> list[int]:
        """The processes that answer: children of the one that listens, which they are forked from."""
        serving = {pid for pid in self.pids() if SERVE in command_of(pid)}
        return [pid for pid in serving if parent_of(Path("/proc") / str(pid)) in serving]

    @contextmanager
    def page_limit(self, pages: int):
        """Of an SQLite database: tests/storm/settings.py reads it for each new connection."""
        limit = self.folder / "page-limit"
        limit.write_text(str(pages))
        self.kill_all_workers()
        yield
        limit.unlink()
        self.kill_all_workers()

    def kill_all_workers(self) -> None:
        for pid in self.workers():
            end_hard(pid)

    def kill_a_worker(self, chance: random.Random) -> bool:
        workers = self.workers()
        return bool(workers) and end_hard(chance.choice(workers))

    def manage(self, *arguments: str) -> str:
        run = [*MANAGE, *arguments]
        return subprocess.run(run, cwd=dev.ROOT, env=self.env, capture_output=True, text=True, check=True).stdout

    def tracebacks(self) -> int:
        return self.log.read_text(errors="replace").count("Traceback (most recent call last)")


def command_of(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode()
    except OSError:
        return ""


def end_hard(pid: int) -> bool:
    try:
        kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        return False
    return True


@contextmanager
def standing(database):
    with TemporaryDirectory(prefix="guichao-storm-", ignore_cleanup_errors=True) as folder:
        site = Site(Path(folder), database)
        try:
            site.start()
            yield site
        finally:
            site.stop()
