"""Whatever is asked of whichever address by whomever, no answer is an error of ours, and nothing of others is shown."""

import gc
import logging
import random
import resource
import sys
from contextlib import suppress
from pathlib import Path

import pytest
from django.conf import settings
from django.db import transaction
from django.test import client
from django.urls import Resolver404, URLResolver, get_resolver, resolve

from tests.fuzz.page_fuzzer import PageFuzzer
from tests.fuzz.rounds import ROUND, in_rounds
from tests.walk.world import make_world

# Their shares of the requests.
ACCOUNTS = {
    (None, None): 5,
    ("county_staff", "planned"): 5,
    ("league_city_staff", "city"): 4,
    ("region_manager", "region"): 4,
    ("auditor", "region"): 1,
    ("system_administrator", "county"): 1,
}
MEMORY_LIMIT = 100  # MB
MEMORY = Path("/proc/self/statm")
# A page of limits answers so on purpose.
LIMITED = 503

pytestmark = pytest.mark.xdist_group("fuzz of pages")


class Tracebacks(logging.Handler):
    """What the log tells of errors of ours."""

    def __init__(self):
        super().__init__()
        self.lines = []

    def emit(self, record):
        if record.exc_info:
            self.lines.append(f"{record.name}: {record.getMessage()[:500]} {record.exc_info[1]!r}")


@pytest.fixture(scope="module")
def fuzzers(django_db_setup, django_db_blocker):
    """Accounts in the world of the walk, which has rows of every model; nothing of it is committed."""
    with django_db_blocker.unblock(), transaction.atomic():
        world = make_world()
        made = [PageFuzzer(world, *standpoint) for standpoint in ACCOUNTS]
        for fuzzer in made:  # once all have logged in
            fuzzer.note_outside()
        gc.freeze()
        yield made
        gc.unfreeze()
        transaction.set_rollback(True)


@pytest.fixture
def db(fuzzers, django_db_blocker, monkeypatch):
    """In the place of pytest-django's: for one round, after which all is as before."""
    monkeypatch.setattr(client, "store_rendered_templates", lambda *arguments, **options: None)
    for fuzzer in fuzzers:  # so that a round alone is what it was among others
        fuzzer.learnt.clear()
    with django_db_blocker.unblock(), transaction.atomic():
        yield fuzzers
        transaction.set_rollback(True)


@pytest.fixture
def tracebacks(monkeypatch):
    handler = Tracebacks()
    handler.filters = list(logging.getLogger("django").handlers[0].filters)
    for name in ("django", None):
        monkeypatch.setattr(logging.getLogger(name), "handlers", [handler])
    return handler


def memory() -> int:
    """What the process holds now, in MB; where the system does not say, the most that it ever held."""
    if MEMORY.exists():
        return int(MEMORY.read_text().split()[1]) * resource.getpagesize() >> 20
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> (20 if sys.platform == "darwin" else 10)


@pytest.fixture(scope="module")
def memory_before():
    return []


@in_rounds()
def test_no_request_makes_an_error_of_ours(fuzz_round, db, tracebacks, memory_before):
    first = int(fuzz_round.seed.rpartition("-")[2]) * ROUND
    for number, seed in enumerate(fuzz_round.inputs(lambda chance: chance.getrandbits(64)), start=first):
        chance = random.Random(seed)
        fuzzer = chance.choices(db, list(ACCOUNTS.values()))[0]
        # In turn, so that each address is asked, and each about as often.
        path = fuzzer.addresses[number * 7 % len(fuzzer.addresses)]
        bent = fuzzer.bend(chance, path)
        fuzz_round.send(f"{fuzzer}: {bent}", lambda: fuzzer.play(bent), allowed={LIMITED})  # noqa: B023
        assert tracebacks.lines == [], f"round {fuzz_round.seed}: {fuzzer}: {bent}"
    memory_before.append(memory())
    assert memory_before[-1] - memory_before[0] < MEMORY_LIMIT
    fuzz_round.report()
    print(f"memory {memory_before[0]} MB after the first round, {memory_before[-1]} MB now")


def public_addresses(resolver=None, route=""):
    for pattern in (resolver or get_resolver()).url_patterns:
        here = f"{route}{pattern.pattern}"
        if isinstance(pattern, URLResolver):
            yield from public_addresses(pattern, here)
        elif not here.startswith("admin/"):
            yield pattern.name or here


def test_every_public_address_is_asked(db):
    """The walk's test of coverage says the same of the staff's."""
    paths = [path for path in db[0].addresses if not path.startswith(settings.STATIC_URL)]
    asked = {match.url_name or match.route for match in map(match_of, paths) if match}
    assert set(public_addresses()) - asked == set()


def match_of(path):
    with suppress(Resolver404):
        return resolve(path)


def test_the_requests_of_a_seed_are_always_the_same(db):
    one, other = ([str(db[0].bend(random.Random(number), "/receipt/")) for number in range(100)] for _ in "12")
    assert one == other
