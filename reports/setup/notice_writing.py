"""A campaign as the file of a notice: its texts and settings, and nobody's name but the office's own contact."""

import json
from datetime import date, datetime

from django.db import models
from django.utils import timezone

from organization.models import Campaign
from reports.models import AnnexColumn
from reports.setup.notice_file import parse_notice
from reports.setup.notice_schema import (
    CAMPAIGN,
    COLUMN,
    KIND,
    LIST,
    LISTS,
    PRIVACY_NOTICE,
    QUESTION,
    QUESTION_SETTING,
    NoticeSection,
)
from returnees.models import OwnQuestion
from returnees.notice.composing import compose

DETAIL, FIGURE, CHOICE = KIND.lists["details"], KIND.lists["figures"], LIST.lists["items"]
PACK_HEAD = "# 归巢通知包：一个活动年度的文字和设置。没有青年、记录、账号；联系人和电话是本单位的。"
LONGEST_VERSION = PRIVACY_NOTICE.fields["version"].max_length


def pack_name(campaign: Campaign) -> str:
    return f"通知包-{campaign.key}.toml"


def write_pack(campaign: Campaign) -> str:
    """The file from which `load_campaign` makes the same campaign. Raises NoticeRefused where it could not."""
    text = write_notice(notice_of(campaign))
    parse_notice(text.encode())
    return text


def notice_of(campaign: Campaign) -> dict:
    """What `read_notice` gives of the campaign's file."""
    kinds = campaign.kinds.order_by("position", "pk").with_questions()
    content = values_of(CAMPAIGN, campaign) | {
        "privacy_notice": privacy_notice_of(campaign),
        "kinds": [
            values_of(KIND, kind)
            | {"details": [values_of(DETAIL, one) for one in kind.details.all()]}
            | {"figures": [values_of(FIGURE, one) for one in kind.figures.all()]}
            for kind in kinds
        ],
        "lists": [
            values_of(LIST, one) | {"items": [values_of(CHOICE, choice) for choice in one.choices.all()]}
            for one in campaign.log_lists.prefetch_related("choices")
        ],
        "columns": [describe_column(one) for one in campaign.annex_columns.order_by("position").select_related("kind")],
        "question_settings": [values_of(QUESTION_SETTING, one) for one in campaign.question_settings.all()],
        "questions": [describe_question(one) for one in asked_once(campaign)],
    }
    return {name: value for name, value in content.items() if name not in LISTS or value}


def values_of(section: NoticeSection, row: models.Model) -> dict:
    """The fields of a row by name, but for those that are as empty without being written."""
    values = {name: getattr(row, name) for name in section.fields}
    return {
        name: value
        for name, value in values.items()
        if not (value in ("", None) and section.fields[name].get_default() in ("", None))
    }


def describe_column(column: AnnexColumn) -> dict:
    described = values_of(COLUMN, column) | {"headings": list(column.headings)}
    return described | ({"kind": column.kind.key} if column.kind else {})


def asked_once(campaign: Campaign) -> list[OwnQuestion]:
    """A file knows a question by its label: of two alike, the one that is asked today. In the order of the page, so
    that what decides whether another is asked stands before it.
    """
    questions = campaign.own_questions.with_all_that_is_asked().order_by("is_active", "-position", "-pk")
    return sorted({one.label: one for one in questions}.values(), key=lambda one: one.place)


def describe_question(question: OwnQuestion) -> dict:
    choices = [choice.label for choice in question.choices.all()]
    described = values_of(QUESTION, question) | ({"choices": choices} if question.has_choices else {})
    if choice := question.asked_if:
        described["asked_if"] = {"question": choice.question.label, "choice": choice.label}
    return described


def privacy_notice_of(campaign: Campaign) -> dict:
    """Without a text where it is the standing one: that is composed anew of what the file says."""
    notice = campaign.privacy_notice()
    if notice is None:
        return {"version": first_version(campaign.key)}
    values = values_of(PRIVACY_NOTICE, notice)
    if notice.text == compose(campaign):
        del values["text"]
    return values


def first_version(key: str) -> str:
    return f"{key[: LONGEST_VERSION - 2]}-1"


def write_notice(content: dict) -> str:
    """In TOML: the campaign's own values, then its tables, a blank line before each."""
    own = {name: value for name, value in content.items() if name not in (*LISTS, "privacy_notice")}
    blocks = [[PACK_HEAD], write_lines(own), ["[privacy_notice]", *write_lines(content["privacy_notice"])]]
    for name in LISTS:
        blocks += [[f"[[{name}]]", *write_lines(row)] for row in content.get(name, [])]
    return "\n\n".join("\n".join(lines) for lines in blocks) + "\n"


def write_lines(table: dict) -> list[str]:
    return [f"{name} = {write_value(value)}" for name, value in table.items() if value != []]


def write_value(value) -> str:
    match value:
        case bool():
            return str(value).lower()
        case int():
            return str(value)
        case str():
            return write_text(value)
        case datetime():
            return timezone.localtime(value).isoformat()
        case date():
            return value.isoformat()
        case dict():
            return "{ " + ", ".join(write_lines_inside(value)) + " }"
        case list() if isinstance(value[0], dict):
            return "[\n" + "".join(f"  {write_value(one)},\n" for one in value) + "]"
        case list():
            return "[" + ", ".join(map(write_value, value)) + "]"


def write_lines_inside(table: dict) -> list[str]:
    """Of an inline table, which TOML wants on one line."""
    return [
        f"{name} = {quote(value) if isinstance(value, str) else write_value(value)}" for name, value in table.items()
    ]


def write_text(text: str) -> str:
    """Paragraphs stay lines, as a person edits them."""
    if "\n" not in text:
        return quote(text)
    return '"""\n' + "\n".join(escape(line) for line in text.split("\n")) + '"""'


def quote(text: str) -> str:
    return f'"{escape(text)}"'


def escape(text: str) -> str:
    """JSON escapes what TOML wants escaped, but for the one control character beyond ASCII's printable ones."""
    return json.dumps(text, ensure_ascii=False)[1:-1].replace("\x7f", "\\u007f")
