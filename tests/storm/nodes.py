"""Application nodes as on servers of their own: each its state; the same keys, database and photos."""

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import dev
from benchmarks.server import site_environment

START_SECONDS, STOP_SECONDS = 60, 45
KEYS = ("audit_key", "receipt_key", "factor_key")
MANAGE = [sys.executable, "manage.py"]


class Node:
    def __init__(self, folder: Path, database_url: str, shared: dict[str, str]):
        folder.mkdir()
        self.folder, self.process = folder, None
        self.env = site_environment(folder, database_url) | shared
        self.env |= {"DJANGO_SETTINGS_MODULE": "config.settings", "ACCESS_LOG": "false", "BEHIND_PROXY": "1"}
        self.port = int(self.env["PORT"])

    def manage(self, *arguments: str, **changes: str) -> None:
        done = subprocess.run(
            [*MANAGE, *arguments], cwd=dev.ROOT, env=self.env | changes, capture_output=True, text=True, check=False
        )
        if done.returncode:
            raise SystemExit(f"{arguments[0]}:\n{done.stderr[-3000:]}")

    def take_keys_of(self, other: "Node") -> None:
        for name in KEYS:
            shutil.copy2(other.folder / name, self.folder / name)

    def start(self) -> None:
        with (self.folder / "server.log").open("ab") as log:
            command = [sys.executable, "-m", "config.serve"]
            self.process = subprocess.Popen(command, cwd=dev.ROOT, env=self.env, stdout=log, stderr=log)
        deadline = time.monotonic() + START_SECONDS
        while not dev.answers("127.0.0.1", self.port):
            if self.process.poll() is not None or time.monotonic() > deadline:
                raise SystemExit(f"a node did not start:\n{self.said()[-3000:]}")
            time.sleep(0.05)

    def stop(self) -> None:
        """As systemd stops it: what is being answered is answered."""
        if self.process and self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()

    def said(self) -> str:
        return (self.folder / "server.log").read_text(errors="replace")


def make_nodes(folder: Path, pooled_url: str, direct_url: str) -> list[Node]:
    """Two, prepared as docs/deploying.md says: the database by the first, the keys copied before the other starts."""
    shared = {"MEDIA_ROOT": str(folder / "media"), "SECRET_KEY": dev.isolated_environment(os.environ, "")["SECRET_KEY"]}
    first, second = (Node(folder / name, pooled_url, shared) for name in ("first", "second"))
    first.manage("set_up", "--collect-static", DATABASE_URL=direct_url)
    second.take_keys_of(first)
    second.manage("collectstatic", "--noinput", "--verbosity", "0")
    return [first, second]
