"""Why the database cannot be used, or must not be: a sentence for whoever starts the site, and for the doctor."""

import re

from django.db import DatabaseError, InterfaceError, connection

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
    "unsupported startup parameter": "那里是 PgBouncer，请在地址末尾写上 ?pgbouncer=1",
    "invalid dsn|invalid connection option|invalid .* value": "地址里有不认识的参数",
    "file is not a database": "它不是 SQLite 数据库",
    "readonly database": "它是只读的",
    "unable to open database file": "打不开它，请检查文件夹和权限",
}
LOSS = "断电会丢失已经答复成功的内容"
NO_POSTGRESQL = "那里回应的不是 PostgreSQL"
# By the number of PRAGMA synchronous; and journals by which a commit survives.
SQLITE_FULL, SQLITE_JOURNALS = 2, {"wal", "delete", "truncate", "persist"}
# Settings of the server without which a commit may not survive a loss of power, and what to do where one is off.
POSTGRESQL_CURES = {
    "fsync": "请在 postgresql.conf 中改为 on，重新载入",
    "full_page_writes": "请在 postgresql.conf 中改为 on，重新载入",
    "synchronous_commit": "请为站点的用户打开，如 ALTER ROLE guichao SET synchronous_commit = on，再重新连接",
}


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


def find_durability_fault(connection) -> str:
    """Why an answer that was accepted would be lost with the power; empty where each commit waits for the disk."""
    return find_sqlite_risk(connection) if connection.vendor == "sqlite" else find_postgresql_risk(connection)


def find_sqlite_risk(connection) -> str:
    if connection.is_in_memory_db():
        return "SQLite 在内存里，一停就没有了：请在 DATABASE_URL 中写一个文件"
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA journal_mode")
        (journal,) = cursor.fetchone()
        cursor.execute("PRAGMA synchronous")
        (synchronous,) = cursor.fetchone()
    if journal not in SQLITE_JOURNALS:
        return f"SQLite 的 journal_mode 是 {journal}，{LOSS}：请用本机磁盘上的数据库文件"
    if synchronous < SQLITE_FULL:
        return f"SQLite 的 synchronous 不是 FULL，{LOSS}：请用本机磁盘上的数据库文件"
    return ""


def find_postgresql_risk(connection) -> str:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT name FROM pg_settings WHERE name = ANY(%s) AND setting = 'off'", [list(POSTGRESQL_CURES)]
        )
        off = {name for (name,) in cursor.fetchall()}
    name = next((name for name in POSTGRESQL_CURES if name in off), "")
    return f"PostgreSQL 的 {name} 是 off，{LOSS}：{POSTGRESQL_CURES[name]}" if name else ""
