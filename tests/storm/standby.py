"""PostgreSQL with a synchronous standby: what the first has confirmed, the second has on disk."""

import shutil
import subprocess
import time
from contextlib import contextmanager
from pathlib import Path
from tempfile import mkdtemp

from tests.storm.databases import Postgresql

WAIT_SECONDS = 30
STATE = "SELECT sync_state FROM pg_stat_replication"


class Standby:
    """A copy of a running server, which follows it until it is promoted."""

    def __init__(self, primary: Postgresql):
        self.server, self.folder = primary.server, Path(mkdtemp(prefix="guichao-standby-"))
        self.data = self.folder / "data"
        self.url = f"postgresql://postgres:@/postgres?host={self.folder}"
        if self.server.system_user:  # PostgreSQL refuses root
            shutil.chown(self.folder, self.server.system_user)

    def run(self, program: str, *arguments: object) -> None:
        """Its output into a file: a pipe would stay open as long as the server that pg_ctl starts."""
        with (self.folder / "run.log").open("ab") as log:
            command = [self.server.bin_path / program, *map(str, arguments)]
            done = subprocess.run(command, stdout=log, stderr=log, user=self.server.system_user, check=False)
        if done.returncode:
            raise SystemExit(f"{program}:\n{(self.folder / 'run.log').read_text(errors='replace')[-3000:]}")

    def start(self, primary: Postgresql) -> None:
        source = primary.run("SHOW unix_socket_directories")[0][0]
        self.run("pg_basebackup", "-D", self.data, "-h", source, "-U", "postgres", "-R", "--checkpoint=fast")
        options = f"-c listen_addresses='' -c unix_socket_directories={self.folder}"
        self.run("pg_ctl", "-w", "-D", self.data, "-l", self.folder / "server.log", "-o", options, "start")

    def promote(self) -> None:
        self.run("pg_ctl", "-w", "-D", self.data, "promote")

    def stop(self) -> None:
        if (self.data / "postmaster.pid").exists():
            self.run("pg_ctl", "-w", "-D", self.data, "-m", "immediate", "stop")
        shutil.rmtree(self.folder)


class Promoted(Postgresql):
    """What is left when the first is gone."""

    def __init__(self, standby: Standby):
        self.server, self.url = standby.server, standby.url


@contextmanager
def synchronous_standby(primary: Postgresql):
    standby = Standby(primary)
    try:
        standby.start(primary)
        # On the first alone: the second would wait for a standby of its own once it is promoted.
        primary.run("ALTER SYSTEM SET synchronous_standby_names = '*'", "SELECT pg_reload_conf()")
        await_synchronous(primary)
        yield standby
    finally:
        standby.stop()


def await_synchronous(primary: Postgresql) -> None:
    deadline = time.monotonic() + WAIT_SECONDS
    while primary.run(STATE) != [("sync",)]:
        if time.monotonic() > deadline:
            raise SystemExit(f"the standby does not follow: {primary.run(STATE)}")
        time.sleep(0.1)


def socket_of(url: str) -> dict:
    """Connection parameters, as PgBouncer wants them."""
    return {"host": url.partition("host=")[2], "user": "postgres"}
