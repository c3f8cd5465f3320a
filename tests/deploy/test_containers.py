"""deploy/Dockerfile: what hadolint says, and what no linter sees. Of compose.yaml: tests/browser/test_compose.py."""

import re
import subprocess
import sys
from pathlib import Path

DOCKERFILE = Path("deploy/Dockerfile")
HADOLINT = Path(sys.executable).with_name("hadolint")


def lint(text: str) -> subprocess.CompletedProcess:
    command = [HADOLINT, "--no-color", "--failure-threshold", "warning", "-"]
    return subprocess.run(command, input=text, text=True, capture_output=True)


def test_has_nothing_that_a_linter_warns_of():
    linted = lint(DOCKERFILE.read_text())
    assert linted.returncode == 0, linted.stdout


def test_the_linter_would_say_so():
    linted = lint(DOCKERFILE.read_text().replace("python:3.11-slim-bookworm", "python:latest"))
    assert linted.returncode == 1
    assert "DL3007" in linted.stdout


def last_stage() -> str:
    return DOCKERFILE.read_text().rpartition("\nFROM ")[2]


def test_runs_as_nobody_in_particular_and_is_asked_whether_it_lives():
    assert re.search(r"^USER 10001$", last_stage(), re.MULTILINE)
    assert "/healthz" in last_stage()
    # In the form of a list no shell stands between the server and the signal that ends it.
    assert re.search(r'^CMD \["python", ', last_stage(), re.MULTILINE)


def test_nothing_of_a_working_copy_comes_into_the_image():
    names = Path("deploy/Dockerfile.dockerignore").read_text().splitlines()
    assert names[0] == "*"
    passed = {name.removeprefix("!") for name in names[1:] if name.startswith("!")}
    assert not passed & {"var", ".git", ".venv", "tests", "node_modules", "dist"}
    assert {path.parent.name for path in Path().glob("*/apps.py")} <= passed


def test_starts_the_server_as_the_unit_does():
    unit = Path("deploy/systemd/guichao-web@.service").read_text()
    command = re.findall(r'"([^"]*)"', re.search(r"^CMD (.*)$", last_stage(), re.MULTILINE)[1])
    assert command == ["python", "-m", "config.serve"]
    assert f"ExecStart=/opt/guichao/current/.venv/bin/{' '.join(command)}\n" in unit
