"""What is run once, or not quickly, is still there."""

from pathlib import Path

import pytest

import dev
from tests.selection import LONG, ONE_DATABASE


@pytest.mark.parametrize("path", sorted({*ONE_DATABASE, *LONG}))
def test_what_is_named_is_there(path):
    assert Path(path).exists()


def test_the_marks_follow(request):
    marked = {item.path.relative_to(dev.ROOT).as_posix() for item in request.session.items if is_marked(item)}
    assert all(path.startswith((*ONE_DATABASE, *LONG)) for path in marked)
    assert not is_marked(request.node)


def is_marked(item):
    return bool(item.get_closest_marker("one_database") or item.get_closest_marker("long"))
