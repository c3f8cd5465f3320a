"""What belongs to the place of an installation and to no notice, from its region.toml: read once, when Django starts.

A wrong file stops the start with a sentence that names the place in it.
"""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

SHIPPED = Path(__file__).parent / "data" / "region.toml"
LONGEST_WORD, LONGEST_NAME = 12, 40
REPORTING_LEVELS = ("league_city", "county")


@dataclass(frozen=True)
class Words:
    """How pages, sheets and documents speak of the levels, and of what the region has given names to."""

    region: str
    region_committee: str
    whole_region: str
    league_city: str
    league_city_committee: str
    county: str
    county_committee: str
    # In running text.
    county_short: str
    township: str
    # What is below the townships and has no committee here.
    village: str
    # The association that young founders join, and the loan for them.
    alliance: str
    loan: str


@dataclass(frozen=True)
class Examples:
    """What help beside a field shows."""

    place: str
    committee: str
    other_committee: str
    # Of a place that another administers; empty where there is none.
    administration: str
    # By which a text speaks of a kind of activity.
    kind_names: str
    year: int


@dataclass(frozen=True)
class CommitteeNames:
    """Patterns with {place}; by the ending of a place's name with {stem}, the name without it."""

    full_name: str
    short_name: str
    short_name_by_ending: Mapping[str, str]


@dataclass(frozen=True)
class Places:
    file: Path
    # That the codes come from.
    standard: str
    # Of a township, in the file: 9 after GB/T 10114. Committees keep the six digits of a county and what is above it.
    township_digits: int


@dataclass(frozen=True)
class OwnRow:
    """A place that may have a row of its own in a table, out of the row of the one above it."""

    code: str
    name: str
    # Codes of the places that count in this row, too.
    administers: tuple[str, ...]


@dataclass(frozen=True)
class Sample:
    """The notice of which the first start makes a trial campaign: a key of those that are shipped, or a file."""

    notice: str
    year: int


@dataclass(frozen=True)
class Region:
    # GB/T 2260, of the region itself.
    code: str
    name: str
    short_name: str
    username_prefix: str
    report_level: str
    has_mongolian: bool
    ethnicities: tuple[str, ...]
    whole_endings: str
    words: Words
    examples: Examples
    committees: CommitteeNames
    places: Places
    own_rows: tuple[OwnRow, ...]
    sample: Sample | None

    @property
    def reporting(self) -> str:
        """What the level is called that reports."""
        return getattr(self.words, self.report_level)

    @property
    def reporting_committee(self) -> str:
        return getattr(self.words, f"{self.report_level}_committee")

    def speaking(self) -> dict[str, str | int]:
        """All words by their name, for patterns and templates."""
        words = asdict(self.words)
        own_rows, administration = "、".join(row.name for row in self.own_rows), self.examples.administration
        return words | {
            "region_name": self.name,
            "region_short_name": self.short_name,
            "reporting": self.reporting,
            "example_day": f"{self.examples.year}-02-14",
            "code_standard": self.places.standard,
            "own_rows": own_rows,
            "own_rows_aside": f"（{own_rows}）" if own_rows else "",
            "administration_aside": f"（{administration}）" if administration else "",
            **{f"example_{name}": value for name, value in asdict(self.examples).items()},
            "sample_year": self.sample.year if self.sample else "",
        }


class _Table:
    """A table of the file, read key by key; what nobody reads is a fault."""

    def __init__(self, content: dict, place: str, path: Path):
        self.content, self.place, self.path, self.read = content, place, path, set()

    def refuse(self, key: str, sentence: str):
        place = f"{self.place}.{key}" if self.place and key else self.place or key
        raise ImproperlyConfigured(f"{self.path}：{place}：{sentence}")

    def has(self, key: str) -> bool:
        self.read.add(key)
        return key in self.content

    def value(self, key: str, kind: type, called: str):
        if not self.has(key):
            self.refuse(key, "没有这一项。")
        value = self.content[key]
        if type(value) is not kind:
            self.refuse(key, f"应为{called}。")
        return value

    def text(self, key: str, longest: int = LONGEST_WORD, form: str = r"[^\s{}<>&\"']+", means: str = "") -> str:
        value = self.value(key, str, "引号中的文字")
        if not re.fullmatch(form, value):
            self.refuse(key, f"应为{means or '一个词，没有空格、引号和括号'}，现为“{value}”。")
        if len(value) > longest:
            self.refuse(key, f"最多 {longest} 个字，现有 {len(value)} 个。")
        return value

    def texts(self, key: str) -> tuple[str, ...]:
        values = self.value(key, list, "方括号中的一列")
        if not all(type(value) is str and value.strip() for value in values) or len(set(values)) < len(values):
            self.refuse(key, "每一个应为引号中的文字，不重复。")
        return tuple(values)

    def whole_number(self, key: str, least: int, most: int) -> int:
        value = self.value(key, int, "整数")
        if not least <= value <= most:
            self.refuse(key, f"应在 {least} 到 {most} 之间，现为 {value}。")
        return value

    def pattern(self, key: str, name: str) -> str:
        value = self.value(key, str, "引号中的文字")
        if value.count("{" + name + "}") != 1 or re.search(r"[{}]", value.replace("{" + name + "}", "")):
            self.refuse(key, f"应含一个 {{{name}}}，没有别的括号，现为“{value}”。")
        return value

    def table(self, key: str) -> "_Table":
        value = self.value(key, dict, f"一节，如 [{key}]")
        return _Table(value, f"{self.place}.{key}" if self.place else key, self.path)

    def tables(self, key: str) -> list["_Table"]:
        values = self.value(key, list, f"若干节，如 [[{key}]]") if self.has(key) else []
        if not all(type(value) is dict for value in values):
            self.refuse(key, f"应为若干节，如 [[{key}]]。")
        return [_Table(value, f"{key}[{number}]", self.path) for number, value in enumerate(values)]

    def finish(self) -> None:
        for key in self.content:
            if key not in self.read:
                self.refuse(key, "没有这样的一项，请核对拼写。")


def read_region(path: Path) -> Region:
    table = _Table(_parse(path), "", path)
    region = Region(
        code=table.text("code", 6, "[0-9]{6}", "六位数字"),
        name=table.text("name", LONGEST_NAME),
        short_name=table.text("short_name"),
        username_prefix=table.text("username_prefix", 6, "[a-z]+", "小写字母"),
        report_level=table.text("report_level", 20, "|".join(REPORTING_LEVELS), " league_city 或 county"),
        has_mongolian=table.value("has_mongolian", bool, " true 或 false"),
        ethnicities=table.texts("ethnicities"),
        whole_endings=table.text("whole_endings"),
        words=_read_words(table.table("words")),
        examples=_read_examples(table.table("examples")),
        committees=_read_committees(table.table("committees")),
        places=_read_places(table.table("places")),
        own_rows=tuple(_read_own_row(row) for row in table.tables("own_rows")),
        sample=_read_sample(table.table("sample")) if table.has("sample") else None,
    )
    table.finish()
    return region


def _parse(path: Path) -> dict:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError:
        raise ImproperlyConfigured(f"不能读取 {path}，请检查权限。") from None
    except UnicodeDecodeError:
        raise ImproperlyConfigured(f"{path} 不是 UTF-8 编码，请另存为 UTF-8。") from None
    except tomllib.TOMLDecodeError as error:
        found = re.search(r"at line (\d+), column (\d+)", str(error))
        where = f"第 {found[1]} 行第 {found[2]} 个字" if found else "文件末尾"
        raise ImproperlyConfigured(f"{path}：{where}：不是正确的 TOML。") from None


def _read_words(table: _Table) -> Words:
    words = Words(**{field.name: table.text(field.name) for field in fields(Words)})
    table.finish()
    return words


def _read_examples(table: _Table) -> Examples:
    examples = Examples(
        place=table.text("place", LONGEST_NAME),
        committee=table.text("committee", LONGEST_NAME),
        other_committee=table.text("other_committee", LONGEST_NAME),
        administration=table.text("administration", LONGEST_NAME, r"[^\s{}<>&\"']*"),
        kind_names=table.text("kind_names", LONGEST_NAME),
        year=table.whole_number("year", 2000, 2999),
    )
    table.finish()
    return examples


def _read_committees(table: _Table) -> CommitteeNames:
    by_ending = table.table("short_name_by_ending")
    names = CommitteeNames(
        full_name=table.pattern("full_name", "place"),
        short_name=table.pattern("short_name", "place"),
        short_name_by_ending={ending: by_ending.pattern(ending, "stem") for ending in by_ending.content},
    )
    table.finish()
    return names


def _read_places(table: _Table) -> Places:
    name = table.text("file", LONGEST_NAME, r"[\w.-]+", "同一文件夹里的文件名")
    places = Places(
        file=table.path.parent / name,
        standard=table.text("standard", LONGEST_NAME, r"[^{}<>&\"']+"),
        township_digits=table.whole_number("township_digits", 7, 12),
    )
    if not places.file.is_file():
        table.refuse("file", f"找不到文件 {places.file}。")
    table.finish()
    return places


def _read_own_row(table: _Table) -> OwnRow:
    code = table.text("code", 12, "[0-9]+", "数字")
    row = OwnRow(code=code, name=table.text("name"), administers=table.texts("administers"))
    if code in row.administers:
        table.refuse("administers", "不能是自己。")
    table.finish()
    return row


def _read_sample(table: _Table) -> Sample:
    notice = table.text("notice", LONGEST_NAME, r"[\w.-]+", "自带的通知的代码，或同一文件夹里的 .toml 文件名")
    if notice.endswith(".toml"):
        path = table.path.parent / notice
        if not path.is_file():
            table.refuse("notice", f"找不到文件 {path}。")
        notice = str(path)
    elif not (SHIPPED.parent / f"campaign_{notice}.toml").is_file():
        table.refuse("notice", f"没有代码为“{notice}”的自带通知；自己的通知写 .toml 文件名。")
    sample = Sample(notice=notice, year=table.whole_number("year", 2000, 2999))
    table.finish()
    return sample


REGION = read_region(settings.REGION_FILE if settings.REGION_FILE.exists() else SHIPPED)
words = REGION.words


def own_files() -> list[Path]:
    """What REGION was read from, where it is not the one that is shipped; backups have them."""
    if not settings.REGION_FILE.exists():
        return []
    sample = [Path(REGION.sample.notice)] if REGION.sample and REGION.sample.notice.endswith(".toml") else []
    return [settings.REGION_FILE, REGION.places.file, *sample]


EXAMPLE_YEAR = REGION.examples.year
SPEAKING = REGION.speaking()


class Worded(str):
    """Text of a model with the region's words in it. In a migration stands its pattern, the same in every region."""

    pattern: str

    def __new__(cls, pattern: str):
        text = super().__new__(cls, pattern.format_map(SPEAKING))
        text.pattern = pattern
        return text

    def deconstruct(self):
        return f"{__name__}.{type(self).__name__}", (self.pattern,), {}

    def __getnewargs__(self):
        return (self.pattern,)
