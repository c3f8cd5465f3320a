"""What a return asked for, and what became of it: before the package goes up again, and for whoever reviews it."""

from collections.abc import Mapping
from dataclasses import dataclass

from reports.annex2.layout import Layout, layout_of
from reports.choices import PackagePart, PackageState
from reports.models import Package, StateChange, Submission
from reports.packages.changes import Changes, PresentContents


@dataclass(frozen=True)
class ReturnedPart:
    """A part that a return was about, in the submission that followed it."""

    part: PackagePart
    is_changed: bool
    # Of one that was not changed.
    explanation: str = ""


def open_return(package: Package) -> StateChange | None:
    """The return that the next sending up answers; None where there was none."""
    return _returns(package).last()


def return_before(submission: Submission) -> StateChange | None:
    """The return that a submission answered."""
    return _returns(submission.package).filter(submission__number__lt=submission.number).last()


def _returns(package):
    returns = package.state_changes.filter(to_state=PackageState.RETURNED)
    return returns.select_related("by__committee", "submission").order_by("pk")


def unchanged_parts(change: StateChange, now: Submission | PresentContents, layout: Layout) -> list[PackagePart]:
    """The parts that the return was about and that are as they were in the submission that was returned."""
    changed = Changes(layout, change.submission, now).changed_parts
    return [part for part in change.asked if part not in changed]


def explain_unchanged(submission: Submission, explanations: Mapping[str, str]) -> None:
    """Write down with a new submission which parts its return was about and did not change, and what is said of it."""
    if change := return_before(submission):
        unchanged = unchanged_parts(change, submission, layout_of(submission.package.campaign))
        submission.explanations = {str(part): explanations.get(part, "") for part in unchanged}
        submission.save(update_fields=["explanations"])


def returned_parts(submission: Submission, change: StateChange | None) -> list[ReturnedPart]:
    """What became of the parts of the return that it answered; empty where that was not asked then."""
    if change is None or submission.explanations is None:
        return []
    said = submission.explanations
    return [ReturnedPart(part, part not in said, said.get(part, "")) for part in change.asked]
