"""pg_dump and pg_restore: of the server's major version, because others write or read what the server does not."""

import os
import re
import shutil
import subprocess
from pathlib import Path

from django.conf import settings
from psycopg2.extensions import make_dsn

from operations.backup.encryption import BackupRefused

LAST_LINES = 300


def dump(connection, *, snapshot: str, path: Path) -> None:
    """Write the database as it was at this exported snapshot, in PostgreSQL's custom format."""
    _run("pg_dump", connection, ["--format=custom", f"--snapshot={snapshot}", f"--file={path}"])


def load(connection, path: Path) -> None:
    """Restore all or nothing."""
    _run("pg_restore", connection, ["--single-transaction", "--exit-on-error", str(path)])


def as_copy_text(connection, path: Path) -> subprocess.Popen:
    """The rows of a dump as text, on its standard output; the server's tools read it, no database is needed."""
    tool = find_tool("pg_restore", major_version(connection))
    return subprocess.Popen([tool, "--data-only", "--file=-", str(path)], stdout=subprocess.PIPE)


def major_version(connection) -> int:
    connection.ensure_connection()
    return connection.connection.info.server_version // 10_000


def find_tool(name: str, major: int) -> str:
    """In PG_BIN; else on the PATH, or where Debian's packages put each version."""
    usual = [*os.get_exec_path(), f"/usr/lib/postgresql/{major}/bin"]
    folders = [str(settings.PG_BIN)] if settings.PG_BIN else usual
    found = []
    for folder in folders:
        tool = shutil.which(name, path=folder)
        version = tool and read_version(tool)
        if version == major:
            return tool
        if version:
            found.append(str(version))
    others = f"（找到的是 {'、'.join(dict.fromkeys(found))} 版）" if found else ""
    raise BackupRefused(
        f"数据库服务器是 PostgreSQL {major}，没有找到 {major} 版的 {name}{others}："
        f"请安装 PostgreSQL {major} 的客户端程序，或用环境变量 PG_BIN 指明它所在的文件夹。"
    )


def read_version(tool: str) -> int | None:
    try:
        answer = subprocess.run([tool, "--version"], capture_output=True, text=True, check=False).stdout
    except OSError:
        return None
    found = re.search(r"\) (\d+)", answer)
    return int(found.group(1)) if found else None


def describe_database(connection) -> str:
    """Only what the settings give: our library knows options that the tools of an older server do not."""
    given = connection.get_connection_params()
    used = connection.connection.info.dsn_parameters
    return make_dsn(**{name: value for name, value in used.items() if name in given})


def _run(name: str, connection, arguments: list[str]) -> None:
    tool = find_tool(name, major_version(connection))
    info = connection.connection.info
    # The password goes by the environment: everybody on the machine reads the arguments of a process.
    environment = os.environ | ({"PGPASSWORD": info.password} if info.password else {})
    command = [tool, "--no-owner", "--no-privileges", "--dbname", describe_database(connection), *arguments]
    done = subprocess.run(command, env=environment, capture_output=True, check=False)
    if done.returncode:
        message = done.stderr.decode(errors="replace").strip()[-LAST_LINES:]
        raise BackupRefused(f"{name} 没有完成：{message}")
