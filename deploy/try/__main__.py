"""Outside the machine: the bundle is made here, where there is a network; all else happens inside."""

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from machine import machine
from steps import step

ROOT = Path(__file__).resolve().parents[2]
HERE = ROOT / "deploy/try"


def main() -> None:
    begun = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="guichao-bundle-") as folder:
        with step("写离线安装包"):
            subprocess.run([sys.executable, ROOT / "dev.py", "bundle", folder], check=True, capture_output=True)
        with machine(ROOT, Path(folder)) as inside:
            for command in (
                ["python3", HERE / "install.py", folder],
                ["/opt/guichao/current/.venv/bin/python", HERE / "whole.py"],
            ):
                status = subprocess.run([*inside, *map(str, command)]).returncode
                if os.environ.get("TRY_SHELL"):
                    subprocess.run([*inside, "bash"])
                if status:
                    sys.exit(f"✗ deploy/try.sh 没有通过（状态 {status}），用了 {time.monotonic() - begun:.0f} 秒。")
    print(f"✓ deploy/try.sh 通过，用了 {time.monotonic() - begun:.0f} 秒。")


if __name__ == "__main__":
    main()
