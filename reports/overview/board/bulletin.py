"""今日通报: how far every row has come and what is new since yesterday, as text for the work group."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Q
from django.utils import timezone

from activities.models import Activity
from organization.clock import now
from organization.models import Account, Campaign
from reports.choices import Standing
from reports.models import Credit, Package
from reports.overview.board.reminder_text import hour
from returnees.models import Returnee

SINCE = timedelta(days=1)


@dataclass(frozen=True)
class BulletinLine:
    name: str
    questionnaires: int
    new_questionnaires: int
    entries: int
    new_entries: int
    standing: Standing

    def __str__(self):
        questionnaires = f"问卷 {self.questionnaires} 份（{signed(self.new_questionnaires)}）"
        entries = f"活动 {self.entries} 条（{signed(self.new_entries)}）"
        return f"{self.name}：{questionnaires}，{entries}，{self.standing.label}"


@dataclass(frozen=True)
class Bulletin:
    campaign: Campaign
    at: datetime
    lines: list[BulletinLine]

    @property
    def title(self) -> str:
        return f"{self.campaign}今日通报"

    @property
    def as_of(self) -> str:
        return f"截至{hour(self.at)}，括号里是比昨天此时新增的"

    @property
    def total(self) -> str:
        """Of all rows, in one sentence."""
        sums = {name: sum(getattr(line, name) for line in self.lines) for name in COUNTED}
        standings = [line.standing for line in self.lines]
        counted = "、".join(f"{one.label} {standings.count(one)} 个" for one in Standing)
        return (
            f"共收到问卷 {sums['questionnaires']} 份（{signed(sums['new_questionnaires'])}），"
            f"记录活动 {sums['entries']} 条（{signed(sums['new_entries'])}）；"
            f"{len(self.lines)} 个单位中{counted}"
        )

    @property
    def text(self) -> str:
        lines = "；\n".join(f"{number}. {line}" for number, line in enumerate(self.lines, start=1))
        return f"【{self.title}】{self.as_of}。\n{self.total}。\n{lines}。"


COUNTED = ("questionnaires", "new_questionnaires", "entries", "new_entries")


def signed(count: int) -> str:
    return f"+{count}"


def build_bulletin(campaign: Campaign, account: Account) -> Bulletin:
    """In four queries, however many rows there are."""
    at = timezone.localtime(now())
    package_of = Credit.objects.package_of_committees(campaign)
    returnees = Returnee.objects.in_campaign(campaign).visible_to(account).accepted()
    questionnaires = _count(returnees, "home_committee", "submitted_at", at - SINCE, package_of)
    held = Activity.objects.in_campaign(campaign).visible_to(account).held()
    entries = _count(held, "committee", "created_at", at - SINCE, package_of)
    packages = Package.objects.in_campaign(campaign).visible_to(account).only("printed_name", "state", "position")
    lines = [
        BulletinLine(one.printed_name, *questionnaires.get(one.pk, (0, 0)), *entries.get(one.pk, (0, 0)), one.standing)
        for one in packages
    ]
    return Bulletin(campaign, at, lines)


def _count(rows, committee: str, moment: str, since: datetime, package_of) -> dict[int, tuple[int, int]]:
    """By package: how many there are, and how many of them are new."""
    is_new = Q(**{f"{moment}__gte": since})
    grouped = rows.order_by().values_list(committee).annotate(Count(committee), new=Count(committee, filter=is_new))
    sums: dict[int, tuple[int, int]] = {}
    for committee_id, count, new in grouped:
        if package := package_of.get(committee_id):
            before = sums.get(package, (0, 0))
            sums[package] = (before[0] + count, before[1] + new)
    return sums
