"""What keeps the site from starting, in one sentence and an exit status: for manage.py and the server alike.

dev.py starts both, and adds nothing to what they said.
"""

import multiprocessing
import os
import re
import sys
import time
from pathlib import Path
from typing import NoReturn

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError, InterfaceError, connection

from organization.outage import describe_os_reason

# EX_CONFIG of sysexits.h.
FAULT_STATUS = 78
# psycopg2 hands over wrong bytes of a server in another language as they are.
DATABASE_ERRORS = (DatabaseError, InterfaceError, UnicodeError)
# What the drivers write, and what it means.
DATABASE_REASONS = {
    "password authentication failed|no password supplied": "用户名或密码不对",
    "role .* does not exist": "没有这个用户",
    "database .* does not exist": "没有这个数据库",
    "no pg_hba.conf entry": "它不接受从这里来的这个用户",
    "could not translate host name": "找不到这台主机",
    "[Cc]onnection refused|No such file or directory": "那里没有数据库在运行",
    "timeout|timed out|No route|unreachable": "没有回应",
    "PostgreSQL .* or later is required": "版本太旧",
    "invalid dsn|invalid connection option|invalid .* value": "地址里有不认识的参数",
    "file is not a database": "它不是 SQLite 数据库",
    "readonly database": "它是只读的",
    "unable to open database file": "打不开它，请检查文件夹和权限",
}
NO_POSTGRESQL = "那里回应的不是 PostgreSQL"


def load_settings() -> None:
    try:
        settings.INSTALLED_APPS  # noqa: B018  (loads them)
    except ImproperlyConfigured as error:
        stop(f"配置错误：{error}")


def check_start() -> None:
    """For the server, before it loads anything that a fault would break."""
    load_settings()
    fault = find_folder_fault() or find_static_fault() or find_database_fault()
    if fault:
        stop(fault)


def find_folder_fault() -> str:
    """Those that are there already: what is missing is made, in a folder that the settings have tried."""
    for folder in (settings.VAR_DIR, settings.MEDIA_ROOT):
        path = Path(folder)
        if path.exists() and not path.is_dir():
            return f"{path} 应为文件夹。"
        if path.exists() and not os.access(path, os.W_OK | os.X_OK):
            return f"不能写入文件夹 {path}：没有权限。"
    return ""


def find_static_fault() -> str:
    manifest = Path(settings.STATIC_ROOT) / "staticfiles.json"
    if os.access(manifest, os.R_OK):
        return ""
    return f"{manifest.parent} 里没有整理好的静态文件，请先运行：python3 dev.py manage collectstatic --noinput"


def find_database_fault() -> str:
    connection.close()
    try:
        connection.ensure_connection()
    except DATABASE_ERRORS as error:
        return describe_database(str(error))
    connection.close()
    return ""


def describe_database(error: str) -> str:
    """`error` may name the host and the user; the password is in none."""
    given = connection.settings_dict
    is_sqlite = connection.vendor == "sqlite"
    place = given["NAME"] if is_sqlite else f"{given['HOST'] or '（本机）'}:{given['PORT'] or 5432}/{given['NAME']}"
    reason = next((meaning for text, meaning in DATABASE_REASONS.items() if re.search(text, error)), "")
    return f"不能使用数据库 {place}：{reason or (error if is_sqlite else NO_POSTGRESQL)}。请检查环境变量 DATABASE_URL。"


def describe_os_error(error: OSError) -> str:
    return f"不能使用 {error.filename}：{describe_os_reason(error)}。"


def stop(sentence: str) -> NoReturn:
    if is_first_process():
        print(f"✗ {sentence}", file=sys.stderr, flush=True)
    else:
        time.sleep(2)  # until the server has ended us: ours is what the first worker says
    sys.exit(FAULT_STATUS)


def is_first_process() -> bool:
    """Whether this is none of the further workers of a server, which all find the same."""
    return multiprocessing.current_process()._identity in ((), (1,))
