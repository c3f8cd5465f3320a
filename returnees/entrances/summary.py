"""How often the questionnaire was opened and sent, by committee and channel."""

from collections import defaultdict
from dataclasses import dataclass

from django.db.models import Count, Q, Sum

from organization.models import Committee
from returnees.choices import EntranceChannel, ReturneeState
from returnees.models import Entrance, EntranceDay, Returnee


@dataclass
class EntranceTally:
    entrances: int = 0
    opens: int = 0
    # Questionnaires of any state but deleted.
    submissions: int = 0
    # Accepted questionnaires.
    answers: int = 0

    def add(self, other):
        self.entrances += other.entrances
        self.opens += other.opens
        self.submissions += other.submissions
        self.answers += other.answers

    @property
    def submitted_percent(self):
        return round(100 * self.submissions / self.opens) if self.opens else None


@dataclass
class EntranceLine:
    """A committee with everything below it."""

    committee: Committee
    depth: int
    cells: list[tuple[EntranceChannel, EntranceTally]]
    total: EntranceTally


@dataclass
class EntranceSummary:
    # Those that have entrances here.
    channels: list[EntranceChannel]
    # One per committee in the order of the tree; its first, the account's own, is the total of all.
    lines: list[EntranceLine]


def build_summary(campaign, account) -> EntranceSummary:
    tallies = _with_everything_below(_tallies(campaign, account))
    used = {channel for _, channel in tallies}
    channels = [channel for channel in EntranceChannel if channel in used]
    lines = []
    for committee in Committee.objects.visible_to(account):
        cells = [(channel, tallies.get((committee.path, channel), EntranceTally())) for channel in channels]
        total = EntranceTally()
        for _, tally in cells:
            total.add(tally)
        lines.append(EntranceLine(committee, committee.depth - account.committee.depth, cells, total))
    return EntranceSummary(channels, lines)


def _tallies(campaign, account):
    """By path and channel. Each table is grouped by itself: joined, they would multiply one another."""
    entrances = Entrance.objects.in_campaign(campaign).visible_to(account).order_by()
    tallies = defaultdict(EntranceTally)
    counted = entrances.values_list("committee__path", "channel").annotate(Count("pk"), Sum("withdrawn_count"))
    for path, channel, count, withdrawn_count in counted:
        tallies[path, channel].entrances, tallies[path, channel].submissions = count, withdrawn_count
    days = EntranceDay.objects.filter(entrance__in=entrances).order_by()
    by_committee = ("entrance__committee__path", "entrance__channel")
    for path, channel, opens in days.values_list(*by_committee).annotate(Sum("open_count")):
        tallies[path, channel].opens = opens
    # Of youths from anywhere: what counts here is the entrance that they used.
    returnees = Returnee.objects.filter(entrance__in=entrances).not_deleted().order_by().values_list(*by_committee)
    is_accepted = Q(state=ReturneeState.ACCEPTED)
    returnees = returnees.annotate(submissions=Count("pk"), answers=Count("pk", filter=is_accepted))
    for path, channel, submissions, answers in returnees:
        tallies[path, channel].submissions += submissions
        tallies[path, channel].answers = answers
    return tallies


def _with_everything_below(tallies):
    sums = defaultdict(EntranceTally)
    for (path, channel), tally in tallies.items():
        steps = path.split(".")[:-1]
        for depth in range(1, len(steps) + 1):
            sums[".".join(steps[:depth]) + ".", channel].add(tally)
    return sums
