"""Each recipe of CONTRIBUTING.md, followed literally on a copy of the project."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

from tests.recipes.contributing import promised_counts, section
from tests.recipes.recipes import RECIPES

ROOT = Path(settings.BASE_DIR)
NOT_COPIED = shutil.ignore_patterns(".*", "var", "node_modules", "__pycache__", "fonts", "docs", "deploy")
# What speaks of questions, roles, colours and of what the other recipes add.
TESTS = (
    "tests/recipes/followed.py",
    "tests/test_questions.py",
    "tests/test_colours.py",
    "tests/organization/test_roles.py",
    "tests/reports/overview/desk/test_work_desk.py::test_opens_on_an_empty_database",
)
LINT_IMPORTS = "from importlinter.cli import lint_imports_command; lint_imports_command()"


@pytest.fixture
def project(tmp_path):
    copy = tmp_path / "project"
    shutil.copytree(ROOT, copy, ignore=NOT_COPIED)
    # The poster's font is a megabyte, and read by its path.
    (copy / "docs").symlink_to(ROOT / "docs")
    (copy / "returnees/entrances/fonts").symlink_to(ROOT / "returnees/entrances/fonts")
    return copy


def run(project, *command):
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(("DATABASE_", "PYTEST_"))}
    environment = inherited | {"GUICHAO_VAR": str(project / "var"), "PYTHONPATH": str(project)}
    command = [sys.executable, "-B", *command]
    done = subprocess.run(command, cwd=project, env=environment, capture_output=True, text=True, timeout=600)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.mark.parametrize("recipe", RECIPES, ids=lambda recipe: f"{recipe.title}: {min(recipe.files)}")
def test_touches_no_file_that_its_section_does_not_name(recipe):
    text = section(recipe.title)
    named = {path for path in recipe.files if path in text or recipe.new_files.get(path)}
    assert recipe.files - named == set()
    assert len(recipe.files) <= promised_counts()[recipe.title.lower()]
    assert ("makemigrations" in text) == bool(recipe.migrated)


def test_the_counts_are_those_that_were_promised():
    assert promised_counts() == {
        **dict.fromkeys(("a kind", "a figure", "a column", "next campaign"), 0),
        **dict.fromkeys(
            ("a role", "a column of an export", "a chart", "a wording", "a colour", "a security header"), 1
        ),
        "a question": 3,
        "a sheet": 2,
    }


@pytest.mark.skipif(connection.vendor != "sqlite", reason="the copy runs on SQLite, whatever runs the rest")
def test_all_of_them_followed_at_once(project):
    for recipe in RECIPES:
        recipe.follow(project)
        if recipe.migrated:
            assert "_followed.py" in run(project, "manage.py", "makemigrations", recipe.migrated, "--name", "followed")
    run(project, "manage.py", "makemigrations", "--check")
    run(project, "-c", LINT_IMPORTS, "--no-logo")
    run(project, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", "-p", "no:xdist", *TESTS)
