"""Who listens at a port, as far as /proc tells. Standard library only: dev.py runs this file on a bare machine."""

import sys
from contextlib import suppress
from pathlib import Path

PROC = Path("/proc")
LISTENING = "0A"


def describe_used_port(port: int) -> str:
    holder = describe_holder(port)
    return f"端口 {port} 已被占用{f'（{holder}）' if holder else ''}。请停止占用它的程序，或换一个：PORT={port + 1}"


def describe_holder(port: int) -> str:
    """Process and program; empty where the system does not say, as of somebody else's processes."""
    sockets = find_sockets(port)
    for process in sorted(PROC.glob("[0-9]*"), key=lambda path: int(path.name)):
        with suppress(OSError):
            if sockets and any(str(link.readlink()) in sockets for link in (process / "fd").iterdir()):
                command = (process / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace").strip()
                return f"进程 {process.name}：{command[:100]}"
    return ""


def find_sockets(port: int) -> set[str]:
    found = set()
    for name in ("tcp", "tcp6"):
        with suppress(OSError):
            lines = (PROC / "net" / name).read_text().splitlines()[1:]
            for parts in map(str.split, lines):
                if parts[3] == LISTENING and int(parts[1].rpartition(":")[2], 16) == port:
                    found.add(f"socket:[{parts[9]}]")
    return found


if __name__ == "__main__":
    sys.stdout.reconfigure(encoding="utf-8")
    print(describe_used_port(int(sys.argv[1])))
