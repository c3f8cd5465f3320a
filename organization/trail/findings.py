"""What is wrong with the trail, in words and numbers."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum


class Flaw(StrEnum):
    CHANGED = "内容被改动"
    MISSING = "不见了"
    CUT_OFF = "末尾被截去"
    MOVED = "次序被调换"
    INSERTED = "不是程序写入的：是插入的，或封存前被改动"
    SEAL_CHANGED = "封条被改动，或与前一封条不相接"
    SEAL_MISSING = "封条不见了"
    NOT_AS_KEPT = "与留存在外的封条不符"
    CHAIN_BROKEN = "第一版的链自此不相接"


OF_SEALS = frozenset({Flaw.SEAL_CHANGED, Flaw.SEAL_MISSING, Flaw.NOT_AS_KEPT})


@dataclass(frozen=True, order=True)
class Finding:
    """Of events, or of seals, from the first number to the last."""

    first: int
    last: int
    flaw: Flaw

    def __str__(self):
        unit = "号封条" if self.flaw in OF_SEALS else "条"
        flaw = self.flaw.removeprefix("封条") if self.flaw in OF_SEALS else self.flaw
        if self.first == self.last:
            return f"第 {self.first} {unit}：{flaw}"
        return f"第 {self.first} 至 {self.last} {unit}：{flaw}（共 {self.last - self.first + 1} 个号）"


@dataclass
class TrailCheck:
    """What a verification found."""

    event_count: int = 0
    sealed_count: int = 0
    # Genuine events that no seal holds yet.
    younger_count: int = 0
    # Numbers of the seals and of the events that they hold.
    seal_numbers: tuple[int, int] | None = None
    sealed_numbers: tuple[int, int] | None = None
    latest_code: str = ""
    remark: str = ""
    is_key_lost: bool = False
    findings: list[Finding] = field(default_factory=list)

    @property
    def is_whole(self) -> bool:
        return not self.findings

    def add(self, flaw: Flaw, numbers: Iterable[int]) -> None:
        for first, last in runs(numbers):
            self.add_run(flaw, first, last)

    def add_run(self, flaw: Flaw, first: int, last: int) -> None:
        self.findings.append(Finding(first, last, flaw))

    @property
    def whole_runs(self) -> list[tuple[int, int]]:
        """From where to where all that is sealed holds."""
        if self.sealed_numbers is None:
            return []
        number, end = self.sealed_numbers
        whole = []
        for finding in sorted(one for one in self.findings if one.flaw not in OF_SEALS):
            if finding.first > number:
                whole.append((number, min(finding.first - 1, end)))
            number = max(number, finding.last + 1)
        return [*whole, (number, end)] if number <= end else whole

    def describe(self) -> list[str]:
        lines = [
            f"审计记录共 {self.event_count} 条，封条封存 {self.sealed_count} 条，晚于最后封条 {self.younger_count} 条。"
        ]
        if self.is_key_lost:
            lines.append("所有封条都对不上：审计密钥 audit_key 可能已更换或丢失，请从备份恢复它再核对。")
        if self.remark:
            lines.append(f"{self.remark}。")
        lines += [f"✗ {finding}。" for finding in sorted(self.findings)]
        whole = "、".join(
            f"第 {first} 条" if first == last else f"第 {first} 至 {last} 条" for first, last in self.whole_runs
        )
        if whole:
            lines.append(f"{'✓ 全部' if self.is_whole else '其余'}完整：{whole}。")
        if self.latest_code:
            lines.append(f"最后一个封条：{self.latest_code}")
        return lines


def runs(numbers: Iterable[int]) -> list[tuple[int, int]]:
    """The first and the last of each run of consecutive numbers."""
    found: list[tuple[int, int]] = []
    for number in sorted(numbers):
        if found and number == found[-1][1] + 1:
            found[-1] = (found[-1][0], number)
        else:
            found.append((number, number))
    return found
