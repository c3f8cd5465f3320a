"""A notice as a file: a campaign without its people and entries, in TOML.

`read_notice` checks all that can be checked without the database, and names each fault by its place in the file,
counted from 0: `kinds[2].figures[0].label`.
"""

import re
import tomllib
from codecs import BOM_UTF16_BE, BOM_UTF16_LE
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import models
from django.utils import timezone

from organization.outage import describe_os_reason
from organization.region import EXAMPLE_YEAR
from reports.setup.notice_schema import CAMPAIGN, LISTS, PRIVACY_NOTICE, NoticeSection, clean_value, cleaned_notice

NOTICES = Path(__file__).resolve().parents[2] / "organization" / "data"
# Bytes. The notice of 2020 has 9,000.
NOTICE_LIMIT = 1024 * 1024
# A file needs two parts at most. The parser's time grows with the square of their number: six seconds at 60,000.
DEEP_KEY = re.compile(r"""(?<![\w-])(?:(?:[\w-]++|"[^"\n]*+"|'[^'\n]*+')[ \t]*+\.[ \t]*+){20}""", re.ASCII)
WRONG_ENCODING = (
    "文件不是 UTF-8 编码，可能是另存成了 ANSI（GBK）或 Unicode。请用记事本打开，另存为，编码选 UTF-8，再用新的文件。"
)
TOO_DEEP = "不是正确的 TOML 文件：嵌套太深。"
PARSED_PLACE = re.compile(r"at line (\d+), column (\d+)")


class NoticeRefused(Exception):
    """The file cannot be loaded; `problems` name each place and what is wrong there."""

    def __init__(self, problems: list[str]):
        super().__init__("\n".join(problems))
        self.problems = problems


@dataclass
class Problems:
    found: list[str] = field(default_factory=list)

    def add(self, place: str, sentence: str) -> None:
        self.found.append(f"{place}：{sentence}")

    def add_errors(self, place: str, error: ValidationError) -> None:
        """Of a whole row; an error of one of its fields stands at the field's own place."""
        for name, sentences in error.message_dict.items():
            at = place if name == NON_FIELD_ERRORS else inside(place, name)
            for sentence in sentences:
                self.add(at or "文件", sentence)

    def refuse_if_any(self) -> None:
        if self.found:
            raise NoticeRefused(self.found)


def inside(place: str, name: str) -> str:
    return f"{place}.{name}" if place else name


def notice_path(key_or_file: str) -> Path:
    """The file of a notice that comes with the product, by its key, or any other file."""
    return Path(key_or_file) if key_or_file.endswith(".toml") else NOTICES / f"campaign_{key_or_file}.toml"


def read_notice(path: Path) -> dict:
    """The checked content of a file. Raises NoticeRefused."""
    try:
        with path.open("rb") as file:
            return parse_notice(file.read(NOTICE_LIMIT + 1))
    except FileNotFoundError:
        raise NoticeRefused([missing_file(path)]) from None
    except OSError as error:
        raise NoticeRefused([f"不能读取 {path}：{describe_os_reason(error)}"]) from None


def parse_notice(written: bytes) -> dict:
    """The checked content of what a file holds. Raises NoticeRefused."""
    content = parse_toml(decode_notice(written))
    problems = Problems()
    check_notice(content, problems)
    problems.refuse_if_any()
    content = cleaned_notice(content)
    check_references(content, problems)
    problems.refuse_if_any()
    return content


def decode_notice(written: bytes) -> str:
    if len(written) > NOTICE_LIMIT:
        raise NoticeRefused([f"文件太大：通知包只有文字，不超过 {NOTICE_LIMIT // 1024**2} MB。"])
    if b"\x00" in written and not written.startswith((BOM_UTF16_LE, BOM_UTF16_BE)):
        raise NoticeRefused(["这不是文字文件。通知包是 UTF-8 编码的 .toml 文件，不是表格、文档或压缩包。"])
    try:
        return written.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise NoticeRefused([WRONG_ENCODING]) from None


def parse_toml(text: str) -> dict:
    if DEEP_KEY.search(text):
        raise NoticeRefused([TOO_DEEP])
    try:
        return tomllib.loads(text)
    except RecursionError:
        raise NoticeRefused([TOO_DEEP]) from None
    except ValueError as error:
        # Besides its own errors the parser lets through those of numbers too long.
        raise NoticeRefused([f"不是正确的 TOML 文件：{describe_place(str(error))}"]) from None


def describe_place(error: str) -> str:
    """What the parser says in English, after the place in the file."""
    place = PARSED_PLACE.search(error)
    if "at end of document" in error:
        return f"最后一行没有写完（{error}）"
    return f"第 {place[1]} 行第 {place[2]} 个字附近写得不对（{error}）" if place else error


def missing_file(path: Path) -> str:
    if path.parent == NOTICES:
        return f"没有 {path.stem.removeprefix('campaign_')} 年度的通知文件。别的文件请写出文件名，以 .toml 结尾。"
    return f"没有这个文件：{path}"


def check_notice(content: dict, problems: Problems) -> None:
    top = {name: value for name, value in content.items() if name not in LISTS and name != "privacy_notice"}
    check_section(CAMPAIGN, top, "", problems)
    if "privacy_notice" in content:
        check_table(PRIVACY_NOTICE, content["privacy_notice"], "privacy_notice", problems)
    else:
        problems.add("privacy_notice", "必须写。")
    for name, section in LISTS.items():
        check_list(section, content.get(name, []), name, problems)


def check_references(content: dict, problems: Problems) -> None:
    kinds = {kind["key"] for kind in content.get("kinds", [])}
    for number, column in enumerate(content.get("columns", [])):
        if column.get("kind") not in {None, *kinds}:
            problems.add(f"columns[{number}].kind", f"这个文件里没有类别“{column['kind']}”。")


def check_list(section: NoticeSection, rows, place: str, problems: Problems) -> None:
    if not isinstance(rows, list):
        problems.add(place, "应是一组表，每张表：名称 = 值。")
        return
    places_of: dict[str, str] = {}
    for number, row in enumerate(rows):
        here = f"{place}[{number}]"
        check_table(section, row, here, problems)
        identity = row.get(section.identity) if isinstance(row, dict) else None
        if isinstance(identity, str):
            first = places_of.setdefault(clean_value(section.fields[section.identity], identity), here)
            if first != here:
                problems.add(inside(here, section.identity), f"与 {first} 重复。")


def check_table(section: NoticeSection, table, place: str, problems: Problems) -> None:
    if not isinstance(table, dict):
        problems.add(place, "应是一张表：名称 = 值。")
        return
    check_section(section, table, place, problems)


def check_section(section: NoticeSection, table: dict, place: str, problems: Problems) -> None:
    """Unknown names, missing ones, and each value by the field of its model."""
    for name, value in table.items():
        at = inside(place, name)
        if name in section.lists:
            check_list(section.lists[name], value, at, problems)
        elif name in section.other:
            for sentence in section.other[name](value):
                problems.add(at, sentence)
        elif name in section.fields:
            check_value(section.fields[name], value, at, problems)
        else:
            problems.add(at, "没有这个名称。")
    for name in sorted(section.required - table.keys()):
        problems.add(inside(place, name), "必须写。")


def check_value(model_field: models.Field, value, place: str, problems: Problems) -> None:
    expected, described = expected_type(model_field)
    if type(value) is not expected or (expected is datetime and timezone.is_naive(value)):
        problems.add(place, f"应是{described}。")
        return
    try:
        model_field.clean(clean_value(model_field, value), None)
    except ValidationError as error:
        for sentence in error.messages:
            problems.add(place, sentence)


def expected_type(model_field: models.Field) -> tuple[type, str]:
    for kind, answer in (
        (models.BooleanField, (bool, " true 或 false")),
        (models.IntegerField, (int, "整数")),
        (models.DateTimeField, (datetime, f"带时区的日期和时间，如 {EXAMPLE_YEAR}-02-16T18:00:00+08:00")),
        (models.DateField, (date, f"日期，如 {EXAMPLE_YEAR}-02-16")),
    ):
        if isinstance(model_field, kind):
            return answer
    return str, "用引号括起的文字"
