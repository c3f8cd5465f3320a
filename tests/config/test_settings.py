"""A wrong value in the environment stops the start with a sentence."""

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from config.settings import env_gateways, host_names

ROOT = Path(__file__).resolve().parents[2]


def start(tmp_path, **changes):
    environment = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    environment |= {"SECRET_KEY": "x" * 40, "GUICHAO_VAR": str(tmp_path / "var"), "PYTHONWARNINGS": "ignore"}
    environment |= changes
    command = [sys.executable, "manage.py", "check"]
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)


def test_starts_with_a_secret_key_alone(tmp_path):
    assert start(tmp_path).returncode == 0


def test_starts_with_a_store_that_does_not_answer(tmp_path):
    keys = {"AWS_ACCESS_KEY_ID": "key", "AWS_SECRET_ACCESS_KEY": "secret"}
    assert start(tmp_path, MEDIA_STORE="s3://guichao/site?endpoint=http://127.0.0.1:1", **keys).returncode == 0


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"SECRET_KEY": ""}, "缺少环境变量 SECRET_KEY。"),
        ({"SECRET_KEY": "short"}, "SECRET_KEY 太短"),
        ({"DEBUG": "maybe"}, "DEBUG 应为 true 或 false"),
        ({"GUICHAO_TODAY": "16 Feb"}, "GUICHAO_TODAY 应形如"),
        ({"PUBLIC_URL": "guichao.example"}, "PUBLIC_URL 应形如"),
        ({"PUBLIC_URL": "https://guichao.example/path"}, "PUBLIC_URL 应形如"),
        ({"DATABASE_URL": "mysql://x/y"}, "DATABASE_URL 只支持"),
        ({"DATABASE_URL": "nonsense"}, "DATABASE_URL 不是"),
        ({"PASSWORD_MAX_DAYS": "never"}, "PASSWORD_MAX_DAYS 应为天数"),
        ({"SECOND_FACTOR": "yes"}, "SECOND_FACTOR 应为 required、offered、off 之一，现为“yes”"),
        ({"SESSION_IDLE_MINUTES": "0"}, "SESSION_IDLE_MINUTES 应为 5 到 480 之间的分钟数"),
        ({"SESSION_MAX_HOURS": "a day"}, "SESSION_MAX_HOURS 应为 1 到 168 之间的小时数"),
        ({"LOCK_SECONDS": "0"}, "LOCK_SECONDS 应为 1 到 60 之间的秒数"),
        ({"LOG_LEVEL": "LOUD"}, "LOG_LEVEL 应为"),
        ({"LOG_FORMAT": "xml"}, "LOG_FORMAT 应为 text、json 之一，现为“xml”"),
        ({"ACCESS_LOG": "often"}, "ACCESS_LOG 应为 true 或 false"),
        ({"BEHIND_PROXY": "nginx"}, "BEHIND_PROXY 应为服务器前面网关的个数"),
        ({"BEHIND_PROXY": "-1"}, "BEHIND_PROXY 应为服务器前面网关的个数"),
        ({"HSTS": "yes"}, "HSTS 应为 site、subdomains、preload、off 之一"),
        ({"DATABASE_URL": "postgres://x/y?pgbouncer=yes"}, "DATABASE_URL 中的 pgbouncer 应为 1"),
        ({"MEDIA_ROOT": "/proc/nowhere"}, "MEDIA_ROOT 指的文件夹 /proc/nowhere 不能建立"),
        ({"MEDIA_STORE": "https://s3.example.org/guichao"}, "MEDIA_STORE 应形如 s3://存储桶?endpoint="),
        ({"MEDIA_STORE": "s3://guichao?acl=public-read"}, "没有“acl”"),
        ({"MEDIA_STORE": "s3://guichao?endpoint=s3.example.org"}, "endpoint 应形如 https://s3.example.org"),
        ({"MEDIA_STORE": "s3://guichao?addressing=any"}, "addressing 应为 path 或 virtual"),
        ({"MEDIA_STORE": "s3://guichao"}, "AWS_ACCESS_KEY_ID 和 AWS_SECRET_ACCESS_KEY 也要写"),
        ({"MEDIA_STORE": "s3://guichao", "MEDIA_ROOT": "/tmp"}, "MEDIA_ROOT 和 MEDIA_STORE 只能写一个"),
        ({"ICP_FILING": "12345"}, "ICP_FILING 应形如 蒙ICP备2020000001号-1"),
        ({"POLICE_FILING": "15010202000001"}, "POLICE_FILING 应形如 蒙公网安备15010202000001号"),
        ({"SECRET_KEY_FALLBACKS": "short"}, "SECRET_KEY_FALLBACKS 中有太短的密钥"),
    ],
)
def test_a_wrong_value_stops_the_start_with_a_sentence(tmp_path, changes, sentence):
    result = start(tmp_path, **changes)
    assert result.returncode == 78
    assert result.stderr.startswith("✗ 配置错误：")
    assert result.stderr.count("\n") == 1
    assert sentence in result.stderr
    assert "Traceback" not in result.stderr


@pytest.mark.parametrize(
    ("value", "count"), [("", 0), ("0", 0), ("1", 1), ("2", 2), ("true", 1), ("On", 1), ("false", 0), ("no", 0)]
)
def test_gateways_are_counted_and_the_yes_or_no_of_before_is_still_understood(monkeypatch, value, count):
    monkeypatch.setenv("BEHIND_PROXY", value)
    assert env_gateways("BEHIND_PROXY") == count


def test_a_name_of_the_host_is_without_scheme_and_port():
    assert host_names("https://guichao.example:8443", "http://[::1]:8000", "https://guichao.example") == [
        "guichao.example",
        "[::1]",
    ]


SHOWN = """
from config import settings as s
print(s.ALLOWED_HOSTS, s.CSRF_TRUSTED_ORIGINS, s.SESSION_COOKIE_NAME, s.CSRF_COOKIE_NAME, s.SECURE_HSTS_SECONDS > 0,
      s.SECURE_HSTS_INCLUDE_SUBDOMAINS, s.SECURE_HSTS_PRELOAD, hasattr(s, "SECURE_PROXY_SSL_HEADER"), sep="|")
"""


def show(tmp_path, **changes):
    environment = {"PATH": os.environ["PATH"], "SECRET_KEY": "x" * 40, "GUICHAO_VAR": str(tmp_path)} | changes
    command = [sys.executable, "-c", SHOWN]
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=True).stdout.strip()


def test_everything_follows_the_public_address(tmp_path):
    plain = show(tmp_path)
    assert plain == (
        "['127.0.0.1', 'localhost', '[::1]']|['http://127.0.0.1:8000']|sessionid|csrftoken|False|False|False|False"
    )
    given = {"ALLOWED_HOSTS": "guichao", "PUBLIC_URL": "https://guichao.example:8443", "BEHIND_PROXY": "1"}
    assert show(tmp_path, **given) == (
        "['guichao', 'guichao.example', '127.0.0.1', 'localhost', '[::1]']|['https://guichao.example:8443']"
        "|__Host-sessionid|__Host-csrftoken|True|False|False|True"
    )
    assert show(tmp_path, PUBLIC_URL="https://guichao.example", HSTS="preload").endswith("|True|True|True|False")


@pytest.mark.parametrize("name", ["audit_key", "receipt_key", "factor_key"])
def test_keys_of_their_own_are_made_once_and_for_the_owner_alone(tmp_path, name):
    start(tmp_path)
    path = tmp_path / "var" / name
    key = path.read_text()
    assert len(key) >= 50
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    start(tmp_path, SECRET_KEY="y" * 40, SECRET_KEY_FALLBACKS="x" * 40)
    assert path.read_text() == key
    assert {one.name for one in path.parent.glob("*key*")} | {one.name for one in path.parent.glob(".*key*")} == {
        "audit_key",
        "receipt_key",
        "factor_key",
    }


def test_a_key_that_lost_its_content_stops_the_start_and_is_not_replaced(tmp_path):
    (tmp_path / "var").mkdir()
    (tmp_path / "var" / "audit_key").touch()
    result = start(tmp_path)
    assert result.returncode == 78
    assert "audit_key 是空的或不完整：请从备份恢复。" in result.stderr
    assert (tmp_path / "var" / "audit_key").read_text() == ""
