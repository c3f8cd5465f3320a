"""What is run once, or not quickly, is still there."""

import re
from pathlib import Path

import pytest

from tests.selection import EVERY_VALUE, LONG, ONE_DATABASE, is_further_value


@pytest.mark.parametrize("name", sorted({*EVERY_VALUE, *ONE_DATABASE, *LONG}))
def test_what_is_named_is_there(name):
    path, *function = name.split("::")
    assert Path(path).exists()
    assert all(re.search(rf"\b(def|class) {part}\b", Path(path).read_text()) for part in function)


@pytest.mark.parametrize("value", ["first", "further"])
def test_the_marks_follow(request, value):
    assert all(item.nodeid.startswith(LONG) for item in request.session.items if has(item, "long"))
    assert not has(request.node, "long")
    assert has(request.node, "further_value") == (value == "further")


@pytest.mark.parametrize(
    ("path", "name", "indices", "is_further"),
    [
        ("tests/activities/test_services.py", "test_shows_beside_the_field", {}, False),
        ("tests/activities/test_services.py", "test_shows_beside_the_field", {"value": 0, "role": 0}, False),
        ("tests/activities/test_services.py", "test_shows_beside_the_field", {"value": 0, "role": 1}, True),
        ("tests/activities/test_services.py", "test_the_database_refuses", {"value": 1}, False),
        ("tests/walk/test_walk.py", "test_shows_nothing_of_others", {"standpoint": 1}, False),
    ],
)
def test_further_values_are_passed_over_but_where_the_database_tells_them_apart(path, name, indices, is_further):
    assert is_further_value(path, name, indices) == is_further


def has(item, mark):
    return bool(item.get_closest_marker(mark))
