"""A file of places: checked whole before any committee is made of it, each fault named by its line."""

import csv
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from organization.choices import Level
from organization.models.committee import LEVELS_ABOVE
from organization.outage import describe_os_reason
from organization.region import REGION

COLUMNS = ["code", "name", "level", "parent_code"]
LEVELS = (Level.REGION, Level.LEAGUE_CITY, Level.COUNTY, Level.TOWNSHIP)
# Of a county, and of what is above it (GB/T 2260).
CODE_DIGITS = 6
LONGEST_NAME = 40
# As many as stand below one committee in three digits.
MOST_BELOW = 999
# Bytes. A province with all its townships has 80,000.
FILE_LIMIT = 4 * 1024 * 1024


@dataclass(frozen=True)
class ListedPlace:
    code: str
    name: str
    level: str
    parent_code: str
    line: int

    @property
    def gb_code(self) -> str | None:
        """Committees keep the codes of GB/T 2260; that of a township only says in the file what is below it."""
        return self.code if len(self.code) == CODE_DIGITS else None


class PlacesRefused(Exception):
    def __init__(self, problems: list[str]):
        super().__init__("\n".join(problems))
        self.problems = problems


def read_places(path: Path) -> list[ListedPlace]:
    """All places of the file, each after the one above it. Raises PlacesRefused."""
    rows = csv.DictReader(_text_of(path).splitlines())
    if rows.fieldnames != COLUMNS:
        raise PlacesRefused([f"第 1 行应为表头：{','.join(COLUMNS)}。"])
    found = [(rows.line_num, row) for row in rows]
    broken = [f"第 {line} 行：应为 {len(COLUMNS)} 列。" for line, row in found if None in row or None in row.values()]
    if broken or not found:
        raise PlacesRefused(broken or ["文件里没有地方。"])
    places = [ListedPlace(line=line, **{name: value.strip() for name, value in row.items()}) for line, row in found]
    if problems := _find_problems(places):
        raise PlacesRefused(problems)
    return places


def _text_of(path: Path) -> str:
    try:
        with path.open("rb") as file:
            content = file.read(FILE_LIMIT + 1)
    except OSError as error:
        raise PlacesRefused([f"不能读取 {path}：{describe_os_reason(error)}"]) from None
    if len(content) > FILE_LIMIT:
        raise PlacesRefused([f"文件太大：不超过 {FILE_LIMIT // 1024**2} MB。"])
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise PlacesRefused(["文件不是 UTF-8 编码：请另存为 CSV UTF-8。"]) from None


def _find_problems(places: list[ListedPlace]) -> list[str]:
    problems, seen, names = [], {}, set()
    for place in places:
        fault = _fault_of(place, seen, names)
        if fault:
            problems.append(f"第 {place.line} 行：{fault}")
        seen.setdefault(place.code, place)
        names.add((place.parent_code, place.name))
    children = Counter(place.parent_code for place in places)
    problems += [f"代码 {code} 之下多于 {MOST_BELOW} 个。" for code, count in children.items() if count > MOST_BELOW]
    named = {code for row in REGION.own_rows for code in (row.code, *row.administers)}
    problems += [f"region.toml 的 own_rows 中的 {code} 不在文件里。" for code in sorted(named - seen.keys())]
    return problems


def _fault_of(place: ListedPlace, seen: dict[str, ListedPlace], names: set[tuple[str, str]]) -> str:
    """Of a line, after those above it; empty where there is none."""
    if place.level not in LEVELS:
        return f"层级应为 {'、'.join(LEVELS)} 之一，现为“{place.level}”。"
    digits = _digits_of(place, seen)
    if len(place.code) != digits or not (place.code.isascii() and place.code.isdigit()):
        return f"代码应为 {digits} 位数字，现为“{place.code}”。"
    if not 0 < len(place.name) <= LONGEST_NAME:
        return f"名称应为 1 到 {LONGEST_NAME} 个字。"
    if place.code in seen:
        return f"代码 {place.code} 和第 {seen[place.code].line} 行重复。"
    if place.level == Level.REGION:
        return _fault_of_region(place, seen)
    return _fault_of_parent(place, seen, names)


def _digits_of(place: ListedPlace, seen: dict[str, ListedPlace]) -> int:
    """A village's code is its township's and three digits more."""
    if place.level != Level.TOWNSHIP:
        return CODE_DIGITS
    above = seen.get(place.parent_code)
    return REGION.places.township_digits + (3 if above and above.level == Level.TOWNSHIP else 0)


def _fault_of_region(place: ListedPlace, seen: dict[str, ListedPlace]) -> str:
    if seen:
        return f"{Level.REGION.label}只有一个，在第一行。"
    if (place.code, place.name, place.parent_code) != (REGION.code, REGION.name, ""):
        return f"应为 region.toml 中的 {REGION.code} {REGION.name}，没有上级。"
    return ""


def _fault_of_parent(place: ListedPlace, seen: dict[str, ListedPlace], names: set[tuple[str, str]]) -> str:
    parent = seen.get(place.parent_code)
    if parent is None:
        return f"上级 {place.parent_code or '（空）'} 不在前面的行里。"
    if parent.level not in LEVELS_ABOVE[place.level]:
        return f"{Level(place.level).label}一级不能设在{parent.name}之下。"
    if not place.code.startswith(REGION.code[:2]):
        return f"代码应以 {REGION.code[:2]} 开头，现为“{place.code}”。"
    if (place.parent_code, place.name) in names:
        return f"{parent.name}之下已有{place.name}。"
    return ""
