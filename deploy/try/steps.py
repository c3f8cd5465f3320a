"""One line for each step, with its time; the first that fails ends all."""

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def step(title: str) -> Iterator[None]:
    begun = time.monotonic()
    print(f"▶ {title} … ", end="", flush=True)
    try:
        yield
    except BaseException:
        print("✗", flush=True)
        raise
    print(f"{time.monotonic() - begun:.1f} 秒", flush=True)


def run(*command: object, **options) -> str:
    """What it prints; if it fails, all that it said and the end of everything."""
    arguments = [str(part) for part in command]
    done = subprocess.run(arguments, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, **options)
    if done.returncode:
        sys.exit(f"✗ {' '.join(arguments)}：状态 {done.returncode}\n{done.stdout}")
    return done.stdout


def wait_for(found, what: str, seconds: float = 60):
    """The first true answer of `found`."""
    deadline = time.monotonic() + seconds
    while not (answer := found()):
        if time.monotonic() > deadline:
            sys.exit(f"✗ 等了 {seconds:.0f} 秒：{what}")
        time.sleep(0.1)
    return answer


def journal(unit: str) -> str:
    return run("journalctl", "--no-pager", "-o", "cat", f"--unit={unit}")
