"""What docs/security.md says can be looked up, and what bandit does not look at has its reason."""

import ast
import re
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

import dev

PAPER = dev.ROOT / "docs" / "security.md"
LINE = re.compile(r"^\| (\d+\.\d+\.\d+)(?:–(\d+\.\d+\.\d+))? \|", re.MULTILINE)
# Level 1 of ASVS 5.0.0 has so many requirements.
LEVEL_1 = 70
BAD_LINES = {
    "B307": "eval(name)",
    "B308": "from django.utils.safestring import mark_safe; mark_safe(name)",
    "B324": "import hashlib; hashlib.md5(name)",
    "B602": "import subprocess; subprocess.run(name, shell=True)",
    "B608": 'cursor.execute(f"SELECT {name} FROM a")',
}
# What it looks at, but for dev.py and manage.py.
APPS = ("config", "operations", "reports", "returnees", "activities", "organization", "xlsx_stream", "demo")


def named_tests():
    return sorted(set(re.findall(r"tests/[\w/]+\.py(?:::\w+)*", PAPER.read_text())))


@cache
def names_in(path: Path) -> set[str]:
    return {node.name for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.FunctionDef)}


@pytest.mark.parametrize("named", named_tests())
def test_every_test_that_the_paper_names_is_there(named):
    path, *names = named.split("::")
    assert (dev.ROOT / path).is_file(), "renamed? Then say so in docs/security.md"
    assert set(names) <= names_in(dev.ROOT / path), "renamed? Then say so in docs/security.md"


def test_every_line_has_a_test_or_a_reason():
    lines = [line for line in PAPER.read_text().splitlines() if LINE.match(line)]
    shown = [line.split(" | ")[3].strip(" |") for line in lines]
    assert all(shown), [line for line, reason in zip(lines, shown, strict=True) if not reason]


def test_no_requirement_of_level_1_is_left_out():
    numbers = [(first, last or first) for first, last in LINE.findall(PAPER.read_text())]
    count = sum(int(last.rpartition(".")[2]) - int(first.rpartition(".")[2]) + 1 for first, last in numbers)
    assert count == LEVEL_1
    assert len({first for first, _ in numbers}) == len(numbers)


def test_what_bandit_skips_has_its_number_and_a_reason():
    files = [path for app in APPS for path in (dev.ROOT / app).rglob("*.py")]
    lines = [line for path in files for line in path.read_text().splitlines() if "nosec" in line]
    assert lines
    assert [line for line in lines if not re.search(r"# nosec( B\d{3})+ # \w", line)] == []


def test_bandit_stops_at_what_it_should_find(tmp_path):
    """The control of the gate in `dev.py check`, with its own options."""
    for number, line in BAD_LINES.items():
        (tmp_path / f"{number}.py").write_text(f"{line}\n")
    command = [sys.executable, "-m", "bandit", "-q", "-ll", "-c", "pyproject.toml", "-f", "custom", "--msg-template"]
    found = subprocess.run([*command, "{test_id}", "-r", tmp_path], cwd=dev.ROOT, capture_output=True, text=True)
    assert found.returncode == 1
    assert set(BAD_LINES) <= set(found.stdout.split())
