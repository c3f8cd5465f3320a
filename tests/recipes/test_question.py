"""A new question, added to a copy of the project as the recipe says: three files and a migration."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

ROOT = Path(settings.BASE_DIR)
NOT_COPIED = shutil.ignore_patterns(".*", "var", "node_modules", "__pycache__", "fonts", "docs", "deploy")
CODE_LIST = """class DrivingLicence(models.TextChoices):
    YES = "yes", "有"
    NO = "no", "没有"


"""
QUESTION = """Question(
                "driving_licence",
                "有没有驾驶证",
                Kind.RADIO,
                asked=WORKERS,
                required=WORKERS,
                choices=code_list(choices.DrivingLicence),
            ),
            """
COLUMN = """driving_licence = answer_column("driving_licence", max_length=3)
    """


@pytest.fixture
def project(tmp_path):
    copy = tmp_path / "project"
    shutil.copytree(ROOT, copy, ignore=NOT_COPIED)
    # The poster's font is a megabyte, and read by its path.
    (copy / "returnees/entrances/fonts").symlink_to(ROOT / "returnees/entrances/fonts")
    return copy


def insert(path, text, *, before):
    content = path.read_text()
    assert before in content
    path.write_text(content.replace(before, text + before, 1))


def run(project, *command):
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(("DATABASE_", "PYTEST_"))}
    environment = inherited | {"GUICHAO_VAR": str(project / "var"), "PYTHONPATH": str(project)}
    command = [sys.executable, "-B", *command]
    done = subprocess.run(command, cwd=project, env=environment, capture_output=True, text=True, timeout=600)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.mark.skipif(connection.vendor != "sqlite", reason="the copy runs on SQLite, whatever runs the rest")
def test_a_question_takes_three_files_and_a_migration(project):
    insert(project / "returnees/choices.py", CODE_LIST, before="class FollowUpState(")
    insert(project / "returnees/questions.py", QUESTION, before='Question(\n                "school_major"')
    insert(project / "returnees/models/returnee.py", COLUMN, before="school_major = ")
    assert "_driving_licence.py" in run(project, "manage.py", "makemigrations", "--name", "driving_licence")
    run(project, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", "-p", "no:xdist", "tests/test_questions.py")
