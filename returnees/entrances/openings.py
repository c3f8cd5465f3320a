"""How often each entrance's page was opened: gathered in the process and written every few seconds, so that opening
a page costs no write. A process that is killed loses the last few seconds of counts, and nothing else."""

import logging
import threading
from collections import Counter, defaultdict
from collections.abc import KeysView
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
            self.counts[entrance.pk, today()] += 1
        if is_first:
            self.start_timer(self.flush_in_background)

    def drain(self) -> Counter:
        with self.lock:
            counts, self.counts = self.counts, Counter()
        return counts

    def flush(self) -> None:
        counts = sorted(self.drain().items())
        try:
            while counts:
                write(dict(counts[:BATCH]))
                del counts[:BATCH]
        except Exception:
            with self.lock:
                self.counts.update(dict(counts))
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


def write(counts: dict[tuple[int, date], int]) -> None:
    make_missing_rows(counts.keys())
    with transaction.atomic():
        # In one order: of two processes, one waits for the other.
        found = rows_of(counts.keys()).select_for_update().order_by("pk").values_list("pk", "entrance", "day")
        alike = defaultdict(list)
        for pk, entrance_pk, day in found:
            if (entrance_pk, day) in counts:
                alike[counts[entrance_pk, day]].append(pk)
        for count, pks in alike.items():
            EntranceDay.objects.filter(pk__in=pks).update(open_count=F("open_count") + count)


def make_missing_rows(keys: KeysView[tuple[int, date]]) -> None:
    missing = keys - set(rows_of(keys).values_list("entrance", "day"))
    # One that was deleted meanwhile must not block the counts of the others.
    existing = set(Entrance.objects.filter(pk__in=[pk for pk, _ in missing]).values_list("pk", flat=True))
    rows = [EntranceDay(entrance_id=pk, day=day) for pk, day in sorted(missing) if pk in existing]
    EntranceDay.objects.bulk_create(rows, ignore_conflicts=True)


def rows_of(keys: KeysView[tuple[int, date]]):
    """Some more, where these are of several days."""
    days = {day for _, day in keys}
    return EntranceDay.objects.filter(entrance__in=[pk for pk, _ in keys], day__in=days).order_by()


def start_timer(flush) -> None:
    timer = threading.Timer(FLUSH_SECONDS, flush)
    timer.daemon = True
    timer.start()


openings = Openings(start_timer)
