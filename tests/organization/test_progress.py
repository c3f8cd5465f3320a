"""A command that works for more than two seconds says how far it is; a page says nothing."""

import io

import pytest

from organization import progress
from organization.progress import progress_shown, say_step, track


class Terminal(io.StringIO):
    def isatty(self):
        return True


@pytest.fixture
def clock(monkeypatch):
    """Each step takes a second."""
    moment = iter(range(1000))
    monkeypatch.setattr(progress.time, "monotonic", lambda: float(next(moment)))


def said(stream, count=25, **named):
    with progress_shown(stream):
        assert list(track(range(count), "核对", **named)) == list(range(count))
    return stream.getvalue()


def test_in_a_log_it_is_a_line_now_and_then(clock):
    assert said(io.StringIO(), total=25) == "核对：2 / 25（8%）\n核对：12 / 25（48%）\n核对：22 / 25（88%）\n"


def test_on_a_terminal_it_writes_over_itself_and_is_gone_in_the_end(clock):
    text = said(Terminal(), count=3)
    assert text == "\r\x1b[K核对：2\r\x1b[K核对：3\r\x1b[K"


def test_what_is_done_at_once_says_nothing():
    assert said(io.StringIO(), count=100) == said(Terminal(), count=100) == ""


def test_a_page_that_does_the_same_says_nothing(clock, capsys):
    assert list(track(range(25), "核对")) == list(range(25))
    assert capsys.readouterr() == ("", "")


def test_a_failure_on_the_way_leaves_the_terminal_clean(clock):
    stream = Terminal()

    def broken():
        yield from range(5)
        raise LookupError

    with progress_shown(stream), pytest.raises(LookupError):
        list(track(broken(), "核对"))
    assert stream.getvalue().endswith("\r\x1b[K")


def test_a_step_that_cannot_be_counted_is_named_before_it():
    stream = io.StringIO()
    say_step("复制数据库")
    with progress_shown(stream):
        say_step("复制数据库")
    assert stream.getvalue() == "复制数据库……\n"
