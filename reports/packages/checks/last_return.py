"""退回: what the last return asked for, and whether those parts have changed since."""

from dataclasses import dataclass

from django.forms import BoundField

from reports.choices import PackageState
from reports.models import StateChange
from reports.packages.changes import present_contents
from reports.packages.checks.check import Check, CheckBasis
from reports.packages.forms import ExplanationForm
from reports.packages.returns import ReturnedPart, open_return, unchanged_parts


@dataclass(frozen=True)
class AskedAgain:
    change: StateChange
    # Each with the field for a word of explanation; None where it has changed.
    parts: list[tuple[ReturnedPart, BoundField | None]]


def check_last_return(basis: CheckBasis) -> Check | None:
    change = open_return(basis.package)
    if change is None:
        return None
    unchanged = unchanged_parts(change, present_contents(basis.package, basis.sheet), basis.sheet.layout)
    form = ExplanationForm(basis.typed, parts=unchanged)
    parts = [
        (ReturnedPart(part, part not in unchanged), form[part] if part in unchanged else None) for part in change.asked
    ]
    return Check(
        "last-return",
        _sentence(change, len(unchanged)),
        template="reports/packages/checks/last_return.html",
        found=AskedAgain(change, parts),
        is_settled=not unchanged,
    )


def _sentence(change: StateChange, unchanged_count: int) -> str:
    act = "重新打开" if change.from_state == PackageState.ACCEPTED else "退回"
    if not change.asked:
        return f"上次{act}时没有写明涉及哪几部分，请对照原因看看改好了没有"
    if unchanged_count:
        return f"上次{act}涉及 {len(change.asked)} 部分，有 {unchanged_count} 部分还没有修改"
    return f"上次{act}涉及的部分都已有修改"
