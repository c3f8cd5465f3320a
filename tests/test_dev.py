"""dev.py is what somebody runs on a machine that has nothing else: its parts that need no server."""

import ast
import os
import re
import socket
import sqlite3
import stat
import sys
import tomllib
from contextlib import closing
from pathlib import Path

import pytest

import dev
from tests.vulnerabilities import read_pins

EMPTY: dict[str, str] = {}


def pins(lock: Path) -> set[str]:
    return {f"{name}=={version}" for name, version in read_pins(lock).items()}


@pytest.fixture
def checkout(tmp_path, monkeypatch):
    """A checkout with a .venv, in which nothing has been installed."""
    monkeypatch.setattr(dev, "STAMP", tmp_path / "installed-lock")
    monkeypatch.setattr(dev, "PYTHON", Path(sys.executable))
    for name in ("RUNTIME_LOCK", "S3_LOCK", "DEV_LOCK"):
        lock = tmp_path / f"{name}.lock"
        lock.write_text(name)
        monkeypatch.setattr(dev, name, lock)
    return tmp_path


class TestBareMachine:
    def test_parses_on_a_python_that_it_refuses(self):
        ast.parse(Path(dev.__file__).read_text(), feature_version=(3, 6))

    def test_imports_only_the_standard_library(self):
        nodes = list(ast.walk(ast.parse(Path(dev.__file__).read_text())))
        imported = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
        imported |= {node.module for node in nodes if isinstance(node, ast.ImportFrom)}
        assert {name.partition(".")[0] for name in imported} <= sys.stdlib_module_names


class TestLocks:
    @pytest.mark.parametrize("lock", [dev.RUNTIME_LOCK, dev.S3_LOCK, dev.DEV_LOCK], ids=lambda lock: lock.name)
    def test_name_no_address(self, lock):
        assert "://" not in lock.read_text()

    def test_development_contains_runtime(self):
        assert pins(dev.RUNTIME_LOCK) < pins(dev.S3_LOCK) < pins(dev.DEV_LOCK)

    def test_hold_every_dependency(self):
        project = tomllib.loads((dev.ROOT / "pyproject.toml").read_text())
        asked = project["project"]["dependencies"] + project["dependency-groups"]["dev"]
        asked += project["project"]["optional-dependencies"]["s3"]
        names = {re.match(r"[\w.-]+", line).group() for line in asked}
        assert names <= {pin.partition("==")[0] for pin in pins(dev.DEV_LOCK)}


class TestInstalled:
    def test_nothing_is_at_first(self, checkout):
        assert not dev.is_installed(dev.RUNTIME_LOCK)

    def test_runtime_is_not_development(self, checkout):
        dev.STAMP.write_text(dev.compute_stamp(dev.RUNTIME_LOCK))
        assert dev.is_installed(dev.RUNTIME_LOCK)
        assert not dev.is_installed(dev.DEV_LOCK)

    def test_development_is_also_runtime(self, checkout):
        dev.STAMP.write_text(dev.compute_stamp(dev.DEV_LOCK))
        assert dev.is_installed(dev.DEV_LOCK)
        assert dev.is_installed(dev.RUNTIME_LOCK)

    def test_a_site_with_a_store_needs_its_packages(self, checkout):
        assert dev.site_lock({}) == dev.RUNTIME_LOCK
        assert dev.site_lock({"MEDIA_STORE": "s3://guichao"}) == dev.S3_LOCK
        dev.STAMP.write_text(dev.compute_stamp(dev.RUNTIME_LOCK))
        assert not dev.is_installed(dev.S3_LOCK)

    def test_a_changed_lock_is_not(self, checkout):
        dev.STAMP.write_text(dev.compute_stamp(dev.RUNTIME_LOCK))
        dev.RUNTIME_LOCK.write_text("changed")
        assert not dev.is_installed(dev.RUNTIME_LOCK)

    def test_another_python_is_not(self, checkout, monkeypatch):
        dev.STAMP.write_text(dev.compute_stamp(dev.RUNTIME_LOCK))
        monkeypatch.setattr(dev, "PYTHON", checkout / "RUNTIME_LOCK.lock")
        assert not dev.is_installed(dev.RUNTIME_LOCK)

    @pytest.mark.parametrize("status", [0, 1])
    def test_only_a_finished_install_is_stamped(self, checkout, monkeypatch, status):
        dev.STAMP.write_text("of an older lock")
        monkeypatch.setattr(dev, "make_venv", lambda inherited: None)
        monkeypatch.setattr(dev, "call", lambda *arguments: status)
        with dev.checkout_lock() as held:
            if status:
                with pytest.raises(SystemExit, match="依赖没有装好"):
                    dev.install(dev.RUNTIME_LOCK, held)
            else:
                dev.install(dev.RUNTIME_LOCK, held)
        assert dev.STAMP.exists() == dev.is_installed(dev.RUNTIME_LOCK) == (status == 0)


class TestBundle:
    @pytest.fixture
    def asked(self, checkout, monkeypatch):
        """What pip was called with."""
        commands = []
        monkeypatch.setattr(dev, "make_venv", lambda inherited: None)
        monkeypatch.setattr(dev, "call", lambda command, *arguments: commands.append(command) or 0)
        monkeypatch.setattr(dev, "WHEELS", checkout / "wheels")
        return commands

    def test_wheels_that_lie_beside_are_all_that_is_asked(self, checkout, asked):
        dev.WHEELS.mkdir()
        dev.ensure_installed(dev.RUNTIME_LOCK)
        assert {"--no-index", "--find-links", dev.WHEELS, "--require-hashes"} <= set(asked[0])

    def test_without_wheels_and_for_developers_the_registry_is_asked(self, checkout, asked):
        dev.ensure_installed(dev.RUNTIME_LOCK)
        dev.WHEELS.mkdir()
        dev.ensure_installed(dev.DEV_LOCK)
        assert len(asked) == 2
        assert not any("--no-index" in command for command in asked)


class TestAddress:
    def test_is_this_machine_alone_by_default(self):
        assert dev.listen_address(EMPTY) == ("127.0.0.1", 8000)

    @pytest.mark.parametrize("port", ["abc", "-1", "0", "65536", "８０８０", "80.5"])
    def test_rejects_a_port_that_is_none(self, port):
        with pytest.raises(SystemExit, match="PORT"):
            dev.listen_address({"PORT": port})

    def test_used_port_is_reported_in_a_sentence(self):
        with socket.create_server(("127.0.0.1", 0)) as other:
            port = other.getsockname()[1]
            with pytest.raises(SystemExit, match=f"端口 {port} 已被占用"):
                dev.free_address("127.0.0.1", port)
        assert dev.free_address("127.0.0.1", port) == "127.0.0.1"

    @pytest.mark.skipif(not Path("/proc/net/tcp").exists(), reason="the system does not say who listens")
    def test_used_port_names_who_has_it(self):
        with socket.create_server(("127.0.0.1", 0)) as other, pytest.raises(SystemExit, match=f"进程 {os.getpid()}："):
            dev.free_address("127.0.0.1", other.getsockname()[1])

    @pytest.mark.parametrize(
        ("host", "url"),
        [
            ("127.0.0.1", "http://127.0.0.1:8000"),
            ("localhost", "http://localhost:8000"),
            ("::1", "http://[::1]:8000"),
            ("0.0.0.0", "http://10.1.2.3:8000"),
            ("::", "http://10.1.2.3:8000"),
        ],
    )
    def test_of_the_qr_code_is_one_that_a_phone_can_open(self, monkeypatch, host, url):
        monkeypatch.setattr(dev, "lan_address", lambda: "10.1.2.3")
        assert dev.default_public_url(host, 8000) == url

    @pytest.mark.parametrize(("host", "name"), [("10.1.2.3", "10.1.2.3"), ("fd00::1", "[fd00::1]")])
    def test_is_answered_under_the_name_that_it_serves_at(self, host, name):
        assert dev.site_environment({"HOST": host, "SECRET_KEY": "given"})["ALLOWED_HOSTS"] == name


class TestSecretKey:
    def test_is_made_once_for_its_owner_alone(self, tmp_path):
        var = tmp_path / "状态 一"
        key = dev.secret_key(var)
        assert len(key) >= 50
        assert dev.secret_key(var) == key
        assert stat.S_IMODE((var / "secret_key").stat().st_mode) == 0o600
        assert stat.S_IMODE(var.stat().st_mode) == 0o700

    def test_lost_content_is_reported_and_not_replaced(self, tmp_path):
        (tmp_path / "secret_key").touch()
        with pytest.raises(SystemExit, match="是空的"):
            dev.secret_key(tmp_path)
        assert (tmp_path / "secret_key").read_text() == ""

    def test_state_that_is_no_folder_is_reported(self, tmp_path):
        (tmp_path / "var").touch()
        with pytest.raises(SystemExit, match="不能使用状态文件夹"):
            dev.secret_key(tmp_path / "var")


class TestSiteEnvironment:
    def test_keeps_what_is_given(self, tmp_path):
        given = {"GUICHAO_VAR": str(tmp_path), "SECRET_KEY": "given", "PUBLIC_URL": "https://guichao.example"}
        environment = dev.site_environment(given | {"ALLOWED_HOSTS": "guichao.example"})
        assert environment.items() >= given.items()
        assert environment["ALLOWED_HOSTS"] == "guichao.example"
        assert not list(tmp_path.iterdir())

    def test_state_is_in_the_checkout_wherever_one_stands(self, tmp_path, monkeypatch):
        monkeypatch.chdir(tmp_path)
        environment = dev.site_environment({"SECRET_KEY": "given"})
        assert environment["GUICHAO_VAR"] == str(dev.ROOT / "var")

    def test_a_given_state_is_found_from_where_one_stands(self, tmp_path, monkeypatch):
        monkeypatch.chdir(tmp_path)
        environment = dev.site_environment({"SECRET_KEY": "given", "GUICHAO_VAR": "mine"})
        assert environment["GUICHAO_VAR"] == str(tmp_path / "mine")

    def test_demo_has_a_state_and_a_day_of_its_own(self):
        environment = dev.site_environment({"SECRET_KEY": "given"}, demo=True)
        assert environment["GUICHAO_VAR"] == str(dev.ROOT / "var" / "demo")
        assert environment["GUICHAO_TODAY"] == "2020-02-14"
        assert environment["SECOND_FACTOR"] == "offered"

    def test_demo_accepts_a_given_day(self):
        given = {"SECRET_KEY": "given", "GUICHAO_TODAY": "2020-02-20"}
        assert dev.site_environment(given, demo=True)["GUICHAO_TODAY"] == "2020-02-20"

    def test_tests_see_nothing_of_the_developers_site(self, tmp_path):
        site = {
            "DATABASE_URL": "postgres://mine",
            "PUBLIC_URL": "https://mine",
            "GUICHAO_TODAY": "2020-02-14",
        }
        given = site | {"GUICHAO_VAR": "mine", "SECRET_KEY": "mine", "PATH": os.defpath}
        environment = dev.isolated_environment(given, str(tmp_path))
        assert not environment.keys() & site.keys()
        assert environment["PATH"] == os.defpath
        assert environment["GUICHAO_VAR"] == str(tmp_path)
        assert environment["SECRET_KEY"] not in ("", "mine")


def test_an_ended_command_leaves_no_process_behind():
    process = dev.start([sys.executable, "-c", "import time; time.sleep(60)"], os.environ)
    dev.end(process)
    with pytest.raises(ProcessLookupError):
        os.killpg(process.pid, 0)


class TestTests:
    @pytest.fixture
    def steps(self, monkeypatch):
        """What would be run, as one line each."""
        steps = []
        monkeypatch.setattr(dev, "check", lambda env: steps.append("check"))
        monkeypatch.setattr(
            dev, "step", lambda title, command, env, accept=(0,): steps.append(" ".join(map(str, command)))
        )
        return steps

    def test_run_the_gates_and_then_both_databases_and_the_browser(self, steps, tmp_path):
        for number in range(3):
            with closing(sqlite3.connect(tmp_path / f"test.sqlite3_gw{number}")) as database:
                database.execute("CREATE TABLE migrated (x)")
        dev.test({"CHROMIUM": "chromium", "GUICHAO_VAR": str(tmp_path)}, [])
        gates, sqlite, coverage, attacks, postgres, browser = steps
        on_all_cores = "-n auto --dist loadgroup"
        assert gates == "check"
        assert sqlite.endswith(f"coverage.json -m pytest {on_all_cores} --reuse-db --ignore tests/walk")
        assert "--fail-under 90 --merge" in coverage
        assert attacks.endswith(f"{on_all_cores} --reuse-db -m not long_walk tests/walk")
        assert "tests/postgres.py" in postgres
        assert postgres.endswith(
            f"-m database and not one_database and not further_value and not browser {on_all_cores}"
        )
        assert browser.endswith(f"{on_all_cores} --reuse-db -n 6 tests/browser -m browser")
        for number in range(3, 6):
            with closing(sqlite3.connect(tmp_path / f"test.sqlite3_gw{number}")) as database:
                database.execute("SELECT x FROM migrated")

    def test_are_not_all_run_quickly(self, steps):
        dev.test({"CHROMIUM": "chromium"}, ["--quick"])
        gates, sqlite = steps
        assert gates == "check"
        assert sqlite.endswith("-n auto --dist loadgroup -m not long and not further_value and not browser")

    @pytest.mark.parametrize(
        ("arguments", "expected"),
        [
            (["-k", "roles"], "-m pytest -k roles"),
            (["--quick", "-k", "roles"], "-m pytest -k roles -m not long and not further_value and not browser"),
        ],
    )
    def test_pass_further_arguments_to_pytest(self, steps, arguments, expected):
        dev.test({"CHROMIUM": "chromium"}, arguments)
        assert steps[1].endswith(expected)

    def test_without_a_browser_are_refused_in_ci(self, steps, monkeypatch):
        monkeypatch.setattr(dev.shutil, "which", lambda name: None)
        with pytest.raises(SystemExit, match="Chromium"):
            dev.test({"CI": "true"}, [])
        assert steps == []
