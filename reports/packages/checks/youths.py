"""问卷: records that count nowhere until somebody reviews them, and possible duplicates, which count twice."""

from reports.choices import PackagePart
from reports.packages.checks.check import Check, CheckBasis
from reports.packages.parts import parts_of
from returnees.models import Returnee

# More are not counted: whoever has so many begins with these.
MOST_DUPLICATES = 500


def check_quarantine(basis: CheckBasis) -> Check | None:
    if PackagePart.QUESTIONNAIRES not in parts_of(basis.campaign):
        return None
    count = _returnees(basis).quarantined().count()
    if not count:
        return Check("quarantine", "没有待核实的问卷")
    address = basis.address("admin:returnees_returnee_quarantine", "returnees.review_returnee")
    sentence = f"{count} 份问卷待核实（可能是机器填写的），核实以前不计入问卷统计"
    return Check("quarantine", sentence, found=count, url=address, link="去核实")


def check_duplicates(basis: CheckBasis) -> Check | None:
    if PackagePart.QUESTIONNAIRES not in parts_of(basis.campaign):
        return None
    marked = _returnees(basis).possible_duplicates(basis.account, basis.campaign, limit=MOST_DUPLICATES)
    count = len(marked)
    if not count:
        return Check("duplicates", "没有疑似重复的问卷")
    address = basis.address("admin:returnees_returnee_changelist", "returnees.view_returnee", "?duplicate=yes")
    number = f"{count} 份以上" if count >= MOST_DUPLICATES else f"{count} 份"
    sentence = f"{number}问卷疑似重复（手机号相同），合并以前各算一份"
    return Check("duplicates", sentence, found=count, url=address, link="去比对")


def _returnees(basis: CheckBasis):
    """Of the row, as far as the account sees them."""
    visible = Returnee.objects.in_campaign(basis.campaign).visible_to(basis.account)
    return visible.filter(home_committee__in=basis.committee_ids)
