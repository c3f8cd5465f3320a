"""One stored answer as text, and as its form would post it: for the youth's own page, its copy and its history."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

from django.http import QueryDict

from returnees.choices import QuestionUsage
from returnees.question_types import Kind, Question, QuestionSection
from returnees.questions import QUESTIONS, adapted_sections

OPTIONAL = "（选填）"
NOTHING: Mapping[str, Collection[str]] = MappingProxyType({})


@dataclass(frozen=True)
class StoredAnswer:
    question: Question
    # Empty where the question was not answered.
    text: str

    @property
    def label(self) -> str:
        return self.question.short_label


@dataclass(frozen=True)
class AnsweredSection:
    title: str
    answers: list[StoredAnswer]


@dataclass(frozen=True)
class CampaignQuestions:
    # All that the campaign has ever asked.
    sections: tuple[QuestionSection, ...]
    # Keys of the questions that it does not ask any more.
    off: frozenset[str]


def campaign_questions(campaign) -> CampaignQuestions:
    own = list(campaign.own_questions.with_all_that_is_asked())
    changes = campaign.question_settings.changes()
    off = {question.key for question in own if not question.is_active}
    off |= {key for key, change in changes.items() if change.usage == QuestionUsage.OFF}
    # Where they stand is as designed: what was answered is read, and nothing is asked.
    words = {key: replace(change, usage="") for key, change in changes.items()}
    return CampaignQuestions(adapted_sections(words, [question.as_question() for question in own]), frozenset(off))


def answered_sections(
    returnee, questions: CampaignQuestions | None = None, chosen: Mapping[str, Collection[str]] = NOTHING
) -> list[AnsweredSection]:
    """What was asked of this youth. A question that was switched off since, or is asked of those who answered an
    earlier one otherwise, appears only if it was answered.

    `questions`: the campaign's, to be passed when many records are displayed. `chosen`: codes by question that count
    as answers besides those stored.
    """
    questions = questions or campaign_questions(returnee.campaign)
    rows = _rows_by_question(returnee)
    codes = {question: {row.code for row in of_question} for question, of_question in rows.items()}
    sections = []
    for section in questions.sections:
        answers = [
            StoredAnswer(question, _describe(returnee, question, rows.get(question.key, [])))
            for question in section.questions
            if returnee.status in question.asked
        ]
        shown = [
            answer
            for answer in answers
            if answer.text
            or (answer.question.key not in questions.off and meets_condition(answer.question, codes, chosen))
        ]
        if shown:
            sections.append(AnsweredSection(section.title.removesuffix(OPTIONAL), shown))
    return sections


def meets_condition(question: Question, *chosen: Mapping[str, Collection[str]]) -> bool:
    """Whether one of these, codes by question, holds the earlier answer by which it is asked."""
    condition = question.condition
    return condition is None or any(condition.code in codes.get(condition.question, ()) for codes in chosen)


def answers_by_key(returnee, chosen: Mapping[str, Collection[str]] = NOTHING) -> dict[str, StoredAnswer]:
    """`chosen` as for `answered_sections`."""
    sections = answered_sections(returnee, chosen=chosen)
    return {answer.question.key: answer for section in sections for answer in section.answers}


def question_labels(returnee) -> dict[str, str]:
    sections = campaign_questions(returnee.campaign).sections
    return {question.key: question.short_label for section in sections for question in section.questions}


def as_posted(returnee) -> QueryDict:
    """The answers under the names and values of the questionnaire's own fields."""
    data = QueryDict(mutable=True)
    for question in QUESTIONS:
        for column in question.columns:
            value = getattr(returnee, column.name)
            value = value.gb_code if question.kind is Kind.HOME else value
            data[column.field] = "" if value is None else str(value)
    for row in returnee.answers.all():
        data.appendlist(row.question, row.code or row.text or str(row.number))
    return data


def _rows_by_question(returnee) -> dict[str, list]:
    rows: dict[str, list] = {}
    for row in returnee.answers.all():
        rows.setdefault(row.question, []).append(row)
    return rows


def _describe(returnee, question: Question, rows: list) -> str:
    if not question.columns:
        codes = {row.code for row in rows}
        chosen = [label for code, label in question.choices if code in codes]
        return "、".join(chosen + [row.text or str(row.number) for row in rows if not row.code])
    values = [getattr(returnee, column.name) for column in question.columns]
    match question.kind, values:
        case _, [None | "", *_]:
            return ""
        case Kind.BIRTH, [year, month]:
            return f"{year} 年 {month} 月"
        case Kind.HOME, [home]:
            return f"{home.parent.place_name if home.parent else ''}{home.place_name}"
        case Kind.YEAR, [year]:
            return f"{year} 年"
        case _, [value]:
            return dict(question.choices).get(value, str(value))
