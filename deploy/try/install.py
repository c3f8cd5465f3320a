"""In the machine: the first section of docs/deploying.md, word for word, from the bundle and without a network."""

import os
import re
import shutil
import socket
import subprocess
import sys
from pathlib import Path

from steps import run, step

ROOT = Path(__file__).resolve().parents[2]
DOCUMENT = ROOT / "docs/deploying.md"
# What the document's first block installs was installed by try.sh: here is no network, so this looks whether it was.
APT_GET = """#!/bin/sh
[ "$1" = update ] && exit 0
for word; do
  case $word in install | -*) ;; *) dpkg -s "$word" >/dev/null 2>&1 || { echo "没有安装 $word" >&2; exit 1; } ;; esac
done
"""


def commands(section: str) -> str:
    """The fenced shell blocks of a section."""
    text = DOCUMENT.read_text(encoding="utf-8")
    part = re.search(rf"^## {re.escape(section)}.*?(?=^## )", text, re.MULTILINE | re.DOTALL)[0]
    return "\n".join(re.findall(r"^```sh\n(.*?)^```", part, re.MULTILINE | re.DOTALL))


def assert_no_network() -> None:
    run("ip", "link", "set", "lo", "up")
    if run("ip", "route").strip():
        sys.exit("✗ 这台机器有通往外面的路由，离线安装就没有试到。")
    try:
        socket.create_connection(("198.51.100.1", 443), timeout=1).close()
    except OSError:
        return
    sys.exit("✗ 网络没有断开。")


def start_postgresql() -> None:
    """As apt leaves it on a bare machine; whatever cluster lies on this one's disk stays there."""
    shutil.rmtree("/etc/postgresql", ignore_errors=True)
    shutil.rmtree("/var/lib/postgresql", ignore_errors=True)
    run("install", "-d", "-o", "postgres", "-g", "postgres", "/var/lib/postgresql", "/etc/postgresql")
    version = max(os.listdir("/usr/lib/postgresql"), key=int)
    run("pg_createcluster", "--locale", "C.UTF-8", version, "main", "--", "--no-sync")
    run("systemctl", "start", f"postgresql@{version}-main")


def follow_document(output: Path) -> None:
    script = "set -euo pipefail\n" + commands("一")
    done = subprocess.run(["bash", "-x", "-c", script], text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    output.write_text(done.stdout)
    if done.returncode:
        sys.exit(f"✗ docs/deploying.md 的命令没有成功（状态 {done.returncode}）：\n{done.stdout[-5000:]}")


def main(bundle: Path) -> None:
    with step("网络只有本机，断开了外面"):
        assert_no_network()
    with step("PostgreSQL 如 apt 装好后那样"):
        apt_get = Path("/usr/local/bin/apt-get")
        apt_get.write_text(APT_GET)
        apt_get.chmod(0o755)
        start_postgresql()
        for path in bundle.iterdir():
            shutil.copy(path, "/root")
    with step("从安装包照 docs/deploying.md 第一节逐条执行"):
        follow_document(Path("/root/installed.txt"))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
