"""催报: what the region writes to the work group about those who have not sent up. Committees, and nobody's name."""

from collections.abc import Iterable
from datetime import date, datetime

from organization.region import words
from reports.choices import PackageState, Standing
from reports.models import Package
from reports.packages.documents.phrases import day


def awaited(packages: Iterable[Package]) -> list[Package]:
    """Packages that are not with the region, in the order of the table."""
    return sorted((one for one in packages if not one.is_sent), key=lambda one: one.position)


def reminder_text(packages: Iterable[Package], *, due_on: date, moment: datetime) -> str:
    waiting = awaited(packages)
    overdue = [package for package in waiting if package.due_on < moment.date()]
    if overdue:
        others = [package for package in waiting if package not in overdue]
        return overdue_text(overdue, others, due_on=due_on, moment=moment)
    if not waiting:
        return ""
    lines = named_by_standing(waiting, f"截至{hour(moment)}，")
    has_own_day = [bool(package.extended_to or package.wanted_on) for package in waiting]
    last_days = [] if all(has_own_day) else [f"请于{day(due_on)}24时前报送"]
    if any(package.extended_to for package in waiting):
        last_days.append("已延期的请于延期之日24时前报送")
    if last_days:
        lines.append("；".join(last_days) + "。")
    return "\n".join(lines)


def overdue_text(overdue: list[Package], others: list[Package], *, due_on: date, moment: datetime) -> str:
    """`others` are awaited too, and have a later day of their own."""
    opening = f"报送截止时间为{day(due_on)}24时。截至{hour(moment)}，"
    lines = [*named_by_standing(overdue, opening, overdue="逾期"), "请尽快报送，材料将注明逾期。"]
    if closed := [package.printed_name for package in overdue if package.is_closed]:
        names = "" if len(closed) == len(overdue) else f"{'、'.join(closed)}的"
        lines[-1] = f"{names}报送通道已关闭，请先联系{words.region_committee}延期，再行报送。"
    for standing, state in ((Standing.NOT_SENT, "已延期"), (Standing.RETURNED, Standing.RETURNED.label)):
        if names := "、".join(named(package) for package in others if package.standing == standing):
            lines.append(f"{state}、尚未到期：{names}。")
    return "\n".join(lines)


def named_by_standing(packages: list[Package], opening: str, *, overdue: str = "") -> list[str]:
    """Who has not sent up, and who was sent back, a paragraph each. `overdue`: 逾期, if they all are."""
    unsent = [package for package in packages if package.standing == Standing.NOT_SENT]
    returned = [package for package in packages if package.standing == Standing.RETURNED]
    paragraphs = []
    if unsent:
        paragraphs.append(f"以下{len(unsent)}个单位{overdue or '尚'}未报送：\n{by_state(unsent)}")
    if returned:
        state = f"{Standing.RETURNED.label}{'，已逾期' if overdue else ''}"
        paragraphs.append(f"以下{len(returned)}个单位{state}，请改好后重新报送：{'、'.join(map(named, returned))}。")
    return [opening + paragraphs[0], *paragraphs[1:]]


def by_state(packages: list[Package]) -> str:
    lines = []
    for state in PackageState:
        if names := [named(package) for package in packages if package.state == state]:
            lines.append(f"{state.label}：{'、'.join(names)}")
    return "；\n".join(lines) + "。"


def named(package: Package) -> str:
    """With the day of its own, as far as it has one."""
    remarks = []
    if package.extended_to:
        remarks.append(f"已延期至{day(package.extended_to)}")
    if package.wanted_on:
        over = f"，已过{package.wanted_days_over}天" if package.wanted_days_over else ""
        remarks.append(f"请于{day(package.wanted_on)}前重新报送{over}")
    return package.printed_name + (f"（{'；'.join(remarks)}）" if remarks else "")


def hour(moment: datetime) -> str:
    return f"{day(moment)}{moment.hour}时"
