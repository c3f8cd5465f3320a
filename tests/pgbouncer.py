"""A PgBouncer in transaction mode before the PostgreSQL of the tests, as strict as one can be."""

import os
import pwd
import shutil
import signal
import socket
import subprocess
from contextlib import contextmanager
from pathlib import Path

# Debian's package puts it where only administrators look.
PROGRAM = shutil.which("pgbouncer", path=f"{os.environ.get('PATH', '')}:/usr/sbin")

NAMES = ("host", "port", "user", "password")


@contextmanager
def pgbouncer(server: dict, folder: Path, **settings):
    """Yields the port of one before the server of these connection parameters."""
    pool = Pool(folder, settings)
    try:
        pool.start(server)
        yield pool.port
    finally:
        pool.stop()


class Pool:
    def __init__(self, folder: Path, settings: dict):
        self.folder, self.port, self.process = folder, free_port(), None
        defaults = {"listen_addr": "127.0.0.1", "listen_port": self.port, "unix_socket_dir": "", "auth_type": "any"}
        self.settings = defaults | {"pool_mode": "transaction"} | settings

    def start(self, server: dict) -> None:
        # Where whoever runs it can read it: the folders of the tests are closed.
        self.process = subprocess.Popen(command(self.write(server), server["host"]), stderr=subprocess.PIPE, text=True)
        said = []
        for line in self.process.stderr:
            said.append(line)
            if "process up" in line:
                return
        raise AssertionError("".join(said))

    def write(self, server: dict) -> Path:
        named = {"port": 5432, "password": "-"} | {name: server[name] for name in NAMES if server.get(name)}
        lines = ["[databases]", f"* = {' '.join(f'{name}={value}' for name, value in named.items())}", "[pgbouncer]"]
        path = self.folder / "pgbouncer.ini"
        path.write_text("\n".join([*lines, *(f"{name} = {value}" for name, value in self.settings.items()), ""]))
        return path

    def point_to(self, server: dict) -> None:
        """As after a change-over: another address, which a running one takes over."""
        self.write(server)
        self.process.send_signal(signal.SIGHUP)

    def stop(self) -> None:
        if self.process:
            self.process.terminate()
            self.process.communicate()


def command(path: Path, host: str) -> list[str]:
    """It refuses to run as root: then it is whom the server's socket belongs to, who reads its settings from a pipe."""
    if os.geteuid():
        return [PROGRAM, str(path)]
    owner = pwd.getpwuid(os.stat(host).st_uid).pw_name if host.startswith("/") else "nobody"
    for folder in path.parents:
        if not folder.stat().st_mode & 0o001 and folder.stat().st_uid == os.geteuid():
            folder.chmod(folder.stat().st_mode | 0o011)
    path.chmod(0o644)
    return [PROGRAM, "-u", owner, str(path)]


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return probe.getsockname()[1]
