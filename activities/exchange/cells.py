"""How a cell of a workbook becomes an answer to the kind's form, and how a stored value becomes a cell.

These are import-export's widgets. `clean` may raise a ValueError whose text is shown beside the cell. Entries are
compared by what `clean` makes of their rendered values, so that an exported file is recognised when it is imported.
"""

import re
from collections import defaultdict
from datetime import date, datetime, timedelta

from import_export.widgets import Widget

from organization.region import EXAMPLE_YEAR
from organization.text import comparable, to_half_width
from organization.whole_numbers import read_whole_number
from organization.workbook_file import read_text

WRITTEN_DAY = re.compile(
    r"([0-9]{4})(?:[-/.年]([0-9]{1,2})[-/.月]([0-9]{1,2})日?|([0-9]{2})([0-9]{2}))(?:[T ]?0{1,2}:00(?::00)?)?"
)
FIRST_SERIAL_DAY = date(1899, 12, 30)
# Days as Excel counts them, 1954 to 2119: further numbers in a day's column are no days.
SERIALS = range(20_000, 80_000)
BETWEEN_CHOICES = re.compile(r"[、,，;；/|\s]+")
YES = frozenset({"是", "√", "✓", "对", "有", "线上", "1", "y", "yes", "true"})
NO = frozenset({"", "否", "×", "x", "无", "线下", "0", "n", "no", "false"})


def compact(value) -> str:
    return comparable(read_text(value))


class LineCell(Widget):
    number_format = "@"
    # What the drop-down list offers.
    labels = ()

    def clean(self, value, row=None, **kwargs):
        return read_text(value)

    def render(self, value, obj=None, **kwargs):
        return value or ""


class DayCell(LineCell):
    number_format = "yyyy-mm-dd"

    def clean(self, value, row=None, **kwargs):
        if isinstance(value, datetime):
            return value.date().isoformat()
        text = compact(value)
        if not text:
            return ""
        day = self.written_day(text) or self.counted_day(text)
        if day is None:
            raise ValueError(f"认不出这个日期，请写成 {EXAMPLE_YEAR}-1-5 这样。")
        return day.isoformat()

    @staticmethod
    def written_day(text):
        if match := WRITTEN_DAY.fullmatch(text):
            try:
                return date(*(int(part) for part in match.groups() if part))
            except ValueError:
                return None
        return None

    @staticmethod
    def counted_day(text):
        whole = text.split(".")[0]
        if len(whole) == 5 and whole.isdecimal() and int(whole) in SERIALS:
            return FIRST_SERIAL_DAY + timedelta(days=int(whole))
        return None

    def render(self, value, obj=None, **kwargs):
        return value


class CountCell(LineCell):
    number_format = "0"

    def __init__(self, unit=""):
        super().__init__()
        self.unit = unit

    def clean(self, value, row=None, **kwargs):
        number = read_whole_number(read_text(value), unit=self.unit)
        return "" if number is None else str(number)

    def render(self, value, obj=None, **kwargs):
        return value


class ChoiceCell(LineCell):
    """One of the choices, by its Chinese label."""

    def __init__(self, choices, *, retired=()):
        """`retired` codes are read, since entries may have them, but never offered."""
        super().__init__()
        self.label_of = {code: label for code, label in choices if code}
        self.retired = frozenset(retired)
        self.labels = tuple(label for code, label in self.label_of.items() if code not in self.retired)
        self.code_of = {compact(label): str(code) for code, label in self.label_of.items()}

    def clean(self, value, row=None, **kwargs):
        text = compact(value)
        if text and text not in self.code_of:
            raise ValueError(f"只能是：{'、'.join(self.labels)}。")
        return self.code_of.get(text, "")

    def render(self, value, obj=None, **kwargs):
        return self.label_of.get(value, "")


class ChoicesCell(ChoiceCell):
    """Several of the choices in one cell, stored as codes with commas between them."""

    def clean(self, value, row=None, **kwargs):
        parts = [part for part in BETWEEN_CHOICES.split(to_half_width(read_text(value))) if part]
        unknown = [part for part in parts if compact(part) not in self.code_of]
        if unknown:
            raise ValueError(f"没有“{'、'.join(unknown)}”这一项；可以写：{'、'.join(self.labels)}。")
        chosen = {self.code_of[compact(part)] for part in parts}
        return tuple(str(code) for code in self.label_of if code in chosen)

    def render(self, value, obj=None, **kwargs):
        return "、".join(self.label_of[code] for code in (value or "").split(",") if code in self.label_of)


class YesNoCell(LineCell):
    labels = ("是", "否")

    def clean(self, value, row=None, **kwargs):
        text = compact(value)
        if text not in YES | NO:
            raise ValueError("只能是：是、否。")
        return text in YES

    def render(self, value, obj=None, **kwargs):
        return self.labels[0] if value else self.labels[1]


class CommitteeCell(LineCell):
    """A committee of the account's own subtree, by its short name, its full name or its place.

    One that has ended is read too, since its entries may still be changed, but it is never offered.
    """

    def __init__(self, committees):
        super().__init__()
        self.committees = list(committees)
        self.standing = [committee for committee in self.committees if committee.ended_on is None]
        self.ended = {str(committee.pk) for committee in self.committees if committee.ended_on}
        self.keys_by_name = defaultdict(set)
        for committee in self.committees:
            for name in (committee.short_name, committee.name, committee.place_name):
                self.keys_by_name[compact(name)].add(str(committee.pk))
        self.label_of = {str(committee.pk): self.label(committee) for committee in self.committees}
        self.keys_by_name |= {compact(label): {key} for key, label in self.label_of.items()}
        self.labels = tuple(self.label_of[str(committee.pk)] for committee in self.standing)

    def label(self, committee):
        """The short name, made unique by the committee above it or, failing that, by its key."""
        if self.find(committee.short_name) == {str(committee.pk)}:
            return committee.short_name
        namesakes = [other for other in self.committees if other.short_name == committee.short_name]
        if sum(other.parent_id == committee.parent_id for other in namesakes) > 1 or committee.parent is None:
            return f"{committee.short_name}（{committee.pk}）"
        return f"{committee.parent.short_name}/{committee.short_name}"

    def find(self, name) -> set[str]:
        """The keys of those that a name may mean: one that has ended only where no other has the name."""
        keys = self.keys_by_name.get(compact(name), set())
        return keys - self.ended or keys

    def clean(self, value, row=None, **kwargs):
        if not compact(value):
            return str(self.standing[0].pk) if len(self.standing) == 1 else ""
        found = self.find(value)
        if not found:
            raise ValueError("没有这个单位，或者它不在本单位和下级之中。")
        if len(found) > 1:
            clear = [label for key, label in self.label_of.items() if key in found]
            raise ValueError(f"有几个单位叫这个名字，请写明：{'、'.join(clear)}。")
        return next(iter(found))

    def render(self, value, obj=None, **kwargs):
        return self.label_of.get(str(value.pk), value.short_name)
