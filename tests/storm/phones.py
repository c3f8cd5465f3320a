"""Honest phones: each opens the questionnaire, answers it, and sends the same again until it is thanked."""

import http.client
import random
import re
import threading
import time
import uuid
from collections import Counter
from dataclasses import dataclass, field
from urllib.parse import urlencode

PATIENCE = 30  # seconds for one answer of the server
BREATH = 0.2  # seconds between two answers of a phone, at most
PAUSE = 0.2  # seconds before the same is sent again, by somebody who presses at once
UNANSWERED_PAUSE = 15  # as the page's script has it
FIELD = re.compile(r'name="(submission_uuid|form_token)" value="([^"]+)"')
RECEIPT = re.compile(r"[A-Z2-7]{16}")
BROKEN = (OSError, http.client.HTTPException)


@dataclass
class Record:
    """What the phones of a storm have met."""

    statuses: Counter[int] = field(default_factory=Counter)
    broken: int = 0
    # By uuid: the receipts that were shown for it.
    receipts: dict[str, set[str]] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)
    slowest: float = 0.0
    # From the first press to the thanks, in seconds.
    longest_wait: float = 0.0
    lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def thanked(self) -> set[str]:
        return {key for key, receipts in self.receipts.items() if receipts}


class Phone:
    def __init__(self, address, path: str, record: Record, seed: int, deadline: float):
        self.address, self.path, self.record, self.deadline = address, path, record, deadline
        self.random = random.Random(seed)

    def answer(self) -> None:
        """One answer, from opening the page to the receipt."""
        page = self.ask("GET", "", lambda status, text: status == 200 and "form_token" in text)
        fields = dict(FIELD.findall(page))
        # Letters of its own, so that what comes back can be told from what others typed.
        typed = "".join(self.random.choice("天地玄黄宇宙洪荒日月盈昃辰宿列张寒来暑往") for _ in range(8))
        body = urlencode(self.filled(typed) | fields)
        is_thanked = self.thanks_for(fields["submission_uuid"], typed)
        began = time.monotonic()
        self.ask("POST", body, is_thanked)
        self.record.longest_wait = max(self.record.longest_wait, time.monotonic() - began)
        if self.random.random() < 0.2:  # a second press, a reload
            self.ask("POST", body, is_thanked)

    def filled(self, name: str) -> dict[str, str]:
        return {
            "consent": "on",
            "name": name,
            "gender": "2",
            "birth_year": "1998",
            "birth_month": "6",
            "phone": f"13{self.random.randrange(10**9):09d}",
            "home_county": "150202",
            "education": "20",
            "status": "F",
            "needs": "none",
        }

    def thanks_for(self, key: str, typed: str):
        def look(status: int, text: str) -> bool:
            if status == 503 and typed not in text:
                self.record.faults.append("503 without what was typed")
            if status != 200:
                return False
            if typed in text:
                self.record.faults.append("the form came back with 200")
            receipts = RECEIPT.findall(text)
            with self.record.lock:
                self.record.receipts.setdefault(key, set()).update(receipts[:1])
            if not receipts:
                self.record.faults.append("200 without a receipt")
            return True

        return look

    def ask(self, method: str, body: str, is_enough) -> str:
        while time.monotonic() < self.deadline:
            began, retry_after = time.monotonic(), None
            try:
                status, text, retry_after = self.send(method, body)
            except BROKEN:
                with self.record.lock:
                    self.record.broken += 1
            else:
                with self.record.lock:
                    self.record.statuses[status] += 1
                    self.record.slowest = max(self.record.slowest, time.monotonic() - began)
                if is_enough(status, text):
                    return text
                if status not in (200, 503):
                    self.record.faults.append(f"{method} {status}")
            time.sleep(self.pause(retry_after))
        raise TimeoutError(f"no answer to {method} within the time of the storm")

    def pause(self, retry_after: str | None) -> float:
        return PAUSE

    def send(self, method: str, body: str) -> tuple[int, str, str | None]:
        connection = http.client.HTTPConnection(*self.address, timeout=PATIENCE)
        try:
            headers = {"Content-Type": "application/x-www-form-urlencoded"} if body else {}
            connection.request(method, self.path, body or None, headers)
            response = connection.getresponse()
            return response.status, response.read().decode(), response.headers["Retry-After"]
        finally:
            connection.close()


class PatientPhone(Phone):
    """Waits as the page's script does (static/public.js)."""

    def pause(self, retry_after: str | None) -> float:
        return float(retry_after or UNANSWERED_PAUSE) * self.random.uniform(1, 1.5)


class Crowd:
    """So many phones at once, until so many answers are stored and the storm is over."""

    def __init__(self, site, *, answers: int, at_once: int, seed: int, seconds: float, kind: type[Phone] = Phone):
        self.record, self.kind = Record(), kind
        self.left, self.lock, self.is_over = answers, threading.Lock(), False
        self.deadline = time.monotonic() + seconds
        self.threads = [threading.Thread(target=self.run, args=(site, seed * 1000 + n)) for n in range(at_once)]

    def run(self, site, seed: int) -> None:
        phone = self.kind(site.address, site.path, self.record, seed, self.deadline)
        try:
            while self.take_one():
                phone.answer()
                time.sleep(phone.random.uniform(0, BREATH))
        except TimeoutError as error:
            self.record.faults.append(str(error))

    def take_one(self) -> bool:
        with self.lock:
            self.left -= 1
            return self.left >= 0 or not self.is_over

    @property
    def is_short(self) -> bool:
        """Whether there are fewer answers than there shall be, and time is left."""
        return self.left > 0 and time.monotonic() < self.deadline

    def __enter__(self):
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *failure):
        self.is_over = True
        for thread in self.threads:
            thread.join()


def missing_and_double(record: Record, stored: list[str]) -> tuple[int, int]:
    """Of what was thanked for: what is not there, and what is there twice or under two receipts."""
    counts = Counter(uuid.UUID(str(key)).hex for key in stored)
    thanked = {uuid.UUID(key).hex for key in record.thanked}
    twice = sum(count > 1 for count in counts.values()) + sum(len(found) > 1 for found in record.receipts.values())
    return len(thanked - counts.keys()), twice
