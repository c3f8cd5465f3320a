"""An unpacked bundle as a newcomer uses it: `python3 dev.py`, without a network and without root."""

import os
import signal
import subprocess
import urllib.request
from pathlib import Path

from steps import run

HOME, PORT = Path("/srv/newcomer"), "8100"


def serve_from_bundle(unpacked: Path) -> None:
    run("cp", "-r", unpacked, HOME)
    run("useradd", "--home-dir", HOME, "newcomer")
    run("chown", "-R", "newcomer:newcomer", HOME)
    command = ["runuser", "-u", "newcomer", "--", "env", f"PORT={PORT}", "python3", "dev.py"]
    process = subprocess.Popen(
        command, cwd=HOME, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, start_new_session=True
    )
    said = []
    try:
        for line in process.stdout:
            said.append(line)
            if "服务已启动" in line:
                break
        else:
            raise AssertionError("".join(said))
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        with opener.open(f"http://127.0.0.1:{PORT}/", timeout=30) as response:
            assert "试用" in response.read().decode()
    finally:
        os.killpg(process.pid, signal.SIGINT)
        process.communicate(timeout=60)
    left = subprocess.run(["pgrep", "-u", "newcomer"], capture_output=True, text=True).stdout
    assert not left, f"dev.py 结束后还有进程：{left}"
