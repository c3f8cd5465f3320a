from datetime import date
from functools import lru_cache

from django import forms

from organization.id_numbers import PlainLineField, PlainParagraphField
from organization.region import words
from organization.text import clean_code
from organization.whole_numbers import WholeNumberField
from returnees.age import ADULT, YOUNGEST_BY_LAW, age_on, birth_years
from returnees.choices import ADULT_NEEDS, UNDISCLOSED, ConsentProof, Need
from returnees.fields import (
    CodeListField,
    ExclusiveChoiceField,
    HomeField,
    NameField,
    PhoneField,
    YearField,
)
from returnees.question_types import ALL, TYPED_KINDS, Condition, Kind, Question
from returnees.questionnaire import QuestionnaireDesign

TOO_YOUNG = f"未满 {YOUNGEST_BY_LAW} 周岁请勿填写，请由监护人联系当地团委。您填写的内容没有保存。"
NOT_INVITED = "谢谢您的关注！本次征集面向 {} 周岁的青年，您可以直接联系当地团委了解政策。您填写的内容没有保存。"


def year_field(codes, label, required, message):
    return YearField(
        label=label,
        choices=[("", ""), *((code, code) for code in codes)],
        required=required,
        error_messages={"required": message, "invalid_choice": message},
    )


def is_asked(question: Question, status: str) -> bool:
    return status in question.asked if status in ALL else question.asked == ALL


def make_field(question: Question, *, design: QuestionnaireDesign, required: bool) -> forms.Field:
    options = {"label": question.label, "required": required, "error_messages": error_messages(question)}
    if question.max_length:
        options["max_length"] = question.max_length
    match question.kind:
        case Kind.LINE:
            return NameField(**options) if question.key == "name" else PlainLineField(**options)
        case Kind.PARAGRAPH:
            return PlainParagraphField(**options)
        case Kind.PHONE:
            return PhoneField(**options)
        case Kind.NUMBER:
            return WholeNumberField(min_value=0, max_value=question.largest, **options)
        case Kind.HOME:
            return HomeField(homes=design.homes, **options)
        case Kind.YEAR:
            codes = [code for code, _ in design.choices_of(question)]
            return year_field(codes, question.label, required, "请选择年份。")
        case Kind.CHECKBOXES:
            return ExclusiveChoiceField(choices=question.choices, exclusive=question.exclusive, **options)
        case _:
            return CodeListField(choices=[("", ""), *question.choices], **options)


def make_birth_fields(question: Question, years: range, required: bool) -> dict[str, forms.Field]:
    (year, month), message = question.columns, "请选择出生年月。"
    return {
        year.field: year_field(map(str, years), year.heading, required, message),
        month.field: year_field(map(str, range(1, 13)), month.heading, required, message),
    }


# Shared by all forms of a design: a field holds nothing of what it validates, and making them anew for each answer
# would take longer than storing it. One entry per status; a design lives until its campaign's next revision.
@lru_cache(maxsize=64)
def make_fields(design: QuestionnaireDesign, status: str, on: date) -> tuple[list[Question], dict[str, forms.Field]]:
    asked = [question for question in design.questions if is_asked(question, status)]
    fields: dict[str, forms.Field] = {}
    for question in asked:
        required = is_always_required(question, status)
        if question.kind is Kind.BIRTH:
            fields |= make_birth_fields(question, birth_years(on, design.age_limits), required)
        else:
            fields[question.key] = make_field(question, design=design, required=required)
    fields["consent"] = forms.BooleanField(error_messages={"required": "请先阅读《个人信息处理说明》并勾选同意。"})
    fields["sensitive_consent"] = forms.BooleanField(required=False)
    fields["without_sensitive"] = forms.BooleanField(required=False)
    return asked, fields


def is_always_required(question: Question, status: str) -> bool:
    """Whoever need not answer it by an earlier answer is known only when that one is read."""
    return question.condition is None and (status in question.required or question.required == ALL)


class QuestionnaireForm(forms.Form):
    """One posted questionnaire: only the questions that the given status is asked; other answers are dropped."""

    def __init__(self, data, *, questionnaire, on: date):
        # Its labels are the page's.
        super().__init__(data, label_suffix="")
        self.questionnaire, self.on = questionnaire, on
        posted = data.get("status", "")
        self.status = posted if posted in ALL else ""
        self.asked, self.fields = make_fields(questionnaire.design, self.status, on)

    def _clean_fields(self):
        # As Django's, without an object that binds each field to this form: none of them has a method of its own here,
        # is disabled, or takes a file.
        for name, field in self.fields.items():
            try:
                self.cleaned_data[name] = field.clean(field.widget.value_from_datadict(self.data, self.files, name))
            except forms.ValidationError as error:
                self.add_error(name, error)

    def clean(self):
        answers = self.cleaned_data
        self.check_home_city(answers)
        self.check_conditions(answers)
        if "birth_year" in answers and "birth_month" in answers:
            self.check_age(answers)
        if answers.get("without_sensitive"):
            self.drop_sensitive(answers)
        elif self.has_sensitive(answers) and not answers.get("sensitive_consent"):
            labels = [question.short_label for question in self.asked if question.needs_separate_consent]
            self.add_error("sensitive_consent", f"您填写了{enumeration(labels)}，需要您单独同意。")
        return answers

    def check_conditions(self, answers):
        """Not dropped in silence: the page says what it did not keep, as it does of the needs of adults."""
        for question in self.asked:
            if question.condition is None or question.key not in answers:
                continue
            is_answered = answers[question.key] not in ("", None, [])
            if not self.is_condition_known(question.condition):
                continue
            if not self.meets(question.condition):
                if is_answered:
                    self.add_error(question.key, forms.ValidationError(not_asked(question), code="not_asked"))
            elif not is_answered and self.status in question.required:
                self.add_error(question.key, error_messages(question)["required"])

    def is_condition_known(self, condition: Condition) -> bool:
        """Not where the earlier answer is wrong itself."""
        return condition.question not in self.errors

    def meets(self, condition: Condition) -> bool:
        chosen = self.cleaned_data.get(condition.question)
        return condition.code in (chosen if isinstance(chosen, list) else [chosen])

    def check_home_city(self, answers):
        """With scripts on, the page also posts the league-city; it must be the county's."""
        city, home = clean_code(self.data.get("home_city", "")), answers.get("home_county")
        if city and home and home.parent.gb_code != city:
            self.add_error("home_county", f"这个{words.county}不在所选{words.league_city}，请重新选择。")

    def check_age(self, answers):
        limits = self.questionnaire.design.age_limits
        answers["age"] = age = age_on(answers["birth_year"], answers["birth_month"], self.on)
        if age < YOUNGEST_BY_LAW:
            self.add_error("birth_year", forms.ValidationError(TOO_YOUNG, code="too_young"))
        elif age < limits.youngest or age > limits.oldest:
            code = "too_young" if age < limits.youngest else "too_old"
            self.add_error("birth_year", forms.ValidationError(NOT_INVITED.format(limits.invited), code=code))
        elif age < ADULT:
            self.refuse_adult_needs(answers.get("needs", []))

    def refuse_adult_needs(self, needs):
        """Not dropped in silence: the page says what it did not keep, and leaves the rest as it was chosen."""
        refused = [label for code, label in Need.choices if code in ADULT_NEEDS and code in needs]
        if not refused:
            return
        message = f"{'、'.join(refused)}满 {ADULT} 周岁才能申请，没有为您保留。"
        message += "请再提交一次。" if set(needs) - ADULT_NEEDS else "请另选一项，或选“暂无”。"
        self.add_error("needs", forms.ValidationError(message, code="adults_only"))

    def has_sensitive(self, answers):
        return any(
            answers.get(question.key) and answers[question.key] != UNDISCLOSED
            for question in self.asked
            if question.needs_separate_consent
        )

    def drop_sensitive(self, answers):
        for question in self.asked:
            if question.needs_separate_consent and question.key in answers:
                answers[question.key] = ""

    def columns(self, *, submitted_at) -> dict:
        """The answers that have a column of their own in Returnee; unanswered ones are left at its default."""
        answers = self.cleaned_data
        given = {column.name: answers.get(column.field) for question in self.asked for column in question.columns}
        columns = {name: value for name, value in given.items() if value not in ("", None)}
        columns["age"] = answers["age"]
        if self.has_sensitive(answers):
            columns["sensitive_consented_at"] = submitted_at
        return columns | self.consent_columns()

    def consent_columns(self) -> dict:
        return {"consent_proof": ConsentProof.OWN_TICK}

    def selections(self) -> dict[str, list[str]]:
        """The chosen codes per question without a column, in the order of the list."""
        chosen = {
            question.key: self.cleaned_data.get(question.key)
            for question in self.asked
            if question.choices and not question.columns
        }
        lists = {key: [codes] if isinstance(codes, str) else codes for key, codes in chosen.items() if codes}
        return {key: list(dict.fromkeys(codes)) for key, codes in lists.items()}

    def free_answers(self) -> dict[str, str | int]:
        typed = {
            question.key: self.cleaned_data.get(question.key)
            for question in self.asked
            if not question.choices and not question.columns
        }
        return {key: value for key, value in typed.items() if value not in ("", None)}


def not_asked(question: Question) -> str:
    return f"只问{question.condition}人，您填的没有保留。请再提交一次；要回答这个问题，请先改前面的选择。"


def enumeration(labels: list[str]) -> str:
    """甲、乙或丙."""
    return "或".join(filter(None, ("、".join(labels[:-1]), *labels[-1:])))


def error_messages(question: Question) -> dict[str, str]:
    verb = "请填写" if question.kind in TYPED_KINDS else "请选择"
    return {
        "required": f"{verb}{question.short_label}。",
        "invalid": "请填写整数，如 3。",
        "min_value": f"请填写 0 到 {question.largest} 的整数。",
        "max_value": f"请填写 0 到 {question.largest} 的整数。",
        "max_length": "最多 %(limit_value)d 个字，现在有 %(show_value)d 个。",
        "invalid_choice": "请从列表中选择。",
        "invalid_list": "请从列表中选择。",
    }
