"""数字: entries whose figures are odd, all of them in one list."""

from django.urls import reverse

from reports.packages.checks.check import Check, CheckBasis
from reports.packages.odd_figures import odd_entries


def check_odd_figures(basis: CheckBasis) -> Check:
    odd = odd_entries(basis.package, account=basis.account, committee_ids=basis.committee_ids)
    if not odd:
        return Check("odd_figures", "附件2所计的数字都在平常范围里")
    unconfirmed_count = sum(not one.is_confirmed for one in odd)
    rest = f"其中 {unconfirmed_count} 条没有人确认" if unconfirmed_count else "都有人确认过"
    url = reverse("package_odd_figures", args=[basis.package.pk])
    sentence = f"{len(odd)} 条记录的数字不太寻常，{rest}"
    return Check("odd_figures", sentence, found=len(odd), url=url, link="看是哪几条")
