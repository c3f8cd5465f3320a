"""Each line of `guichao doctor`: red once what it looks at is broken, green again once that is mended."""

import json
import os
import re
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from steps import run

STATE, SITE = Path("/var/lib/guichao"), Path("/etc/nginx/sites-available/guichao.conf")
SETTINGS = Path("/etc/guichao/guichao.env")
# The self-signed certificate of the machine, as one that its keeper trusts.
TRUSTED = Path("/usr/local/share/ca-certificates/guichao.crt")
PRIVATE_KEY = Path("/run/backup-key.txt")

Act = Callable[[], object]


@dataclass(frozen=True)
class DoctorFault:
    key: str
    break_it: Act
    mend: Act


def sql(*statements: str) -> Act:
    psql = ["runuser", "-u", "postgres", "--", "psql", "-q", "guichao"]
    for statement in statements:
        psql += ["-c", statement]
    return lambda: run(*psql, cwd="/")


def command(*words: object) -> Act:
    return lambda: run(*words)


def edit(path: Path, right: str, wrong: str, *afterwards: str) -> tuple[Act, Act]:
    """One text of a file for another, and back."""

    def replace(old: str, new: str) -> None:
        text = path.read_text()
        assert old in text, f"{path} 里没有 {old}"
        path.write_text(text.replace(old, new))
        if afterwards:
            run(*afterwards)

    return lambda: replace(right, wrong), lambda: replace(wrong, right)


def in_nginx(right: str, wrong: str) -> tuple[Act, Act]:
    return edit(SITE, right, wrong, "systemctl", "reload", "nginx")


def move(path: Path) -> tuple[Act, Act]:
    away = path.with_name(f"{path.name}.away")
    return lambda: path.rename(away), lambda: away.rename(path)


def exchange_key() -> None:
    key = STATE / "audit_key"
    run("cp", "-p", key, "/root/audit_key")
    key.write_text("x" * 64)


def lose_photos() -> None:
    """As when a share is not mounted: the folder is there and can be written to, and nothing is in it."""
    (STATE / "media").rename(STATE / "media.away")
    run("install", "-d", "-m", "700", "-o", "guichao", "-g", "guichao", STATE / "media")


def find_photos() -> None:
    run("rm", "-r", STATE / "media")
    (STATE / "media.away").rename(STATE / "media")


def distrust() -> None:
    os.environ.pop("SSL_CERT_FILE", None)


def trust() -> None:
    TRUSTED.write_bytes(Path("/etc/guichao/tls/fullchain.pem").read_bytes())
    TRUSTED.chmod(0o644)
    os.environ["SSL_CERT_FILE"] = str(TRUSTED)


def make_backup() -> None:
    key = re.search(r"AGE-SECRET-KEY-1\w+", run("guichao", "backup"))[0]
    PRIVATE_KEY.write_text(key)
    PRIVATE_KEY.chmod(0o644)
    run("guichao", "restore", "--check", "--identity", PRIVATE_KEY)


MOVE_RUNS = (
    "UPDATE organization_operationrun SET started_at = started_at {0} interval '3 days',"
    " finished_at = finished_at {0} interval '3 days'"
)
FAULTS = (
    DoctorFault(
        "database",
        sql("REVOKE INSERT ON organization_operationrun FROM guichao"),
        sql("GRANT INSERT ON organization_operationrun TO guichao"),
    ),
    DoctorFault(
        "durability",
        sql("ALTER SYSTEM SET fsync = off", "SELECT pg_reload_conf()"),
        sql("ALTER SYSTEM RESET fsync", "SELECT pg_reload_conf()"),
    ),
    DoctorFault(
        "migrations",
        sql("UPDATE django_migrations SET app = 'away' WHERE app = 'sessions'"),
        sql("UPDATE django_migrations SET app = 'sessions' WHERE app = 'away'"),
    ),
    DoctorFault("roles", sql("DELETE FROM auth_group_permissions"), command("guichao", "sync_roles")),
    DoctorFault("static_files", *move(STATE / "static/staticfiles.json")),
    DoctorFault("media", lose_photos, find_photos),
    DoctorFault("keys", exchange_key, command("cp", "-p", "/root/audit_key", STATE / "audit_key")),
    DoctorFault(
        "disks",
        command("mount", "-t", "tmpfs", "-o", "size=4m,mode=777", "tmpfs", "/var/backups/guichao"),
        command("umount", "/var/backups/guichao"),
    ),
    DoctorFault("address", *edit(SETTINGS, "PUBLIC_URL=https:", "PUBLIC_URL=http:")),
    DoctorFault("daily", sql(MOVE_RUNS.format("-")), sql(MOVE_RUNS.format("+"))),
    DoctorFault("answer", command("systemctl", "stop", "nginx"), command("systemctl", "start", "nginx")),
    DoctorFault("certificate", distrust, trust),
    DoctorFault("host", *in_nginx("Host $http_host;", "Host nobody.example;")),
    DoctorFault("origin", *in_nginx('Connection "";', 'Connection ""; proxy_set_header Origin "";')),
    DoctorFault("gateways", *in_nginx("$proxy_add_x_forwarded_for;", "$http_x_forwarded_for;")),
    DoctorFault("clock", sql(MOVE_RUNS.format("+")), sql(MOVE_RUNS.format("-"))),
    # Of campaigns that are no trials, and the one that is here is a trial.
    DoctorFault(
        "promised_days",
        sql(
            "UPDATE organization_campaign SET state = 'open', is_trial = false",
            "UPDATE organization_privacynotice SET text = replace(text, '保留 30 天', '保留 7 天')",
        ),
        sql(
            "UPDATE organization_privacynotice SET text = replace(text, '保留 7 天', '保留 30 天')",
            "UPDATE organization_campaign SET state = 'closed', is_trial = true",
        ),
    ),
)


def examine() -> dict[str, dict]:
    done = subprocess.run(["guichao", "doctor", "--json"], capture_output=True, text=True)
    try:
        return {line["key"]: line for line in json.loads(done.stdout)["checks"]}
    except (json.JSONDecodeError, KeyError):
        raise AssertionError(f"guichao doctor：状态 {done.returncode}\n{done.stdout}\n{done.stderr}") from None


def is_green(lines: dict[str, dict], key: str) -> bool:
    return lines[key]["level"] in ("fine", "ok")


def heal() -> None:
    """A site as it stands a day after its start: the only line that may warn is that of the trial campaign."""
    trust()
    lines = examine()
    assert not is_green(lines, "backups"), lines["backups"]
    assert not is_green(lines, "trial"), lines["trial"]
    make_backup()
    run("systemctl", "start", "guichao-daily")
    sql("UPDATE organization_campaign SET state = 'closed' WHERE is_trial")()
    assert_healthy()


def assert_healthy() -> None:
    lines = examine()
    ill = [line for key, line in lines.items() if not is_green(lines, key)]
    assert not ill, ill


def break_and_mend() -> int:
    """What is mended is looked at together with what is broken next. Returns the number of lines."""
    mended = None
    for fault in FAULTS:
        fault.break_it()
        lines = examine()
        assert not is_green(lines, fault.key), f"{fault.key} 还是绿的：{lines[fault.key]}"
        # Lines about the visit need an answer, which may be what is broken now.
        assert not mended or is_green(lines, mended) or fault.key in ("answer", "certificate", "host"), lines[mended]
        fault.mend()
        mended = fault.key
    assert_healthy()
    sql("UPDATE organization_campaign SET state = 'open' WHERE is_trial")()
    # These two were red before (`heal`).
    known = set(lines) - {"trial", "backups"}
    assert known == {fault.key for fault in FAULTS}, known ^ {fault.key for fault in FAULTS}
    return len(lines)
