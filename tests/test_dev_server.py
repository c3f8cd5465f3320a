"""The server as dev.py keeps it: replaced when it dies, gone when dev.py is."""

import json
import os
import signal
import socket
import subprocess
import sys

import pytest

import dev
from tests.operations.serving.conftest import wait_until

STARTER = """
import json, socket, sys, tempfile
import dev
dev.catch_signals()
address = json.loads(sys.argv[1])
dev.serve(json.loads(sys.argv[2]), dev.bind(*address), tempfile.TemporaryFile(), "set_up")
"""


@pytest.fixture(scope="module")
def state(tmp_path_factory):
    """The first start prepares it for all."""
    return tmp_path_factory.mktemp("var")


@pytest.fixture
def started(tmp_path, state):
    with socket.create_server(("127.0.0.1", 0)) as probe:
        address = probe.getsockname()
    env = {**os.environ, "SECRET_KEY": "x" * 40, "GUICHAO_VAR": str(state), "PUBLIC_URL": "http://toy"}
    command = [sys.executable, "-c", STARTER, json.dumps(address), json.dumps(env)]
    log = (tmp_path / "log").open("wb")
    with log:
        process = subprocess.Popen(command, cwd=dev.ROOT, stdout=log, stderr=log)
    process.log, process.address = tmp_path / "log", address
    wait_until(lambda: "服务已启动" in process.log.read_text())
    yield process
    dev.end(process)


def is_answering(process):
    return dev.answers(*process.address)


def is_port_free(process):
    try:
        socket.create_connection(process.address, 5).close()
    except ConnectionRefusedError:
        return True
    return False


def server_of(process):
    """The process that listens: the child of dev.py."""
    listed = subprocess.run(["ps", "-A", "-o", "pid=,ppid=,args="], capture_output=True, text=True, check=True)
    rows = (line.split(None, 2) for line in listed.stdout.splitlines())
    return next((int(pid) for pid, parent, args in rows if int(parent) == process.pid and "config.serve" in args), 0)


def test_a_start_prepares_the_state_and_warns_of_nothing(started):
    assert "工作人员：http://toy/admin/" in started.log.read_text()
    assert "Warning" not in started.log.read_text()


def test_a_server_that_is_killed_is_started_again(started):
    for _ in range(2):
        killed = wait_until(lambda: server_of(started))
        os.kill(killed, signal.SIGKILL)
        wait_until(lambda: server_of(started) not in (0, killed))  # noqa: B023
        wait_until(lambda: is_answering(started))
    assert "服务自己退出了（状态 -9）" in started.log.read_text()
    assert started.poll() is None


def test_a_killed_dev_leaves_no_server_behind(started):
    os.kill(started.pid, signal.SIGKILL)
    started.wait()
    wait_until(lambda: is_port_free(started))
    wait_until(lambda: "whoever started this server is gone" in started.log.read_text())


def test_a_stopped_dev_stops_its_server(started):
    started.terminate()
    assert started.wait(60) == 128 + signal.SIGTERM
    assert is_port_free(started)
