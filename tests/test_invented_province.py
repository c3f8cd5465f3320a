"""Another province needs two files and no developer: played in a process of its own, for the words are read once."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
FILES = ROOT / "tests" / "invented_province"


@pytest.fixture
def environment(tmp_path):
    for name in ("region.toml", "places.csv", "notice.toml"):
        (tmp_path / name).write_bytes((FILES / name).read_bytes())
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PYTEST", "DATABASE", "COV"))}
    return kept | {"GUICHAO_VAR": str(tmp_path), "SECRET_KEY": "0" * 50}


def run(environment, *arguments):
    return subprocess.run(
        [sys.executable, *arguments], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )


def test_a_province_of_another_kind_is_set_up_and_played_on_the_pages_alone(environment):
    # Its tables as the models have them: that migrations come to the same is another test's.
    options = ("-q", "-x", "-p", "no:cacheprovider", "-p", "no:xdist", "--no-migrations")
    played = run(environment, "-m", "pytest", *options, "tests/invented_province/province.py")
    assert played.returncode == 0, played.stdout[-6000:]


def test_another_region_needs_no_migration(environment):
    checked = run(environment, "manage.py", "makemigrations", "--check", "--dry-run")
    assert checked.returncode == 0, checked.stdout + checked.stderr


def test_a_wrong_region_stops_the_start_with_one_sentence(environment, tmp_path):
    path = tmp_path / "region.toml"
    path.write_text(path.read_text(encoding="utf-8").replace('village = "行政村"\n', ""), encoding="utf-8")
    started = run(environment, "manage.py", "check")
    assert (started.returncode, started.stdout) == (78, "")
    assert started.stderr == f"✗ 配置错误：{path}：words.village：没有这一项。\n"
