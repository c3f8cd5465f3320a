"""All settings, read from the environment. The README's table lists every variable."""

import base64
import hashlib
import os
import re
import secrets
import sqlite3
from contextlib import suppress
from datetime import date
from pathlib import Path
from urllib.parse import urlsplit

import dj_database_url
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from config.media_store import read_media_store

BASE_DIR = Path(__file__).resolve().parent.parent


def env_text(name: str, default: str | None = None) -> str:
    value = os.environ.get(name, "").strip()
    if value:
        return value
    if default is None:
        raise ImproperlyConfigured(f"缺少环境变量 {name}。")
    return default


def env_bool(name: str, default: bool) -> bool:
    value = env_text(name, str(default)).lower()
    if value in {"1", "true", "yes", "on"}:
        return True
    if value in {"0", "false", "no", "off"}:
        return False
    raise ImproperlyConfigured(f"环境变量 {name} 应为 true 或 false，现为“{value}”。")


def env_list(name: str, default: str) -> list[str]:
    return [part.strip() for part in env_text(name, default).split(",") if part.strip()]


def env_date(name: str) -> date | None:
    value = env_text(name, "")
    if not value:
        return None
    try:
        return date.fromisoformat(value)
    except ValueError:
        raise ImproperlyConfigured(f"环境变量 {name} 应形如 2020-02-14，现为“{value}”。") from None


def env_choice(name: str, choices: tuple[str, ...]) -> str:
    """One of the choices; the first where nothing is said."""
    value = env_text(name, choices[0]).lower()
    if value not in choices:
        raise ImproperlyConfigured(f"环境变量 {name} 应为 {'、'.join(choices)} 之一，现为“{value}”。")
    return value


def env_gateways(name: str) -> int:
    """How many gateways stand before the server. Before 0.5 it was a yes or no."""
    value = env_text(name, "0").lower()
    count = {"true": "1", "yes": "1", "on": "1", "false": "0", "no": "0", "off": "0"}.get(value, value)
    if not re.fullmatch(r"[0-9]", count):
        raise ImproperlyConfigured(f"环境变量 {name} 应为服务器前面网关的个数，如 1；直接对外为 0，现为“{value}”。")
    return int(count)


def env_days(name: str, default: int) -> int:
    """A number of days; 0 means never."""
    value = env_text(name, str(default))
    if not re.fullmatch(r"[0-9]{1,4}", value):
        raise ImproperlyConfigured(f"环境变量 {name} 应为天数，如 90；0 表示不限，现为“{value}”。")
    return int(value)


def env_whole(name: str, default: int, *, least: int, most: int, unit: str) -> int:
    value = env_text(name, str(default))
    if not re.fullmatch(r"[0-9]{1,6}", value) or not least <= int(value) <= most:
        raise ImproperlyConfigured(f"环境变量 {name} 应为 {least} 到 {most} 之间的{unit}数，现为“{value}”。")
    return int(value)


def env_optional_folder(name: str) -> Path | None:
    value = env_text(name, "")
    return Path(value).expanduser().resolve() if value else None


def env_filing(name: str, form: str, example: str) -> str:
    """A number of the authorities' records, for the foot of every public page."""
    value = env_text(name, "")
    if value and not re.fullmatch(form, value):
        raise ImproperlyConfigured(f"环境变量 {name} 应形如 {example}，现为“{value}”。")
    return value


def env_secret_key(name: str) -> str:
    value = env_text(name)
    if len(value) < 32:
        raise ImproperlyConfigured(f"环境变量 {name} 太短，至少 32 个字符。")
    return value


def env_old_keys(name: str) -> list[str]:
    """Keys of before, comma-separated: what they signed still holds."""
    keys = env_list(name, "")
    if any(len(key) < 32 for key in keys):
        raise ImproperlyConfigured(f"环境变量 {name} 中有太短的密钥，每个至少 32 个字符。")
    return keys


def own_key(name: str) -> str:
    """The content of a file of VAR_DIR, made at the first start; what it keys stays when SECRET_KEY changes."""
    path = VAR_DIR / name
    if not path.exists():
        new = VAR_DIR / f".{name}-{os.getpid()}-{secrets.token_hex(4)}"
        new.touch(mode=0o600)
        new.write_text(secrets.token_urlsafe(64))
        # Whole or not at all, and only the first of several processes that start at once.
        with suppress(FileExistsError):
            os.link(new, path)
        new.unlink()
    key = path.read_text().strip()
    if len(key) < 32:
        raise ImproperlyConfigured(f"密钥文件 {path} 是空的或不完整：请从备份恢复。")
    return key


def env_public_url(name: str, default: str) -> str:
    """The address that QR codes carry: scheme and host, no path."""
    value = env_text(name, default).rstrip("/")
    try:
        parts = urlsplit(value)
        plain = f"{parts.scheme}://{parts.netloc}"
        is_plain = parts.scheme in {"http", "https"} and parts.hostname and (parts.port is None or parts.port > 0)
    except ValueError:
        is_plain = False
    if not is_plain or "@" in parts.netloc or len(plain) != len(value):
        raise ImproperlyConfigured(f"环境变量 {name} 应形如 https://guichao.example，现为“{value}”。")
    return plain


def host_names(*addresses: str) -> list[str]:
    """As ALLOWED_HOSTS has them: an IPv6 address in brackets, none twice."""
    names = [urlsplit(address).hostname or "" for address in addresses]
    return list(dict.fromkeys(f"[{name}]" if ":" in name else name for name in names))


def env_database(name: str, default: str) -> dict:
    """A Django database entry of SQLite or PostgreSQL, with durable commits on both."""
    url = env_text(name, default)
    try:
        database = dj_database_url.parse(url, conn_max_age=None)
    except ValueError:
        raise ImproperlyConfigured(f"环境变量 {name} 不是可识别的数据库地址。") from None
    if database["ENGINE"] == "django.db.backends.sqlite3":
        if sqlite3.sqlite_version_info < (3, 35):  # the first that knows RETURNING
            raise ImproperlyConfigured(f"SQLite 须为 3.35 或更新的版本，这里是 {sqlite3.sqlite_version}。")
        return database | {
            "ENGINE": "config.sqlite_in_turn",
            "OPTIONS": {
                "timeout": 20,
                # Without IMMEDIATE a transaction that reads first and writes later fails when another wrote meanwhile.
                "transaction_mode": "IMMEDIATE",
                # What is erased is overwritten; elsewhere than with Debian's SQLite, that is not the default.
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA secure_delete=ON;",
            },
            # Tests with threads need a file: each connection to ":memory:" is a database of its own.
            "TEST": {"NAME": str(VAR_DIR / "test.sqlite3")},
        }
    if database["ENGINE"] == "django.db.backends.postgresql":
        options = database.get("OPTIONS", {}) | {"connect_timeout": 5}
        if env_pooled(name, str(options.pop("pgbouncer", "0"))):
            # Nothing may be set for a session, nor a cursor outlive its transaction: the next one has another server.
            database["DISABLE_SERVER_SIDE_CURSORS"] = True
        else:
            options["options"] = "-c synchronous_commit=on"
        return database | {
            "ENGINE": "config.postgresql",
            "CONN_HEALTH_CHECKS": True,  # a restarted server has closed our connections
            "OPTIONS": options,
        }
    raise ImproperlyConfigured(f"环境变量 {name} 只支持 sqlite:/// 和 postgres://。")


def env_pooled(name: str, value: str) -> bool:
    """Whether the address says that a PgBouncer stands there, which gives each transaction another connection."""
    if value not in {"0", "1"}:
        raise ImproperlyConfigured(f"环境变量 {name} 中的 pgbouncer 应为 1（经过 PgBouncer）或 0，现为“{value}”。")
    return value == "1"


def style_sheet(*names: str) -> str:
    """The text of a public page's style element: some files one after another, without the breaks of their lines."""
    text = "".join((BASE_DIR / "templates/public" / name).read_text(encoding="utf-8") for name in names)
    # What is left of them must be left by the page, too, which is served without its indentation.
    return re.sub(r"(?<=[{};,])\n", "", re.sub(r"\n\s+", "\n", text))


def style_source(css: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(css.encode()).digest()).decode()}'"


def env_folder(name: str, default: Path) -> Path:
    """A folder that can be written; made where it is missing."""
    folder = Path(env_text(name, str(default))).resolve()
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError:
        raise ImproperlyConfigured(f"环境变量 {name} 指的文件夹 {folder} 不能建立，请检查路径和权限。") from None
    if not os.access(folder, os.W_OK | os.X_OK):
        raise ImproperlyConfigured(f"环境变量 {name} 指的文件夹 {folder} 不能写入，请检查权限。")
    return folder


VAR_DIR = env_folder("GUICHAO_VAR", BASE_DIR / "var")
# Where it is, in place of the one that is shipped: see organization/region.py.
REGION_FILE = VAR_DIR / "region.toml"

SECRET_KEY = env_secret_key("SECRET_KEY")
SECRET_KEY_FALLBACKS = env_old_keys("SECRET_KEY_FALLBACKS")
# Of the audit trail, of what is stored of receipts, and of two-step verification. Lost, every event looks changed, and
# every phone has to be bound anew.
AUDIT_KEY, RECEIPT_KEY, FACTOR_KEY = own_key("audit_key"), own_key("receipt_key"), own_key("factor_key")
DEBUG = env_bool("DEBUG", False)
# Where config/serve.py listens; its processes, and in each the threads that answer.
HOST = env_text("HOST", "127.0.0.1")
PORT = env_whole("PORT", 8000, least=1, most=65535, unit="整")
WORKERS = env_whole("WORKERS", 2, least=1, most=64, unit="整")
THREADS = env_whole("THREADS", 4, least=1, most=64, unit="整")
# For which a request waits where another holds a lock of PostgreSQL; what operators run waits on.
LOCK_SECONDS = env_whole("LOCK_SECONDS", 5, least=1, most=60, unit="秒")
PUBLIC_URL = env_public_url("PUBLIC_URL", "http://127.0.0.1:8000")
# Whatever else it is called: by the name on the posters, and by the machine itself, which asks how it is.
LOCAL_URLS = ("http://127.0.0.1", "http://localhost", "http://[::1]")
ALLOWED_HOSTS = list(dict.fromkeys([*env_list("ALLOWED_HOSTS", ""), *host_names(PUBLIC_URL, *LOCAL_URLS)]))
# A gateway may pass on another Host than the browser was shown.
CSRF_TRUSTED_ORIGINS = [PUBLIC_URL]
IS_HTTPS = PUBLIC_URL.startswith("https://")
GATEWAY_COUNT = env_gateways("BEHIND_PROXY")
HSTS = env_choice("HSTS", ("site", "subdomains", "preload", "off"))
GUICHAO_TODAY = env_date("GUICHAO_TODAY")
LOG_LEVEL = env_text("LOG_LEVEL", "INFO").upper()
if LOG_LEVEL not in {"DEBUG", "INFO", "WARNING", "ERROR"}:
    raise ImproperlyConfigured("环境变量 LOG_LEVEL 应为 DEBUG、INFO、WARNING 或 ERROR。")

LOG_FORMAT = env_choice("LOG_FORMAT", ("text", "json"))
# A line of each request; without it, of those alone that were refused or failed.
ACCESS_LOG = env_bool("ACCESS_LOG", True)

DATABASE_URL = env_text("DATABASE_URL", f"sqlite:///{VAR_DIR / 'guichao.sqlite3'}")
DATABASES = {"default": env_database("DATABASE_URL", DATABASE_URL)}
# "off" lets the site start on a database that a loss of power can set back: of tests, whose data are thrown away.
DURABLE_DATABASE = env_choice("DURABLE_DATABASE", ("required", "off"))
# Where DATABASE_URL goes through a PgBouncer: the server itself, for what makes and restores backups.
DIRECT_DATABASE_URL = env_text("DIRECT_DATABASE_URL", "")

# Files below VAR_DIR without which the database is not whole, by the settings with their content. Backups have them.
KEY_FILES = {
    "secret_key": "SECRET_KEY",
    "audit_key": "AUDIT_KEY",
    "receipt_key": "RECEIPT_KEY",
    "factor_key": "FACTOR_KEY",
}
# Where `daily` puts a backup; without it, it makes none.
BACKUP_DIR = env_optional_folder("BACKUP_DIR")
# Days for which backups are kept, and after which the last one is too old; 0: for ever, never.
BACKUP_KEEP_DAYS = env_days("BACKUP_KEEP_DAYS", 30)
BACKUP_LATE_DAYS = env_days("BACKUP_LATE_DAYS", 2)
# An empty database in which `restore --check` tries a backup of PostgreSQL.
BACKUP_CHECK_DATABASE_URL = env_text("BACKUP_CHECK_DATABASE_URL", "")
# Where pg_dump and pg_restore of the server's version are, if not on the PATH.
PG_BIN = env_optional_folder("PG_BIN")

SILENCED_SYSTEM_CHECKS = [
    "models.W040",  # covering columns of an index: PostgreSQL uses them, SQLite reads the row instead
    # HSTS for subdomains and in the browsers' own lists: it binds other sites of the same office, and cannot soon be
    # undone. HSTS=subdomains and HSTS=preload ask for it.
    "security.W005",
    "security.W021",
]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "organization.apps.StaffAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "csp",
    # Their tables are used, their pages are not: organization/admin/ takes them off the site, and so stands below.
    "django_otp",
    "django_otp.plugins.otp_totp",
    "django_otp.plugins.otp_static",
    # In the order in which the staff's index shows them.
    "activities",
    "returnees",
    "reports",
    "organization",
    # These have no pages, only commands.
    "operations",
    "demo",
]

MIDDLEWARE = [
    # Its time is that of all below.
    "operations.logs.AccessLog",
    # Their headers are on whatever those below answer or raise.
    "config.security_headers.ContentSecurityPolicy",
    "config.security_headers.SecurityHeaders",
    "organization.middleware.ErrorAnswers",
    "config.gateway.HttpsThroughGateways",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    # Sessions are written too.
    "organization.lock_waits.LockWaits",
    "organization.staff_requests.Sessions",
    "django.middleware.common.CommonMiddleware",
    # Before the first that reads what was posted.
    "organization.request_bounds.RequestBounds",
    "django.middleware.csrf.CsrfViewMiddleware",
    "organization.uploads.RefusedUploads",
    "organization.staff_requests.Accounts",
    "organization.staff_requests.Messages",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "organization.middleware.StaffSession",
    "organization.middleware.DuePasswordChange",
    "organization.middleware.DueSecondFactor",
    "organization.middleware.RefusalEvents",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "organization.staff_site.frame.frame",
            ],
            # Its csrf_token also says whose page it is.
            # Words of the region stand on pages with and without a request.
            "builtins": ["organization.accounts.page_account", "organization.templatetags.region_words"],
        },
    }
]

# A page may tick every committee of the tree, and with the townships there are more than a thousand.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000
# Bytes of a body (organization/request_bounds.py): of staff pages as many as Django reads into memory, of public pages
# a filled questionnaire many times over, of pages that take files as below, by the name of the address.
MEGABYTE = 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE, PUBLIC_BODY_LIMIT = 5 * MEGABYTE // 2, MEGABYTE // 4
FILE_UPLOAD_HANDLERS = [
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "organization.uploads.DiskUploadHandler",
]
# A dozen photos of a good camera; a file of several times what is read, which gets its sentence beside the field.
PHOTO_PAGES = (
    "activities_kind_add activities_kind_change activities_service_add activities_service_change "
    "entry_upload service_upload package package_save package_upload"
).split()
FILE_PAGES = (
    *("activities_kind_import", "organization_account_list", "table_from_blank"),
    *("reports_setup_document", "reports_setup_pack"),
)
BODY_LIMITS = dict.fromkeys(PHOTO_PAGES, 200 * MEGABYTE) | dict.fromkeys(FILE_PAGES, 20 * MEGABYTE)

AUTH_USER_MODEL = "organization.Account"
AUTHENTICATION_BACKENDS = ["organization.accounts.authentication.RoleBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "organization.accounts.password_rules.LengthValidator"},
    {"NAME": "organization.accounts.password_rules.ThreeClassesValidator"},
    {"NAME": "organization.accounts.password_rules.GuessableValidator"},
    {"NAME": "organization.accounts.password_rules.OwnNamesValidator"},
]
# Days after which a password has to be changed; 0: never. Who has to change often writes down or counts up.
PASSWORD_MAX_DAYS = env_days("PASSWORD_MAX_DAYS", 0)
# Two-step verification: "required" of the roles that say so (organization/roles.py), "offered" to all, or "off".
SECOND_FACTOR = env_choice("SECOND_FACTOR", ("required", "offered", "off"))
# As the authenticators on phones name the site; and a phone's clock may be one step off, and never more by and by.
OTP_TOTP_ISSUER = "归巢"
OTP_TOTP_SYNC = False
LOGIN_URL, LOGIN_REDIRECT_URL = "admin:login", "admin:index"

LANGUAGE_CODE = "zh-hans"
# Our own sentences for what Django says.
LOCALE_PATHS = [BASE_DIR / "config" / "locale"]
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True

STATIC_URL = "static/"
STATIC_ROOT = VAR_DIR / "static"
# No other site has anything to do with them.
WHITENOISE_ALLOW_ALL_ORIGINS = False
# The manual's pictures stand beside its text; they show the demo.
STATICFILES_DIRS = [BASE_DIR / "static", ("manual", BASE_DIR / "docs/manual/pictures")]

# Says which numbers of a kind the tables of the app above the log count.
COUNTED_FIGURES = "reports.models.annex_column.counted_figures"

# What is uploaded; no address leads there but a view that asks who may see it. Several servers share it.
# None where they lie below VAR_DIR, and a backup is restored with it.
SHARED_MEDIA_ROOT = env_optional_folder("MEDIA_ROOT")
MEDIA_ROOT = env_folder("MEDIA_ROOT", SHARED_MEDIA_ROOT) if SHARED_MEDIA_ROOT else VAR_DIR / "media"
# Or s3://bucket?endpoint=…, and then no folder.
MEDIA_STORE = env_text("MEDIA_STORE", "")
if MEDIA_STORE and SHARED_MEDIA_ROOT:
    raise ImproperlyConfigured("环境变量 MEDIA_ROOT 和 MEDIA_STORE 只能写一个：照片在文件夹里，或者在 S3 存储里。")
STORAGES = {
    "default": {"BACKEND": "organization.stored_files.DurableStorage"},
    "staticfiles": {"BACKEND": "config.staticfiles.StaticFilesStorage"},
}
if MEDIA_STORE:
    STORAGES["default"] = {
        "BACKEND": "organization.object_store.ObjectStorage",
        "OPTIONS": read_media_store(
            MEDIA_STORE, env_text("AWS_ACCESS_KEY_ID", ""), env_text("AWS_SECRET_ACCESS_KEY", "")
        ),
    }
FILE_UPLOAD_PERMISSIONS, FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o600, 0o700

# With this prefix no other host of the domain, and nothing over plain http, can set them.
COOKIE_PREFIX = "__Host-" if IS_HTTPS else ""
SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = f"{COOKIE_PREFIX}sessionid", f"{COOKIE_PREFIX}csrftoken"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = IS_HTTPS
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_ENGINE = "organization.accounts.sessions"
# Counts what waits for an account, by section of the navigation: (account, campaign) → {section: number}.
WAITING_COUNTS = "reports.overview.desk.waiting.waiting_counts"
# What accounts still have to hand over; it lies above the accounts, too.
OPEN_WORK_COUNTS = "reports.setup.account_hand_over.open_case_counts"
# Seconds without a request, after which a session ends; and since its login, whatever is asked.
SESSION_COOKIE_AGE = 60 * env_whole("SESSION_IDLE_MINUTES", 30, least=5, most=480, unit="分钟")
SESSION_LONGEST_AGE = 60 * 60 * env_whole("SESSION_MAX_HOURS", 12, least=1, most=168, unit="小时")
# The cookie outlives the session, and so distinguishes one that has ended from none.
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
CSRF_COOKIE_HTTPONLY = True
MESSAGE_STORAGE = "organization.accounts.message_storage.MessageStorage"
CSRF_FAILURE_VIEW = "organization.staff_site.old_pages.refuse_csrf"
SECURE_SSL_REDIRECT = IS_HTTPS
SECURE_SSL_HOST = urlsplit(PUBLIC_URL).netloc
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60 if IS_HTTPS and HSTS != "off" else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS, SECURE_HSTS_PRELOAD = HSTS in ("subdomains", "preload"), HSTS == "preload"
X_FRAME_OPTIONS = "DENY"
if GATEWAY_COUNT:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

# 互联网信息服务管理办法 and 计算机信息网络国际联网安全保护管理办法 want them on the pages.
ICP_FILING = env_filing("ICP_FILING", r"[\u4e00-\u9fff]ICP[备证][0-9]{6,10}号(-[0-9]{1,3})?", "蒙ICP备2020000001号-1")
POLICE_FILING = env_filing("POLICE_FILING", r"[\u4e00-\u9fff]公网安备 ?[0-9]{14}号", "蒙公网安备15010202000001号")

PUBLIC_STYLES = {
    # `applies.css` has one rule for each code of Status; browsers without :has() leave it to the script.
    "questionnaire": style_sheet("style.css", "applies.css", "dark.css"),
    "page": style_sheet("style.css", "pages.css", "dark.css"),
}

# Their colours by name, for what is drawn without CSS: those of the light theme, which stand first.
PUBLIC_COLOURS = dict(re.findall(r"--([\w-]+): (#[0-9a-f]+);", PUBLIC_STYLES["page"].partition("}")[0]))

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF, *map(style_source, PUBLIC_STYLES.values())],
        "img-src": [SELF, "data:"],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}

# Further headers of every page, for which neither Django nor django-csp has a setting. Each weighs on the phones' first
# view (tests/returnees/test_weight.py).
SECURITY_HEADERS = {"Permissions-Policy": "camera=(), geolocation=(), microphone=()"}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "text": {"()": "operations.logs.Line", "zone": TIME_ZONE},
        "json": {"()": "operations.logs.JsonLine", "zone": TIME_ZONE},
    },
    "filters": {
        "request": {"()": "organization.request_id.RequestIdFilter"},
        "one_line": {"()": "operations.logs.OneLineEach"},
    },
    "handlers": {
        "console": {"class": "logging.StreamHandler", "formatter": LOG_FORMAT, "filters": ["request", "one_line"]},
        # These lines come numbered, and are what the filter is for.
        "access": {"class": "logging.StreamHandler", "formatter": LOG_FORMAT},
    },
    "root": {"handlers": ["console"], "level": LOG_LEVEL},
    "loggers": {
        # Without an entry of its own, Django prints no traceback when DEBUG is off.
        "django": {"handlers": ["console"], "level": LOG_LEVEL, "propagate": False},
        "access": {"handlers": ["access"], "level": LOG_LEVEL, "propagate": False},
    },
}
