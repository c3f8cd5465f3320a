"""How often each entrance's page was opened: gathered in the process and written every few seconds, so that opening
a page costs no write. A process that is killed loses the last few seconds of counts, and nothing else."""

import logging
import threading
from collections import Counter

from django.db import connection, transaction
from django.db.models import F

from organization.clock import today
from organization.outage import OUTAGE_ERRORS, outage_reason
from organization.read_only import read_only_state
from returnees.models import Entrance, EntranceDay

FLUSH_SECONDS = 5

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
        counts = self.drain()
        try:
            with transaction.atomic():
                # An entrance deleted meanwhile must not block the counts of the others.
                existing = set(Entrance.objects.filter(pk__in={pk for pk, _ in counts}).values_list("pk", flat=True))
                for (entrance_pk, day), count in sorted(counts.items()):
                    if entrance_pk not in existing:
                        continue
                    EntranceDay.objects.get_or_create(entrance_id=entrance_pk, day=day)
                    EntranceDay.objects.filter(entrance_id=entrance_pk, day=day).update(
                        open_count=F("open_count") + count
                    )
        except Exception:
            with self.lock:
                self.counts.update(counts)
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


def start_timer(flush) -> None:
    timer = threading.Timer(FLUSH_SECONDS, flush)
    timer.daemon = True
    timer.start()


openings = Openings(start_timer)
