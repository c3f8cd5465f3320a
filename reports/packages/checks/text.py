"""文表核对 before a package goes up: whether its summary says what its table says."""

from reports.packages.checks.check import Check, CheckBasis
from reports.packages.text_and_table.checking import check_summary


def check_text(basis: CheckBasis) -> Check | None:
    package = basis.package
    if not (basis.campaign.summary_length and package.summary_text):
        return None
    check = check_summary(package, basis.sheet, package.committee)
    if not check.contradicting:
        return Check("text", check.sentence)
    return Check("text", check.sentence, "reports/packages/checks/text.html", found=check)
