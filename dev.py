"""归巢：一个命令装好并启动。

python3 dev.py              安装依赖、准备数据、启动服务，打印问卷地址与二维码
python3 dev.py demo         同上，用另一份数据（var/demo），填入演示内容
python3 dev.py manage …     以同样的环境运行 manage.py
python3 dev.py test […]     全部检查与测试；附加参数交给 pytest
python3 dev.py test --quick 检查，以及 SQLite 上的测试（不含浏览器、越权巡查、随机输入等费时的），每改几处就运行
python3 dev.py check        只检查格式、写法、模板、导入方向、迁移与部署设置
python3 dev.py fix          自动整理格式
python3 dev.py bench […]    性能基准
python3 dev.py storm […]    风暴：边出故障边答问卷，再核对一份不少、一份不重；--short 是短的一遍
python3 dev.py pictures […] 从演示拍手册的图（docs/manual/pictures）；附加参数是图的名字
python3 dev.py audit        到漏洞库查所锁依赖的已知漏洞；要联网，0 没有查到，1 查到，2 有的没能查
python3 dev.py lock […]     重写依赖锁文件；--upgrade 取最新版本
python3 dev.py bundle […]   写一个离线安装包（默认在 dist/）：程序和 x86_64、aarch64 的依赖，装时不用联网

环境变量 HOST、PORT（默认 127.0.0.1:8000）、GUICHAO_VAR（默认 var/）、PUBLIC_URL 等，见 README。
"""

import sys

if sys.version_info < (3, 11):  # noqa: UP036  (this file parses on 3.6, so that an older Python can print the message)
    sys.exit(f"归巢需要 Python 3.11 或更新的版本，这里是 {sys.version.split()[0]}。")

import errno
import hashlib
import http.client
import importlib.util
import os
import secrets
import shutil
import signal
import socket
import sqlite3
import subprocess
import tempfile
import time
from collections.abc import Mapping, Sequence
from contextlib import closing, suppress
from functools import partial
from pathlib import Path
from typing import BinaryIO, NoReturn

try:
    import fcntl
except ImportError:  # Windows: two at once are not held apart there
    fcntl = None

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
STAMP = VENV / "installed-lock"
RUNTIME_LOCK, DEV_LOCK = ROOT / "requirements.lock", ROOT / "requirements-dev.lock"
# RUNTIME_LOCK and what the extra `s3` adds: for a site with MEDIA_STORE.
S3_LOCK = ROOT / "requirements-s3.lock"
# In an unpacked bundle (deploy/bundle.py): what S3_LOCK names.
WHEELS = ROOT / "wheels"
SITE_SETTINGS = {
    *("ALLOWED_HOSTS", "BEHIND_PROXY", "DATABASE_URL", "DEBUG", "DURABLE_DATABASE", "HSTS", "PUBLIC_URL"),
    *("ACCESS_LOG", "LOG_FORMAT", "LOG_LEVEL", "HOST", "PORT", "WORKERS", "THREADS", "LOCK_SECONDS"),
    *("DIRECT_DATABASE_URL", "ICP_FILING", "MEDIA_ROOT", "MEDIA_STORE", "POLICE_FILING"),
    *("PASSWORD_MAX_DAYS", "SECOND_FACTOR", "SESSION_IDLE_MINUTES", "SESSION_MAX_HOURS"),
    *("BACKUP_DIR", "BACKUP_KEEP_DAYS", "BACKUP_LATE_DAYS", "BACKUP_CHECK_DATABASE_URL"),
}
SIGNALS = [getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)]
# A start that config/start.py has stopped with a sentence.
FAULT_STATUS = 78
# A server that ran as long is started again at once; one that ends sooner, later and later.
SOUND_SECONDS, LONGEST_PAUSE = 10, 5
LOOPBACK = {"0.0.0.0": "127.0.0.1", "::": "::1"}
PYTEST = [PYTHON, "-m", "pytest"]
ON_ALL_CORES = ["-n", "auto", "--dist", "loadgroup"]
# The database of a worker is migrated by the first step on SQLite, and found as it was left by the steps after it.
ON_SQLITE = [*ON_ALL_CORES, "--reuse-db"]
ON_POSTGRESQL = "database and not one_database and not further_value and not browser"
QUICKLY = "not long and not further_value and not browser"
WALK = "tests/walk"
COVERAGE_FLOOR = 90
# The shell has no window to draw, and takes a third of the processor's time for the same pages.
BROWSERS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
LINT_IMPORTS = "from importlinter.cli import lint_imports_command; lint_imports_command()"


def announce(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def stop_once(signum: int, frame: object) -> NoReturn:
    """Leave by an exception, so that children are ended; a second signal must not interrupt that."""
    for known in SIGNALS:
        signal.signal(known, signal.SIG_IGN)
    sys.exit(128 + signum)


def catch_signals() -> None:
    for known in SIGNALS:
        if known is signal.SIGINT or signal.getsignal(known) is not signal.SIG_IGN:  # nohup stays nohup
            signal.signal(known, stop_once)


def start(command: Sequence[object], env: Mapping[str, str], inherited: Sequence[int] = ()) -> subprocess.Popen:
    """In a process group of its own: Ctrl-C comes to us alone, and `end` leaves no grandchild behind."""
    arguments = [str(argument) for argument in command]
    return subprocess.Popen(arguments, cwd=ROOT, env=env, pass_fds=inherited, start_new_session=True)


def end(process: subprocess.Popen) -> None:
    process.terminate()
    with suppress(subprocess.TimeoutExpired):
        process.wait(15)
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL) if os.name == "posix" else process.kill()
    process.wait()


def call(command: Sequence[object], env: Mapping[str, str], inherited: Sequence[int] = ()) -> int:
    process = start(command, env, inherited)
    try:
        return process.wait()
    finally:
        if process.poll() is None:
            end(process)


def step(title: str, command: Sequence[object], env: Mapping[str, str], accept: Sequence[int] = (0,)) -> None:
    announce(f"▶ {title}")
    status = call(command, env)
    if status == FAULT_STATUS:
        sys.exit(status)
    if status not in accept:
        sys.exit(f"✗ 没有通过：{title}（状态 {status}）")


def steps_in_pairs(*steps: tuple[str, Sequence[object], Mapping[str, str]]) -> None:
    """Steps that need nothing of one another: two at a time."""
    waiting, running = list(steps), {}
    try:
        while waiting or running:
            while waiting and len(running) < 2:
                title, command, env = waiting.pop(0)
                announce(f"▶ {title}")
                running[title] = start(command, env)
            time.sleep(0.02)
            for title in [title for title, process in running.items() if process.poll() is not None]:
                status = running.pop(title).returncode
                if status != 0:
                    sys.exit(f"✗ 没有通过：{title}（状态 {status}）")
    finally:
        for process in running.values():
            end(process)


def checkout_lock() -> BinaryIO:
    """Hold off every other dev.py of this checkout until the file is closed."""
    held = open(__file__, "rb")  # noqa: SIM115
    if fcntl:
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            announce("另一个 dev.py 正在准备，等它完成……")
            fcntl.flock(held, fcntl.LOCK_EX)
        except OSError:  # a network file system without locks
            pass
    return held


def compute_stamp(lock: Path) -> str:
    """What STAMP says after `lock` was installed. Another Python behind the .venv makes it another one."""
    return hashlib.sha256(lock.read_bytes() + os.path.realpath(PYTHON).encode()).hexdigest()


def is_installed(lock: Path) -> bool:
    return PYTHON.exists() and STAMP.exists() and STAMP.read_text() in {compute_stamp(lock), compute_stamp(DEV_LOCK)}


def make_venv(inherited: Sequence[int]) -> None:
    probe = [PYTHON, "-c", "import pip, sys; sys.exit(sys.version_info < (3, 11))"]
    if PYTHON.exists() and call(probe, os.environ) == 0:
        return
    if not (importlib.util.find_spec("venv") and importlib.util.find_spec("ensurepip")):
        sys.exit("✗ 这个 Python 缺少 venv 或 ensurepip 模块，请先安装，例如：apt install python3-venv")
    announce("▶ 建立 Python 环境 .venv")
    if call([sys.executable, "-m", "venv", "--clear", VENV], os.environ, inherited) != 0:
        sys.exit("✗ 不能建立 Python 环境，见上面的错误。")


def install(lock: Path, held: BinaryIO) -> None:
    if is_installed(lock):
        return
    # The children hold the lock too: if only dev.py is killed, the next one waits until they have ended.
    inherited = [held.fileno()] if fcntl else []
    make_venv(inherited)
    STAMP.unlink(missing_ok=True)
    announce(f"▶ 安装依赖 {lock.name}（第一次约需半分钟）")
    pip = [PYTHON, "-m", "pip", "install", "-qq", "--disable-pip-version-check", "--no-input"]
    if lock != DEV_LOCK and WHEELS.is_dir():
        pip += ["--no-index", "--find-links", WHEELS]
    if call([*pip, "--require-hashes", "-r", lock], os.environ, inherited) != 0:
        sys.exit("✗ 依赖没有装好：请检查网络或 pip 的软件源，然后再运行一次。")
    STAMP.write_text(compute_stamp(lock))


def site_lock(environ: Mapping[str, str]) -> Path:
    return S3_LOCK if environ.get("MEDIA_STORE") else RUNTIME_LOCK


def ensure_installed(lock: Path) -> None:
    if not is_installed(lock):
        with checkout_lock() as held:
            install(lock, held)


def listen_address(environ: Mapping[str, str]) -> tuple[str, int]:
    port = environ.get("PORT") or "8000"
    if not (port.isascii() and port.isdigit() and 0 < int(port) < 65536):
        sys.exit(f"✗ 环境变量 PORT 应为 1 到 65535 的整数，现为“{port}”。")
    return environ.get("HOST") or "127.0.0.1", int(port)


def bind(host: str, port: int) -> socket.socket:
    """The server listens at it; as long as we hold it too, nobody is refused while a dead server is replaced."""
    listener = None
    try:
        family, *_, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        listener = socket.socket(family)
        if os.name == "posix":
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
        return listener
    except OSError as error:
        if listener:
            listener.close()
        if error.errno == errno.EADDRINUSE:
            sys.exit(f"✗ {describe_used_port(port)} python3 dev.py")
        sys.exit(f"✗ 不能在 HOST={host} PORT={port} 上提供服务：{error.strerror}")


def free_address(host: str, port: int) -> str:
    """The IP address behind `host`, its port unused."""
    with bind(host, port) as probe:
        return probe.getsockname()[0]


def describe_used_port(port: int) -> str:
    describe = [sys.executable, str(ROOT / "config" / "port_holder.py"), str(port)]
    return subprocess.run(describe, stdout=subprocess.PIPE, encoding="utf-8", check=True).stdout.strip()


def lan_address() -> str:
    """Where phones on the same network reach this machine. Connecting a UDP socket sends nothing."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))
            return probe.getsockname()[0]
        except OSError:
            return "127.0.0.1"


def default_public_url(host: str, port: int) -> str:
    host = lan_address() if host in LOOPBACK else host
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def secret_key(var: Path) -> str:
    """The key of this state, made once: with another one, sessions and everything signed would be void."""
    path = var / "secret_key"
    try:
        for folder in (var.parent, var):  # of the parents, mkdir would give only the last one this mode
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with suppress(FileExistsError), open(path, "x", opener=partial(os.open, mode=0o600)) as file:
            file.write(secrets.token_urlsafe(64))
        return path.read_text().strip() or sys.exit(f"✗ {path} 是空的：请从备份恢复；新装的站点可以删除它。")
    except OSError as error:
        sys.exit(f"✗ 不能使用状态文件夹 {var}：{error.strerror}")


def site_environment(environ: Mapping[str, str], demo: bool = False) -> dict[str, str]:
    host, port = listen_address(environ)
    var = Path(environ.get("GUICHAO_VAR") or ROOT / "var" / ("demo" if demo else "")).expanduser().resolve()
    # Where it is set, each start would compile the whole program anew.
    environ = {name: value for name, value in environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return {
        **({"GUICHAO_TODAY": "2020-02-14", "SECOND_FACTOR": "offered"} if demo else {}),
        **environ,
        "GUICHAO_VAR": str(var),
        "SECRET_KEY": environ.get("SECRET_KEY") or secret_key(var),
        "PUBLIC_URL": environ.get("PUBLIC_URL") or default_public_url(host, port),
        "ALLOWED_HOSTS": environ.get("ALLOWED_HOSTS") or (f"[{host}]" if ":" in host else host),
        "PYTHONUTF8": "1",
    }


def isolated_environment(environ: Mapping[str, str], var: str) -> dict[str, str]:
    """Nothing of the developer's own site, so that a test can neither see nor harm it."""
    inherited = {k: v for k, v in environ.items() if k not in SITE_SETTINGS and not k.startswith("GUICHAO_")}
    inherited.pop("PYTHONDONTWRITEBYTECODE", None)  # each worker would compile all tests anew
    return {**inherited, "GUICHAO_VAR": var, "SECRET_KEY": secrets.token_urlsafe(64), "PYTHONUTF8": "1"}


def answers(address: str, port: int) -> bool:
    connection = http.client.HTTPConnection(LOOPBACK.get(address, address), port, timeout=5)
    try:
        connection.request("GET", "/healthz")
        return connection.getresponse().status < 500
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def start_server(env: Mapping[str, str], listener: socket.socket, lifeline: int) -> subprocess.Popen:
    """It ends by itself when we are no more, even if we are killed: then the other end of `lifeline` is closed."""
    return start(serve_command(listener, lifeline), env, [listener.fileno(), lifeline])


def serve_command(listener: socket.socket, lifeline: int) -> list[object]:
    return [PYTHON, "-m", "config.serve", "--socket", listener.fileno(), "--lifeline", lifeline]


def start_preparing(
    prepare: str, env: Mapping[str, str], listener: socket.socket, lifeline: int
) -> tuple[subprocess.Popen, int]:
    """A server that first runs the command `prepare`, so that the application is loaded once; and the end of a pipe
    that is closed at its other end as soon as the server is prepared, or gone.
    """
    prepared, their_end = os.pipe()
    command = [*serve_command(listener, lifeline), "--prepare", prepare, "--prepared", their_end]
    try:
        return start(command, env, [listener.fileno(), lifeline, their_end]), prepared
    finally:
        os.close(their_end)


def wait_for_answer(server: subprocess.Popen, address: str, port: int) -> bool:
    deadline = time.monotonic() + 60
    while not answers(address, port):
        if server.poll() is not None or time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True


def serve(env: Mapping[str, str], listener: socket.socket, held: BinaryIO, prepare: str) -> NoReturn:
    address, port = listener.getsockname()[:2]
    lifeline, our_end = os.pipe()
    pause = 0.0
    server, prepared = start_preparing(prepare, env, listener, lifeline)
    try:
        os.read(prepared, 1)
        os.close(prepared)
        if not wait_for_answer(server, address, port):
            sys.exit(FAULT_STATUS if server.poll() == FAULT_STATUS else "✗ 服务没有启动成功，见上面的错误。")
        held.close()
        print(f"服务已启动: {env['PUBLIC_URL']}\n按 Ctrl+C 停止。", flush=True)
        while True:
            began = time.monotonic()
            status = server.wait()
            pause = 0.1 if time.monotonic() - began > SOUND_SECONDS else min(2 * pause or 0.1, LONGEST_PAUSE)
            announce(f"✗ 服务自己退出了（状态 {status}），见上面的错误；{pause:g} 秒后重新启动。")
            # Its workers finish what they have begun, and end by themselves.
            time.sleep(pause)
            server = start_server(env, listener, lifeline)
    finally:
        if server.poll() is None:
            announce("正在停止……")
        end(server)
        os.close(our_end)


def check_gateway(env: Mapping[str, str]) -> None:
    if env["PUBLIC_URL"].startswith("https:") and (env.get("BEHIND_PROXY") or "0").lower() in {
        "0",
        "false",
        "no",
        "off",
    }:
        sys.exit("✗ PUBLIC_URL 是 https，这里只提供 http：请写前面网关的个数，如 BEHIND_PROXY=1；没有网关请改为 http。")


def run_site(demo: bool) -> NoReturn:
    host, port = listen_address(os.environ)
    free_address(host, port)
    # The port again: the one that we waited for may have taken it.
    with checkout_lock() as held:
        install(site_lock(os.environ), held)
        listener = bind(host, port)
        env = site_environment(os.environ, demo)
        check_gateway(env)
        announce("▶ 准备数据")
        serve(env, listener, held, "load_demo" if demo else "set_up")


def manage(arguments: Sequence[str]) -> NoReturn:
    """In the caller's folder, so that file names among the arguments mean what they say."""
    ensure_installed(site_lock(os.environ))
    command = [str(PYTHON), str(ROOT / "manage.py"), *arguments]
    env = site_environment(os.environ)
    if os.name == "posix":
        os.execve(command[0], command, env)
    sys.exit(subprocess.call(command, env=env))


def check(env: Mapping[str, str], arguments: Sequence[str] = ()) -> None:
    python, manage_py = [PYTHON, "-m"], [PYTHON, "manage.py"]
    deployed = {**env, "PUBLIC_URL": "https://guichao.example", "ALLOWED_HOSTS": "guichao.example"}
    steps_in_pairs(
        ("Python 格式", [*python, "ruff", "format", "--check", "."], env),
        ("Python 写法", [*python, "ruff", "check", "."], env),
        ("不安全的写法", [*python, "bandit", "-q", "-ll", "-c", "pyproject.toml", "-r", "."], env),
        ("模板格式", [*python, "djlint", "--check", "templates"], env),
        ("模板写法", [*python, "djlint", "--lint", "templates"], env),
        ("导入方向", [PYTHON, "-c", LINT_IMPORTS, "--no-logo"], env),
        ("迁移齐全", [*manage_py, "makemigrations", "--check", "--dry-run"], env),
        ("部署设置", [*manage_py, "check", "--deploy", "--fail-level", "WARNING"], deployed),
    )


def test(env: Mapping[str, str], arguments: Sequence[str]) -> None:
    if arguments[:1] == ["--quick"]:
        test_quickly(env, arguments[1:])
        return
    chromium = env.get("CHROMIUM") or next(filter(None, map(shutil.which, BROWSERS)), "")
    if not chromium and env.get("CI"):
        sys.exit("✗ CI 上必须有 Chromium：请安装它，或用环境变量 CHROMIUM 指明路径。")
    check(env)
    if arguments:  # a chosen part is soon done in one process, and its failures are easier to read there
        step("测试（SQLite）", [*PYTEST, *arguments], env)
    else:
        test_measured(env)
        step("越权攻击（SQLite）", [*PYTEST, *ON_SQLITE, "-m", "not long_walk", WALK], env)
    # 5 is pytest's "nothing selected": a chosen part may have no test of the database, or of the browser.
    accept = (0, 5) if arguments else (0,)
    stored = [*PYTEST, "-m", ON_POSTGRESQL, *(arguments or ON_ALL_CORES)]
    if env.get("TEST_DATABASE_URL"):
        step("测试（PostgreSQL）", stored, {**env, "DATABASE_URL": env["TEST_DATABASE_URL"]}, accept)
    else:
        step("测试（自带的 PostgreSQL）", [PYTHON, "tests/postgres.py", *stored], env, accept)
    if chromium:
        browser = [*PYTEST, *(arguments or prepare_for_waiting(Path(env["GUICHAO_VAR"]))), "-m", "browser"]
        step("测试（浏览器）", browser, {**env, "CHROMIUM": chromium}, accept)
    else:
        announce("没有找到 Chromium，浏览器测试没有运行。")
    announce("✓ 全部通过。")


def test_measured(env: Mapping[str, str]) -> None:
    """The walk enters nearly every line and says of few what they should do: it shall not count as their test."""
    var = Path(env["GUICHAO_VAR"])
    measured, summed = var / "coverage.json", var / "coverage-summed.json"
    slipcover = [PYTHON, "-m", "slipcover"]
    tests = ["-m", "pytest", *ON_SQLITE, "--ignore", WALK]
    step("测试（SQLite）", [*slipcover, "--json", "--out", measured, *tests], env)
    # Not in the same command: it adds the workers' numbers up once, for the floor or for the table.
    floor = ["--fail-under", COVERAGE_FLOOR, "--merge", measured, "--out", summed]
    step("覆盖率", [*slipcover, *floor], env)


def prepare_for_waiting(var: Path) -> list[str]:
    """Options for the tests in the browser, which wait half of the time: two workers per core, all with a database."""
    migrated = sorted(var.glob("test.sqlite3_gw*[0-9]"))
    for number, path in enumerate(migrated, start=len(migrated)):
        further = var / f"test.sqlite3_gw{number}"
        with closing(sqlite3.connect(path)) as database, closing(sqlite3.connect(further)) as copy:
            database.backup(copy)
    return [*ON_SQLITE, "-n", str(2 * len(migrated)), "tests/browser"]


def test_quickly(env: Mapping[str, str], arguments: Sequence[str]) -> None:
    """For every few minutes: without what tests/selection.py calls long and further values, PostgreSQL, the browser."""
    check(env)
    chosen = arguments or ON_ALL_CORES
    step("测试（SQLite，不含费时的）", [*PYTEST, *chosen, "-m", QUICKLY], env)
    announce("✓ 快速检查通过；提交之前请运行全部测试：python3 dev.py test")


def fix(env: Mapping[str, str], arguments: Sequence[str]) -> None:
    python = [PYTHON, "-m"]
    step("Python 写法", [*python, "ruff", "check", "--fix", "."], env, accept=(0, 1))
    step("Python 格式", [*python, "ruff", "format", "."], env)
    step("模板格式", [*python, "djlint", "--reformat", "--quiet", "templates"], env, accept=(0, 1))


def bench(env: Mapping[str, str], arguments: Sequence[str]) -> None:
    step("性能基准", [PYTHON, "-m", "benchmarks", *arguments], env)


def storm(env: Mapping[str, str], arguments: Sequence[str]) -> NoReturn:
    sys.exit(call([PYTHON, "-m", "tests.storm", *arguments], env))


def pictures(env: Mapping[str, str], arguments: Sequence[str]) -> NoReturn:
    sys.exit(call([PYTHON, "-m", "tests.pictures", *arguments], env))


def audit(env: Mapping[str, str], arguments: Sequence[str]) -> NoReturn:
    """No gate: a weakness becomes known without any change of ours."""
    sys.exit(call([PYTHON, "-m", "tests.vulnerabilities", *arguments], env))


def write_locks(arguments: Sequence[str]) -> None:
    uv = [shutil.which("uv")] if shutil.which("uv") else [PYTHON, "-m", "uv"]
    if not shutil.which("uv"):
        ensure_installed(DEV_LOCK)
    options = ["--quiet", "--universal", "--python-version", "3.11", "--generate-hashes", "--no-header"]
    # Without its extra in the lock, pip 23 takes the newest release for it and refuses that as not pinned.
    options += ["--no-strip-extras"]
    compile_lock = [*uv, "pip", "compile", *options, *arguments, "pyproject.toml"]
    with_s3 = ["--extra", "s3", "--constraint", RUNTIME_LOCK.name]
    developers = ["--group", "dev", "--extra", "s3", "--constraint", S3_LOCK.name]
    for lock, chosen in ((RUNTIME_LOCK, []), (S3_LOCK, with_s3), (DEV_LOCK, developers)):
        step(lock.name, [*compile_lock, *chosen, "-o", lock.name], os.environ)
    if any("://" in lock.read_text() for lock in (RUNTIME_LOCK, S3_LOCK, DEV_LOCK)):
        sys.exit("✗ 锁文件中有网址，请去掉后再提交。")


def main(arguments: Sequence[str]) -> None:
    catch_signals()
    command, *rest = arguments or ["run"]
    isolated = {"test": test, "check": check, "fix": fix, "bench": bench, "storm": storm, "audit": audit}
    isolated["pictures"] = pictures
    if command in ("run", "demo") and not rest:
        run_site(demo=command == "demo")
    elif command == "manage":
        manage(rest)
    elif command == "lock":
        write_locks(rest)
    elif command == "bundle":
        ensure_installed(RUNTIME_LOCK)
        sys.exit(call([PYTHON, "deploy/bundle.py", *map(os.path.abspath, rest)], os.environ))
    elif command in isolated:
        ensure_installed(DEV_LOCK)
        with tempfile.TemporaryDirectory(prefix="guichao-") as var:
            isolated[command](isolated_environment(os.environ, var), rest)
    else:
        print(__doc__)
        sys.exit(0 if command in ("help", "-h", "--help") else 2)


if __name__ == "__main__":
    main(sys.argv[1:])
