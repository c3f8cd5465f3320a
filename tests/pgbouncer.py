"""A PgBouncer in transaction mode before the PostgreSQL of the tests, as strict as one can be."""

import os
import pwd
import shutil
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
    port = free_port()
    named = {"port": 5432, "password": "-"} | {name: server[name] for name in NAMES if server.get(name)}
    defaults = {"listen_addr": "127.0.0.1", "listen_port": port, "unix_socket_dir": "", "auth_type": "any"}
    lines = ["[databases]", f"* = {' '.join(f'{name}={value}' for name, value in named.items())}", "[pgbouncer]"]
    lines += [f"{name} = {value}" for name, value in (defaults | {"pool_mode": "transaction"} | settings).items()]
    # Where whoever runs it can read it: the folders of the tests are closed.
    process = subprocess.Popen(command(write(folder, lines), server["host"]), stderr=subprocess.PIPE, text=True)
    try:
        said = []
        for line in process.stderr:
            said.append(line)
            if "process up" in line:
                break
        else:
            raise AssertionError("".join(said))
        yield port
    finally:
        process.terminate()
        process.communicate()


def write(folder: Path, lines: list[str]) -> Path:
    path = folder / "pgbouncer.ini"
    path.write_text("\n".join([*lines, ""]))
    return path


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
