"""What a question of the questionnaire is: its kind, whom it is asked, its columns, its sensitivity."""

from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from returnees.choices import Status

ALL = frozenset(Status.values)
AWAY = ALL - {Status.RESIDENT, Status.STARTING_AT_HOME}
WORKERS = frozenset({Status.RETURNING_WORKER, Status.WORKING_AWAY})
ENTREPRENEURS = frozenset({Status.ENTREPRENEUR})
# Whether they would come home for it or are at home.
INTENDING = frozenset({Status.INTENDING, Status.STARTING_AT_HOME})
FOUNDERS = ENTREPRENEURS | INTENDING
STUDENTS = frozenset({Status.STUDENT})
NOBODY: frozenset[str] = frozenset()


class Kind(StrEnum):
    """How a question is answered; each has a form field in `forms.py` and a template in `public/questions/`."""

    LINE = "line"
    PARAGRAPH = "paragraph"
    PHONE = "phone"
    NUMBER = "number"
    SELECT = "select"
    RADIO = "radio"
    CHECKBOXES = "checkboxes"
    HOME = "home"
    BIRTH = "birth"
    YEAR = "year"


TYPED_KINDS = frozenset({Kind.LINE, Kind.PARAGRAPH, Kind.PHONE, Kind.NUMBER})
# Free text, and what identifies a person: erased on withdrawal and when a campaign is anonymised.
PERSONAL_KINDS = frozenset({Kind.LINE, Kind.PARAGRAPH, Kind.PHONE, Kind.BIRTH})
SEVERAL = "（可多选）"


class Sensitivity(StrEnum):
    NORMAL = "normal"
    # Asked and shown with care.
    ELEVATED = "elevated"
    # Answered only with a consent of its own (PIPL art. 29).
    SEPARATE_CONSENT = "separate_consent"


@dataclass(frozen=True)
class AnswerColumn:
    """A column of Returnee that holds an answer, and the field of the form that fills it."""

    name: str
    field: str
    heading: str
    # In an export, in characters.
    width: int


@dataclass(frozen=True)
class Condition:
    """That a question is asked of those who gave one answer to an earlier one of the same questionnaire."""

    question: str
    question_label: str
    code: str
    label: str

    def __str__(self):
        return f"“{self.question_label}”选“{self.label}”的"


@dataclass(frozen=True)
class Question:
    # The column of Returnee; for CHECKBOXES and a campaign's own questions, the `question` of their ReturneeAnswers.
    key: str
    label: str
    kind: Kind
    # The statuses that are asked this question, and those of them that must answer it.
    asked: frozenset[str] = ALL
    required: frozenset[str] = NOBODY
    choices: tuple[tuple[str, str], ...] = ()
    # Of the choices, the words in which the questionnaire offers them; empty: their labels.
    plain_choices: tuple[tuple[str, str], ...] = ()
    # The code that excludes all others (暂无).
    exclusive: str = ""
    max_length: int | None = None
    # The largest number accepted as an answer.
    largest: int = 9999
    hint: str = ""
    autocomplete: str = "off"
    sensitivity: Sensitivity = Sensitivity.NORMAL
    # Of a question that needs a separate consent, what it must say (PIPL art. 30): why it is asked, and what answering
    # means for the person.
    necessity: str = ""
    consequence: str = ""
    # Shown in full only to the committee that helps the youth and to those above it.
    is_restricted: bool = False
    # Cannot be switched off or made optional in a campaign.
    is_fixed: bool = False
    # Asked on the page that follows the sending: nobody has to answer it, and no form before it shows it.
    is_after_sending: bool = False
    # Of the column in lists and files; empty: the label.
    heading: str = ""
    width: int = 20
    # Where the choices are counted on the statistics page, the title of their section there.
    statistics_title: str = ""
    # One of a campaign's own questions: it has no column.
    is_own: bool = False
    # Of one of those, the section behind whose questions it stands; empty: in the one of its own.
    section: str = ""
    # Besides the status: who is asked by an earlier answer.
    condition: Condition | None = None

    def __post_init__(self):
        if self.needs_separate_consent and not self.columns:
            raise ValueError(f"{self.key}: only the constraint of a column can guard a separate consent")
        if self.needs_separate_consent != bool(self.necessity and self.consequence):
            raise ValueError(f"{self.key}: a separate consent has to say why and with what consequence")
        if self.statistics_title and not self.choices:
            raise ValueError(f"{self.key}: only choices can be counted")
        if self.is_after_sending and self.required:
            raise ValueError(f"{self.key}: what must be answered is asked before the sending")

    @property
    def short_label(self) -> str:
        return self.label.removesuffix(SEVERAL)

    @property
    def statuses_before_sending(self) -> frozenset[str]:
        """Those that find the question on the questionnaire itself: nothing optional stands before the sending."""
        return self.asked & self.required

    @property
    def statuses_after_sending(self) -> frozenset[str]:
        return self.asked - self.required

    @cached_property
    def needs_separate_consent(self) -> bool:
        return self.sensitivity is Sensitivity.SEPARATE_CONSENT

    @property
    def is_personal(self) -> bool:
        return self.kind in PERSONAL_KINDS

    @property
    def is_erased_on_withdrawal(self) -> bool:
        return self.is_personal or self.needs_separate_consent

    @cached_property
    def columns(self) -> tuple[AnswerColumn, ...]:
        """None where the answers are rows of ReturneeAnswer."""
        if self.is_own or self.kind is Kind.CHECKBOXES:
            return ()
        if self.kind is Kind.BIRTH:
            years, months = f"{self.key}_year", f"{self.key}_month"
            return (
                AnswerColumn(years, years, "出生年", self.width),
                AnswerColumn(months, months, "出生月", self.width),
            )
        name = "home_committee" if self.kind is Kind.HOME else self.key
        return (AnswerColumn(name, self.key, self.heading or self.short_label, self.width),)

    @property
    def field_names(self) -> tuple[str, ...]:
        return tuple(column.field for column in self.columns) or (self.key,)

    @property
    def blank(self) -> str | None:
        """What a column holds without an answer."""
        return "" if self.choices else None


@dataclass(frozen=True)
class QuestionSection:
    key: str
    title: str
    questions: tuple[Question, ...]

    @property
    def is_after_sending(self) -> bool:
        return all(question.is_after_sending for question in self.questions)
