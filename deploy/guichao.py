#!/usr/bin/python3
"""归巢的管理命令，以网站自己的用户、设置和程序运行；由 root 使用。

guichao use 版本         换成 /opt/guichao 里的这个版本：准备数据库和静态文件，再逐个重启节点，网站不停
guichao use              列出装好的版本，* 是正在用的
guichao restart          逐个重启节点，网站不停；改过设置以后用它
guichao 其他命令 …       manage.py 的命令，如 guichao doctor、guichao backup
"""

import http.client
import os
import pwd
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import NoReturn

PROGRAM, SETTINGS, STATIC = Path("/opt/guichao"), Path("/etc/guichao/guichao.env"), Path("/srv/guichao/static")
CURRENT = PROGRAM / "current"
USER, NODES = "guichao", "guichao-web@*.service"
# Seconds that a node is waited for, and between a node's first answer and the stop of the next. The gateway leaves one
# that refused alone for fail_timeout, counted in whole seconds, and then until the one request by which it tries again
# is answered: the page of staff that takes longest is to fit in.
PATIENCE, PAUSE = 90, 6


def fail(sentence: str) -> NoReturn:
    sys.exit(f"✗ {sentence}")


def read_settings(path: Path) -> dict[str, str]:
    """As systemd reads an EnvironmentFile, of which only plain lines are allowed."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except OSError as error:
        fail(f"不能读取设置 {path}：{error.strerror}。请用 root 运行。")
    found = {}
    for number, line in enumerate(map(str.strip, lines), start=1):
        if not line or line.startswith(("#", ";")):
            continue
        name, equals, value = line.partition("=")
        if not equals or not name.isidentifier() or re.search(r"""["'\\]""", value):
            fail(f"{path} 第 {number} 行应形如 名称=值，值里没有引号和反斜杠。")
        found[name] = value.strip()
    return found


def become_user() -> None:
    try:
        user = pwd.getpwnam(USER)
    except KeyError:
        fail(f"没有用户 {USER}：请先运行 deploy/install.sh。")
    if os.geteuid() != user.pw_uid:
        try:
            os.initgroups(USER, user.pw_gid)
            os.setgid(user.pw_gid)
            os.setuid(user.pw_uid)
        except PermissionError:
            fail("请用 root 运行，如：sudo guichao …")
    os.umask(0o077)


def manage(release: Path, arguments: list[str]) -> list[str]:
    return [str(release / ".venv/bin/python"), str(release / "manage.py"), *arguments]


def run_managed(release: Path, *arguments: str) -> None:
    environment = {**os.environ, **read_settings(SETTINGS), "PYTHONUTF8": "1", "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run(manage(release, list(arguments)), env=environment, preexec_fn=become_user, cwd=release)
    if done.returncode:
        fail(f"{arguments[0]} 没有成功（状态 {done.returncode}），仍在用原来的版本。见上面的话。")


def publish_static_files(settings: dict[str, str]) -> None:
    """Those of the release before stay: pages that are open ask for them."""
    shutil.copytree(Path(settings.get("GUICHAO_VAR", "")) / "static", STATIC, dirs_exist_ok=True)
    for folder, _, names in os.walk(STATIC):
        os.chmod(folder, 0o755)  # nosec B103: what anybody may read, for nginx
        for name in names:
            os.chmod(Path(folder, name), 0o644)


def running_nodes() -> list[str]:
    command = ["systemctl", "list-units", "--plain", "--no-legend", "--state=active,activating", NODES]
    listed = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    return sorted(line.split()[0] for line in listed.splitlines())


def is_ready(port: int) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.request("GET", "/readyz")
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def wait_until_ready(node: str) -> None:
    port = int(re.search(r"@(\d+)\.", node)[1])
    deadline = time.monotonic() + PATIENCE
    while not is_ready(port):
        if time.monotonic() > deadline:
            fail(f"{node} 过了 {PATIENCE} 秒还没有准备好，其余节点没有动。请看：journalctl -u {node} -n 50")
        time.sleep(0.2)


def restart() -> None:
    for node in running_nodes():
        print(f"▶ 重启 {node}", flush=True)
        subprocess.run(["systemctl", "restart", node], check=True)
        wait_until_ready(node)
        time.sleep(PAUSE)


def list_releases() -> None:
    for release in sorted(path for path in PROGRAM.iterdir() if path.is_dir() and not path.is_symlink()):
        print(("* " if release == CURRENT.resolve() else "  ") + release.name)


def use(version: str) -> None:
    release = PROGRAM / version
    if not re.fullmatch(r"[\w.]+", version) or not (release / ".venv/installed").exists():
        fail(f"/opt/guichao 里没有装好的版本 {version}；装好的有：guichao use")
    settings = read_settings(SETTINGS)
    print(f"▶ 整理静态文件（{version}）", flush=True)
    run_managed(release, "collectstatic", "--noinput", "--verbosity", "0")
    publish_static_files(settings)
    print("▶ 准备数据库", flush=True)
    run_managed(release, "set_up")
    new = PROGRAM / ".current"
    new.unlink(missing_ok=True)
    new.symlink_to(version)
    new.rename(CURRENT)
    restart()
    print(f"✓ 正在用 {version}")


def main(arguments: list[str]) -> None:
    if not arguments or arguments[0] in ("help", "-h", "--help"):
        print(__doc__)
    elif arguments[0] == "use":
        use(arguments[1]) if arguments[1:] else list_releases()
    elif arguments == ["restart"]:
        restart()
    else:
        environment = {**os.environ, **read_settings(SETTINGS), "PYTHONUTF8": "1", "PYTHONDONTWRITEBYTECODE": "1"}
        become_user()
        command = manage(CURRENT, arguments)
        os.execve(command[0], command, environment)


if __name__ == "__main__":
    main(sys.argv[1:])
