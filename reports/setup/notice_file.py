"""A notice as a file: a campaign without its people and entries, in TOML.

`read_notice` checks all that can be said of the file by itself; `load_notice` writes it, and what only the database
can tell (references, what is unique, the rules of each model) is checked before anything stays.
"""

import tomllib
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import models, transaction

from activities.models import ActivityKind, KindDetail, KindFigure
from organization.models import Campaign, PrivacyNotice
from reports.models import AnnexColumn
from reports.setup.notice_schema import CAMPAIGN, LISTS, PRIVACY_NOTICE, Section

NOTICES = Path(__file__).resolve().parents[2] / "organization" / "data"


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
            at = place if name == NON_FIELD_ERRORS else f"{place}.{name}" if place else name
            for sentence in sentences:
                self.add(at or "文件", sentence)

    def refuse_if_any(self) -> None:
        if self.found:
            raise NoticeRefused(self.found)


def notice_path(key_or_file: str) -> Path:
    """The file of a notice that comes with the product, by its key, or any other file."""
    path = NOTICES / f"campaign_{key_or_file}.toml"
    return path if path.exists() else Path(key_or_file)


def read_notice(path: Path) -> dict:
    """The checked content of a file. Raises NoticeRefused."""
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise NoticeRefused([f"没有这个文件：{path}"]) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise NoticeRefused([f"不是正确的 TOML 文件：{error}"]) from None
    problems = Problems()
    check_notice(content, problems)
    problems.refuse_if_any()
    return content


def check_notice(content: dict, problems: Problems) -> None:
    top = {name: value for name, value in content.items() if name not in LISTS and name != "privacy_notice"}
    check_section(CAMPAIGN, top, "", problems)
    if "privacy_notice" in content:
        check_table(PRIVACY_NOTICE, content["privacy_notice"], "privacy_notice", problems)
    else:
        problems.add("privacy_notice", "必须写。")
    for name, section in LISTS.items():
        check_list(section, content.get(name, []), name, problems)


def check_list(section: Section, rows, place: str, problems: Problems) -> None:
    if not isinstance(rows, list):
        problems.add(place, f"应是一组 [[{place}]]。")
        return
    for number, row in enumerate(rows, start=1):
        check_table(section, row, f"{place}[{number}]", problems)


def check_table(section: Section, table, place: str, problems: Problems) -> None:
    if not isinstance(table, dict):
        problems.add(place, "应是一张表：名称 = 值。")
        return
    check_section(section, table, place, problems)


def check_section(section: Section, table: dict, place: str, problems: Problems) -> None:
    """Unknown names, missing ones, and each value by the field of its model."""
    for name, value in table.items():
        at = f"{place}.{name}" if place else name
        if name in section.lists:
            check_list(section.lists[name], value, at, problems)
        elif name in section.other:
            for sentence in section.other[name](value):
                problems.add(at, sentence)
        elif name in section.fields:
            check_value(section.fields[name], value, at, problems)
        else:
            problems.add(at, "没有这个名称。")
    for name in section.required - table.keys():
        problems.add(f"{place}.{name}" if place else name, "必须写。")


def check_value(model_field: models.Field, value, place: str, problems: Problems) -> None:
    expected, described = expected_type(model_field)
    is_right = type(value) is expected or (expected is str and isinstance(value, str))
    if not is_right:
        problems.add(place, f"应是{described}。")
        return
    try:
        model_field.clean(value.strip() if isinstance(value, str) else value, None)
    except ValidationError as error:
        for sentence in error.messages:
            problems.add(place, sentence)


def expected_type(model_field: models.Field) -> tuple[type, str]:
    for kind, answer in (
        (models.BooleanField, (bool, " true 或 false")),
        (models.IntegerField, (int, "整数")),
        (models.DateTimeField, (datetime, "日期和时间，如 2020-02-16T18:00:00+08:00")),
        (models.DateField, (date, "日期，如 2020-02-16")),
    ):
        if isinstance(model_field, kind):
            return answer
    return str, "用引号括起的文字"


@transaction.atomic
def load_notice(content: dict, **overrides) -> Campaign:
    """Make a campaign of a checked notice; `overrides` replace fields of the campaign. Raises NoticeRefused."""
    problems = Problems()
    with_defaults = {name: content[name] for name in CAMPAIGN.fields if name in content} | overrides
    campaign = Campaign(**stripped(with_defaults))
    save_checked(campaign, "", problems)
    problems.refuse_if_any()
    notice = stripped(content["privacy_notice"])
    save_checked(PrivacyNotice(campaign=campaign, **notice), "privacy_notice", problems)
    add_kinds(campaign, content.get("kinds", []), problems)
    add_columns(campaign, content.get("columns", []), problems)
    problems.refuse_if_any()
    return campaign


@transaction.atomic
def update_campaign(campaign: Campaign, content: dict) -> list[str]:
    """Add what the file has and the campaign has not; nothing is removed or overwritten. What was added, by place."""
    problems, added = Problems(), []
    for name in CAMPAIGN.fields:
        if name in content and getattr(campaign, name) in ("", None):
            setattr(campaign, name, stripped({name: content[name]})[name])
            added.append(name)
    save_checked(campaign, "", problems)
    added += add_kinds(campaign, content.get("kinds", []), problems)
    added += add_columns(campaign, content.get("columns", []), problems)
    problems.refuse_if_any()
    return added


def add_kinds(campaign: Campaign, rows: list[dict], problems: Problems) -> list[str]:
    """The kinds, details and figures that the campaign has not yet."""
    added = []
    for position, row in enumerate(rows, start=1):
        place = f"kinds[{position}]"
        kind = campaign.kinds.filter(key=row["key"]).first()
        if kind is None:
            fields = {name: value for name, value in row.items() if name not in ("details", "figures")}
            kind = ActivityKind(campaign=campaign, position=position, **stripped(fields))
            kind.coming_figures = frozenset(figure["key"] for figure in row.get("figures", []))
            if not save_checked(kind, place, problems):
                continue
            added.append(place)
        present = set(kind.details.values_list("column", flat=True))
        for number, detail in enumerate(row.get("details", []), start=1):
            if detail["column"] not in present:
                added += add_row(KindDetail(kind=kind, **stripped(detail)), f"{place}.details[{number}]", problems)
        present = set(kind.figures.values_list("key", flat=True))
        for number, figure in enumerate(row.get("figures", []), start=1):
            if figure["key"] not in present:
                made = KindFigure(kind=kind, position=number, **stripped(figure))
                added += add_row(made, f"{place}.figures[{number}]", problems)
    return added


def add_columns(campaign: Campaign, rows: list[dict], problems: Problems) -> list[str]:
    added = []
    kinds = {kind.key: kind for kind in campaign.kinds.all()}
    present = set(campaign.annex_columns.values_list("key", flat=True))
    last = max(campaign.annex_columns.values_list("position", flat=True), default=0)
    for number, row in enumerate(rows, start=1):
        if row["key"] in present:
            continue
        place, fields = f"columns[{number}]", stripped(row)
        kind_key = fields.pop("kind", None)
        if kind_key is not None and kind_key not in kinds:
            problems.add(f"{place}.kind", f"这个文件里没有类别“{kind_key}”。")
            continue
        headings = dict(zip(("heading_1", "heading_2", "heading_3"), fields.pop("headings"), strict=False))
        last += 1
        column = AnnexColumn(campaign=campaign, position=last, kind=kinds.get(kind_key), **headings, **fields)
        added += add_row(column, place, problems)
    return added


def add_row(row: models.Model, place: str, problems: Problems) -> list[str]:
    return [place] if save_checked(row, place, problems) else []


def save_checked(row: models.Model, place: str, problems: Problems) -> bool:
    try:
        row.full_clean()
    except ValidationError as error:
        problems.add_errors(place, error)
        return False
    row.save()
    return True


def stripped(fields: dict) -> dict:
    return {name: value.strip() if isinstance(value, str) else value for name, value in fields.items()}


def moved_dates(content: dict, today: date) -> dict:
    """The campaign's days and moments, moved so that `today` lies in its first month; the notice's own day stays."""
    first = today.replace(day=1)
    moved_by: timedelta = first - content["starts_on"]
    return {
        name: content[name] + moved_by
        for name, model_field in CAMPAIGN.fields.items()
        if isinstance(model_field, models.DateField) and name != "issued_on" and name in content
    }
