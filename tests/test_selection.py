"""What is run once, or not quickly, is still there."""

from pathlib import Path

import pytest

import dev
from tests.selection import EVERY_VALUE, LONG, ONE_DATABASE, is_run_once


@pytest.mark.parametrize("path", sorted({*EVERY_VALUE, *ONE_DATABASE, *LONG}))
def test_what_is_named_is_there(path):
    assert Path(path).exists()


@pytest.mark.parametrize("value", ["first", "further"])
def test_the_marks_follow(request, value):
    marked = {item.path.relative_to(dev.ROOT).as_posix() for item in request.session.items if has(item, "long")}
    assert all(path.startswith(LONG) for path in marked)
    assert not has(request.node, "long")
    assert has(request.node, "one_database") == (value == "further")


@pytest.mark.parametrize(
    ("path", "name", "indices", "once"),
    [
        ("tests/activities/test_services.py", "test_shows_beside_the_field", {}, False),
        ("tests/activities/test_services.py", "test_shows_beside_the_field", {"value": 0, "role": 0}, False),
        ("tests/activities/test_services.py", "test_shows_beside_the_field", {"value": 0, "role": 1}, True),
        ("tests/activities/test_services.py", "test_the_database_refuses", {"value": 1}, False),
        ("tests/walk/test_walk.py", "test_shows_nothing_of_others", {"standpoint": 1}, False),
        ("tests/test_form_pages.py", "test_asks", {}, True),
    ],
)
def test_postgresql_is_asked_about_further_values_where_they_are_its_own(path, name, indices, once):
    assert is_run_once(path, name, indices) == once


def has(item, mark):
    return bool(item.get_closest_marker(mark))
