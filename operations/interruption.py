"""How a command ends that is stopped: by an exception, so that what it has half-written is removed."""

import signal
import sys
from threading import current_thread, main_thread


def end_cleanly() -> None:
    if current_thread() is main_thread():
        signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(128 + number))
