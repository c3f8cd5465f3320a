"""How far a command is that works for a while: written over itself on a terminal, elsewhere a line now and then."""

import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TextIO, TypeVar

# Seconds of which nothing is said; and between two lines, on a terminal and in a log.
SILENT, ON_TERMINAL, IN_LOG = 2.0, 0.5, 10.0

_stream: ContextVar[TextIO | None] = ContextVar("progress", default=None)
Step = TypeVar("Step")


@contextmanager
def progress_shown(stream: TextIO | None = None) -> Iterator[None]:
    """For manage.py: a server, whose pages run some of the same functions, says nothing."""
    token = _stream.set(stream or sys.stderr)
    try:
        yield
    finally:
        _stream.reset(token)


def track(steps: Iterable[Step], label: str, total: int | None = None) -> Iterator[Step]:
    """The same steps, counted; `label` says what is done to them."""
    stream = _stream.get()
    if stream is None:
        yield from steps
        return
    line = ProgressLine(stream, label, total)
    try:
        for count, step in enumerate(steps, start=1):
            yield step
            line.advance(count)
    finally:
        line.end()


def say_step(label: str) -> None:
    """Before a step that may take long and cannot be counted."""
    if stream := _stream.get():
        stream.write(f"{label}……\n")
        stream.flush()


class ProgressLine:
    def __init__(self, stream: TextIO, label: str, total: int | None):
        self.stream, self.label, self.total = stream, label, total
        self.is_terminal = stream.isatty()
        self.due = time.monotonic() + SILENT
        self.is_written = False

    def advance(self, count: int) -> None:
        now = time.monotonic()
        if now < self.due:
            return
        self.due = now + (ON_TERMINAL if self.is_terminal else IN_LOG)
        share = f" / {self.total}（{count * 100 // self.total}%）" if self.total else ""
        text = f"{self.label}：{count}{share}"
        self.stream.write(f"\r\x1b[K{text}" if self.is_terminal else f"{text}\n")
        self.stream.flush()
        self.is_written = True

    def end(self) -> None:
        if self.is_terminal and self.is_written:
            self.stream.write("\r\x1b[K")
            self.stream.flush()
