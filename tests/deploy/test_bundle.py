"""deploy/bundle.py: what belongs into the archive, and that none is written of which something is missing."""

import ast
import hashlib
import sys
import tarfile
from pathlib import Path

import pytest

from deploy import bundle


@pytest.fixture
def wheels(monkeypatch):
    """A download that brings one wheel for each target, and what it was asked for."""
    asked = []

    def download(folder, python, machine):
        asked.append((python, machine))
        (folder / f"some-1-cp{python}-{machine}.whl").write_bytes(b"wheel")

    monkeypatch.setattr(bundle, "download", download)
    return asked


def test_imports_only_the_standard_library():
    nodes = list(ast.walk(ast.parse(Path(bundle.__file__).read_text())))
    imported = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    imported |= {node.module for node in nodes if isinstance(node, ast.ImportFrom)}
    assert {name.partition(".")[0] for name in imported} <= sys.stdlib_module_names


def test_holds_the_project_and_the_wheels_of_every_target(tmp_path, wheels):
    path = bundle.bundle(tmp_path)
    with tarfile.open(path) as archive:
        members = archive.getmembers()
    name = f"guichao-{bundle.version()}"
    names = {member.name for member in members}
    assert {f"{name}/{file}" for file in ("dev.py", "requirements.lock", "deploy/install.sh")} <= names
    assert len([each for each in names if each.startswith(f"{name}/wheels/")]) == len(bundle.TARGETS) == len(wheels)
    assert {(member.uid, member.uname, member.mtime) for member in members} == {(0, "root", 0)}


def test_is_the_same_of_the_same_files_and_says_its_digest(tmp_path, wheels):
    first = bundle.bundle(tmp_path / "1").read_bytes()
    second = bundle.bundle(tmp_path / "2")
    assert second.read_bytes() == first
    digest = second.with_name(f"{second.name}.sha256").read_text()
    assert digest == f"{hashlib.sha256(first).hexdigest()}  {second.name}\n"


def test_an_unpacked_archive_can_be_bundled_again_without_its_state(tmp_path, monkeypatch):
    for name in ("dev.py", "var/secret_key", ".venv/x", "wheels/a.whl", "organization/roles.py", ".ruff_cache/y"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
    monkeypatch.setattr(bundle, "ROOT", tmp_path)
    assert bundle.project_files() == [Path("dev.py"), Path("organization/roles.py")]


def test_nothing_is_written_of_an_incomplete_download(tmp_path, monkeypatch):
    monkeypatch.setattr(bundle.sys, "executable", "false")
    with pytest.raises(SystemExit, match="没有写出安装包"):
        bundle.bundle(tmp_path)
    assert not list(tmp_path.iterdir())
