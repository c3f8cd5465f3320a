"""From a checked notice to rows. Each row is checked with those before it, and nothing stays of a refused one."""

from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.db import models, transaction

from activities.models import ActivityKind, KindDetail, KindFigure, LogChoice, LogList
from activities.models.log_list import complete_lists
from organization.models import Campaign, PrivacyNotice
from organization.text import clean_line
from reports.annex2.structure import STRUCTURE_IS_FIXED, is_structure_fixed, lock_table
from reports.models import AnnexColumn
from reports.setup.notice_file import Problems
from reports.setup.notice_schema import (
    CAMPAIGN,
    CAMPAIGN_DAYS,
    COLUMN,
    KIND,
    LIST,
    PRIVACY_NOTICE,
    QUESTION,
    QUESTION_SETTING,
)
from returnees.models import OwnQuestion, OwnQuestionChoice, QuestionSetting
from returnees.notice.composing import publish_notice

DETAIL, FIGURE = KIND.lists["details"], KIND.lists["figures"]
CHOICE = LIST.lists["items"]


@transaction.atomic
def load_notice(content: dict, **overrides) -> Campaign:
    """Make a campaign of a checked notice; `overrides` replace fields of the campaign. Raises NoticeRefused."""
    problems = Problems()
    campaign = Campaign(**CAMPAIGN.values(content) | overrides)
    save_checked(campaign, "", problems)
    problems.refuse_if_any()
    add_all(campaign, content, problems)
    problems.refuse_if_any()
    return campaign


@transaction.atomic
def update_campaign(campaign: Campaign, content: dict) -> list[str]:
    """Add what the file has and the campaign has not; nothing is removed or overwritten. What was added, by place."""
    problems, added = Problems(), []
    lock_table(campaign)
    campaign = Campaign.objects.get(pk=campaign.pk)
    for name, value in CAMPAIGN.values(content).items():
        if getattr(campaign, name) in ("", None) and value not in ("", None):
            setattr(campaign, name, value)
            added.append(name)
    if added:
        save_checked(campaign, "", problems)
    added += add_all(campaign, content, problems)
    problems.refuse_if_any()
    if added:
        Campaign.objects.filter(pk=campaign.pk).revise_questionnaires()
    return added


def add_all(campaign: Campaign, content: dict, problems: Problems) -> list[str]:
    """Everything but the campaign's own fields; the places of what was added."""
    added = []
    added += add_kinds(campaign, content.get("kinds", []), problems)
    added += add_lists(campaign, content.get("lists", []), problems)
    added += add_columns(campaign, content.get("columns", []), problems)
    added += add_settings(campaign, content.get("question_settings", []), problems)
    added += add_questions(campaign, content.get("questions", []), problems)
    if "privacy_notice" in content and campaign.privacy_notice() is None:
        # Last: it names what is asked.
        notice = PrivacyNotice(campaign=campaign, **PRIVACY_NOTICE.values(content["privacy_notice"]))
        added += add_row(publish_notice(notice), "privacy_notice", problems)
    return added


def add_kinds(campaign: Campaign, rows: list[dict], problems: Problems) -> list[str]:
    """The kinds, details and figures that the campaign has not yet."""
    added = []
    for number, row in enumerate(rows):
        place = f"kinds[{number}]"
        kind = campaign.kinds.filter(key=row["key"]).first()
        if kind is None:
            kind = ActivityKind(campaign=campaign, position=number + 1, **KIND.values(row))
            kind.coming_figures = frozenset(figure["key"] for figure in row.get("figures", []))
            if not save_checked(kind, place, problems):
                continue
            added.append(place)
        added += add_details(kind, row.get("details", []), f"{place}.details", problems)
        added += add_figures(kind, row.get("figures", []), f"{place}.figures", problems)
    return added


def add_details(kind: ActivityKind, rows: list[dict], place: str, problems: Problems) -> list[str]:
    present = set(kind.details.values_list("column", flat=True))
    return [
        added
        for number, row in enumerate(rows)
        if row["column"] not in present
        for added in add_row(KindDetail(kind=kind, **DETAIL.values(row)), f"{place}[{number}]", problems)
    ]


def add_figures(kind: ActivityKind, rows: list[dict], place: str, problems: Problems) -> list[str]:
    present = set(kind.figures.values_list("key", flat=True))
    return [
        added
        for number, row in enumerate(rows)
        if row["key"] not in present
        for added in add_row(
            KindFigure(kind=kind, position=number + 1, **FIGURE.values(row)), f"{place}[{number}]", problems
        )
    ]


def add_lists(campaign: Campaign, rows: list[dict], problems: Problems) -> list[str]:
    """The choices that the campaign has not yet; a list that the file says nothing of begins with the standard ones."""
    added = []
    for number, row in enumerate(rows):
        place = f"lists[{number}]"
        log_list = campaign.log_lists.filter(key=row["key"]).first() or LogList(campaign=campaign, **LIST.values(row))
        if not row.get("items"):
            problems.add(f"{place}.items", "至少写一项。")
        elif log_list.pk or save_checked(log_list, place, problems):
            added += add_choices(log_list, row["items"], f"{place}.items", problems)
    complete_lists(campaign=campaign)
    return added


def add_choices(log_list: LogList, rows: list[dict], place: str, problems: Problems) -> list[str]:
    """New ones come last."""
    positions = dict(log_list.choices.values_list("code", "position"))
    first = max(positions.values(), default=0) + 1
    missing = [(number, row) for number, row in enumerate(rows) if row["code"] not in positions]
    return [
        added
        for position, (number, row) in enumerate(missing, start=first)
        for added in add_row(
            LogChoice(log_list=log_list, position=position, **CHOICE.values(row)), f"{place}[{number}]", problems
        )
    ]


def add_columns(campaign: Campaign, rows: list[dict], problems: Problems) -> list[str]:
    """New ones come last: no column of the table moves."""
    added = []
    kinds = {kind.key: kind for kind in campaign.kinds.all()}
    present = set(campaign.annex_columns.values_list("key", flat=True))
    last = max(campaign.annex_columns.values_list("position", flat=True), default=0)
    missing = [(number, row) for number, row in enumerate(rows) if row["key"] not in present]
    if missing and is_structure_fixed(campaign):
        problems.add(f"columns[{missing[0][0]}]", STRUCTURE_IS_FIXED)
        return []
    for number, row in missing:
        # A kind that is not there was refused itself.
        if row.get("kind") not in {None, *kinds}:
            continue
        last += 1
        headings = {f"heading_{level}": clean_line(text) for level, text in enumerate(row["headings"], start=1)}
        kind = kinds.get(row.get("kind"))
        column = AnnexColumn(campaign=campaign, position=last, kind=kind, **headings, **COLUMN.values(row))
        added += add_row(column, f"columns[{number}]", problems)
    return added


def add_settings(campaign: Campaign, rows: list[dict], problems: Problems) -> list[str]:
    added = []
    present = set(campaign.question_settings.values_list("key", flat=True))
    for number, row in enumerate(rows):
        if row["key"] not in present:
            setting = QuestionSetting(campaign=campaign, **QUESTION_SETTING.values(row))
            added += add_row(setting, f"question_settings[{number}]", problems)
    return added


def add_questions(campaign: Campaign, rows: list[dict], problems: Problems) -> list[str]:
    added = []
    present = set(campaign.own_questions.values_list("label", flat=True))
    for number, row in enumerate(rows):
        place, values = f"questions[{number}]", QUESTION.values(row)
        if values["label"] in present:
            continue
        earlier = find_condition(campaign, row.get("asked_if"), f"{place}.asked_if", problems)
        question = OwnQuestion(campaign=campaign, position=number + 1, asked_if=earlier, **values)
        if question.has_choices != ("choices" in row):
            problems.add(f"{place}.choices", "单选、多选要写选项，短文字、数字不写。")
        elif save_checked(question, place, problems):
            added.append(place)
            for position, label in enumerate(row.get("choices", []), start=1):
                OwnQuestionChoice.objects.create(question=question, label=clean_line(label), position=position)
    return added


def find_condition(campaign: Campaign, condition: dict | None, place: str, problems: Problems):
    """The choice of an earlier question by which one is asked; None for a question without a condition."""
    if condition is None:
        return None
    label, choice = clean_line(condition["question"]), clean_line(condition["choice"])
    found = OwnQuestionChoice.objects.filter(question__campaign=campaign, question__label=label, label=choice).first()
    if found is None:
        problems.add(place, f"前面没有问题“{label}”，或者它没有选项“{choice}”。")
    return found


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


def moved_dates(content: dict, today: date) -> dict:
    """The campaign's days and moments, moved so that `today` lies in its first month; the notice's own day stays."""
    first = today.replace(day=1)
    moved_by: timedelta = first - content["starts_on"]
    return {name: content[name] + moved_by for name in CAMPAIGN_DAYS if name in content}
