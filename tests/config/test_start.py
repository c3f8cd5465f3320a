"""What keeps the site from starting is one Chinese sentence and a status, whoever starts it: the real processes."""

import os
import re
import socket
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from django.conf import settings

import dev
from config import start
from organization.database_faults import describe_database

ROOT = Path(settings.BASE_DIR)
SENTENCE = re.compile(r"✗ [^\n]*[。：][^\n]*\n")


def environment(tmp_path, **changes):
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    kept |= {
        "SECRET_KEY": "x" * 40,
        "GUICHAO_VAR": str(tmp_path / "var"),
        "PYTHONWARNINGS": "ignore",
        "PYTHONUTF8": "1",
    }
    return kept | changes


@pytest.fixture
def collected(tmp_path):
    """A state whose static files are there."""
    static = tmp_path / "var" / "static"
    static.mkdir(parents=True)
    (static / "staticfiles.json").write_text('{"paths": {}, "version": "1.1", "hash": ""}')
    return tmp_path


def run(command, env):
    return subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, check=False, timeout=60)


def run_manage(env):
    return run([sys.executable, "manage.py", "migrate", "--check"], env)


def run_server(env):
    return run([sys.executable, "-m", "config.serve"], env | {"PORT": str(free_port())})


def run_dev(env):
    return run([sys.executable, "dev.py"], env | {"PORT": str(free_port())})


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return probe.getsockname()[1]


ENTRIES = {"manage.py": run_manage, "server": run_server}


@pytest.fixture
def no_postgresql():
    """Something that answers in another language."""
    server = socket.create_server(("127.0.0.1", 0))

    def answer():
        while True:
            try:
                client, _ = server.accept()
            except OSError:
                return
            with client:
                client.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")

    threading.Thread(target=answer, daemon=True).start()
    yield server.getsockname()[1]
    server.shutdown(socket.SHUT_RDWR)
    server.close()


def sentence_of(result):
    """The one line that is said; what dev.py is about to do is no part of it."""
    assert result.returncode != 0
    said = [line for line in (result.stdout + result.stderr).splitlines() if not line.startswith("▶")]
    assert len(said) == 1, said
    assert SENTENCE.fullmatch(said[0] + "\n")
    return said[0]


def test_dev_adds_nothing_to_what_the_others_say(collected):
    away = f"postgres://127.0.0.1:{free_port()}/guichao"
    for changes, reason in (
        ({"DATABASE_URL": away}, "那里没有数据库在运行"),
        ({"LOG_LEVEL": "LOUD"}, "LOG_LEVEL 应为"),
    ):
        assert reason in sentence_of(run_dev(environment(collected, **changes)))


@pytest.mark.parametrize("entry", ENTRIES)
class TestEveryEntry:
    def test_an_unreachable_database(self, collected, entry):
        env = environment(collected, DATABASE_URL=f"postgres://somebody:hidden@127.0.0.1:{free_port()}/guichao")
        sentence = sentence_of(ENTRIES[entry](env))
        assert "那里没有数据库在运行" in sentence
        assert "hidden" not in sentence

    def test_what_is_no_postgresql(self, collected, entry, no_postgresql):
        env = environment(collected, DATABASE_URL=f"postgres://127.0.0.1:{no_postgresql}/guichao")
        assert "那里回应的不是 PostgreSQL" in sentence_of(ENTRIES[entry](env))

    def test_a_file_that_is_no_database(self, collected, entry):
        (collected / "letter.txt").write_text("致返乡青年的一封信" * 100)
        env = environment(collected, DATABASE_URL=f"sqlite:///{collected}/letter.txt")
        assert "它不是 SQLite 数据库" in sentence_of(ENTRIES[entry](env))

    def test_a_wrong_value(self, collected, entry):
        env = environment(collected, DATABASE_URL="mysql://x/y")
        assert "DATABASE_URL 只支持" in sentence_of(ENTRIES[entry](env))

    def test_a_short_key(self, collected, entry):
        assert "SECRET_KEY 太短" in sentence_of(ENTRIES[entry](environment(collected, SECRET_KEY="short")))

    def test_a_state_that_cannot_be_a_folder(self, collected, entry):
        (collected / "file").touch()
        sentence = sentence_of(ENTRIES[entry](environment(collected, GUICHAO_VAR=str(collected / "file" / "var"))))
        assert "不能建立" in sentence


def test_a_missing_key_is_made_by_dev_and_missed_elsewhere(collected):
    for entry in (run_manage, run_server):
        assert "缺少环境变量 SECRET_KEY" in sentence_of(entry(environment(collected, SECRET_KEY="")))


def test_the_server_misses_the_static_files(tmp_path):
    assert "没有整理好的静态文件" in sentence_of(run_server(environment(tmp_path)))


def test_an_application_that_cannot_be_loaded_ends_the_start_once(collected):
    result = run_server(environment(collected, DJANGO_SETTINGS_MODULE="tests.config.broken_settings"))
    assert result.returncode == 1
    assert result.stderr.count("No module named 'config.no_such_addresses'") == 1


def test_a_used_port_is_said_with_who_has_it(collected):
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        sentence = sentence_of(run([sys.executable, "-m", "config.serve"], environment(collected, PORT=str(port))))
    assert f"端口 {port} 已被占用" in sentence
    if Path("/proc/net/tcp").exists():
        assert f"进程 {os.getpid()}：" in sentence


@pytest.mark.parametrize(("name", "value"), [("PORT", "0"), ("WORKERS", "0"), ("THREADS", "many")])
def test_the_server_says_which_number_is_none(collected, name, value):
    sentence = sentence_of(run([sys.executable, "-m", "config.serve"], environment(collected, **{name: value})))
    assert f"{name} 应为" in sentence


def test_the_server_misses_the_folder_of_the_photos(collected):
    (collected / "var" / "media").touch()
    assert "media 应为文件夹" in sentence_of(run_server(environment(collected)))


def test_https_without_a_gateway_is_asked_about(collected):
    sentence = sentence_of(run_dev(environment(collected, PUBLIC_URL="https://guichao.example")))
    assert "BEHIND_PROXY=1" in sentence
    dev.check_gateway({"PUBLIC_URL": "https://guichao.example", "BEHIND_PROXY": "1"})
    dev.check_gateway({"PUBLIC_URL": "http://guichao.example"})


@pytest.mark.parametrize("folder", ["VAR_DIR", "MEDIA_ROOT"])
def test_a_folder_that_may_not_be_written_is_named(settings, tmp_path, monkeypatch, folder):
    """By what the system would say: who runs the tests may be allowed everything."""
    settings.VAR_DIR, settings.MEDIA_ROOT = tmp_path, tmp_path / "media"
    settings.MEDIA_ROOT.mkdir()
    assert start.find_folder_fault() == ""
    refused = getattr(settings, folder)
    monkeypatch.setattr(start.os, "access", lambda path, mode: Path(path) != refused)
    assert start.find_folder_fault() == f"不能写入文件夹 {refused}：没有权限。"


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        ('FATAL:  password authentication failed for user "x"', "用户名或密码不对"),
        ('FATAL:  database "x" does not exist', "没有这个数据库"),
        ('FATAL:  role "x" does not exist', "没有这个用户"),
        ('could not translate host name "x" to address', "找不到这台主机"),
        ("connection to server failed: timeout expired", "没有回应"),
        ('invalid dsn: invalid connection option "x"', "地址里有不认识的参数"),
        ("attempt to write a readonly database", "它是只读的"),
        ("unable to open database file", "打不开它，请检查文件夹和权限"),
    ],
)
def test_what_the_drivers_write_is_said_in_chinese(error, reason):
    assert describe_database(error).split("：", 1)[1] == f"{reason}。请检查环境变量 DATABASE_URL。"
