"""One name for one thing: a class is called what it is, once in the project."""

import ast
from collections import defaultdict
from pathlib import Path

PACKAGES = "activities benchmarks config demo deploy operations organization reports returnees xlsx_stream".split()
NAMED_BY_DJANGO = {"Meta", "Media", "Command", "Migration", "DatabaseWrapper"}


def test_a_class_name_stands_once():
    places = defaultdict(list)
    for path in (path for package in PACKAGES for path in Path(package).rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ClassDef) and node.name not in NAMED_BY_DJANGO:
                places[node.name].append(str(path))
    assert {name: found for name, found in places.items() if len(found) > 1} == {}
