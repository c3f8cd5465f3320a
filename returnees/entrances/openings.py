"""How often each entrance's page was opened: gathered in the process and written every few seconds, so that opening
a page costs no write. A process that is killed loses the last few seconds of counts, and nothing else."""

import logging
import threading
from collections import Counter
from datetime import date
from itertools import chain

from django.db import connection

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
    """`counts` by the key of the entrance. One statement: adding to what is there is more than `bulk_create` can."""
    quote = connection.ops.quote_name
    days, entrances = quote(EntranceDay._meta.db_table), quote(Entrance._meta.db_table)
    # In one order: of two processes, one waits for the other. One that was deleted meanwhile joins nothing. Between
    # the first and the last: PostgreSQL would read all entrances for so many, time and again.
    counted = sorted(counts.items())
    rows = ", ".join(["(%s, %s)"] * len(counted))
    sql = (
        f"INSERT INTO {days} (entrance_id, day, open_count) "  # nosec B608 # names of our own tables, and marks
        f"WITH counted (entrance_id, opened) AS (VALUES {rows}) "
        f"SELECT counted.entrance_id, %s, counted.opened FROM counted JOIN {entrances} ON id = counted.entrance_id "
        "WHERE id BETWEEN %s AND %s ORDER BY counted.entrance_id "
        f"ON CONFLICT (entrance_id, day) DO UPDATE SET open_count = {days}.open_count + excluded.open_count"
    )
    opened_on, first, last = connection.ops.adapt_datefield_value(day), counted[0][0], counted[-1][0]
    with connection.cursor() as cursor:
        cursor.execute(sql, [*chain.from_iterable(counted), opened_on, first, last])


def start_timer(flush) -> None:
    timer = threading.Timer(FLUSH_SECONDS, flush)
    timer.daemon = True
    timer.start()


openings = Openings(start_timer)
