"""One picture at a time in each process, so that four at once need the memory of one. No ORM, no request.

All on one thread: the C library keeps what was freed for the thread that freed it.
"""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from django.core.exceptions import ValidationError

# Seconds. A large picture takes one or two.
LONGEST_WAIT = 45
BUSY = "同时上传照片的人太多，这一张还没有轮到。请过一会儿再传。"

_thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="picture")


def in_turn(function: Callable, *arguments):
    waiting = _thread.submit(function, *arguments)
    try:
        return waiting.result(timeout=LONGEST_WAIT)
    except TimeoutError:
        if waiting.cancel():
            raise ValidationError(BUSY, code="busy") from None
        return waiting.result()
