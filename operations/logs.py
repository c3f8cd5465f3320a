"""What the site writes of each request, and how: one line, as text or as JSON, without a value of a person.

Only settings name what is here, so that nothing below operations/ has to import it.
"""

import json
import logging
import re
import time
from datetime import datetime
from zoneinfo import ZoneInfo

from django.conf import settings

from organization.request_id import request_id

ACCESS = logging.getLogger("access")
# Of these nothing is written while they succeed: monitors ask every few seconds, and pages bring their files along.
QUIET_PATHS = ("/healthz", "/readyz")
HIDDEN = "…"
# Addresses whose token everybody may know, for it is on a poster. Every other token opens something.
PUBLIC_TOKENS = {"questionnaire", "letter"}
PLAIN_PART = re.compile(r"[A-Za-z0-9_.-]{1,40}")
# A segment of an address that leads nowhere; it may be anything that somebody typed.
PLAIN_WORD = re.compile(r"[a-z][a-z_.-]{0,24}")
# Phones and identity numbers.
LONG_NUMBER = re.compile(r"(?<![0-9A-Fa-f-])\d{9,}[Xx]?(?![0-9A-Fa-f])")
# PostgreSQL quotes the row that it refuses, and the statement.
QUOTED_ROW = re.compile(r"^(DETAIL|CONTEXT|LINE \d+):.*(?:\n +\^)?", re.MULTILINE)
# What an error says, but for the lines of code: names of persons are Chinese, those of classes and columns are not.
SAID = re.compile(r"^(?! ).*[^\x00-\x7f].*$", re.MULTILINE)
NOT_ASCII = re.compile(r"[^\x00-\x7f]+")


def hide_persons(trace: str) -> str:
    """A traceback without the row that a database refuses, without Chinese but in the code, without long numbers."""
    trace = QUOTED_ROW.sub(rf"\1: {HIDDEN}", trace)
    trace = SAID.sub(lambda line: NOT_ASCII.sub(HIDDEN, line[0]), trace)
    return LONG_NUMBER.sub(HIDDEN, trace)


def logged_path(request) -> str:
    """The path without what opens something or was typed: tokens but those of posters, and parts that are no word."""
    match = request.resolver_match
    if match is None:
        return known_start(request.path)
    path = request.path
    if match.kwargs:
        is_public = match.url_name in PUBLIC_TOKENS
        for name, value in match.kwargs.items():
            if isinstance(value, str) and not (PLAIN_PART.fullmatch(value) and (is_public or name != "token")):
                path = path.replace(value, HIDDEN) if value else path
    return LONG_NUMBER.sub(HIDDEN, path)


def known_start(path: str) -> str:
    """The first two segments of an address that no page has, as far as they are words."""
    parts = path[1:80].split("/")
    shown = [part if not part or PLAIN_WORD.fullmatch(part) else HIDDEN for part in parts[:2]]
    return "/" + "/".join(shown) + (f"/{HIDDEN}" if any(parts[2:]) else "/" * (len(parts) > 2))


def account_number(request) -> int | None:
    """None where nobody is logged in, and where nobody asked who it is: a line costs no query."""
    known = getattr(request, "_cached_user", None)
    # After a login the request has another account than before, after a logout none any more.
    return known and (known.pk or request.user.pk)


class AccessLog:
    """Writes the line of each request, or with ACCESS_LOG=false of those alone that were refused or failed.

    An answer that is streamed has its line when it begins.
    """

    def __init__(self, get_response):
        self.get_response = get_response
        self.least_status = 0 if settings.ACCESS_LOG else 400
        self.static_root = settings.STATIC_URL

    def __call__(self, request):
        started = time.perf_counter()
        response = self.get_response(request)
        status = response.status_code
        if status < self.least_status:
            return response
        level = logging.INFO if status < 400 else logging.WARNING if status < 500 else logging.ERROR
        if ACCESS.isEnabledFor(level) and not (status < 400 and self.is_quiet(request.path)):
            write_line(request, status, level, int((time.perf_counter() - started) * 1000))
        return response

    def is_quiet(self, path: str) -> bool:
        return path in QUIET_PATHS or path.startswith(self.static_root)


def write_line(request, status: int, level: int, milliseconds: int) -> None:
    parts = {
        "method": request.method if request.method.isalpha() else HIDDEN,
        "path": logged_path(request),
        "status": status,
        "ms": milliseconds,
        "account": account_number(request),
    }
    if reason := getattr(request, "log_reason", ""):
        parts["reason"] = reason
    ACCESS.handle(AccessRecord(level, parts))


# What a handler may look for in a record.
BLANK = vars(logging.makeLogRecord({"name": ACCESS.name}))


class AccessRecord(logging.LogRecord):
    """A record without what no line has of it: thread, process and place in the code cost more than the line itself."""

    def __init__(self, level: int, parts: dict):
        vars(self).update(BLANK)
        self.levelno, self.levelname = level, logging.getLevelName(level)
        self.created, self.parts = time.time(), parts
        self.request_id = request_id()

    def getMessage(self) -> str:
        parts = self.parts
        account = parts["account"] or "-"
        line = f"{parts['method']} {parts['path']} {parts['status']} {parts['ms']}ms account={account}"
        return f"{line} ({parts['reason']})" if "reason" in parts else line


class OneLineEach(logging.Filter):
    """Leaves away what Django writes of a refusal or an outage: its reason goes into the line of the request."""

    def filter(self, record):
        request, status = getattr(record, "request", None), getattr(record, "status_code", 500)
        if request is None or not (status < 500 or status == 503):
            return True
        if record.name.startswith("django.security."):
            kind = record.name.rpartition(".")[2]
            request.log_reason = f"{kind}: {record.args[0]}" if kind == "csrf" and record.args else kind
        return False


class Line(logging.Formatter):
    """Text; times are those of the site's zone, with the offset. Only a traceback takes further lines."""

    def __init__(self, zone: str):
        super().__init__()
        self.zone = ZoneInfo(zone)

    def format(self, record) -> str:
        parts = (self.time_of(record), record.levelname, record.name, record.request_id, self.message_of(record))
        line = " ".join(parts)
        return f"{line}\n{trace}" if (trace := self.trace_of(record)) else line

    def time_of(self, record) -> str:
        return datetime.fromtimestamp(record.created, self.zone).isoformat(timespec="milliseconds")

    def message_of(self, record) -> str:
        message = record.getMessage()
        if request := getattr(record, "request", None):
            # As Django writes it.
            path = request.path.encode("unicode_escape").decode()
            message = message.replace(path, logged_path(request))
        return message if message.isprintable() else repr(message)[1:-1]

    def trace_of(self, record) -> str:
        if not record.exc_info:
            return ""
        return hide_persons(self.formatException(record.exc_info))


class JsonLine(Line):
    """An object on one line, with the parts of a request beside each other."""

    def format(self, record) -> str:
        line = {
            "time": self.time_of(record),
            "level": record.levelname,
            "logger": record.name,
            "request_id": record.request_id,
        }
        line |= record.parts if isinstance(record, AccessRecord) else {"message": self.message_of(record)}
        if trace := self.trace_of(record):
            line["traceback"] = trace
        return json.dumps(line, ensure_ascii=False)
