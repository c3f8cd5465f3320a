"""Every line of docs/law.md is a link to a test that is there, or to a task of the office that stands below."""

import ast
import re
from functools import cache

import pytest

import dev

PAPER = dev.ROOT / "docs" / "law.md"
TEXT = PAPER.read_text(encoding="utf-8")
LINE = re.compile(r"^\| ([\d、–]+) \|.*$", re.MULTILINE)
TEST = re.compile(r"\]\(\.\./(tests/[\w/]+\.py)\)((?: ?、?`test_\w+`)+)")
TASK = re.compile(r"\]\(#([^)]+)\)")
TASKS = re.findall(r"^### (.+)$", TEXT, re.MULTILINE)
# Of 个人信息保护法, what the office is asked about.
ARTICLES = {
    *range(13, 18),
    *range(19, 25),
    *range(28, 32),
    *range(38, 41),
    *range(44, 49),
    *range(50, 53),
    *range(54, 58),
}


def last_cell(line: str) -> str:
    return line.rstrip(" |").rpartition(" | ")[2]


def lines_of(law: str) -> list[re.Match]:
    return list(LINE.finditer(TEXT.split(f"## {law}\n")[1].split("\n## ")[0]))


def named_tests() -> list[tuple[str, str]]:
    return sorted({(path, name) for path, names in TEST.findall(TEXT) for name in re.findall(r"test_\w+", names)})


@cache
def names_in(path: str) -> set[str]:
    tree = ast.parse((dev.ROOT / path).read_text(encoding="utf-8"))
    return {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}


@pytest.mark.parametrize(("path", "name"), named_tests())
def test_every_test_that_is_named_is_there(path, name):
    assert name in names_in(path), "renamed? Then say so in docs/law.md"


@pytest.mark.parametrize("line", [match[0] for match in LINE.finditer(TEXT)])
def test_every_line_is_a_test_or_a_task(line):
    shown = last_cell(line)
    assert TEST.search(shown) or TASK.search(shown)
    assert {task.removeprefix("任务：") for task in TASK.findall(shown)} <= set(TASKS)


def test_no_article_is_left_out():
    named = set()
    for match in lines_of("个人信息保护法"):
        for part in match[1].split("、"):
            first, _, last = part.partition("–")
            named |= set(range(int(first), int(last or first) + 1))
    assert named >= ARTICLES


def test_every_task_is_asked_for_and_described():
    assert set(TASK.findall(TEXT)) == set(TASKS)
    assert "草稿，须经本单位法务审定" in TEXT


def test_a_line_without_either_is_found():
    assert not TEST.search(last_cell("| 13 | 有依据 | 有 | 见系统 |"))
    assert not TEST.search(last_cell("| 13 | 有依据 | 有 | [x](../tests/a.py) |"))
