"""Another revision of the project, in a folder and with requirements of its own: to be measured beside this one."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import dev

INSTALL_SECONDS = 600


@contextmanager
def checked_out(revision: str) -> Iterator[Path]:
    """Its dev.py installs what its lock names, which needs the network the first time."""
    with tempfile.TemporaryDirectory(prefix="guichao-revision-") as name:
        folder = Path(name) / "project"
        git = ["git", "-C", str(dev.ROOT), "worktree"]
        subprocess.run([*git, "add", "--quiet", "--detach", str(folder), revision], check=True)
        try:
            environ = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
            env = dev.isolated_environment(environ, str(Path(name) / "var"))
            install = [sys.executable, "dev.py", "manage", "--version"]
            subprocess.run(install, cwd=folder, env=env, check=True, timeout=INSTALL_SECONDS, stdout=subprocess.DEVNULL)
            yield folder
        finally:
            subprocess.run([*git, "remove", "--force", str(folder)], check=True)
