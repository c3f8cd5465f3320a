"""A start says what takes long."""

from io import StringIO

import pytest

from organization.progress import progress_shown
from reports.setup import first_start
from reports.setup.first_start import make_ready

pytestmark = pytest.mark.django_db


def said_by_a_start():
    said = StringIO()
    with progress_shown(said):
        make_ready()
    return said.getvalue()


def test_a_state_of_this_release_is_ready_without_a_word():
    assert said_by_a_start() == ""


def test_what_another_release_left_is_said_before_it_is_brought_up(monkeypatch):
    monkeypatch.setattr(first_start, "find_pending_migrations", lambda: ["returnees.0001", "returnees.0002"])
    assert said_by_a_start() == "升级数据库，2 步……\n"
