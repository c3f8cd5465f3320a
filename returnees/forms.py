from datetime import date

from django import forms

from organization.id_numbers import PlainLineField, PlainParagraphField
from organization.text import clean_line
from returnees.age import ADULT, OLDEST, YOUNGEST, age_on, birth_years
from returnees.choices import ADULT_NEEDS, UNDISCLOSED, Status
from returnees.fields import (
    ExclusiveChoiceField,
    HomeField,
    NameField,
    PhoneField,
    WholeNumberField,
)
from returnees.models import Returnee
from returnees.questions import ALL, Kind, Question

EARLIEST_START_YEAR = 1990
COLUMNS = {field.name for field in Returnee._meta.get_fields() if field.concrete}
TOO_YOUNG = "未满 14 周岁请勿填写，请由监护人联系当地团委。您填写的内容没有保存。"
TOO_OLD = "谢谢您的关注！本次征集面向 14–45 周岁的青年，您可以直接联系当地团委了解政策。您填写的内容没有保存。"


def start_years(campaign) -> range:
    """The years in which a business may have been started, latest first."""
    return range(campaign.year, EARLIEST_START_YEAR - 1, -1)


def _year_field(years, label, required, message):
    return forms.TypedChoiceField(
        label=label,
        choices=[("", ""), *((str(year), str(year)) for year in years)],
        coerce=int,
        empty_value=None,
        required=required,
        error_messages={"required": message, "invalid_choice": message},
    )


def is_asked(question: Question, status: str) -> bool:
    """Without a status, only what everybody is asked can be."""
    return status in question.asked if status in Status.values else question.asked == ALL


def make_field(question: Question, *, questionnaire, required: bool) -> forms.Field:
    options = {"label": question.label, "required": required, "error_messages": _messages(question)}
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
            return HomeField(homes=questionnaire.homes, **options)
        case Kind.YEAR:
            return _year_field(start_years(questionnaire.campaign), question.label, required, "请选择年份。")
        case Kind.CHECKBOXES:
            return ExclusiveChoiceField(choices=question.choices, exclusive=question.exclusive, **options)
        case _:
            return forms.ChoiceField(choices=[("", ""), *question.choices], **options)


def make_fields(questionnaire, asked: list[Question], *, status: str, on: date) -> dict[str, forms.Field]:
    fields: dict[str, forms.Field] = {}
    for question in asked:
        required = status in question.required or question.required == ALL
        if question.kind is Kind.BIRTH:
            message = "请选择出生年月。"
            fields["birth_year"] = _year_field(birth_years(on), "出生年", required, message)
            fields["birth_month"] = _year_field(range(1, 13), "出生月", required, message)
        else:
            fields[question.key] = make_field(question, questionnaire=questionnaire, required=required)
    fields["consent"] = forms.BooleanField(error_messages={"required": "请先阅读《个人信息处理说明》并勾选同意。"})
    fields["sensitive_consent"] = forms.BooleanField(required=False)
    fields["without_sensitive"] = forms.BooleanField(required=False)
    return fields


class QuestionnaireForm(forms.Form):
    """One posted questionnaire: only the questions that the given status is asked; other answers are dropped."""

    def __init__(self, data, *, questionnaire, on: date):
        super().__init__(data)
        self.questionnaire, self.on = questionnaire, on
        posted = data.get("status", "")
        self.status = posted if posted in Status.values else ""
        # Made once and shared by all forms of the questionnaire: a field keeps nothing of what it validates.
        made = questionnaire.made_fields
        if (self.status, on) not in made:
            asked = [question for question in questionnaire.questions if is_asked(question, self.status)]
            made[self.status, on] = asked, make_fields(questionnaire, asked, status=self.status, on=on)
        self.asked, self.fields = made[self.status, on]

    def clean(self):
        answers = self.cleaned_data
        self.check_home_city(answers)
        if "birth_year" in answers and "birth_month" in answers:
            self.check_age(answers)
        if answers.get("without_sensitive"):
            self.drop_sensitive(answers)
        elif self.has_sensitive(answers) and not answers.get("sensitive_consent"):
            self.add_error("sensitive_consent", "您填写了民族、政治面貌或困难说明，需要您单独同意。")
        return answers

    def check_home_city(self, answers):
        """With scripts on, the page also posts the league-city; it must be the county's."""
        city, home = clean_line(self.data.get("home_city", "")), answers.get("home_county")
        if city and home and home.parent.gb_code != city:
            self.add_error("home_county", "这个旗县市区不在所选盟市，请重新选择。")

    def check_age(self, answers):
        answers["age"] = age = age_on(answers["birth_year"], answers["birth_month"], self.on)
        if age < YOUNGEST:
            self.add_error("birth_year", forms.ValidationError(TOO_YOUNG, code="too_young"))
        elif age > OLDEST:
            self.add_error("birth_year", forms.ValidationError(TOO_OLD, code="too_old"))
        elif age < ADULT:
            answers["needs"] = [need for need in answers.get("needs", []) if need not in ADULT_NEEDS]

    def has_sensitive(self, answers):
        return any(
            answers.get(question.key) and answers[question.key] != UNDISCLOSED
            for question in self.asked
            if question.is_sensitive
        )

    def drop_sensitive(self, answers):
        for question in self.asked:
            if question.is_sensitive and question.key in answers:
                answers[question.key] = ""

    def columns(self, *, submitted_at) -> dict:
        """The answers that have a column of their own in Returnee; unanswered ones are left at its default."""
        answers = self.cleaned_data
        names = COLUMNS & answers.keys()
        columns = {name: answers[name] for name in names if answers[name] not in ("", None)}
        columns["home_committee"] = answers["home_county"]
        if self.has_sensitive(answers):
            columns["sensitive_consented_at"] = submitted_at
        return columns

    def selections(self) -> dict[str, list[str]]:
        """The chosen codes per question without a column, in the order of the list."""
        chosen = {question.key: self.cleaned_data.get(question.key) for question in self.asked if has_codes(question)}
        lists = {key: [codes] if isinstance(codes, str) else codes for key, codes in chosen.items() if codes}
        return {key: list(dict.fromkeys(codes)) for key, codes in lists.items()}

    def free_answers(self) -> dict[str, str | int]:
        """The text or number per question without a column."""
        typed = {
            question.key: self.cleaned_data.get(question.key)
            for question in self.asked
            if question.key not in COLUMNS and question.kind in (Kind.LINE, Kind.NUMBER)
        }
        return {key: value for key, value in typed.items() if value not in ("", None)}


def has_codes(question: Question) -> bool:
    """Its answer is kept as codes in ReturneeAnswer: several choices, or one of a question of the region's own."""
    return question.kind is Kind.CHECKBOXES or (question.kind is Kind.RADIO and question.key not in COLUMNS)


def _messages(question: Question) -> dict[str, str]:
    verb = "请填写" if question.kind in (Kind.LINE, Kind.PARAGRAPH, Kind.PHONE, Kind.NUMBER) else "请选择"
    return {
        "required": f"{verb}{question.label.removesuffix('（可多选）')}。",
        "invalid": "请填写整数，如 3。",
        "min_value": f"请填写 0 到 {question.largest} 的整数。",
        "max_value": f"请填写 0 到 {question.largest} 的整数。",
        "max_length": "最多 %(limit_value)d 个字，现在有 %(show_value)d 个。",
        "invalid_choice": "请从列表中选择。",
        "invalid_list": "请从列表中选择。",
    }
