"""What the site writes while the tests run, looked through for the persons that they invent."""

import logging
import os
import re

# As tests/factories.py, tests/returnees/answering.py and the tests of the accounts call them.
PLANTED = re.compile(r"乌云其其格|张三|李干事|(?<!\d)1[35-9]\d{9}(?!\d)|150102199001011234")
# The name of a stored file, in which any number may stand by chance.
HEX_NAME = re.compile(r"\b[0-9a-f]{32}\b")
ROOTS = (None, "django", "access")
OURS = ("activities", "config", "operations", "organization", "reports", "returnees")


class LogWatch(logging.Handler):
    """Sees the lines as they are written, those of our own loggers from DEBUG on."""

    def __init__(self):
        super().__init__()
        console = logging.getLogger("django").handlers[0]
        self.filters, self.formatter = list(console.filters), console.formatter
        self.found: list[str] = []

    def emit(self, record):
        if planted := PLANTED.search(HEX_NAME.sub("", self.format(record))):
            test = os.environ.get("PYTEST_CURRENT_TEST", "between tests")
            self.found.append(f"{planted[0]} in a line of {record.name}: {test}")

    def attach(self) -> None:
        for name in ROOTS:
            logging.getLogger(name).addHandler(self)
        for name in OURS:
            logging.getLogger(name).setLevel(logging.DEBUG)

    def detach(self) -> None:
        for name in ROOTS:
            logging.getLogger(name).removeHandler(self)
        for name in OURS:
            logging.getLogger(name).setLevel(logging.NOTSET)
