"""How many inputs a door is sent, from which seed, and what they are answered with.

A test marked `@in_rounds()` takes a `fuzz_round`, makes its inputs with `fuzz_round.inputs(make)` and sends each with
`fuzz_round.send(...)`, which fails at a status from 500 on and names the input.
"""

import os
import random
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

import pytest

IN_CI, ROUND = 300, 100
SEED = int(os.environ.get("FUZZ_SEED") or 20200123)


@dataclass
class FuzzRound:
    """Up to ROUND inputs, made of a seed of their own so that one round can be played again alone."""

    seed: str
    count: int
    statuses: Counter = field(default_factory=Counter)
    # What took longest, in seconds: shown by the long form, never judged.
    slowest: tuple[float, str] = (0.0, "")

    def __str__(self):
        return self.seed

    def inputs(self, make: Callable) -> Iterator:
        chance = random.Random(self.seed)
        for _ in range(self.count):
            yield make(chance)

    def send(self, name: str, send: Callable, allowed: Iterable[int] = ()):
        """The response that `send()` gives to the input of this name; a status from 500 on only if it is allowed."""
        began = time.perf_counter()
        response = send()
        self.slowest = max(self.slowest, (time.perf_counter() - began, name[:200]))
        self.statuses[response.status_code] += 1
        is_ours = response.status_code >= 500 and response.status_code not in allowed
        assert not is_ours, f"round {self.seed}: {response.status_code} to {name[:2000]}"
        return response

    def report(self) -> None:
        """Printed, for the long form."""
        seconds, name = self.slowest
        print(f"\nround {self.seed}: {dict(self.statuses)}, slowest {seconds * 1000:.0f} ms: {name}")


def make_rounds(in_ci: int = IN_CI) -> list[FuzzRound]:
    count = int(os.environ.get("FUZZ_COUNT") or in_ci)
    return [FuzzRound(f"{SEED}-{first // ROUND}", min(ROUND, count - first)) for first in range(0, count, ROUND)]


def in_rounds():
    return pytest.mark.parametrize("fuzz_round", make_rounds(), ids=str)
