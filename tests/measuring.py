"""Coverage, which makes Python 3.11 twice as slow, and where it is of no use."""

from contextlib import contextmanager

from coverage import Coverage


@contextmanager
def unmeasured():
    """For what runs long and enters no line that the tests beside it do not enter too."""
    coverage = Coverage.current()
    if coverage:
        coverage.stop()
    yield
    if coverage:
        coverage.start()
