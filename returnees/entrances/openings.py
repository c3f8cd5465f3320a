"""How often each entrance's page was opened: gathered in the process and written every few seconds, so that opening
a page costs no write. A process that is killed loses the last few seconds of counts, and nothing else."""

import logging
import threading
from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import date

from django.db import connection, transaction
from django.db.models import F

from organization.clock import today
from organization.outage import OUTAGE_ERRORS, outage_reason
from organization.read_only import read_only_state
from returnees.models import Entrance, EntranceDay

FLUSH_SECONDS = 5
# Rows to a transaction: on SQLite, answers wait for it.
BATCH = 500

logger = logging.getLogger(__name__)


class Openings:
    def __init__(self, start_timer):
        self.start_timer = start_timer
        self.lock = threading.Lock()
        self.counts = Counter()

    def count(self, entrance) -> None:
        with self.lock:
            is_first = not self.counts
            self.counts[today(), entrance.pk] += 1
        if is_first:
            self.start_timer(self.flush_in_background)

    def drain(self) -> Counter:
        with self.lock:
            counts, self.counts = self.counts, Counter()
        return counts

    def flush(self) -> None:
        left = sorted(self.drain().items())
        try:
            while left:
                day = left[0][0][0]
                batch = {pk: count for (one, pk), count in left[:BATCH] if one == day}
                write(day, batch)
                del left[: len(batch)]
        except Exception:
            with self.lock:
                self.counts.update(dict(left))
            raise

    def flush_in_background(self) -> None:
        if read_only_state():
            self.start_timer(self.flush_in_background)
            return
        try:
            self.flush()
        except OUTAGE_ERRORS as error:
            logger.warning("%s, openings not written yet", outage_reason(error))
            self.start_timer(self.flush_in_background)
        except Exception:
            logger.exception("openings not written yet")
            self.start_timer(self.flush_in_background)
        finally:
            connection.close()

    def flush_at_end(self) -> None:
        """Of a process that is stopped. It waits for nothing."""
        try:
            if self.counts and not read_only_state():
                self.flush()
        except Exception as error:
            logger.warning("openings not written at the end: %s", outage_reason(error))


def write(day: date, counts: dict[int, int]) -> None:
    """`counts` by the key of the entrance."""
    if not add_up(day, counts):
        make_missing_rows(day, counts)
        add_up(day, counts, are_all=True)


@transaction.atomic
def add_up(day: date, counts: dict[int, int], *, are_all: bool = False) -> bool:
    """Nothing where a row is missing, unless these `are_all`."""
    # In one order: of two processes, one waits for the other.
    rows = EntranceDay.objects.filter(day=day, entrance__in=counts).select_for_update().order_by("pk")
    found = list(rows.values_list("pk", "entrance"))
    if len(found) < len(counts) and not are_all:
        return False
    alike = defaultdict(list)
    for pk, entrance_pk in found:
        alike[counts[entrance_pk]].append(pk)
    for count, pks in alike.items():
        EntranceDay.objects.filter(pk__in=pks).update(open_count=F("open_count") + count)
    return True


def make_missing_rows(day: date, pks: Iterable[int]) -> None:
    # One that was deleted meanwhile must not block the counts of the others.
    existing = Entrance.objects.filter(pk__in=pks).order_by("pk").values_list("pk", flat=True)
    rows = [EntranceDay(entrance_id=pk, day=day) for pk in existing]
    EntranceDay.objects.bulk_create(rows, ignore_conflicts=True)


def start_timer(flush) -> None:
    timer = threading.Timer(FLUSH_SECONDS, flush)
    timer.daemon = True
    timer.start()


openings = Openings(start_timer)
