"""A request as WSGI wants it, from what ASGI says of it."""

import sys
from urllib.parse import unquote_to_bytes

UNKNOWN_LENGTH = -1
ONCE = ("HTTP_HOST", "CONTENT_TYPE")


class BadRequest(Exception):
    pass


def environ_of(scope: dict, base: dict) -> dict:
    """Without the body."""
    if scope["http_version"] not in ("1.0", "1.1"):
        raise BadRequest
    environ = base | wsgi_headers(scope["headers"])
    path = scope["raw_path"]
    environ["REQUEST_METHOD"] = scope["method"]
    # Bytes in the clothes of latin-1.
    environ["PATH_INFO"] = (unquote_to_bytes(path) if b"%" in path else path).decode("latin-1")
    environ["QUERY_STRING"] = scope["query_string"].decode("latin-1")
    environ["SERVER_PROTOCOL"] = f"HTTP/{scope['http_version']}"
    environ["REMOTE_ADDR"] = scope["client"][0] if scope["client"] else ""
    return environ


def wsgi_headers(given: list[tuple[bytes, bytes]]) -> dict[str, str]:
    headers: dict[str, str] = {}
    for name, value in given:
        # An underscore becomes the same as a hyphen: a client could say what only a gateway may.
        if b"_" in name:
            continue
        key, text = name.decode("latin-1").upper().replace("-", "_"), value.decode("latin-1")
        if key not in ("CONTENT_TYPE", "CONTENT_LENGTH"):
            key = f"HTTP_{key}"
        if key in headers:
            if key in ONCE:
                raise BadRequest
            text = f"{headers[key]}{'; ' if key == 'HTTP_COOKIE' else ','}{text}"
        headers[key] = text
    return headers


def announced_length(environ: dict) -> int:
    """Bytes of the body, as the client announced them."""
    if "HTTP_TRANSFER_ENCODING" in environ:
        return UNKNOWN_LENGTH
    return int(environ.get("CONTENT_LENGTH") or 0)


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
