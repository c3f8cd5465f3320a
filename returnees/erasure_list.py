"""Which records were erased: a list beside the backups, from which an older one that is brought back is mended.

A line is the campaign's key, the record's number, the instant, and a keyed digest over them: no personal value, and
nobody without the site's key adds a line. A campaign that was anonymised is one line, with 0 for all of its records.
A request for a lost code has its own number with a minus, which an older release takes for a record that is not there.
"""

import hashlib
import hmac
import logging
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path

from django.conf import settings
from django.db import transaction

ERASURE_LIST = "erasures.txt"
ALL_RECORDS = 0

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Erasure:
    campaign_key: str
    number: int
    erased_at: datetime

    def as_line(self) -> str:
        content = f"{self.campaign_key} {self.number} {self.erased_at.isoformat(timespec='seconds')}"
        return f"{content} {_seal(content)}\n"


def _seal(content: str) -> str:
    key = hashlib.sha256(b"erasure list" + settings.AUDIT_KEY.encode()).digest()
    return hmac.new(key, content.encode(), hashlib.sha256).hexdigest()[:32]


def parse_erasure(line: str) -> Erasure | None:
    """None for a line that was not written with this site's key, or not to its end."""
    content, _, seal = line.rstrip("\n").rpartition(" ")
    if not hmac.compare_digest(_seal(content).encode(), seal.encode()):
        return None
    campaign_key, number, erased_at = content.split(" ")
    return Erasure(campaign_key, int(number), datetime.fromisoformat(erased_at))


def read_erasures(path: Path) -> Iterator[Erasure | None]:
    with path.open(encoding="utf-8", errors="replace") as lines:
        yield from map(parse_erasure, lines)


def append_erasures(directory: Path, erasures: list[Erasure]) -> None:
    """On disk when it returns. Another process may be appending too."""
    path = directory / ERASURE_LIST
    descriptor = os.open(path, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o600)
    with open(descriptor, "r+b", buffering=0) as file:
        size = file.seek(0, os.SEEK_END)
        lines = "".join(erasure.as_line() for erasure in erasures)
        if size and (file.seek(size - 1), file.read(1))[1] != b"\n":
            lines = "\n" + lines
        file.write(lines.encode())
        os.fsync(descriptor)


def list_erasure(returnee, *, erased_at: datetime) -> None:
    """After the commit. Where it fails, the next backup adds what is missing: the database knows it too."""
    _append_after_commit([Erasure(returnee.campaign.key, returnee.pk, erased_at)])


def list_anonymisation(campaign, *, anonymised_at: datetime) -> None:
    _append_after_commit([Erasure(campaign.key, ALL_RECORDS, anonymised_at)])


def list_requests(numbers: Iterable[tuple[str, int]], *, erased_at: datetime) -> None:
    """Requests for lost codes, each by its campaign's key and its number.

    No row knows of them afterwards: a line that was not written is not added later.
    """
    _append_after_commit([Erasure(campaign_key, -number, erased_at) for campaign_key, number in numbers])


def _append_after_commit(erasures: list[Erasure]) -> None:
    if settings.BACKUP_DIR:
        transaction.on_commit(partial(_append_or_log, erasures))


def _append_or_log(erasures: list[Erasure]) -> None:
    try:
        append_erasures(settings.BACKUP_DIR, erasures)
    except OSError:
        logger.exception("The list of erasures beside the backups was not written.")
