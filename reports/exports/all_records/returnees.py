"""Every record of returnees as a row: what the record's own page shows, and to whom."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from functools import cache, partial

from organization.models import Committee
from organization.region import words
from reports.exports.all_records.batches import (
    Batch,
    ExportColumn,
    Meaning,
    among,
    keyset_batches,
    labelled,
    place_columns,
    stored,
)
from reports.exports.all_records.dictionary import meaning_of
from returnees.age import ADULT, age_group_labels, age_limits
from returnees.choices import AgeGroup, EntranceChannel
from returnees.disclosure import WITHHELD, phone_refusal
from returnees.fields import mask_phone
from returnees.models import FollowUpCase, OwnQuestion, Returnee, ReturneeAnswer
from returnees.question_types import Kind, Question
from returnees.questions import QUESTIONS
from xlsx_stream.workbook import Cells, SheetColumn

# Of the columns beside the answers: width in characters, and meaning.
RECORD_COLUMNS = {
    "pk": (10, "系统给每份问卷的编号，不重复使用。"),
    "state": (10, "统计只算“有效”的。"),
    "home_committee": (18, f"家乡所在的{words.league_city}和{words.county}。"),
    "age": (12, "提交那天的周岁，按月计：到上个月末已满的整年数。撤回或匿名化以后是空白，只留年龄组。"),
    "age_group": (28, "按提交时年龄。"),
    "is_minor": (8, "提交时未满 18 周岁；撤回或匿名化以后是空白。"),
    "case": (24, "这份问卷的跟进个案现在的状态；由别的团委跟进的是空白。"),
    "filled_by": (14, "本人填写，或工作人员代填。"),
    "entrance__channel": (14, "从哪种二维码入口进来的；撤回、清除后不再保留。"),
    "submitted_at": (20, "第一次提交的时间，以后的更正不改变它；撤回、清除后只留日期。"),
    "consent_version": (18, "提交时同意的《个人信息处理说明》的版本。"),
    "sensitive_consented_at": (20, "单独同意处理敏感内容的时间；没有填敏感内容的是空白。"),
}
LEADING = ("pk", "state", "home_committee")
# Beside the birth, from which they follow.
OF_AGE = ("age", "age_group", "is_minor")
TRAILING = (
    "case",
    "filled_by",
    "entrance__channel",
    "submitted_at",
    "consent_version",
    "sensitive_consented_at",
)
# Columns of the table. Receipt codes, and what identifies a submission, are never exported.
READ = [
    *(name for name in RECORD_COLUMNS if name not in ("pk", "age_group", "is_minor", "case")),
    *(column.name for question in QUESTIONS if question.kind is not Kind.HOME for column in question.columns),
]
# Of the answers to a campaign's own questions; all others are choices.
CELLS_OF = {Kind.NUMBER: Cells.NUMBER, Kind.LINE: Cells.TEXT}
# No text, no committee.
NO_CASE = (None, None)


class ReturneeExport:
    """The records of one campaign, as one account may read them."""

    def __init__(self, campaign, account):
        self.own = frozenset(Committee.objects.visible_to(account).values_list("pk", flat=True))
        youths = [Returnee(age=age) for age in (ADULT - 1, ADULT)]
        self.is_number_shown = {youth.is_minor: not phone_refusal(account, youth) for youth in youths}
        self.limits = age_limits(campaign)
        own_questions = OwnQuestion.objects.in_campaign(campaign).with_all_that_is_asked()
        self.columns = [
            *self.record_columns(LEADING),
            *(column for question in QUESTIONS for column in self.question_columns(question)),
            *(answered(question.as_question()) for question in own_questions),
            *self.record_columns(TRAILING),
        ]

    def record_columns(self, names) -> list[ExportColumn]:
        return [column for name in names for column in self.record_column(name)]

    def record_column(self, name: str) -> list[ExportColumn]:
        width, text = RECORD_COLUMNS[name]
        meaning = Meaning(text)
        match name:
            case "pk":
                return [ExportColumn(SheetColumn("编号", width, Cells.NUMBER), lambda batch: batch["pk"], meaning)]
            case "home_committee":
                return [replace(column, meaning=meaning) for column in place_columns(name, width)]
            case "age_group":
                return [ExportColumn(SheetColumn("年龄组", width), self.age_groups, meaning)]
            case "age":
                return [replace(stored(Returnee, name, width, meaning=meaning), read=exact_ages)]
            case "is_minor":
                return [ExportColumn(SheetColumn("未成年", width), minors, meaning)]
            case "case":
                return [ExportColumn(SheetColumn("跟进状态", width), lambda batch: batch["case"], meaning)]
            case "entrance__channel":
                return [labelled(name, "来源渠道", width, EntranceChannel.choices, meaning)]
        return [stored(Returnee, name, width, meaning=meaning)]

    def question_columns(self, question: Question) -> list[ExportColumn]:
        """None for the home, which leads; the birth with what follows from it."""
        if question.kind is Kind.HOME:
            return []
        if not question.columns:
            return [answered(question)]
        meaning = meaning_of(question)
        columns = [stored(Returnee, column.name, column.width, meaning=meaning) for column in question.columns]
        if question.kind is Kind.PHONE:
            return [replace(column, read=self.numbers) for column in columns]
        if question.is_restricted:
            return [replace(column, read=partial(self.restricted, question.key)) for column in columns]
        return columns + (self.record_columns(OF_AGE) if question.kind is Kind.BIRTH else [])

    def batches(self, returnees) -> Iterator[Batch]:
        for batch in keyset_batches(returnees, READ):
            yield batch | self.cases(batch["pk"]) | {"answers": answers(batch["pk"])}

    def cases(self, pks) -> Batch:
        """The case of each record as text, where the account sees it; and in any case the committee that has it."""
        cases = FollowUpCase.objects.filter(among(pks, name="returnee")).order_by()
        found = {
            pk: (describe_case(state, closed_because) if committee in self.own else None, committee)
            for pk, committee, state, closed_because in cases.values_list(
                "returnee", "committee", "state", "closed_because"
            )
        }
        of_all = [found.get(pk, NO_CASE) for pk in pks]
        return {"case": [text for text, _ in of_all], "responsible": [committee for _, committee in of_all]}

    def numbers(self, batch: Batch) -> list[str | None]:
        return [
            number if number is None or self.is_number_shown[is_minor(age)] else mask_phone(number)
            for number, age in zip(batch["phone"], batch["age"], strict=True)
        ]

    def restricted(self, name: str, batch: Batch) -> list[str | None]:
        """As `Returnee.can_read_restricted`: for the committee that helps now and those above it."""
        committees = zip(batch[name], batch["responsible"], batch["home_committee"], strict=True)
        return [
            text if not text or (responsible or home) in self.own else WITHHELD
            for text, responsible, home in committees
        ]

    def age_groups(self, batch: Batch) -> list[str]:
        labels = age_group_labels(self.limits)
        youth, stretched = labels[AgeGroup.YOUTH], labels[AgeGroup.STRETCHED]
        return [youth if age <= self.limits.youth_until else stretched for age in batch["age"]]


@cache
def is_minor(age: int) -> bool:
    return Returnee(age=age).is_minor


def exact_ages(batch: Batch) -> list[int | None]:
    """Of an erased record, which has no birth either, the age may be that of its group."""
    return [age if born else None for age, born in zip(batch["age"], batch["birth_year"], strict=True)]


def minors(batch: Batch) -> list[str | None]:
    return ["未成年" if age is not None and is_minor(age) else None for age in exact_ages(batch)]


@cache
def describe_case(state: str, closed_because: str) -> str:
    return FollowUpCase(state=state, closed_because=closed_because).state_label


def answers(pks) -> dict[str, dict[int, list]]:
    """By question and record, what was chosen or entered."""
    found = defaultdict(lambda: defaultdict(list))
    rows = ReturneeAnswer.objects.filter(among(pks, name="returnee")).order_by("pk")
    for pk, question, code, text, number in rows.values_list("returnee", "question", "code", "text", "number"):
        found[question][pk].append(code or text or number)
    return found


def answered(question: Question) -> ExportColumn:
    """The column of a question whose answers are rows of their own."""

    @cache
    def labels(*codes):
        return "、".join(label for code, label in question.choices if code in codes)

    def read(batch):
        of_question = batch["answers"].get(question.key, {})
        if question.choices:
            return [labels(*of_question[pk]) if pk in of_question else None for pk in batch["pk"]]
        return [of_question[pk][0] if pk in of_question else None for pk in batch["pk"]]

    cells = CELLS_OF.get(question.kind, Cells.LABEL)
    return ExportColumn(SheetColumn(question.short_label, question.width, cells), read, meaning_of(question))
