"""All the checks before a package goes up, in the order of the page. A further one is a function and its line here."""

from collections.abc import Callable

from reports.packages.checks.check import Check, CheckBasis
from reports.packages.checks.counties import check_counties
from reports.packages.checks.figures import check_odd_figures
from reports.packages.checks.last_return import check_last_return
from reports.packages.checks.text import check_text
from reports.packages.checks.youths import check_duplicates, check_quarantine

# Each returns None where it has no place: the campaign does not ask for it, or there is nobody to be asked.
CHECKS: tuple[Callable[[CheckBasis], Check | None], ...] = (
    check_last_return,
    check_text,
    check_counties,
    check_odd_figures,
    check_quarantine,
    check_duplicates,
)


def run_checks(basis: CheckBasis) -> list[Check]:
    """Those with something to look at first; a fixed number of queries, whatever the log and the answers hold."""
    checks = [check for make_check in CHECKS if (check := make_check(basis))]
    return sorted(checks, key=lambda check: check.is_clear)
