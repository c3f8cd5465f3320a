"""Brings the list of erasures beside the backups up to date, and applies it to an older backup that came back."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import chain
from pathlib import Path

from django.db import connection
from django.db.models import Exists, Model, OuterRef

from operations.anonymising import anonymise_again
from returnees.erasure_list import ALL_RECORDS, ERASURE_LIST, Erasure, append_erasures, read_erasures
from returnees.models import Anonymisation, LostReceipt, Returnee

WRITTEN_AT_ONCE = 1000


@dataclass
class AppliedErasures:
    erased_count: int = 0
    # Lines that were not written with this site's key, or not to their end.
    unverified_count: int = 0
    # Records of campaigns that were anonymised since, or whose day has come since.
    anonymised_count: int = 0
    # Requests for lost codes that were dealt with, or too old.
    request_count: int = 0


def complete_erasure_list(directory: Path) -> None:
    """Add what is erased in the database and not on the list; the file is there afterwards, even if it is empty."""
    path = directory / ERASURE_LIST
    path.touch(mode=0o600)
    listed: dict[str, set[int]] = defaultdict(set)
    for erasure in read_erasures(path):
        if erasure:
            listed[erasure.campaign_key].add(erasure.number)
    missing: list[Erasure] = []
    for key, number, erased_at in chain(find_anonymised(), find_erased()):
        if number not in listed[key]:
            missing.append(Erasure(key, number, erased_at))
        if len(missing) == WRITTEN_AT_ONCE:
            append_erasures(directory, missing)
            missing = []
    append_erasures(directory, missing)


def find_anonymised() -> Iterator[tuple[str, int, datetime]]:
    finished = Anonymisation.objects.finished().order_by("-pk").values_list("campaign__key", "started_at")
    return ((key, ALL_RECORDS, started_at) for key, started_at in finished)


def find_erased() -> Iterator[tuple[str, int, datetime]]:
    """Without those that were anonymised with their whole campaign, which is a line of its own."""
    runs = Anonymisation.objects.filter(campaign=OuterRef("campaign"), started_at=OuterRef("personal_erased_at"))
    erased = Returnee.with_deleted.exclude(personal_erased_at=None).exclude(Exists(runs)).order_by("pk")
    return erased.values_list("campaign__key", "pk", "personal_erased_at").iterator()


def apply_erasures(path: Path) -> AppliedErasures:
    """Erase again in this database what was erased after its backup was made."""
    applied, highest, anonymised, requests = AppliedErasures(), 0, {}, defaultdict(set)
    for erasure in read_erasures(path):
        if erasure is None:
            applied.unverified_count += 1
            continue
        if erasure.number == ALL_RECORDS:
            anonymised[erasure.campaign_key] = erasure.erased_at
            continue
        if erasure.number < 0:
            requests[erasure.campaign_key].add(-erasure.number)
            continue
        highest = max(highest, erasure.number)
        records = Returnee.objects.filter(pk=erasure.number, campaign__key=erasure.campaign_key)
        applied.erased_count += sum(record.erase_again(erased_at=erasure.erased_at) for record in records)
    skip_numbers(Returnee, highest)
    applied.request_count = erase_requests_again(requests)
    # Only now: what was withdrawn before shall count as withdrawn.
    applied.anonymised_count = anonymise_again(anonymised)
    return applied


def erase_requests_again(numbers: dict[str, set[int]]) -> int:
    skip_numbers(LostReceipt, max(chain([0], *numbers.values())))
    requests = LostReceipt.objects
    return sum(requests.filter(campaign__key=key, pk__in=listed).erase() for key, listed in numbers.items())


def skip_numbers(model: type[Model], highest: int) -> None:
    """No row to come gets a number of the list: the next restoration would erase it."""
    if not highest:
        return
    table = model._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT pg_get_serial_sequence(%s, 'id')", [table])
            (sequence,) = cursor.fetchone()
            last = f"(SELECT last_value FROM {sequence})"  # nosec B608 # as the server quotes it
            cursor.execute(f"SELECT setval(%s, GREATEST(%s, {last}))", [sequence, highest])
            return
        cursor.execute("UPDATE sqlite_sequence SET seq = max(seq, %s) WHERE name = %s", [highest, table])
        if not cursor.rowcount:
            cursor.execute("INSERT INTO sqlite_sequence (name, seq) VALUES (%s, %s)", [table, highest])
