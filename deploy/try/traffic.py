"""People who go on while the site is restarted: each answer they get is looked at."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import people
from browser import Browser

# Answers that are asked for while something is done to the site, and seconds of rest after each two of one person.
ENOUGH, REST = 300, 0.1
YOUTHS = 3


class Traffic:
    def __init__(self, staff: Browser):
        self.staff, self.stopping = staff, threading.Event()
        self.answered = self.stored = 0
        self.failures: list[str] = []
        self.lock = threading.Lock()

    def run(self, visit: Callable[[], int]) -> None:
        while not self.stopping.is_set():
            try:
                stored = visit()
            except (AssertionError, OSError) as error:
                with self.lock:
                    self.failures.append(f"{type(error).__name__} {str(error)[:400]}")
                continue
            with self.lock:
                self.answered += 2
                self.stored += stored
            self.stopping.wait(REST)

    def answer_questionnaire(self) -> int:
        youth = Browser()
        people.receipt_code(people.answer(youth, youth.get(self.address)))
        return 1

    def work(self) -> int:
        self.staff.get("/admin/")
        self.staff.get("/admin/reports/annex2/")
        return 0

    def start(self) -> list[threading.Thread]:
        self.address = people.questionnaire_address(self.staff)
        visits = [self.answer_questionnaire] * YOUTHS + [self.work]
        threads = [threading.Thread(target=self.run, args=(visit,)) for visit in visits]
        for thread in threads:
            thread.start()
        return threads


@contextmanager
def traffic(staff: Browser) -> Iterator[Traffic]:
    """Goes on until what is done within is done, and `ENOUGH` answers have come. None may have failed."""
    begun = Traffic(staff)
    threads = begun.start()
    try:
        yield begun
        while begun.answered < ENOUGH and not begun.failures:
            time.sleep(0.05)
    finally:
        begun.stopping.set()
        for thread in threads:
            thread.join()
    assert not begun.failures, f"{len(begun.failures)} 次失败，{begun.answered} 次成功：{begun.failures[:3]}"
