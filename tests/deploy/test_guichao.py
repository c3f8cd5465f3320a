"""deploy/guichao.py: the settings that it reads, and what it refuses."""

import os
from pathlib import Path

import pytest

from deploy import guichao


@pytest.fixture
def read(tmp_path):
    def write(text):
        path = tmp_path / "guichao.env"
        path.write_text(text, encoding="utf-8")
        return guichao.read_settings(path)

    return write


def test_reads_what_systemd_reads(read):
    found = read(
        "# 说明\n; 也是\n\nPUBLIC_URL=https://guichao.example\nDATABASE_URL=postgres://a:b=c@h/d?x=1\nEMPTY=\n"
    )
    assert found == {
        "PUBLIC_URL": "https://guichao.example",
        "DATABASE_URL": "postgres://a:b=c@h/d?x=1",
        "EMPTY": "",
    }


@pytest.mark.parametrize("line", ['NAME="quoted"', "NAME=a\\b", "NAME", "export NAME=1"])
def test_refuses_what_systemd_would_read_differently(read, line):
    with pytest.raises(SystemExit, match="第 2 行"):
        read(f"A=1\n{line}\n")


def test_says_who_may_read_the_settings(tmp_path):
    with pytest.raises(SystemExit, match="请用 root 运行"):
        guichao.read_settings(tmp_path / "missing.env")


@pytest.mark.parametrize("version", ["0.4.0", "../../tmp", "current/.."])
def test_uses_no_release_that_was_not_installed_whole(tmp_path, monkeypatch, version):
    monkeypatch.setattr(guichao, "PROGRAM", tmp_path)
    (tmp_path / "0.4.0").mkdir()
    with pytest.raises(SystemExit, match="没有装好的版本"):
        guichao.use(version)


def test_static_files_can_be_read_by_the_gateway_and_those_of_before_stay(tmp_path, monkeypatch):
    monkeypatch.setattr(guichao, "STATIC", tmp_path / "public")
    (tmp_path / "static/admin").mkdir(parents=True, mode=0o700)
    for name in ("a.css", "admin/b.css"):
        path = tmp_path / "static" / name
        path.touch(mode=0o600)
    (tmp_path / "public").mkdir()
    (tmp_path / "public/old.css").touch()
    guichao.publish_static_files({"GUICHAO_VAR": str(tmp_path)})
    found = {path.relative_to(tmp_path / "public").as_posix(): path.stat().st_mode & 0o777 for path in walk(tmp_path)}
    assert found == {"a.css": 0o644, "admin": 0o755, "admin/b.css": 0o644, "old.css": 0o644}


def walk(folder: Path):
    for parent, folders, names in os.walk(folder / "public"):
        yield from (Path(parent, name) for name in (*folders, *names))


def test_its_example_names_only_settings_that_exist():
    text = Path("deploy/guichao.env.example").read_text(encoding="utf-8")
    names = [line.partition("=")[0] for line in text.splitlines() if line and not line.startswith("#")]
    source = Path("config/settings.py").read_text(encoding="utf-8")
    assert names
    assert [name for name in names if f'"{name}"' not in source] == []
