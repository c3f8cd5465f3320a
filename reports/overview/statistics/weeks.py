"""The weeks of a campaign: seven days each from its first day on, so that campaigns can stand beside one another."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

WEEK = timedelta(days=7)
# The number that stands for what came before the first week.
BEFORE = 0


@dataclass(frozen=True)
class Weeks:
    """Numbered from 1; the number after the last one stands for what came after the end."""

    starts_on: date
    ends_on: date

    @property
    def last(self) -> int:
        return (self.ends_on - self.starts_on) // WEEK + 1

    @property
    def after(self) -> int:
        return self.last + 1

    def bounds(self) -> list[date]:
        return [self.first_day(number) for number in range(1, self.after)] + [self.ends_on + timedelta(days=1)]

    def first_day(self, number: int) -> date:
        return self.starts_on + (number - 1) * WEEK

    def last_day(self, number: int) -> date:
        return min(self.first_day(number + 1) - timedelta(days=1), self.ends_on)

    def number_of(self, day: date) -> int:
        return sum(bound <= day for bound in self.bounds())

    def name(self, number: int) -> str:
        if number == BEFORE:
            return "开始前"
        return "结束后" if number == self.after else f"第 {number} 周"

    def short_name(self, number: int) -> str:
        return {BEFORE: "前", self.after: "后"}.get(number, str(number))

    def days(self, number: int) -> str:
        if number == BEFORE:
            return f"{self.starts_on:%m-%d} 以前"
        if number == self.after:
            return f"{self.ends_on:%m-%d} 以后"
        return f"{self.first_day(number):%m-%d} 至 {self.last_day(number):%m-%d}"

    def shown(self, day: date, *counts: Mapping[int, int]) -> list[int]:
        begun = range(1, min(self.number_of(day), self.last) + 1)
        return sorted({*begun, *(number for count in counts for number, value in count.items() if value)})
