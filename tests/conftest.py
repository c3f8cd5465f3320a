"""The settings of the tests, and the world that most of them share (tests/world.py)."""

import gc
import math
from contextlib import ExitStack
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.test import TransactionTestCase, override_settings
from django.test import client as test_client

from config.readiness import readiness_cache
from organization import read_only
from returnees.entrances.openings import openings
from returnees.models.returnee_queries import clear_repeated_numbers
from returnees.page_cache import clear_pages
from returnees.thanks import clear_thanks
from tests.at_once import PATIENCE
from tests.emptied import quickly_emptied
from tests.log_watch import LogWatch
from tests.selection import LONG, ONE_DATABASE, is_further_value
from tests.world import PLAIN_SETTINGS, Layer, SharedWorld, make_world

ROOT = Path(__file__).resolve().parents[1]
TRANSACTIONAL = {"transactional_db", "live_server"}
WIDGETS = ("django/forms/", "admin/widgets/")
# Of a value, within the name of a test.
LONGEST_ID = 80
SHARED_WORLD = pytest.StashKey[SharedWorld]()


def layer_of(item) -> Layer:
    """What of the shared world a test finds; who commits, or has a world of its own, finds nothing."""
    marker = item.get_closest_marker("django_db")
    if (marker and marker.kwargs.get("transaction")) or TRANSACTIONAL & set(item.fixturenames):
        return Layer.NOTHING
    if "log_in" in item.fixturenames:
        return Layer.ROLES
    return Layer.WORLD if "world" in item.fixturenames else Layer.NOTHING


def may_ask_database(item) -> bool:
    is_django_test = issubclass(getattr(item, "cls", None) or object, TransactionTestCase)
    fixtures = {"django_db_setup", *TRANSACTIONAL} & set(item.fixturenames)
    return bool(is_django_test or fixtures or item.get_closest_marker("django_db"))


def pytest_make_parametrize_id(val, argname):
    """Of files and long texts the argument's name: some hold the moment at which they were made."""
    is_content = isinstance(val, bytes) or (isinstance(val, str) and len(val) > LONGEST_ID)
    return argname if is_content else None


def pytest_collection_modifyitems(items):
    """Tests with the same layer follow one another, so that each is built once."""
    items.sort(key=layer_of, reverse=True)
    for item in items:
        path = item.path.relative_to(ROOT).as_posix()
        indices = item.callspec.indices if hasattr(item, "callspec") else {}
        chosen = {
            "database": may_ask_database(item),
            "one_database": path.startswith(ONE_DATABASE),
            "further_value": is_further_value(path, item.originalname, indices),
            "long": item.nodeid.startswith(LONG),
        }
        for marker in filter(chosen.get, chosen):
            item.add_marker(marker)
        is_run_once = chosen["one_database"] or chosen["further_value"]
        is_lost = is_run_once and item.get_closest_marker("long_walk")
        assert not is_lost, f"{item.nodeid} is left out on either database: see tests/selection.py"


def pytest_collection_finish():
    """What was collected stays, and a tenth of the time would go into looking through what pages make."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 100)


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item):
    if shared_world := item.config.stash.get(SHARED_WORLD, None):
        shared_world.roll_back_to(layer_of(item))


@pytest.hookimpl(tryfirst=True)
def pytest_fixture_setup(fixturedef, request):
    """This fixture of pytest-django begins the transaction of a test: what is shared has to be there before."""
    if fixturedef.argname == "_django_db_helper":
        assert request.node.get_closest_marker("database"), (
            "name the fixture that asks the database: see may_ask_database"
        )
        layer = layer_of(request.node)
        if layer > Layer.NOTHING:
            request.getfixturevalue("shared_world").build_up_to(layer)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    with ExitStack() as stack:
        with django_db_blocker.unblock():
            stack.enter_context(quickly_emptied())
        yield


@pytest.fixture(scope="session")
def shared_world(request, django_db_setup, django_db_blocker):
    request.config.stash[SHARED_WORLD] = shared_world = SharedWorld(django_db_blocker)
    yield shared_world
    shared_world.roll_back_to(Layer.NOTHING)


@pytest.fixture(scope="session", autouse=True)
def log_watch():
    """No line that the site writes during all the tests of this process names a person: see tests/log_watch.py."""
    watch = LogWatch()
    watch.attach()
    yield watch
    watch.detach()
    assert not watch.found, "The log names persons:\n" + "\n".join(watch.found)


@pytest.fixture(scope="session", autouse=True)
def _plain_static_files():
    """Nothing is collected in a test run. Between tests, too: a live server may still be answering the last one."""
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    with override_settings(STORAGES=settings.STORAGES | {"staticfiles": plain}, WHITENOISE_AUTOREFRESH=True):
        yield


@pytest.fixture(autouse=True)
def _plain_settings(settings):
    for name, value in PLAIN_SETTINGS.items():
        setattr(settings, name, value)


@pytest.fixture(autouse=True)
def _contexts_of_pages_alone(monkeypatch):
    """The test client copies the context of every template: of a form's hundred widgets nobody asks for it."""
    store = test_client.store_rendered_templates

    def store_pages(response, signal, sender, template, context, **options):
        if not (template.name or "").startswith(WIDGETS):
            store(response, signal, sender, template, context, **options)

    monkeypatch.setattr(test_client, "store_rendered_templates", store_pages)


@pytest.fixture(autouse=True)
def _fresh_process(monkeypatch):
    """As after a start: no page cached by another test, and no timer that would write into the next one."""
    # Looked at once, and never again: it is part of no test but of its own.
    read_only.seen.state, read_only.seen.at = None, math.inf
    clear_pages()
    clear_thanks()
    clear_repeated_numbers()
    readiness_cache.clear()
    monkeypatch.setattr(openings, "start_timer", lambda flush: None)
    openings.drain()


@pytest.fixture
def patient_database(monkeypatch):
    """Of by_fifty (tests/at_once.py)."""
    for name, seconds in PATIENCE[connection.vendor].items():
        monkeypatch.setitem(connection.settings_dict["OPTIONS"], name, seconds)


@pytest.fixture
def world(db, shared_world):
    """The named world, the test's own to change."""
    return shared_world.copy() if shared_world.layer >= Layer.WORLD else make_world()


@pytest.fixture
def log_in(client, world, shared_world):
    """Sign the test client in as the world's account of a role, with the role's permissions in the database."""
    if shared_world.layer < Layer.ROLES:
        call_command("sync_roles")

    def log_in(role):
        client.force_login(world.accounts[role])
        return client

    return log_in
