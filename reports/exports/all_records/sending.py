"""A download in progress, and the record of how it ends."""

import logging
from collections.abc import Callable, Iterable, Iterator, Sequence

from django.db import Error

logger = logging.getLogger(__name__)


class Sending:
    """The pieces of a file. `end(row_count, is_whole)` is called once: after the last piece, or when nobody takes more.

    Of a file that was broken off, `row_count` is the most that can have gone out.
    """

    def __init__(
        self,
        batches: Iterable[Sequence],
        *,
        write: Callable[[Iterator[Sequence]], Iterator[bytes]],
        end: Callable[[int, bool], None],
    ):
        self.row_count, self.is_whole, self.is_over = 0, False, False
        self.pieces, self.end = write(self.counted(batches)), end

    def counted(self, batches):
        for batch in batches:
            self.row_count += len(batch)
            yield batch

    def __iter__(self):
        return self

    def __next__(self) -> bytes:
        try:
            return next(self.pieces)
        except StopIteration:
            self.is_whole = True
            self.close()
            raise

    def close(self) -> None:
        """Called also for a file whose first piece was never requested, which a generator would not notice."""
        if self.is_over:
            return
        self.is_over = True
        self.pieces.close()
        try:
            self.end(self.row_count, self.is_whole)
        except Error:
            # The rows are out all the same; that its end is missing shows in the record of its beginning.
            logger.exception("The end of an export could not be recorded.")
