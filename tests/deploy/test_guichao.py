"""deploy/guichao.py: the settings that it reads, and what it refuses."""

import os
import re
from pathlib import Path

import pytest

from deploy import guichao

SLOWEST_PAGE = 4  # seconds


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


@pytest.fixture
def site(tmp_path, monkeypatch):
    """Two releases, of which the first is in use; what is done to the site, in its order."""
    done = []
    for version in ("0.5.0", "0.6.0"):
        (tmp_path / version / ".venv").mkdir(parents=True)
        (tmp_path / version / ".venv/installed").touch()
    (tmp_path / "current").symlink_to("0.5.0")
    monkeypatch.setattr(guichao, "PROGRAM", tmp_path)
    monkeypatch.setattr(guichao, "CURRENT", tmp_path / "current")
    monkeypatch.setattr(guichao, "read_settings", lambda path: {})
    monkeypatch.setattr(guichao, "publish_static_files", lambda settings: done.append("publish"))
    monkeypatch.setattr(guichao, "restart", lambda: done.append(f"restart {guichao.CURRENT.resolve().name}"))
    monkeypatch.setattr(guichao, "run_managed", lambda release, name, *_: done.append(f"{name} of {release.name}"))
    return done


def test_a_release_is_prepared_before_any_node_has_it(site):
    guichao.use("0.6.0")
    assert site == ["collectstatic of 0.6.0", "publish", "set_up of 0.6.0", "restart 0.6.0"]
    guichao.use("0.5.0")
    assert guichao.CURRENT.resolve().name == "0.5.0"


def test_a_release_that_cannot_be_prepared_is_not_used(site, monkeypatch):
    def refuse(release, name, *_):
        if name == "set_up":
            guichao.fail("set_up 没有成功")

    monkeypatch.setattr(guichao, "run_managed", refuse)
    with pytest.raises(SystemExit, match="set_up 没有成功"):
        guichao.use("0.6.0")
    assert guichao.CURRENT.resolve().name == "0.5.0"
    assert site == ["publish"]


class TestRestart:
    @pytest.fixture
    def asked(self, monkeypatch):
        """Of systemctl and of the nodes, in their order."""
        asked = []
        monkeypatch.setattr(guichao, "running_nodes", lambda: ["guichao-web@8001.service", "guichao-web@8002.service"])
        monkeypatch.setattr(guichao.subprocess, "run", lambda command, **_: asked.append(command[-1]))
        monkeypatch.setattr(guichao, "PAUSE", 0)
        monkeypatch.setattr(guichao, "PATIENCE", -1)
        return asked

    def test_the_next_node_waits_until_the_one_before_is_ready(self, asked, monkeypatch):
        monkeypatch.setattr(guichao, "is_ready", lambda port: asked.append(port) or True)
        guichao.restart()
        assert asked == ["guichao-web@8001.service", 8001, "guichao-web@8002.service", 8002]

    def test_the_next_node_is_left_alone_if_the_one_before_does_not_come(self, asked, monkeypatch):
        monkeypatch.setattr(guichao, "is_ready", lambda port: False)
        with pytest.raises(SystemExit, match=r"其余节点没有动.*journalctl -u guichao-web@8001"):
            guichao.restart()
        assert asked == ["guichao-web@8001.service"]

    @pytest.mark.parametrize("gateway", ["nginx", "compose"])
    def test_the_gateway_has_asked_the_one_before_again_by_then(self, gateway):
        """nginx counts whole seconds, so it leaves a node alone for up to one more; and a page takes its time."""
        text = Path(f"deploy/{gateway}/upstream.conf").read_text(encoding="utf-8")
        left_alone = [int(seconds) + 1 for seconds in re.findall(r"fail_timeout=(\d+)s", text)]
        assert len(left_alone) == 2
        assert max(left_alone) + SLOWEST_PAGE <= guichao.PAUSE


def walk(folder: Path):
    for parent, folders, names in os.walk(folder / "public"):
        yield from (Path(parent, name) for name in (*folders, *names))


def test_its_example_names_only_settings_that_exist():
    text = Path("deploy/guichao.env.example").read_text(encoding="utf-8")
    names = [line.partition("=")[0] for line in text.splitlines() if line and not line.startswith("#")]
    source = Path("config/settings.py").read_text(encoding="utf-8")
    assert names
    assert [name for name in names if f'"{name}"' not in source] == []
