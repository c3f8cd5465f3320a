"""One stored answer in words, and as its form would post it: for the youth's own page, its copy and its history."""

from dataclasses import dataclass

from django.http import QueryDict

from returnees.choices import QuestionUsage
from returnees.questions import QUESTIONS, Kind, Question, Section, adapted_sections

SEVERAL = "（可多选）"
OPTIONAL = "（选填）"
STANDARD_KEYS = frozenset(question.key for question in QUESTIONS)


@dataclass(frozen=True)
class Answer:
    question: Question
    words: str
    """Empty where the question was not answered."""

    @property
    def label(self) -> str:
        return self.question.label.removesuffix(SEVERAL)


@dataclass(frozen=True)
class AnsweredSection:
    title: str
    answers: list[Answer]


@dataclass(frozen=True)
class CampaignQuestions:
    sections: tuple[Section, ...]
    """All that the campaign has ever asked."""
    off: frozenset[str]
    """Keys of the questions that it does not ask any more."""


def campaign_questions(campaign) -> CampaignQuestions:
    own = list(campaign.own_questions.prefetch_related("choices"))
    off = {question.key for question in own if not question.is_active}
    off |= set(campaign.question_settings.filter(usage=QuestionUsage.OFF).values_list("key", flat=True))
    return CampaignQuestions(adapted_sections({}, [question.as_question() for question in own]), frozenset(off))


def answered_sections(returnee, questions: CampaignQuestions | None = None) -> list[AnsweredSection]:
    """What was asked of this youth. A question that was switched off since is there only if it was answered.

    `questions` are those of the campaign; whoever shows many records reads them once.
    """
    questions = questions or campaign_questions(returnee.campaign)
    rows = _rows_by_question(returnee)
    sections = []
    for section in questions.sections:
        answers = [
            Answer(question, _words(returnee, question, rows.get(question.key, [])))
            for question in section.questions
            if returnee.status in question.asked
        ]
        shown = [answer for answer in answers if answer.words or answer.question.key not in questions.off]
        if shown:
            sections.append(AnsweredSection(section.title.removesuffix(OPTIONAL), shown))
    return sections


def answers_by_key(returnee) -> dict[str, Answer]:
    return {answer.question.key: answer for section in answered_sections(returnee) for answer in section.answers}


def question_labels(returnee) -> dict[str, str]:
    """The label of each question of the campaign, those that are not asked any more included."""
    questions = [*QUESTIONS, *(question.as_question() for question in returnee.campaign.own_questions.all())]
    return {question.key: question.label.removesuffix(SEVERAL) for question in questions}


def as_posted(returnee) -> QueryDict:
    """The answers under the names and values of the questionnaire's own fields."""
    data = QueryDict(mutable=True)
    for column in stored_columns():
        value = returnee.home_committee.gb_code if column == "home_committee" else getattr(returnee, column)
        data["home_county" if column == "home_committee" else column] = "" if value is None else str(value)
    for row in returnee.answers.all():
        data.appendlist(row.question, row.code or row.text or str(row.number))
    return data


def columns_of(question: Question) -> tuple[str, ...]:
    """The columns of Returnee that hold the answer; none for several choices and a campaign's own questions."""
    if question.kind is Kind.CHECKBOXES or question.key not in STANDARD_KEYS:
        return ()
    return {Kind.BIRTH: ("birth_year", "birth_month"), Kind.HOME: ("home_committee",)}.get(
        question.kind, (question.key,)
    )


def stored_columns() -> list[str]:
    return [column for question in QUESTIONS for column in columns_of(question)]


def _rows_by_question(returnee) -> dict[str, list]:
    rows: dict[str, list] = {}
    for row in returnee.answers.all():
        rows.setdefault(row.question, []).append(row)
    return rows


def _words(returnee, question: Question, rows: list) -> str:
    labels = dict(question.choices)
    if not columns_of(question):
        codes = {row.code for row in rows}
        chosen = [label for code, label in question.choices if code in codes]
        return "、".join(chosen + [row.text or str(row.number) for row in rows if not row.code])
    value = getattr(returnee, columns_of(question)[0])
    match question.kind:
        case _ if value in (None, ""):
            return ""
        case Kind.BIRTH:
            return f"{returnee.birth_year} 年 {returnee.birth_month} 月"
        case Kind.HOME:
            return f"{value.parent.place_name if value.parent else ''}{value.place_name}"
        case Kind.YEAR:
            return f"{value} 年"
    return labels.get(value, str(value))
