"""PgBouncer between the nodes and the database, as the page says."""

from pathlib import Path
from urllib.parse import urlsplit

from steps import run

SETTINGS, USERS = Path("/etc/guichao/guichao.env"), Path("/etc/pgbouncer/userlist.txt")


def use_pool() -> None:
    lines = SETTINGS.read_text().splitlines()
    direct = next(line.partition("=")[2] for line in lines if line.startswith("DATABASE_URL="))
    pooled = direct.replace(":5432/", ":6432/") + "?pgbouncer=1"
    run("install", "-m", "640", "-o", "postgres", "-g", "postgres", "/dev/null", USERS)
    USERS.write_text(f'"guichao" "{urlsplit(direct).password}"\n')
    run("install", "-m", "644", "/opt/guichao/current/deploy/pgbouncer.ini", "/etc/pgbouncer/pgbouncer.ini")
    run("systemctl", "restart", "pgbouncer")
    others = [line for line in lines if not line.startswith("DATABASE_URL=")]
    SETTINGS.write_text("\n".join([*others, f"DATABASE_URL={pooled}", f"DIRECT_DATABASE_URL={direct}", ""]))
    run("guichao", "restart")
