"""A wrong value in the environment stops the start with a sentence."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def start(tmp_path, **changes):
    environment = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    environment |= {"SECRET_KEY": "x" * 40, "GUICHAO_VAR": str(tmp_path / "var"), "PYTHONWARNINGS": "ignore"}
    environment |= changes
    command = [sys.executable, "manage.py", "check"]
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)


def test_starts_with_a_secret_key_alone(tmp_path):
    assert start(tmp_path).returncode == 0


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
        ({"SESSION_IDLE_MINUTES": "0"}, "SESSION_IDLE_MINUTES 应为 5 到 480 之间的分钟数"),
        ({"SESSION_MAX_HOURS": "a day"}, "SESSION_MAX_HOURS 应为 1 到 168 之间的小时数"),
        ({"LOG_LEVEL": "LOUD"}, "LOG_LEVEL 应为"),
    ],
)
def test_a_wrong_value_stops_the_start_with_a_sentence(tmp_path, changes, sentence):
    result = start(tmp_path, **changes)
    assert result.returncode == 1
    assert result.stderr.startswith("配置错误：")
    assert sentence in result.stderr
    assert "Traceback" not in result.stderr
