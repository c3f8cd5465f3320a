"""来源已变化: what the log says now, beside what was sent up. It never changes what was sent up."""

from collections import Counter
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Count, Exists, F, OuterRef, Q

from activities.choices import ActivityState, Kind, LetterChannel
from activities.models import Activity, ZeroReport
from organization.models import Committee
from reports.annex2.columns import COLUMNS
from reports.counting.branches import branches
from reports.models import Credit, Submission, SubmissionEntry
from reports.packages.freezing import VALUE_COLUMNS

LEEWAY = timedelta(days=1)
"""Before a sending up: what was being written just then, and the clock of a demo, which stays within its day."""


@dataclass(frozen=True)
class Difference:
    """One entry (or zero report) that is not in the log as it was sent up."""

    what: str
    """新增, 减少 or 改动."""
    kind: str
    committee: str
    number: str
    """编号 of the entry; empty for a zero report."""
    then: str
    now: str


def _is_unchanged():
    """Of a frozen entry: that the log still has it, held, of the same committee and with the same values."""
    same = Q(activity__deleted_at=None, activity__state=ActivityState.HELD, activity__committee=F("committee"))
    for column in VALUE_COLUMNS:
        same &= Q(**{f"activity__{column}": F(column)}) | Q(**{column: None, f"activity__{column}": None})
    return same


def changed_submissions(campaign, submissions: list[Submission]) -> set[int]:
    """The keys of those whose source has changed since; a fixed number of queries.

    Only what was touched since is compared: of what was not, the number cannot have changed without a trace.
    """
    if not submissions:
        return set()
    package_of = Credit.objects.package_of_committees(campaign)
    since = min(submission.submitted_at for submission in submissions) - LEEWAY
    held = Activity.objects.in_campaign(campaign).held().filter(committee__in=package_of)
    live_counts = _per_package(held, package_of)
    touched_counts = _per_package(held.filter(updated_at__gte=since), package_of)
    touched = {"activity__campaign": campaign, "activity__updated_at__gte": since}
    unchanged = SubmissionEntry.objects.filter(_is_unchanged(), submission__in=submissions, **touched)
    unchanged_counts = dict(unchanged.order_by().values_list("submission_id").annotate(Count("pk")))
    live_zeros = _zero_kinds_by_package(campaign, package_of)
    return {
        submission.pk
        for submission in submissions
        if live_counts[submission.package_id] != submission.entry_count
        or touched_counts[submission.package_id] != unchanged_counts.get(submission.pk, 0)
        or live_zeros.get(submission.package_id, set()) != {kind for _, kind in submission.zero_reports}
    }


def _per_package(entries, package_of) -> Counter:
    counts: Counter = Counter()
    for committee_id, count in entries.order_by().values_list("committee_id").annotate(Count("committee_id")):
        counts[package_of[committee_id]] += count
    return counts


def _zero_kinds_by_package(campaign, package_of) -> dict[int, set[str]]:
    kinds: dict[int, set[str]] = {}
    reports = ZeroReport.objects.in_campaign(campaign).filter(committee__in=package_of)
    for committee_id, kind in reports.values_list("committee_id", "kind"):
        kinds.setdefault(package_of[committee_id], set()).add(kind)
    return kinds


def source_differences(submission: Submission, *, limit: int = 200) -> list[Difference]:
    """What differs, entry by entry: at most `limit` of each sort."""
    package = submission.package
    committee_ids = package.counted_committee_ids()
    frozen = SubmissionEntry.objects.filter(submission=submission)
    changed = frozen.exclude(pk__in=frozen.filter(_is_unchanged()).values("pk")).select_related("committee")[:limit]
    still_held = {
        entry.pk: entry
        for entry in Activity.objects.held()
        .filter(pk__in=[entry.activity_id for entry in changed], committee__in=committee_ids)
        .select_related("committee")
    }
    added = (
        Activity.objects.in_campaign(package.campaign)
        .held()
        .filter(~Exists(frozen.filter(activity=OuterRef("pk"))), committee__in=committee_ids)
        .select_related("committee", "campaign")[:limit]
    )
    differences = [_of_frozen(package.campaign, entry, still_held.get(entry.activity_id)) for entry in changed]
    differences += [
        Difference("新增", entry.get_kind_display(), str(entry.committee), entry.number, "", describe(entry))
        for entry in added
    ]
    return differences + _of_zero_reports(submission, committee_ids)


def _of_frozen(campaign, entry, live) -> Difference:
    number = Activity(pk=entry.activity_id, campaign=campaign).number
    what, now = ("改动", describe(live)) if live else ("减少", "")
    return Difference(what, entry.get_kind_display(), str(entry.committee), number, describe(entry), now)


def describe(entry) -> str:
    """What is counted of an entry, frozen or live, in words; its committee too, for it may have moved."""
    values = [f"{entry.held_on:%Y-%m-%d}", str(entry.committee)]
    for column in COLUMNS:
        if column.kind != entry.kind:
            continue
        value = getattr(entry, column.source)
        if column.is_text:
            value = "、".join(LetterChannel(code).label for code in (value or "").split(",") if code)
        values.append(f"{column.heading} {value}")
    return "，".join(values)


def _of_zero_reports(submission, committee_ids) -> list[Difference]:
    package = submission.package
    branch_of = branches(package, committee_ids)
    reports = ZeroReport.objects.in_campaign(package.campaign).filter(committee__in=branch_of)
    live = {(branch_of[committee_id], kind) for committee_id, kind in reports.values_list("committee_id", "kind")}
    then = {(branch_id, kind) for branch_id, kind in submission.zero_reports}
    names = {committee.pk: str(committee) for committee in Committee.objects.filter(pk__in=branch_of)}
    lines = [("减少", *gone, "零报告", "") for gone in sorted(then - live)]
    lines += [("新增", *new, "", "零报告") for new in sorted(live - then)]
    return [
        Difference(what, Kind(kind).label, names.get(branch_id, ""), "", before, now)
        for what, branch_id, kind, before, now in lines
    ]
