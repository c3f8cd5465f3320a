"""退回: what the last return asked for, and whether those parts have changed since."""

from dataclasses import dataclass

from reports.choices import PackageState
from reports.models import StateChange
from reports.packages.checks.check import Check, CheckBasis
from reports.packages.returns import ReturnedPart


@dataclass(frozen=True)
class AskedAgain:
    change: StateChange
    parts: list[ReturnedPart]


def check_last_return(basis: CheckBasis) -> Check | None:
    change = basis.last_return
    if change is None:
        return None
    return Check(
        "last-return",
        _sentence(change, len(basis.unchanged_parts)),
        template="reports/packages/checks/last_return.html",
        found=AskedAgain(change, [ReturnedPart(part, part not in basis.unchanged_parts) for part in change.asked]),
        is_settled=not basis.unchanged_parts,
    )


def _sentence(change: StateChange, unchanged_count: int) -> str:
    act = "重新打开" if change.from_state == PackageState.ACCEPTED else "退回"
    if not change.asked:
        return f"上次{act}时没有写明涉及哪几部分，请对照原因看看改好了没有"
    if unchanged_count:
        return f"上次{act}涉及 {len(change.asked)} 部分，有 {unchanged_count} 部分还没有修改"
    return f"上次{act}涉及的部分都已有修改"
