"""A number for each request of which something is logged or that fails: on the page, in a header, in every log line."""

import logging
import secrets
from contextvars import ContextVar
from logging import WARNING

HEADER = "X-Request-ID"
# None outside a request; empty until somebody asks.
_current: ContextVar[str | None] = ContextVar("request_id", default=None)


def begin_request() -> None:
    _current.set("")


def is_request_numbered() -> bool:
    return bool(_current.get())


def request_id() -> str:
    if not _current.get():
        _current.set(secrets.token_hex(5))
    return _current.get()


class RequestIdFilter(logging.Filter):
    """Gives log records the number of their request, from warnings on.

    What a client alone has caused is a warning without a traceback: Django logs a foreign Host as an error of ours.
    """

    def filter(self, record):
        is_numbered = is_request_numbered() or (_current.get() is not None and record.levelno >= logging.WARNING)
        # What writes the line of a request has numbered it.
        if not hasattr(record, "request_id"):
            record.request_id = request_id() if is_numbered else "-"
        if getattr(record, "status_code", 500) < 500:
            record.exc_info = record.exc_text = None
            record.levelno, record.levelname = min((record.levelno, record.levelname), (WARNING, "WARNING"))
        return True
