"""What one answer may cost, in calls of functions: they are the same on every machine, however busy it is."""

import logging
import sys
import time
from urllib.parse import urlencode

import pytest

from tests.returnees.answering import ENTREPRENEUR, payload

pytestmark = pytest.mark.django_db

# Where coverage is measured, lines that were seldom run still call it.
COVERAGE_PROBE = "slipcover.probe"
FORM = "application/x-www-form-urlencoded"


def count_calls(act):
    calls = 0

    def count(frame, event, argument):
        nonlocal calls
        is_probe = event == "c_call" and argument.__module__ == COVERAGE_PROBE
        calls += event in ("call", "c_call") and not is_probe

    sys.setprofile(count)
    try:
        act()
    finally:
        sys.setprofile(None)
    return calls


def test_an_answer_stays_within_its_calls(client, world, monkeypatch):
    # The line of the request is written as on a site, and is not also looked through by the tests.
    access = logging.getLogger("access")
    monkeypatch.setattr(access, "handlers", access.handlers[:1])
    # What is looked at every few seconds (the entrance behind the kept page) is looked at by the first answer alone.
    now = time.monotonic()
    monkeypatch.setattr(time, "monotonic", lambda: now)
    address = world.homepage.get_absolute_url()
    bodies = [urlencode(payload(world.homepage, **ENTREPRENEUR), doseq=True) for _ in range(3)]
    assert [client.post(address, body, FORM).status_code for body in bodies[:2]] == [200, 200]
    assert count_calls(lambda: client.post(address, bodies[2], FORM)) < 2560
