"""A request as WSGI wants it."""

import sys
from urllib.parse import unquote_to_bytes

import httptools

from operations.serving.spool import Body

UNKNOWN_LENGTH = -1


class BadRequest(Exception):
    pass


class Request:
    """What of it has arrived."""

    def __init__(self, body: Body, began: float):
        self.url = b""
        self.headers: dict[str, str] = {}
        self.body = body
        self.began = began
        self.method = self.version = ""
        self.keeps_alive = False
        # The body: when it began, how much of it is allowed, and how much has come.
        self.body_began = 0.0
        self.limit = self.received = 0
        self.is_too_long = False

    def add_header(self, name: bytes, value: bytes) -> None:
        # An underscore becomes the same as a hyphen: a client could say what only a gateway may.
        if b"_" in name:
            return
        key = name.decode("latin-1").upper().replace("-", "_")
        if key not in ("CONTENT_TYPE", "CONTENT_LENGTH"):
            key = f"HTTP_{key}"
        text = value.decode("latin-1")
        if key in self.headers:
            if key in ("HTTP_HOST", "CONTENT_TYPE"):
                raise BadRequest
            text = f"{self.headers[key]}{'; ' if key == 'HTTP_COOKIE' else ','}{text}"
        self.headers[key] = text

    @property
    def length(self) -> int:
        """Bytes of the body as the client announced them."""
        if "HTTP_TRANSFER_ENCODING" in self.headers:
            return UNKNOWN_LENGTH
        return int(self.headers.get("CONTENT_LENGTH") or 0)

    @property
    def expects_continue(self) -> bool:
        return self.headers.get("HTTP_EXPECT", "").lower() == "100-continue"

    def split_url(self) -> tuple[str, str]:
        """Path and query, as WSGI has them: bytes in the clothes of latin-1."""
        if self.method == "CONNECT" or self.version not in ("1.0", "1.1"):
            raise BadRequest
        path, _, query = self.url.partition(b"#")[0].partition(b"?")
        if not path.startswith(b"/") and path != b"*":
            try:
                path = httptools.parse_url(self.url).path or b"/"
            except httptools.HttpParserInvalidURLError:
                raise BadRequest from None
        if b"%" in path:
            path = unquote_to_bytes(path)
        return path.decode("latin-1"), query.decode("latin-1")

    def environ(self, base: dict, peer: str) -> dict:
        path, query = self.split_url()
        environ = base | self.headers
        environ["REQUEST_METHOD"] = self.method
        environ["PATH_INFO"], environ["QUERY_STRING"] = path, query
        environ["SERVER_PROTOCOL"] = f"HTTP/{self.version}"
        environ["REMOTE_ADDR"] = peer
        if self.is_too_long:
            # The application refuses it by its length.
            environ["CONTENT_LENGTH"] = str(max(self.length, self.received))
        elif self.length == UNKNOWN_LENGTH:
            environ["CONTENT_LENGTH"] = str(self.received)
        environ["wsgi.input"] = self.body.open()
        return environ


def base_environ(host: str, port: int, *, is_one_of_many: bool) -> dict:
    return {
        "SCRIPT_NAME": "",
        "SERVER_NAME": host,
        "SERVER_PORT": str(port),
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": "http",
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": is_one_of_many,
        "wsgi.run_once": False,
    }
