"""Requests as programs and attackers bend them: address, query, body, headers and method, as the bytes of each."""

import re
from dataclasses import dataclass, field
from urllib.parse import quote_from_bytes

from tests.fuzz.pictures import make_picture
from tests.fuzz.texts import PHRASES, make_bytes, make_text, quoted

BOUNDARY = b"----bent"
URLENCODED = "application/x-www-form-urlencoded"
METHODS = (
    "HEAD",
    "OPTIONS",
    "PUT",
    "PATCH",
    "DELETE",
    "TRACE",
    "CONNECT",
    "PROPFIND",
    "GET",
    "POST",
    "get",
    "ПОЛУЧИТЬ",
)
CHARSETS = (
    "utf-8", "UTF8", "gb18030", "gbk", "big5", "utf-7", "utf-16", "utf-32", "base64", "rot13", "zlib", "hex", "idna",
    "punycode", "unicode_escape", "raw_unicode_escape", "undefined", "mbcs", "latin-1", "cp037", "x", "", "utf-8\0",
    "\u202f", "a" * 5_000,
)  # fmt: skip
CONTENT_TYPES = (
    "text/plain", "application/json", "text/xml", "multipart/form-data", "multipart/form-data; boundary=",
    "multipart/form-data; boundary=" + "b" * 300, 'multipart/form-data; boundary="\x01"', "multipart/mixed; boundary=x",
    "multipart/form-data; boundary=\xe9", ";", "", "x" * 3_000, URLENCODED + "; boundary=x", "/", "a/b;" * 500,
)  # fmt: skip
# By the name that WSGI gives a header: values besides texts of any kind.
HEADERS = {
    "HTTP_HOST": (
        "",
        "x",
        "testserver:99999",
        "testserver:x",
        "[::1",
        "a" * 5_000,
        "testserver@x",
        "testserver,x",
        ".",
    ),
    "HTTP_REFERER": ("http://[::1", "//", "http://testserver/admin/?" + "a" * 5_000, "javascript:x", "http://x:99999/"),
    "HTTP_ORIGIN": ("null", "http://[", "https://x", "http://testserver:x"),
    "HTTP_ACCEPT_LANGUAGE": ("zh", "*", "zh;q=x", "mn-Mong-CN", ",".join(["en"] * 3_000), "zh-hans;q=0." + "1" * 500),
    "HTTP_ACCEPT": ("*/*;q=" + "9" * 400, "text/html;", "application/json", ",", "a/b;c=d" * 500),
    "HTTP_ACCEPT_ENCODING": ("br;q=0", "gzip, *;q=x", "identity;q=0"),
    "HTTP_COOKIE": (
        "sessionid=x",
        "csrftoken=" + "a" * 5_000,
        "messages=x; messages=y",
        "a=b;" * 3_000,
        "=;=",
        "a=\xe9",
    ),
    "HTTP_IF_MODIFIED_SINCE": ("x", "Thu, 01 Jan 0000 00:00:00 GMT", "Mon, 32 Foo 99999 25:61:61 GMT", "9" * 500),
    "HTTP_IF_NONE_MATCH": ("*", '"', 'W/"' + "a" * 3_000),
    "HTTP_RANGE": ("bytes=0-0", "bytes=-1", "bytes=9-1", "bytes=" + "0-1," * 2_000, "x"),
    "HTTP_X_FORWARDED_FOR": (
        "1.2.3.4",
        "x",
        "::ffff:1.2.3.4",
        "1.2.3.4:80",
        "fe80::1%eth0",
        ",".join(["1.1.1.1"] * 2_000),
    ),
    "HTTP_X_FORWARDED_PROTO": ("https", "https,http", "x"),
    "HTTP_X_FORWARDED_HOST": ("x", "[::"),
    "HTTP_X_REQUEST_ID": ("x", "\r\nSet-Cookie: a=b", "a" * 5_000),
    "HTTP_X_HTTP_METHOD_OVERRIDE": ("DELETE",),
    "HTTP_X_REQUESTED_WITH": ("XMLHttpRequest",),
    "HTTP_X_CSRFTOKEN": ("x", "a" * 64),
    "HTTP_SEC_FETCH_SITE": ("cross-site", "x"),
    "HTTP_USER_AGENT": ("", "MicroMessenger", "MSIE 6.0"),
    "HTTP_EXPECT": ("100-continue",),
    "CONTENT_LENGTH": ("", "0", "1"),
    "REMOTE_ADDR": ("", "x", "::1", "fe80::1%25eth0", "unix:"),
}
# What no server passes on: it answers 400 itself.
NOT_SENT, LONGEST_QUERY = re.compile("[\x00-\x08\x0a-\x1f\x7f]"), 60_000
NUMBERS = (
    "",
    "0",
    "-1",
    "1",
    "01",
    "+1",
    "1.0",
    "1e3",
    "0x10",
    "１２",
    "999999999999",
    "9223372036854775808",
    "9" * 300,
    "NaN",
)
TAILS = (b"\0", b"%", b"\n", b" ", b".", b";x=y", b"?", b"#", "Ａ".encode(), b"\xff")
FORM_EXTRAS = ("_popup", "_save", "_addanother", "action", "select_across", "index", "_selected_action")
# What the admin and our own pages take from an address, whether or not a page has a link with it.
PARAMETERS = (
    "q", "o", "p", "all", "e", "_facets", "_popup", "_to_field", "_changelist_filters", "_source_model", "next", "year",
    "campaign", "page", "source", "under", "with", "row", "kind", "state", "sort", "open", "search", "tab", "only",
    "pks", "missing", "lacking", "shown", "term", "app_label", "model_name", "field_name", "id__in", "pk", "pk__exact",
    "like", "committee__id__exact", "committee__path__startswith", "held_on__gte", "held_on__year", "state__exact",
    "state__isnull", "id__regex", "date__range", "select_across",
)  # fmt: skip
FILE_NAMES = (
    "photo.jpg", "表.xlsx", "../../etc/passwd", "..\\x.png", "a" * 500 + ".jpg", "", ".", "con.xlsx", "x\0.jpg",
    "\u202egpj.exe", "a/b.png", '"; filename="b.xlsx', "x.xlsx\r\nX: y", "x.tar.gz",
)  # fmt: skip


@dataclass
class BentRequest:
    method: str
    # Not quoted.
    path: bytes
    query: bytes = b""
    body: bytes = b""
    content_type: str = ""
    headers: dict[str, str] = field(default_factory=dict)

    def __str__(self):
        body = f" {self.content_type[:80]} {self.body[:1_500]!r}" if self.body or self.content_type else ""
        headers = f" { ({name: value[:200] for name, value in self.headers.items()}) }" if self.headers else ""
        return f"{self.method} {quote_from_bytes(self.path[:500])}?{self.query[:800].decode('latin-1')}{headers}{body}"

    def everything(self) -> str:
        parts = [self.path, self.query, self.body, *(value.encode() for value in self.headers.values())]
        return b"\n".join(parts).decode("latin-1")


def make_value(chance) -> bytes:
    """A text of any kind, or a number of any kind."""
    return chance.choice(NUMBERS).encode() if chance.random() < 0.4 else make_bytes(chance)


# Addresses


def bend_path(chance, path: str) -> bytes:
    """A part of an address changed, cut, doubled or put in, or a character anywhere."""
    parts = path.encode().split(b"/")
    for _ in range(chance.choice((1, 1, 2))):
        place = chance.randrange(len(parts))
        parts[place : place + chance.randrange(2)] = chance.choice(
            (
                [make_value(chance)],
                [parts[place]] * 2,
                [],
                [
                    parts[place]
                    + chance.choice((b"\0", b"%", b"\n", b" ", b".", b";x=y", b"?", b"#", "Ａ".encode(), b"\xff"))
                ],
                [chance.choice((b"..", b".", b"", b"_2F", b"_0A", b"_", b"%2e%2e", b"admin", b"r", b"static"))],
                [parts[place].swapcase()],
            )
        )
    return b"/" + b"/".join(parts).lstrip(b"/") if chance.random() < 0.95 else b"/".join(parts)


def bend_query(chance, pairs: list[tuple[str, str]]) -> bytes:
    """Some of the parameters that the page's own links have, with values changed, and others."""
    sent = [(name, value.encode()) for name, value in chance.sample(pairs, min(len(pairs), chance.randrange(4)))]
    sent = [(name, make_value(chance) if chance.random() < 0.6 else value) for name, value in sent]
    for _ in range(chance.choice((0, 1, 1, 2, 5))):
        name = chance.choice(PARAMETERS) if chance.random() < 0.9 else make_text(chance)[:200]
        sent.append((name, make_value(chance)))
    if sent and chance.random() < 0.2:
        sent *= chance.choice((2, 3, 400))
    separator = chance.choice(("&", "&", "&", "&", ";", "&&"))
    pairs = (f"{quoted(name.encode('utf-8', 'surrogatepass'))}={quoted(value)}" for name, value in sent)
    query = separator.join(pairs).encode()[:LONGEST_QUERY]
    return query if chance.random() < 0.9 else query + make_bytes(chance)[:300]


# Forms


def bend_fields(chance, values: dict[str, list[str]], offers: dict[str, list[str]]) -> list[tuple[str, bytes]]:
    """What the form would send, with some of its fields left out, doubled, exchanged, or filled with anything."""
    fields = [(name, str(value).encode()) for name, sent in values.items() for value in as_list(sent)]
    for _ in range(chance.choice((1, 1, 2, 3, 8))):
        if not fields:
            break
        place = chance.randrange(len(fields))
        name, value = fields[place]
        fields[place : place + 1] = chance.choice(
            (
                [],
                [(name, make_value(chance))],
                [(name, make_value(chance))],
                [(name, value)] * chance.choice((2, 3, 50)),
                [(name, value), (name, make_value(chance))],
                [(name, chance.choice(offers.get(name) or [""]).encode())],
                [(name, b"")],
                [(name, chance.choice(fields)[1])],
                [(name + chance.choice(("_0", "-0", "[]", "\0", "x")), value)],
                [(name, value + make_bytes(chance)[:500])],
            )
        )
    if chance.random() < 0.1:
        extra = chance.choice(
            ("_popup", "_save", "_addanother", "action", "select_across", "index", "_selected_action")
        )
        fields.append((extra, make_value(chance)))
    return fields


def as_list(sent):
    return sent if isinstance(sent, list) else [sent]


def bend_file(chance, workbooks: list[bytes]) -> tuple[bytes, bytes]:
    """Its name and content."""
    content = chance.choice(
        (
            b"",
            make_bytes(chance),
            make_picture(chance),
            chance.choice(workbooks),
            chance.choice(workbooks)[:-50],
            b"PK\x03\x04",
        )
    )
    return chance.choice(FILE_NAMES).encode(), content


def urlencode_fields(fields: list[tuple[str, bytes]]) -> bytes:
    return "&".join(f"{quoted(name)}={quoted(value)}" for name, value in fields).encode()


def multipart(chance, fields: list[tuple[str, bytes]], files: list[tuple[str, bytes, bytes]]) -> bytes:
    """A body as a browser would make it; one of ten is cut, or has parts that no browser would send."""
    parts = [part(name.encode("utf-8", "replace"), b"", value) for name, value in fields]
    parts += [part(name.encode(), b'; filename="' + named + b'"', content) for name, named, content in files]
    if chance.random() < 0.1:
        parts.insert(chance.randrange(len(parts) + 1), chance.choice(ODD_PARTS))
    body = b"".join(b"--" + BOUNDARY + b"\r\n" + one for one in parts) + b"--" + BOUNDARY + b"--\r\n"
    return body if chance.random() < 0.9 else body[: chance.randrange(len(body))]


def part(name: bytes, more: bytes, content: bytes) -> bytes:
    escaped = name.replace(b'"', b"%22").replace(b"\r", b"").replace(b"\n", b"")
    return b'Content-Disposition: form-data; name="' + escaped + b'"' + more + b"\r\n\r\n" + content + b"\r\n"


ODD_PARTS = (
    b"\r\n\r\n\r\n",
    b"Content-Disposition: form-data\r\n\r\nx\r\n",
    b'Content-Disposition: form-data; name="q"\r\nContent-Transfer-Encoding: base64\r\n\r\n!!!=\r\n',
    b'Content-Disposition: form-data; name="q"\r\nContent-Type: text/plain; charset=utf-16\r\n\r\nx\r\n',
    b"Content-Disposition: form-data; name*=utf-16''%ff; filename*=base64''x\r\n\r\nx\r\n",
    b'Content-Disposition: form-data; name="q"; filename="a"\r\nContent-Length: x\r\n\r\nx\r\n',
    b"x" * 3_000 + b"\r\n\r\nx\r\n",
    b'Content-Disposition: form-data; name="' + b"n" * 5_000 + b'"\r\n\r\nx\r\n',
)


# Headers


def bend_headers(chance) -> dict[str, str]:
    headers = {}
    for _ in range(chance.choice((1, 1, 2, 4))):
        name = chance.choice(list(HEADERS))
        is_text = chance.random() < 0.3 and name != "CONTENT_LENGTH"
        text = make_bytes(chance).decode("latin-1")[:5_000] if is_text else chance.choice(HEADERS[name])
        headers[name] = NOT_SENT.sub("", text)
    return headers


def bend_content_type(chance, content_type: str) -> str:
    if chance.random() < 0.6:
        return NOT_SENT.sub("", f"{content_type}; charset={chance.choice(CHARSETS)}")
    return NOT_SENT.sub("", chance.choice(CONTENT_TYPES) if chance.random() < 0.8 else chance.choice(PHRASES))
