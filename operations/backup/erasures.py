"""Brings the list of erasures beside the backups up to date, and applies it to an older backup that came back."""

from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

from django.db import connection

from returnees.erasure_list import ERASURE_LIST, Erasure, append_erasures, read_erasures
from returnees.models import Returnee

WRITTEN_AT_ONCE = 1000


@dataclass
class AppliedErasures:
    erased_count: int = 0
    # Lines that were not written with this site's key, or not to their end.
    unverified_count: int = 0


def complete_erasure_list(directory: Path) -> None:
    """Add what is erased in the database and not on the list; the file is there afterwards, even if it is empty."""
    path = directory / ERASURE_LIST
    path.touch(mode=0o600)
    listed: dict[str, set[int]] = defaultdict(set)
    for erasure in read_erasures(path):
        if erasure:
            listed[erasure.campaign_key].add(erasure.number)
    erased = Returnee.objects.exclude(personal_erased_at=None).order_by("pk")
    missing: list[Erasure] = []
    for key, number, erased_at in erased.values_list("campaign__key", "pk", "personal_erased_at").iterator():
        if number not in listed[key]:
            missing.append(Erasure(key, number, erased_at))
        if len(missing) == WRITTEN_AT_ONCE:
            append_erasures(directory, missing)
            missing = []
    append_erasures(directory, missing)


def apply_erasures(path: Path) -> AppliedErasures:
    """Erase again in this database what was erased after its backup was made."""
    applied, highest = AppliedErasures(), 0
    for erasure in read_erasures(path):
        if erasure is None:
            applied.unverified_count += 1
            continue
        highest = max(highest, erasure.number)
        records = Returnee.objects.filter(pk=erasure.number, campaign__key=erasure.campaign_key)
        applied.erased_count += sum(record.erase_again(erased_at=erasure.erased_at) for record in records)
    if highest:
        skip_numbers(highest)
    return applied


def skip_numbers(highest: int) -> None:
    """No record to come gets a number of the list: the next restoration would erase it."""
    table = Returnee._meta.db_table
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
