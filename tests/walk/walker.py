"""Somebody who tries every address, and the rules that no answer may break."""

import re
import zipfile
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from http import HTTPStatus
from http.cookies import SimpleCookie
from io import BytesIO
from itertools import zip_longest
from urllib.parse import quote, unquote, urlencode

import pytest
from django.conf import settings
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse

from tests.walk.canaries import FIRST_PK
from tests.walk.pages import MAY_BE_SEEN
from tests.walk.rows import walked_models, way_to_committee

MAX_TOLD = 20
# Headers, and parts of workbooks, that depend on the moment alone.
CLOCKWORK = {"Content-Length", "Expires", "Last-Modified", "X-Request-ID", "docProps/core.xml"}
LOGS = {"organization.AuditEvent", "admin.LogEntry"}
EVENTS = "organization_auditevent"
# Written beside what somebody does.
BESIDES = {EVENTS, "organization_auditseal", "django_admin_log", "django_session", "organization_logintry"}
# Addresses that change rows without an event, each with its reason.
WITHOUT_EVENT = {
    "admin:activities_kind_import": "an upload that is looked at before it is confirmed, which is the act",
    "admin:organization_account_bulk": "where every account is there already, only the form's own number is stored",
    "notification_seen": "somebody looked at what was done by others, whose acts have their events",
    "notifications_seen": "as one of them",
}
# Drawn by lot for every answer: among its letters seven digits may stand that are the key of some row.
RANDOM = re.compile(r'name="csrfmiddlewaretoken" value="[^"]*"|请求编号：(?:<span class="part">)?[0-9a-f]{10}')
# Tokens, what was sent and is carried, and the keys and numbers of what was made just now: planted keys are longer.
VOLATILE = re.compile(
    RANDOM.pattern + r'|name="(?:page_account|form_uuid|marked|submission_uuid|rows|token|unsaved)" value="[^"]*"'
    r'|search(?:=|" value=")[\w-]{12}|(?<=/)[0-9]{1,6}(?=/)|(?:HD|FW|WX|RS|XC)[0-9]{4}-0[0-9]{5}'
)
LINK = re.compile(rf'(?:href|action)="(/admin/[^"?]*/({str(FIRST_PK)[0]}[0-9]{{6}})/[^"?]*)')
PK = re.compile(rf"(?<=/){str(FIRST_PK)[0]}[0-9]{{6}}(?=/)")
NAVIGATION = re.compile(r'<nav id="navigation".*?</nav>', re.DOTALL)
DESTINATION = re.compile(r'<a(?: class="nav-desk")? href="([^"]+)"')
WRITES = re.compile(r'^(?:INSERT INTO|UPDATE|DELETE FROM) "(\w+)"')


@dataclass
class Answer:
    response: object
    sent: str
    # Body, headers and messages, as one text.
    text: str

    @property
    def status(self):
        return self.response.status_code

    @property
    def html(self) -> str:
        """Empty for anything but a page."""
        is_page = self.response.headers.get("Content-Type", "").startswith("text/html")
        return self.response.getvalue().decode() if is_page and self.status == 200 else ""

    @property
    def changelist(self):
        """Of a list of the admin; None for anything else."""
        return (getattr(self.response, "context_data", None) or {}).get("cl")

    def without(self, *keys):
        """Everything that somebody could tell two answers apart by, but for the ids that they were asked about."""
        text = VOLATILE.sub("", self.text)
        for key in keys:
            # In the address of a link, and in an address within an address.
            quoted = quote(str(key), safe="")
            for asked in (str(key), quoted, quote(quoted, safe="")):
                text = text.replace(asked, "#")
        return self.status, text


def unpacked(body: bytes) -> bytes:
    """What a file says; of an archive the names of its files and what they say, those in archives of their own too."""
    if not body.startswith(b"PK\x03\x04"):
        return body
    with zipfile.ZipFile(BytesIO(body)) as archive:
        names = [name for name in archive.namelist() if name not in CLOCKWORK]
        return b"\n".join(part for name in names for part in (name.encode(), unpacked(archive.read(name))))


def text_of(response) -> str:
    body = unpacked(response.getvalue())
    is_text = response.headers.get("Content-Type", "").startswith(("text/", "application/json"))
    told = [f"{name}: {unquote(value)}" for name, value in response.headers.items() if name not in CLOCKWORK]
    storage = getattr(response.wsgi_request, "_messages", None)
    told += [str(message) for message in getattr(storage, "_queued_messages", [])]
    return "\n".join([body.decode("utf-8" if is_text else "latin-1", "replace"), *told])


class Walker:
    """An account that walks. What it finds amiss gathers in `findings`."""

    def __init__(self, world, role, key, *, is_brief=False):
        self.world, self.role, self.key, self.is_brief = world, role, key, is_brief
        self.subtree, relatives = world.subtree(key), world.relatives(key)
        self.relatives = relatives[-1:] if is_brief else relatives
        self.findings: list[str] = []
        self.opened: set[str] = set()
        """Names of the addresses that answered with a page, a file or a redirect to one's own."""
        self.written: set[str] = set()
        """Names of the addresses at which a POST has changed rows."""
        self.unrecorded: set[str] = set()
        """Those of them at which no audit event was written."""
        self.inlines: set[tuple[str, str]] = set()
        """Admin classes with those of their inlines that showed a row."""
        self.links: dict[tuple, tuple[str, str]] = {}
        """Of each kind of address of a row, one's own or not: one that a page has a link to, and how that was asked."""
        self.opened_kinds: set[tuple] = set()
        self.destinations: list[str] = []
        """Where the navigation of the first page leads."""
        self.searched: set[type] = set()
        """Models whose autocomplete was asked for others' texts."""
        self.client = Client(raise_request_exception=False)
        self.session = None
        if role:
            self.account = world.accounts[role, key]
            self.client.force_login(self.account)
            self.session = self.client.cookies[settings.SESSION_COOKIE_NAME].value
        self.note_outside()
        self.is_in_one_go = self.is_giving_away = False

    def __str__(self):
        return f"{self.role or 'anonymous'} at {self.key}"

    def is_own(self, key):
        return key in self.subtree

    def find(self, sentence):
        self.findings.append(f"{self}: {sentence}")

    # Asking

    def get(self, path, sent="", **query):
        """`sent` is what an earlier request of the same go said."""
        return self.send("GET", f"{path}?{urlencode(query, doseq=True)}" if query else path, sent)

    def post(self, path, data):
        return self.send("POST", path, data)

    @contextmanager
    def in_one_go(self):
        """Several requests, of which each finds what those before it have changed; afterwards all is undone."""
        with transaction.atomic():
            self.is_in_one_go = True
            yield
            self.is_in_one_go = False
            transaction.set_rollback(True)

    @contextmanager
    def giving_away(self):
        """One's own rows may become those of others here."""
        self.is_giving_away = True
        yield
        self.is_giving_away = False

    def send(self, method, path, data=None):
        """One request; whatever a POST changed is undone."""
        self.client.cookies = SimpleCookie({settings.SESSION_COOKIE_NAME: self.session} if self.session else {})
        tables = set()

        def note(execute, sql, params, many, context):
            if write := WRITES.match(sql):
                tables.add(write[1])
            return execute(sql, params, many, context)

        with ExitStack() as stack:
            stack.enter_context(connection.execute_wrapper(note))
            if method != "GET" and not self.is_in_one_go:
                stack.enter_context(transaction.atomic())
                stack.callback(transaction.set_rollback, True)
            response = self.request(method, path, data)
            text = text_of(response)
            self.check_outside(f"{method} {path} {data or ''}", tables)
            self.check_event(method, response, tables)
        answer = Answer(response, f"{method} {unquote(path)} {data or ''}", text)
        self.check(path, answer)
        return answer

    def request(self, method, path, data):
        return self.client.get(path) if method == "GET" else self.client.post(path, data)

    # Rules

    def check_event(self, method, response, tables):
        """What changes a row leaves an audit event in the same request."""
        name = response.resolver_match.view_name if response.resolver_match else None
        if method == "POST" and tables - BESIDES:
            self.written.add(name)
            if EVENTS not in tables and name not in {*WITHOUT_EVENT, *self.unrecorded}:
                self.unrecorded.add(name)
                self.find(f"{name} writes {sorted(tables - BESIDES)} without an audit event")

    def check(self, path, answer):
        match = answer.response.resolver_match
        name = match.view_name if match else None
        if answer.status >= 500:
            self.find(f"{answer.sent} answers {answer.status}: {answer.response.exc_info[1]!r}")
        self.check_canaries(name, answer)
        is_sent_to_login = answer.response.headers.get("Location", "").startswith(reverse(settings.LOGIN_URL))
        if answer.status == HTTPStatus.METHOD_NOT_ALLOWED and answer.sent.startswith("GET"):
            self.find(f"{answer.sent} leads nowhere: it wants post_or_back")
        # An act that leads back to its page has let nobody in.
        is_back = answer.status == HTTPStatus.SEE_OTHER
        if answer.status < 400 and not is_sent_to_login and not is_back:
            self.opened.add(name)
            self.opened_kinds |= {self.kind_of(path, pk) for pk in PK.findall(path)}
            self.note_inlines(answer.response)
            self.note_links(answer)
            self.check_navigation(answer)

    def check_canaries(self, name, answer):
        """What stands in rows of others, and was not sent."""
        canaries = self.world.canaries
        for value in canaries.found_in(RANDOM.sub("", answer.text)) - canaries.found_in(answer.sent):
            origin = canaries.origins[value]
            if not self.is_own(origin.committee) and not self.can_see(name, origin):
                self.find(f"{answer.sent} shows {value}, {origin}")

    def check_navigation(self, answer):
        """From every page in the frame a section and a link, two clicks, lead to any other of one's role."""
        if self.role and answer.response.wsgi_request.user.is_authenticated and 'id="content-start"' in answer.html:
            destinations = DESTINATION.findall("".join(NAVIGATION.findall(answer.html)))
            self.destinations = self.destinations or destinations
            if destinations != self.destinations or not destinations:
                self.find(f"{answer.sent} does not lead where the other pages lead")

    def note_links(self, answer):
        for link, pk in LINK.findall(answer.text) if self.role else ():
            self.links.setdefault(self.kind_of(link, pk), (link, answer.sent))

    def kind_of(self, path, pk):
        """Addresses that differ in their rows alone are one kind for one's own rows and one for those of others."""
        origin = self.world.canaries.origins.get(pk)
        return path.replace(pk, "#"), origin is None or self.is_own(origin.committee)

    def can_see(self, name, origin):
        return any(
            origin.column.startswith(column) and (names is ... or name in names) and committees(self, origin.committee)
            for column, names, committees, _ in MAY_BE_SEEN
        )

    def note_inlines(self, response):
        context = getattr(response, "context_data", None) or {}
        for inline in context.get("inline_admin_formsets", []):
            if inline.formset.initial_form_count():
                self.inlines.add((type(context["adminform"].model_admin).__name__, type(inline.opts).__name__))

    def same(self, foreign, missing, *keys):
        """What belongs to others answers exactly as what does not exist."""
        if foreign.without(*keys) != missing.without(*keys):
            lines = zip_longest(foreign.without(*keys)[1].splitlines(), missing.without(*keys)[1].splitlines())
            told = next((pair for pair in lines if pair[0] != pair[1]), "")
            self.find(f"{foreign.sent} tells another's row from none: {foreign.status}, {missing.status}, {told}")

    # What stays untouched

    def note_outside(self):
        self.outside = self.rows_outside(walked_models())

    def rows_outside(self, models):
        """All rows of committees that this account does not see, by table."""
        rows = {}
        for model in models:
            if model._meta.label not in LOGS:
                manager = model._meta.concrete_model._base_manager
                within = manager.none()
                if self.key:
                    path = "__".join((*way_to_committee(model), "path", "startswith"))
                    within = manager.filter(**{path: self.world.committees[self.key].path})
                values = manager.exclude(pk__in=within.values("pk")).order_by("pk").values_list()
                rows[model._meta.db_table] = list(values)
        return rows

    def check_outside(self, what, tables):
        changed = [model for model in walked_models() if model._meta.db_table in tables]
        for table, rows in self.rows_outside(changed).items():
            before = self.outside[table]
            if not set(before) <= set(rows) if self.is_giving_away else rows != before:
                self.find(f"{what} changes rows of others in {table}")


def fail_at_findings(walker):
    if walker.findings:
        pytest.fail("\n".join([f"{len(walker.findings)} findings", *walker.findings[:MAX_TOLD]]), pytrace=False)
