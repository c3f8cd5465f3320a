"""A machine of its own inside this one: boot.sh makes it, everything in it is gone when it ends."""

import ctypes
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import NoReturn

BOOT = Path(__file__).with_name("boot.sh")
NAMESPACES = ["--mount", "--pid", "--net", "--ipc", "--uts", "--cgroup"]
PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
PR_SET_PDEATHSIG = 1


def impossible(what: str) -> NoReturn:
    sys.exit(f"✗ deploy/try.sh 在这里不能运行：{what}。它要在 Linux 上以 root 运行，并允许建立命名空间。")


def control_group() -> Path:
    """A new one of version 2, in which the machine's systemd numbers its services."""
    mounts = (line.split() for line in Path("/proc/self/mounts").read_text().splitlines())
    found = next((Path(mount[1]) for mount in mounts if mount[2] == "cgroup2"), None)
    if not found:
        impossible("没有 cgroup 2")
    group = found / f"guichao-try-{os.getpid()}"
    group.mkdir()
    return group


def remove_group(group: Path) -> None:
    """Processes that were killed leave it a moment later."""
    for _ in range(100):
        folders = [Path(folder) for folder, _, _ in os.walk(group, topdown=False)]
        for folder in folders:
            with suppress(OSError):
                folder.rmdir()
        if not group.exists():
            return
        time.sleep(0.1)


def first_process(unshare: subprocess.Popen) -> int:
    children = Path(f"/proc/{unshare.pid}/task/{unshare.pid}/children")
    for _ in range(200):
        if unshare.poll() is not None:
            break
        with suppress(OSError):
            if child := children.read_text().split():
                return int(child[0])
        time.sleep(0.05)
    impossible("不能建立命名空间（unshare）")


@contextmanager
def machine(*seen: Path) -> Iterator[list[str]]:
    """Yields the beginning of a command that runs in it. `seen` are folders that it reads."""
    work, group = Path(tempfile.mkdtemp(prefix="guichao-try-")), control_group()

    def enter() -> None:
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
        (group / "cgroup.procs").write_text("0")

    boot = ["sh", str(BOOT), str(work), *map(str, seen)]
    unshare = subprocess.Popen(["unshare", *NAMESPACES, "--fork", "--kill-child", *boot], preexec_fn=enter)
    try:
        first = first_process(unshare)
        inside = ["nsenter", f"--target={first}", "--mount", "--pid", "--net", "--ipc", "--uts", "--cgroup"]
        inside += ["env", "-i", f"PATH={PATH}", "HOME=/root", "LANG=C.UTF-8", "PYTHONUTF8=1"]
        wait_until_started(unshare, inside)
        yield inside
    finally:
        unshare.kill()
        unshare.wait()
        remove_group(group)
        shutil.rmtree(work, ignore_errors=True)


def wait_until_started(unshare: subprocess.Popen, inside: list[str]) -> None:
    for _ in range(150):
        if unshare.poll() is not None:
            break
        state = subprocess.run([*inside, "systemctl", "is-system-running"], capture_output=True, text=True).stdout
        if state.strip() in ("running", "degraded"):
            return
        time.sleep(0.1)
    impossible("systemd 没有在命名空间里启动")
