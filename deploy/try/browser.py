"""A browser as plain as can be: cookies, forms with what stands in them, and answers that are looked at."""

import http.cookiejar
import re
import ssl
import urllib.error
import urllib.parse
import urllib.request
import uuid
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

ADDRESS = "https://guichao.example.org"
CERTIFICATE = "/etc/guichao/tls/fullchain.pem"


@dataclass
class Form:
    action: str = ""
    identity: str = ""
    fields: list[tuple[str, str]] = field(default_factory=list)


@dataclass
class LoadedPage:
    status: int
    url: str
    headers: Any
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()

    @property
    def forms(self) -> list[Form]:
        reader = FormReader()
        reader.feed(self.text)
        return reader.forms

    def find(self, pattern: str) -> str:
        found = re.search(pattern, self.text)
        if not found:
            raise AssertionError(f"{self.url}（{self.status}）里没有 {pattern}：\n{visible(self.text)[:3000]}")
        return found[1]


class FormReader(HTMLParser):
    """What a browser would send of each form if nothing were touched."""

    def __init__(self):
        super().__init__()
        self.forms: list[Form] = []
        self.select, self.options, self.area = "", [], None

    def handle_starttag(self, tag, attributes):
        given = dict(attributes)
        if tag == "form":
            self.forms.append(Form(given.get("action", ""), given.get("id", "")))
        if not self.forms:
            return
        name = given.get("name", "")
        if tag == "input" and name:
            self.add_input(name, given)
        elif tag == "select":
            self.select, self.options = name, []
        elif tag == "option" and self.select:
            self.options.append((given.get("value", ""), "selected" in given))
        elif tag == "textarea":
            self.area = (name, [])

    def add_input(self, name, given):
        kind = given.get("type", "text")
        is_sent = kind not in ("submit", "file", "button", "checkbox", "radio", "image") or "checked" in given
        if is_sent:
            self.forms[-1].fields.append((name, given.get("value", "on" if "checked" in given else "")))

    def handle_data(self, data):
        if self.area:
            self.area[1].append(data)

    def handle_endtag(self, tag):
        if tag == "select" and self.select and self.forms:
            chosen = [value for value, is_chosen in self.options if is_chosen] or [
                value for value, _ in self.options[:1]
            ]
            self.forms[-1].fields += [(self.select, value) for value in chosen]
            self.select = ""
        elif tag == "textarea" and self.area:
            self.forms[-1].fields.append((self.area[0], "".join(self.area[1]).strip("\n")))
            self.area = None


def visible(page: str) -> str:
    text = re.sub(r"<(script|style).*?</\1>|<[^>]+>", " ", page, flags=re.DOTALL)
    return re.sub(r"\s+", " ", text)


@dataclass(frozen=True)
class File:
    name: str
    content: bytes
    content_type: str = "application/octet-stream"


def encode(fields: list[tuple[str, str | File]]) -> tuple[bytes, str]:
    if not any(isinstance(value, File) for _, value in fields):
        return urllib.parse.urlencode(fields).encode(), "application/x-www-form-urlencoded"
    boundary = uuid.uuid4().hex
    parts = []
    for name, value in fields:
        head = f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"'
        if isinstance(value, File):
            head += f'; filename="{value.name}"\r\nContent-Type: {value.content_type}'
            parts.append(f"{head}\r\n\r\n".encode() + value.content + b"\r\n")
        else:
            parts.append(f"{head}\r\n\r\n{value}\r\n".encode())
    return b"".join(parts) + f"--{boundary}--\r\n".encode(), f"multipart/form-data; boundary={boundary}"


class Browser:
    """`address` may be that of one node: then the headers are those that the gateway would have set."""

    def __init__(self, address: str = ADDRESS):
        self.address = address
        context = ssl.create_default_context(cafile=CERTIFICATE)
        self.cookies = http.cookiejar.CookieJar()
        handlers = [urllib.request.HTTPSHandler(context=context), urllib.request.HTTPCookieProcessor(self.cookies)]
        self.opener = urllib.request.build_opener(urllib.request.ProxyHandler({}), *handlers)

    def open(self, path: str, data: bytes | None = None, **headers: str) -> LoadedPage:
        url = urllib.parse.urljoin(self.address, path)
        request = urllib.request.Request(url, data, {"Origin": ADDRESS, "Referer": url} | headers)
        try:
            with self.opener.open(request, timeout=60) as response:
                return LoadedPage(response.status, response.url, response.headers, response.read())
        except urllib.error.HTTPError as error:
            with error:
                return LoadedPage(error.code, error.url, error.headers, error.read())

    def get(self, path: str, status: int = 200) -> LoadedPage:
        answer = self.open(path)
        if answer.status != status:
            raise AssertionError(f"{path}：{answer.status} 而不是 {status}\n{visible(answer.text)[:2000]}")
        return answer

    def send(self, page: LoadedPage, number: int = -1, without: tuple[str, ...] = (), **values: Any) -> LoadedPage:
        """The form of a page, with `values` in place of what stands there; a list is sent as several fields."""
        form = page.forms[number]
        fields = [(name, value) for name, value in form.fields if name not in values and name not in without]
        for name, value in values.items():
            fields += [(name, each) for each in (value if isinstance(value, list) else [value])]
        body, content_type = encode(fields)
        url = urllib.parse.urljoin(page.url, form.action or page.url)
        return self.open(url, body, **{"Content-Type": content_type})
