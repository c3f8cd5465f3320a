"""What the questionnaire's templates show: each question with its value, options and errors."""

from dataclasses import dataclass, field
from datetime import date

from organization.clock import today
from organization.models import Committee
from returnees.age import AgeLimits, birth_years
from returnees.choices import ADULT_NEEDS, STATUS_IN_PLAIN_WORDS, Need
from returnees.fields import OUTSIDE
from returnees.link_face import face_title
from returnees.question_types import ALL, Question, QuestionSection
from returnees.questionnaire import Questionnaire, QuestionnaireDesign

AGE_REFUSALS = (("birth_year", "too_young"), ("birth_year", "too_old"))
ADULT_NEEDS_IN_WORDS = "、".join(need.label for need in Need if need in ADULT_NEEDS)


def _names(statuses) -> str:
    return "或".join(f"“{words}”" for code, words in STATUS_IN_PLAIN_WORDS.items() if code in statuses)


@dataclass(frozen=True)
class Option:
    code: str
    label: str
    is_chosen: bool
    # Offered from 18 on.
    is_adult: bool = False


@dataclass(frozen=True)
class AskedQuestion:
    question: Question
    # Those that the page asks: it may ask a question of some, and leave it to the page after the sending for others.
    statuses: frozenset[str]
    values: list[str]
    options: list[Option] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    # Words of the question or of its options that the campaign explains, each with its sentence.
    explanations: list[tuple[str, str]] = field(default_factory=list)

    @property
    def value(self) -> str:
        return self.values[0] if self.values else ""

    @property
    def template(self) -> str:
        return f"public/questions/{self.question.kind}.html"

    @property
    def asked(self) -> str:
        return _codes(self.statuses)

    @property
    def is_required(self) -> bool:
        return not self._can_skip

    @property
    def optional_for(self) -> str:
        return " ".join(sorted(self._can_skip))

    @property
    def _can_skip(self) -> frozenset[str]:
        return self.statuses - self.question.required

    @property
    def note(self) -> str:
        """Who should answer, as a sentence: for browsers that show every question to everybody."""
        asked = self.statuses
        if asked == ALL:
            return ""
        if len(asked) > len(ALL) / 2:
            return f"选{_names(ALL - asked)}的跳过。"
        if self.question.required and not self.is_required:
            return f"选{_names(self.question.required)}的请填，选{_names(self._can_skip)}的可以不填，其他人跳过。"
        return f"选{_names(asked)}的才填，其他人跳过。"

    @property
    def condition_note(self) -> str:
        """The same of those who are asked by an earlier answer, which no style sheet can read."""
        return f"{self.question.condition}才填。" if self.question.condition else ""

    @property
    def shown_if(self) -> str:
        """The control of the earlier answer, for the script."""
        condition = self.question.condition
        return f'[name={condition.question}][value="{condition.code}"]' if condition else ""

    @property
    def described_by(self) -> str:
        texts = {"hint": self.question.hint, "explained": self.explanations, "error": self.errors}
        return " ".join(f"{self.question.key}-{name}" for name, text in texts.items() if text)


@dataclass(frozen=True)
class AskedSection:
    section: QuestionSection
    questions: list[AskedQuestion]

    @property
    def asked(self) -> str:
        return _codes(frozenset().union(*(asked.statuses for asked in self.questions)))

    @property
    def is_open(self) -> bool:
        return any(asked.values or asked.errors for asked in self.questions)


@dataclass(frozen=True)
class City:
    code: str
    name: str
    counties: list[Option]


def _cities(design: QuestionnaireDesign, chosen: str) -> list[City]:
    counties: dict[int, list[Option]] = {}
    for code, home in design.homes.items():
        counties.setdefault(home.parent_id, []).append(Option(code, home.place_name, code == chosen))
    return [City(city.gb_code, city.place_name, counties.get(city.pk, [])) for city in design.cities]


def place_around(committee: Committee, design: QuestionnaireDesign) -> str:
    """The code of the county, or else the league-city, that a committee belongs to; empty for the region's own."""
    around = [place for place in design.places if committee.path.startswith(place.path)]
    return max(around, key=lambda place: len(place.path)).gb_code if around else ""


def _codes(statuses: frozenset[str]) -> str:
    """Empty: everybody."""
    return "" if statuses == ALL else " ".join(sorted(statuses))


def _ask(question: Question, design: QuestionnaireDesign, form, *, asks_all: bool) -> AskedQuestion:
    given = form.data.getlist(question.key) if form else []
    # An old page, or one that came back from a cache, may have asked more: what it sent is not lost.
    is_whole = asks_all or (any(given) and form.data.get("status") not in question.statuses_before_sending)
    values = [value for value in given if value and not is_refused(form, question, value)]
    errors = [error for name in question.field_names for error in (form.errors.get(name, []) if form else [])]
    options = [
        Option(code, label, code in values, question.key == "needs" and code in ADULT_NEEDS)
        for code, label in question.plain_choices or design.choices_of(question)
    ]
    statuses = question.asked if is_whole else question.statuses_before_sending
    explanations = design.campaign.explanations_of(question.label, *(option.label for option in options))
    return AskedQuestion(question, statuses, values, options, list(dict.fromkeys(errors)), explanations)


def is_refused(form, question: Question, value: str) -> bool:
    """The page says that it was not kept, and no longer shows it."""
    if form is None:
        return False
    if question.condition:
        return form.has_error(question.key, "not_asked")
    return question.key == "needs" and value in ADULT_NEEDS and form.has_error("needs", "adults_only")


def _ask_section(section: QuestionSection, design: QuestionnaireDesign, form, *, asks_all: bool) -> AskedSection:
    asked = [_ask(question, design, form, asks_all=asks_all) for question in section.questions]
    return AskedSection(section, [one for one in asked if one.statuses])


def _is_refused(form) -> bool:
    """Refused for the age or the home: no trace may remain, so what the browser keeps goes too."""
    return _has_error(form, (*AGE_REFUSALS, ("home_county", "outside")))


def _has_error(form, refusals) -> bool:
    return bool(form and form.errors) and any(form.has_error(name, code) for name, code in refusals)


def year_options(day: date, limits: AgeLimits, data) -> list[Option]:
    return [Option(str(year), f"{year} 年", str(year) == data.get("birth_year")) for year in birth_years(day, limits)]


def page_context(questionnaire: Questionnaire, *, form=None, on: date | None = None, asks_all: bool = False) -> dict:
    """The whole context of the questionnaire's page: empty, or with what was typed and what is wrong with it.

    `on` is the day of submission where a stored answer is corrected. Where `asks_all`, and where staff fill in, the
    page has every question, the optional ones folded; elsewhere these come after the sending.
    """
    entrance, design = questionnaire.entrance, questionnaire.design
    asks_all = asks_all or entrance.is_staff_filled
    asked_sections = [_ask_section(section, design, form, asks_all=asks_all) for section in design.sections]
    sections = [section for section in asked_sections if section.questions]
    asked_questions = [asked.question for section in sections for asked in section.questions]
    data = form.data if form else {}
    preset = place_around(entrance.committee, design)
    return {
        "campaign": questionnaire.campaign,
        "theme_parts": theme_parts(questionnaire.campaign),
        "ages": design.age_limits,
        "minutes": design.minutes,
        "action": entrance.get_absolute_url(),
        "is_staff_filled": entrance.is_staff_filled,
        "face": face_of(questionnaire, preset),
        "notice": questionnaire.notice,
        "sections": sections,
        "cities": _cities(design, data.get("home_county", preset)),
        "home_city": data.get("home_city", preset),
        "asks_all": asks_all,
        "adult_needs": ADULT_NEEDS_IN_WORDS,
        "is_outside": data.get("home_county") == OUTSIDE,
        "sensitive_questions": [question for question in asked_questions if question.needs_separate_consent],
        "wrong_questions": [asked for part in sections for asked in part.questions if asked.errors],
        "is_refused": _is_refused(form),
        "is_expired": False,
        "is_different": False,
        "is_unavailable": False,
        "is_preview": False,
        **_birth_context(on or today(), design.age_limits, form, data),
        **_consent_context(form, data),
    }


def _birth_context(day: date, limits: AgeLimits, form, data) -> dict:
    return {
        "day": day,
        "birth_years": year_options(day, limits, data),
        "birth_months": [Option(str(m), f"{m} 月", str(m) == data.get("birth_month")) for m in range(1, 13)],
        "is_outside_ages": _has_error(form, AGE_REFUSALS),
    }


def _consent_context(form, data) -> dict:
    return {
        "wrong_consents": [],
        "consent_errors": form.errors.get("consent", []) if form else [],
        "sensitive_errors": form.errors.get("sensitive_consent", []) if form else [],
        "is_consent_given": bool(data.get("consent")),
        "is_sensitive_consent_given": bool(data.get("sensitive_consent")),
    }


def face_of(questionnaire: Questionnaire, place: str) -> str:
    name = next((one.place_name for one in questionnaire.design.places if one.gb_code == place), "")
    prefix = "工作人员代填：" if questionnaire.entrance.is_staff_filled else ""
    return prefix + face_title(questionnaire.campaign, name)


def theme_parts(campaign) -> list[str]:
    """The halves of the theme at its dot: lines break there and nowhere else."""
    return campaign.theme.split("·")
