"""Every record of returnees as a row: what the record's own page shows, and to whom."""

from collections import defaultdict
from collections.abc import Iterator
from functools import cache, partial

from organization.models import Committee
from reports.exports.all_records.batches import Batch, ReadColumn, keyset_batches, labelled, place_columns, stored
from returnees.admin.phone import refusal_to
from returnees.age import ADULT, AgeLimits, age_group_labels, age_limits
from returnees.choices import AgeGroup, EntranceChannel
from returnees.models import FollowUpCase, OwnQuestion, Returnee, ReturneeAnswer
from returnees.models.returnee import mask_phone
from returnees.questions import QUESTIONS, Kind, Question
from returnees.record_display import WITHHELD
from xlsx_stream.workbook import Cells, Column

WIDTHS = {
    "pk": 10,
    "state": 10,
    "home_committee": 18,
    "township": 20,
    "name": 14,
    "gender": 10,
    "birth_year": 8,
    "birth_month": 8,
    "age": 12,
    "age_group": 28,
    "is_minor": 8,
    "phone": 13,
    "wechat_wish": 16,
    "wechat_id": 16,
    "education": 16,
    "ethnicity": 10,
    "political_status": 14,
    "status": 26,
    "away_place": 24,
    "away_industry": 18,
    "school_major": 26,
    "business_name": 26,
    "business_type": 18,
    "industry": 18,
    "start_year": 16,
    "employee_count": 14,
    "intent": 18,
    "capital": 14,
    "difficulty": 28,
    "difficulty_text": 40,
    "policy_knowledge": 22,
    "alliance_wish": 14,
    "needs": 40,
    "activity_wishes": 28,
    "own_questions": 26,
    "case": 24,
    "filled_by": 14,
    "entrance__channel": 14,
    "submitted_at": 20,
    "consent_version": 18,
    "sensitive_consented_at": 20,
}
"""The columns in the order of the file, with their widths in characters."""
READ = [
    *(field.name for field in Returnee._meta.concrete_fields if field.name in WIDTHS),
    "entrance__channel",
]
"""Of the tables. Receipt codes, and what tells submissions apart, stay in the house."""
SELECTIONS = {question.key: question for question in QUESTIONS if question.kind is Kind.CHECKBOXES}
CELLS_OF = {Kind.NUMBER: Cells.NUMBER, Kind.LINE: Cells.TEXT}
"""Of the answers to a campaign's own questions; all others are choices."""
NO_CASE = (None, None, None)
"""No committee, no state, no reason why it ended."""


class ReturneeExport:
    """The records of one campaign, as one account may read them."""

    def __init__(self, campaign, account):
        self.own = frozenset(Committee.objects.visible_to(account).values_list("pk", flat=True))
        youths = [Returnee(age=age) for age in (ADULT - 1, ADULT)]
        self.is_number_shown = {youth.is_minor: not refusal_to(account, youth) for youth in youths}
        computed = self.computed_columns(campaign)
        self.columns = [
            column
            for name, width in WIDTHS.items()
            for column in (computed[name] if name in computed else [stored(Returnee, name, width)])
        ]

    def computed_columns(self, campaign) -> dict[str, list[ReadColumn]]:
        """Those that are not simply what stands in the table."""
        questions = OwnQuestion.objects.in_campaign(campaign).prefetch_related("choices")
        channels = labelled("entrance__channel", "来源渠道", WIDTHS["entrance__channel"], EntranceChannel.choices)
        return {
            "pk": [column("pk", "编号", lambda batch: batch["pk"], Cells.NUMBER)],
            "home_committee": place_columns("home_committee", WIDTHS["home_committee"]),
            "age_group": [column("age_group", "年龄组", partial(age_groups, age_limits(campaign)))],
            "is_minor": [column("is_minor", "未成年", minors)],
            "phone": [column("phone", "手机号", self.numbers, Cells.TEXT)],
            "difficulty_text": [column("difficulty_text", "困难说明", self.difficulties, Cells.TEXT)],
            "own_questions": [answered("own_questions", question.as_question()) for question in questions],
            "case": [column("case", "跟进状态", lambda batch: batch["case"])],
            "entrance__channel": [channels],
        } | {name: [answered(name, question)] for name, question in SELECTIONS.items()}

    def batches(self, returnees) -> Iterator[Batch]:
        """Three queries each, whatever is in them."""
        for batch in keyset_batches(returnees, READ):
            yield batch | self.cases(batch["pk"]) | {"answers": answers(batch["pk"])}

    def cases(self, pks) -> Batch:
        """The case of each record in words, where the account sees it; and in any case the committee that has it."""
        cases = FollowUpCase.objects.filter(returnee__in=pks).order_by()
        found = {pk: case for pk, *case in cases.values_list("returnee", "committee", "state", "closed_because")}
        cases = [found.get(pk, NO_CASE) for pk in pks]
        return {
            "case": [case_words(*state) if committee in self.own else None for committee, *state in cases],
            "responsible": [committee for committee, *_ in cases],
        }

    def numbers(self, batch: Batch) -> list[str | None]:
        """In full only for those who may show each of them by a click."""
        return [
            number if number is None or self.is_number_shown[is_minor(age)] else mask_phone(number)
            for number, age in zip(batch["phone"], batch["age"], strict=True)
        ]

    def difficulties(self, batch: Batch) -> list[str | None]:
        """As `Returnee.may_read_restricted`: for the committee that helps now and those above it."""
        committees = zip(batch["difficulty_text"], batch["responsible"], batch["home_committee"], strict=True)
        return [
            text if not text or (responsible or home) in self.own else WITHHELD
            for text, responsible, home in committees
        ]


def column(name, heading, read, cells=Cells.LABEL) -> ReadColumn:
    return ReadColumn(Column(heading, WIDTHS[name], cells), read)


def age_groups(limits: AgeLimits, batch: Batch) -> list[str]:
    labels = age_group_labels(limits)
    youth, stretched = labels[AgeGroup.YOUTH], labels[AgeGroup.STRETCHED]
    return [youth if age <= limits.youth_until else stretched for age in batch["age"]]


@cache
def is_minor(age: int) -> bool:
    return Returnee(age=age).is_minor


def minors(batch: Batch) -> list[str | None]:
    return ["未成年" if is_minor(age) else None for age in batch["age"]]


@cache
def case_words(state: str, closed_because: str) -> str:
    return FollowUpCase(state=state, closed_because=closed_because).state_words


def answers(pks) -> list[dict[str, list]]:
    """Of each record what was answered to the questions that have no column, by question."""
    found = defaultdict(dict)
    rows = ReturneeAnswer.objects.filter(returnee__in=pks).order_by("pk")
    for pk, question, code, text, number in rows.values_list("returnee", "question", "code", "text", "number"):
        found[pk].setdefault(question, []).append(code or text or number)
    return [found.get(pk, {}) for pk in pks]


def answered(name: str, question: Question) -> ReadColumn:
    """The column of one such question."""

    @cache
    def words(*codes):
        return "、".join(label for code, label in question.choices if code in codes)

    def read(batch):
        given = (answers_of.get(question.key) for answers_of in batch["answers"])
        if question.choices:
            return [words(*codes) if codes else None for codes in given]
        return [values[0] if values else None for values in given]

    return column(name, question.short_label, read, CELLS_OF.get(question.kind, Cells.LABEL))
