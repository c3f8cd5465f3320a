"""What keeps the site from starting, in one sentence and an exit status: for manage.py and the server alike.

dev.py starts both, and adds nothing to what they said.
"""

import os
import sys
from importlib import import_module
from pathlib import Path
from typing import NoReturn

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import connection

from organization.database_faults import DATABASE_ERRORS, find_database_fault, find_durability_fault
from organization.outage import describe_os_reason

# EX_CONFIG of sysexits.h.
FAULT_STATUS = 78


def load_settings() -> None:
    try:
        settings.INSTALLED_APPS  # noqa: B018  (loads them)
        # Read with the settings: what is wrong in region.toml is a fault of theirs.
        import_module("organization.region")
    except ImproperlyConfigured as error:
        stop(f"配置错误：{error}")


def check_start() -> None:
    """For the server, before it loads anything that a fault would break."""
    load_settings()
    if fault := find_folder_fault() or find_static_fault() or find_database_fault():
        stop(fault)


def check_durability() -> None:
    """For the server, once the apps are ready: it asks the database."""
    if fault := find_forgetful_database():
        stop(fault)


def find_folder_fault() -> str:
    """Those that are there already: what is missing is made, in a folder that the settings have tried."""
    for folder in (settings.VAR_DIR, *[settings.MEDIA_ROOT] * (not settings.MEDIA_STORE)):
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


def find_forgetful_database() -> str:
    """Where a loss of power would take back what was confirmed; as the site's own connection sees it."""
    if settings.DURABLE_DATABASE == "off":
        return ""
    try:
        fault = find_durability_fault(connection)
    except DATABASE_ERRORS:  # it is away again: each request says so
        return ""
    finally:
        connection.close()
    return fault and f"{fault}。"


def describe_os_error(error: OSError) -> str:
    return f"不能使用 {error.filename}：{describe_os_reason(error)}。"


def stop(sentence: str) -> NoReturn:
    print(f"✗ {sentence}", file=sys.stderr, flush=True)
    sys.exit(FAULT_STATUS)
