"""来源已变化: the present log beside the submission, which it never changes."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Count, Exists, F, OuterRef, Q

from activities.choices import ActivityState
from activities.models import Activity, ActivityKind, EntryFigure, KindFigure, ZeroReport
from organization.models import Committee
from reports.annex2.entries import EntryColumn, entry_columns, entry_value
from reports.annex2.layout import layout_of
from reports.counting.branches import branches
from reports.models import Credit, Submission, SubmissionEntry
from reports.packages.freezing import VALUE_COLUMNS

# Before a sending up: what was being written just then, and the clock of a demo, which stays within its day.
LEEWAY = timedelta(days=1)


@dataclass(frozen=True)
class Difference:
    """One entry (or zero report) that is not in the log as it was sent up."""

    # 新增, 减少 or 改动.
    what: str
    kind: str
    committee: str
    # 编号 of the entry; empty for a zero report.
    number: str
    then: str
    now: str


def _is_unchanged():
    """Of a frozen entry: that the log still has it, held, of the same committee and with the same values.

    The figures of the kind's own are compared by `_with_other_own_figures`.
    """
    same = Q(activity__deleted_at=None, activity__state=ActivityState.HELD, activity__committee=F("committee"))
    same &= Q(activity__kind__key=F("kind"))
    for column in VALUE_COLUMNS:
        same &= Q(**{f"activity__{column}": F(column)}) | Q(**{column: None, f"activity__{column}": None})
    return same


def changed_submissions(
    campaign, submissions: list[Submission], held_counts: Mapping[int, int] | None = None
) -> set[int]:
    """The keys of the submissions whose source has changed since; a fixed number of queries.

    Only what was touched since is compared: nothing else can have changed. `held_counts`: how many held entries each
    committee has, where they are at hand.
    """
    if not submissions:
        return set()
    package_of = Credit.objects.package_of_committees(campaign)
    since = min(submission.submitted_at for submission in submissions) - LEEWAY
    held = Activity.objects.in_campaign(campaign).held().filter(committee__in=package_of)
    live_counts = _per_package(held_counts or _count_entries(held), package_of)
    touched_counts = _per_package(_count_entries(held.filter(updated_at__gte=since)), package_of)
    touched = {"activity__campaign": campaign, "activity__updated_at__gte": since}
    unchanged = SubmissionEntry.objects.filter(_is_unchanged(), submission__in=submissions, **touched)
    unchanged_counts = Counter(dict(unchanged.order_by().values_list("submission_id").annotate(Count("pk"))))
    unchanged_counts.subtract(_with_other_own_figures(campaign, unchanged).values())
    live_zeros = _zero_kinds_by_package(campaign, package_of)
    return {
        submission.pk
        for submission in submissions
        if live_counts[submission.package_id] != submission.entry_count
        or touched_counts[submission.package_id] != unchanged_counts[submission.pk]
        or live_zeros.get(submission.package_id, set()) != {kind for _, kind in submission.zero_reports}
    }


def _with_other_own_figures(campaign, entries) -> dict[int, int]:
    """`{frozen entry: submission}` for those whose kind's own figures are no longer those of the log."""
    kinds = set(KindFigure.objects.filter(kind__campaign=campaign).values_list("kind__key", flat=True))
    if not kinds:
        return {}
    frozen = list(
        entries.filter(kind__in=kinds).order_by().values_list("pk", "submission_id", "activity_id", "own_figures")
    )
    live: dict[int, dict[str, int]] = defaultdict(dict)
    figures = EntryFigure.objects.filter(activity__in={activity_id for _, _, activity_id, _ in frozen})
    for activity_id, key, value in figures.values_list("activity_id", "figure__key", "value"):
        live[activity_id][key] = value
    return {
        pk: submission_id
        for pk, submission_id, activity_id, own_figures in frozen
        if own_figures != live.get(activity_id, {})
    }


def _count_entries(entries) -> dict[int, int]:
    return dict(entries.order_by().values_list("committee_id").annotate(Count("committee_id")))


def _per_package(entry_counts: Mapping[int, int], package_of) -> Counter:
    counts: Counter = Counter()
    for committee_id, count in entry_counts.items():
        if committee_id in package_of:
            counts[package_of[committee_id]] += count
    return counts


def _zero_kinds_by_package(campaign, package_of) -> dict[int, set[str]]:
    kinds: dict[int, set[str]] = {}
    reports = ZeroReport.objects.in_campaign(campaign).filter(committee__in=package_of)
    for committee_id, kind in reports.values_list("committee_id", "kind__key"):
        kinds.setdefault(package_of[committee_id], set()).add(kind)
    return kinds


def source_differences(submission: Submission, *, limit: int = 200) -> list[Difference]:
    package = submission.package
    committee_ids = package.counted_committee_ids()
    kinds = _Kinds(submission)
    frozen = SubmissionEntry.objects.filter(submission=submission)
    unchanged = frozen.filter(_is_unchanged())
    others = _with_other_own_figures(package.campaign, unchanged)
    changed = frozen.exclude(pk__in=unchanged.exclude(pk__in=others).values("pk")).select_related("committee")[:limit]
    still_held = {
        entry.pk: entry
        for entry in _held_entries(committee_ids).filter(pk__in=[entry.activity_id for entry in changed])
    }
    added = (
        _held_entries(committee_ids)
        .in_campaign(package.campaign)
        .filter(~Exists(frozen.filter(activity=OuterRef("pk"))))[:limit]
    )
    differences = [_of_frozen(package.campaign, kinds, entry, still_held.get(entry.activity_id)) for entry in changed]
    differences += [
        Difference("新增", entry.kind.label, str(entry.committee), entry.number, "", kinds.describe(entry))
        for entry in added
    ]
    return differences + _of_zero_reports(submission, committee_ids, kinds)


def _held_entries(committee_ids):
    related = ("committee", "campaign", "kind")
    held = Activity.objects.held().filter(committee__in=committee_ids)
    return held.select_related(*related).prefetch_related("entry_figures__figure")


class _Kinds:
    """The kinds of a campaign and what the table counts of each."""

    def __init__(self, submission):
        campaign = submission.package.campaign
        layout = layout_of(campaign)
        self.channels, self.frozen_channels = layout.channels, submission.channel_list
        kinds = ActivityKind.objects.in_campaign(campaign).with_questions()
        self.labels = {kind.key: kind.label for kind in kinds}
        self.columns: dict[str, list[EntryColumn]] = {kind.key: entry_columns(kind, layout) for kind in kinds}

    def label(self, key: str) -> str:
        return self.labels.get(key, key)

    def describe(self, entry) -> str:
        """What is counted of an entry, frozen or live; its committee too, for it may have moved."""
        is_frozen = isinstance(entry, SubmissionEntry)
        key, channels = (entry.kind, self.frozen_channels) if is_frozen else (entry.kind.key, self.channels)
        values = [f"{entry.held_on:%Y-%m-%d}", str(entry.committee)]
        values += [f"{column.heading} {entry_value(entry, column, channels)}" for column in self.columns.get(key, [])]
        return "，".join(values)


def _of_frozen(campaign, kinds, entry, live) -> Difference:
    number = Activity(pk=entry.activity_id, campaign=campaign).number
    what, now = ("改动", kinds.describe(live)) if live else ("减少", "")
    return Difference(what, kinds.label(entry.kind), str(entry.committee), number, kinds.describe(entry), now)


def _of_zero_reports(submission, committee_ids, kinds) -> list[Difference]:
    package = submission.package
    branch_of = branches(package, committee_ids)
    reports = ZeroReport.objects.in_campaign(package.campaign).filter(committee__in=branch_of)
    live = {(branch_of[committee_id], kind) for committee_id, kind in reports.values_list("committee_id", "kind__key")}
    then = {(branch_id, kind) for branch_id, kind in submission.zero_reports}
    names = {committee.pk: str(committee) for committee in Committee.objects.filter(pk__in=branch_of)}
    lines = [("减少", *removed, "零报告", "") for removed in sorted(then - live)]
    lines += [("新增", *new, "", "零报告") for new in sorted(live - then)]
    return [
        Difference(what, kinds.label(kind), names.get(branch_id, ""), "", before, now)
        for what, branch_id, kind, before, now in lines
    ]
