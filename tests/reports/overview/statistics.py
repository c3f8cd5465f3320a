"""What the tests of the statistics share."""

from datetime import UTC, datetime

PAGE = "/admin/reports/statistics/"

WITHDRAWN = {"state": "withdrawn", "personal_erased_at": datetime(2020, 2, 2, tzinfo=UTC)} | dict.fromkeys(
    ("name", "phone", "birth_year", "birth_month", "business_name")
)
ENTREPRENEUR = {"status": "A", "industry": "A-crops", "business_name": "合作社", "business_type": "company"}
INTENDING = {"status": "B", "industry": "F-retail", "intent": "one_year"}


def section(response, key):
    [found] = [section for section in response.context["sections"] if section.key == key]
    return found


def lines(table):
    """The cells of each line, by its name."""
    return {line.name: [cell.text for cell in line.cells] for line in table.lines}
