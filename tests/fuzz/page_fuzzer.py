"""An account that asks every address for what no page of ours would ask it."""

import re
import uuid
from contextlib import suppress
from html import unescape
from urllib.parse import parse_qsl, urljoin, urlsplit

from django.conf import settings
from django.urls import Resolver404, reverse

from activities.models import Activity, Service
from activities.views.phone import EntryPhotos, ServicePhotos
from organization.models import PrivacyNotice
from organization.phone_upload import sign_place
from reports.models import Package
from reports.packages.views.phone import PackagePhotos
from returnees.models import Entrance
from returnees.own_consent import consent_number
from tests.fuzz.requests import (
    BOUNDARY,
    URLENCODED,
    BentRequest,
    bend_content_type,
    bend_fields,
    bend_file,
    bend_headers,
    bend_path,
    bend_query,
    multipart,
    urlencode_fields,
)
from tests.fuzz.requests import METHODS as ODD_METHODS
from tests.fuzz.texts import PHRASES
from tests.fuzz.workbooks import WHOLE
from tests.walk.canaries import MISSING_PK, PATTERN
from tests.walk.forms import forms_of
from tests.walk.pages import OPEN_FORMS, PAGES
from tests.walk.sections import sections
from tests.walk.visits import ROW_VIEWS, own_rows
from tests.walk.walker import Answer, Walker

MULTIPART = f"multipart/form-data; boundary={BOUNDARY.decode()}"
QUERY = re.compile(r'(?:href|action)="([^"#]*\?[^"#]+)')
WAYS = {"form": 36, "query": 24, "path": 14, "upload": 10, "headers": 10, "method": 6}
SCRIPT = next(phrase for phrase in PHRASES if phrase.startswith("<script"))
# What Django's own scripts say, the same for everybody.
CATALOGUE = "admin:jsi18n"
OF_A_PHONE = ("league_city_staff", "city")
NAMED = (
    *("home", "guide", "letter", "privacy", "robots", "passed_on", "passed_on_letter"),
    *("receipt", "after_sending", "lost_receipt"),
)
OF_AN_ENTRANCE = ("letter", "consent_paper")
# Pages without a login, and what they have of what is stored.
ON_PUBLIC_PAGES = ("organization.Committee.", "returnees.CommitteeLetter.", "returnees.Entrance.")
PUBLIC = (
    *NAMED,
    "privacy_version",
    "questionnaire",
    "own_consent",
    "consent_paper",
    "entry_upload",
    "service_upload",
    "package_upload",
)


class PageFuzzer(Walker):
    def __init__(self, world, role, key):
        super().__init__(world, role, key, is_brief=True)
        # By address: the forms of the page, and the parameters of its links.
        self.learnt: dict[str, tuple] = {}
        self.bent: BentRequest | None = None
        self.addresses = list(dict.fromkeys([*self.public_addresses(), *self.listed(), *self.other_pages()]))

    # Where there is something to ask

    def first_row(self, model, fits=lambda row: True):
        """One's own where there is one."""
        rows = [row for _, row in self.world.all_rows(model) if fits(row)]
        return (own_rows(self, model, fits) or rows)[0]

    def public_addresses(self):
        yield from (reverse(name) for name in NAMED)
        yield from ("/healthz", "/readyz", "/static/colours.css", f"/static/{'x' * 20}", "/favicon.ico", "/nowhere/")
        entrance = self.first_row(Entrance)
        yield from (entrance.get_absolute_url(), *(reverse(name, args=[entrance.token]) for name in OF_AN_ENTRANCE))
        yield reverse("own_consent", args=[entrance.token, consent_number(uuid.UUID(int=0))])
        yield reverse("privacy_version", args=[self.first_row(PrivacyNotice).pk])
        # Whoever has the address of a phone, with what it was made for.
        role, key = OF_A_PHONE
        for place, model in ((EntryPhotos, Activity), (ServicePhotos, Service), (PackagePhotos, Package)):
            row = next(row for of, row in self.world.all_rows(model) if of == key)
            yield reverse(place.upload_name, args=[sign_place(place(row), self.world.accounts[role, key])])

    def listed(self):
        for section in sections():
            yield section.address("changelist")
            yield section.address("add")
            row = self.first_row(section.model, section.fits)
            yield from (section.address(view, row.pk) for view in ROW_VIEWS)

    def other_pages(self):
        for name, page in PAGES.items():
            row = {page.argument: self.first_row(page.row, page.fits).pk} if page.row else {}
            yield from (reverse(name, kwargs=arguments | row) for arguments in page.arguments)

    # What to ask

    def learn(self, path):
        if path not in self.learnt:
            self.bent = None
            html = self.send("GET", path).html
            queries = [urlsplit(unescape(link)).query for link in QUERY.findall(html)]
            pairs = list(dict.fromkeys(pair for query in queries for pair in parse_qsl(query, keep_blank_values=True)))
            self.learnt[path] = ([form for form in forms_of(html) if not form.is_of_frame], pairs)
        return self.learnt[path]

    def bend(self, chance, path) -> BentRequest:
        way = chance.choices(list(WAYS), list(WAYS.values()))[0]
        path = self.of_another(chance, path)
        bent = getattr(self, f"bend_{way}")(chance, path)
        if chance.random() < 0.1:
            bent.headers |= bend_headers(chance)
        if bent.body and chance.random() < 0.1:
            bent.content_type = bend_content_type(chance, bent.content_type)
        return bent

    def of_another(self, chance, path):
        """Now and then the key of another's row, or of none."""
        keys = [key for key in PATTERN.findall(path) if key in self.world.model_of]
        if keys and chance.random() < 0.2:
            rows = self.world.all_rows(self.world.model_of[keys[0]])
            return path.replace(keys[0], str(chance.choice([MISSING_PK, *(row.pk for _, row in rows)])))
        return path

    def bend_path(self, chance, path):
        _, pairs = self.learn(path)
        return BentRequest("GET", bend_path(chance, path), bend_query(chance, pairs) if chance.random() < 0.3 else b"")

    def bend_query(self, chance, path):
        _, pairs = self.learn(path)
        return BentRequest("GET", path.encode(), bend_query(chance, pairs))

    def bend_form(self, chance, path, *, with_files=False):
        forms, pairs = self.learn(path)
        if with_files:
            forms = [form for form in forms if form.file_fields]
        if not forms:
            return BentRequest("POST", path.encode(), b"", bend_query(chance, pairs), URLENCODED)
        form = chance.choice(forms)
        target = urlsplit(urljoin(path, form.action))
        fields = bend_fields(chance, chance.choice(form.submissions()), form.offers)
        if form.method != "post":
            return BentRequest("GET", target.path.encode(), urlencode_fields(fields))
        bent = BentRequest("POST", target.path.encode(), target.query.encode())
        if with_files or chance.random() < 0.3:
            names = [name for name in form.file_fields if chance.random() < 0.7] * chance.choice((1, 1, 1, 3))
            files = [(name, *bend_file(chance, WHOLE)) for name in names]
            bent.body, bent.content_type = multipart(chance, fields, files), MULTIPART
        else:
            bent.body, bent.content_type = urlencode_fields(fields), URLENCODED
        return bent

    def bend_upload(self, chance, path):
        return self.bend_form(chance, path, with_files=True)

    def bend_headers(self, chance, path):
        bent = self.bend_form(chance, path) if chance.random() < 0.5 else self.bend_query(chance, path)
        bent.headers |= bend_headers(chance)
        if bent.body and chance.random() < 0.5:
            bent.content_type = bend_content_type(chance, bent.content_type)
        return bent

    def bend_method(self, chance, path):
        bent = self.bend_form(chance, path)
        bent.method = chance.choice(ODD_METHODS)
        return bent

    # Asking

    def play(self, bent: BentRequest):
        self.bent = bent
        return self.send(bent.method, bent.path.decode("latin-1"), bent).response

    def request(self, method, path, data):
        if data is None:
            return self.client.get(path)
        session = f"{settings.SESSION_COOKIE_NAME}={self.session}"
        given = {name: value.encode("utf-8", "replace").decode("latin-1") for name, value in data.headers.items()}
        if self.session and "HTTP_COOKIE" in given:  # still logged in
            given["HTTP_COOKIE"] = f"{session}; {given['HTTP_COOKIE']}"
        address = {"PATH_INFO": data.path.decode("latin-1"), "QUERY_STRING": data.query.decode("latin-1")}
        content_type = data.content_type.encode("utf-8", "replace").decode("latin-1")
        return self.client.generic(method, "/", data.body, content_type, **address, **given)

    def check(self, path, answer):
        """Of the account's own requests nothing that they name counts as shown."""
        name = None
        with suppress(Resolver404):
            name = answer.response.resolver_match.view_name
        sent = self.bent.everything() if self.bent else answer.sent
        self.check_canaries(name, Answer(answer.response, sent, answer.text))
        self.check_body(name, answer)
        if self.findings:
            raise AssertionError(self.findings.pop())

    def check_outside(self, what, tables):
        """Not where others' rows may change: photos by the address of a phone, and a case that is handed over."""
        body = self.bent.body if self.bent else b""
        if "/upload/" not in what and not any(step.encode() in body for step in OPEN_FORMS):
            super().check_outside(what, tables)

    def check_event(self, method, response, tables):
        """The walk asks for it, of what is sent as the pages draw it."""

    def can_see(self, name, origin):
        return (name in PUBLIC and origin.column.startswith(ON_PUBLIC_PAGES)) or super().can_see(name, origin)

    def check_body(self, name, answer):
        """It says what it is, in which encoding; no text of anybody is markup; what staff see is stored nowhere."""
        headers = answer.response.headers
        content_type = headers.get("Content-Type", "")
        if answer.text and (not content_type or (content_type.startswith("text/") and "charset=" not in content_type)):
            raise AssertionError(f"{answer.sent} has the content type {content_type!r}")
        if content_type.startswith("text/html") and SCRIPT.encode() in answer.response.getvalue():
            raise AssertionError(f"{answer.sent} shows what was sent as markup")
        is_of_staff = answer.response.wsgi_request.path.startswith(reverse("admin:index"))
        is_shown = self.role and answer.status == 200 and is_of_staff and name != CATALOGUE
        if is_shown and "no-store" not in headers.get("Cache-Control", ""):
            raise AssertionError(f"{answer.sent} may be stored: {headers.get('Cache-Control')}")
