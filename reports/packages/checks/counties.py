"""旗县: who has not said 本级已填完, and who has nothing at all."""

from dataclasses import dataclass

from activities.choices import CompletionState
from activities.models import Completion
from activities.models.completion import COMPLETING_LEVELS
from organization.models import Committee
from reports.annex2.table import build_package_breakdown
from reports.choices import NO_RECORD
from reports.packages.checks.check import Check, CheckBasis

NOT_MARKED = "没有标记“本级已填完”"
AFTER_MARKING = {
    CompletionState.CHANGED: "标记“本级已填完”以后又有修改",
    CompletionState.HANDED_BACK: "“本级已填完”已退回，还没有重新标记",
}


@dataclass(frozen=True)
class CountyGroup:
    """Counties of which the same is to be said, each with the address where it can be looked at."""

    what: str
    counties: list[tuple[Committee, str]]


def check_counties(basis: CheckBasis) -> Check | None:
    rows = [row for row in build_package_breakdown(basis.package, layout=basis.sheet.layout) if _is_asked(basis, row)]
    if not rows:
        return None
    latest = Completion.objects.filter(committee__in=basis.committee_ids).latest_by_committee(basis.campaign)
    named: dict[str, list[Committee]] = {NO_RECORD: [row.committee for row in rows if not row.has_entries]}
    for row in rows:
        if (what := _lack(latest.get(row.committee.pk))) and row.has_entries:
            named.setdefault(what, []).append(row.committee)
    groups = [CountyGroup(what, _with_addresses(basis, counties)) for what, counties in named.items() if counties]
    if not groups:
        return Check("counties", f"{len(rows)} 个下级单位都已填完")
    count = sum(len(group.counties) for group in groups)
    sentence = f"{len(rows)} 个下级单位中有 {count} 个还没有填完"
    address = basis.address("completion", "activities.view_completion")
    return Check(
        "counties",
        sentence,
        template="reports/packages/checks/counties.html",
        found=groups,
        url=address,
        link="看谁填完了、还空着什么",
    )


def _is_asked(basis, row) -> bool:
    committee = row.committee
    is_below = committee != basis.package.committee and committee.level in COMPLETING_LEVELS
    return is_below and committee.ended_on is None


def _lack(completion: Completion | None) -> str:
    return AFTER_MARKING.get(completion.state, "") if completion else NOT_MARKED


def _with_addresses(basis, counties) -> list[tuple[Committee, str]]:
    """Only committees in the account's own subtree are on that page."""
    own_path = basis.account.committee.path
    return [(county, _address(basis, county) if county.path.startswith(own_path) else "") for county in counties]


def _address(basis, county) -> str:
    return basis.address("completion", "activities.view_completion", f"#committee-{county.pk}")
