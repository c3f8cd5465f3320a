"""What the questionnaire's templates show: each question with its value, options and errors."""

from dataclasses import dataclass, field
from datetime import date

from organization.clock import today
from organization.models import Committee
from returnees.age import AgeLimits, birth_years
from returnees.choices import Status
from returnees.question_types import ALL, Question, QuestionSection
from returnees.questionnaire import Questionnaire, QuestionnaireDesign


def _names(statuses) -> str:
    return "或".join(f"“{label}”" for code, label in Status.choices if code in statuses)


@dataclass(frozen=True)
class Option:
    code: str
    label: str
    is_chosen: bool


@dataclass(frozen=True)
class AskedQuestion:
    question: Question
    values: list[str]
    options: list[Option] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    @property
    def value(self) -> str:
        return self.values[0] if self.values else ""

    @property
    def template(self) -> str:
        return f"public/questions/{self.question.kind}.html"

    @property
    def asked(self) -> str:
        return "" if self.question.asked == ALL else " ".join(sorted(self.question.asked))

    @property
    def is_required(self) -> bool:
        return not self._can_skip

    @property
    def optional_for(self) -> str:
        return " ".join(sorted(self._can_skip))

    @property
    def _can_skip(self) -> frozenset[str]:
        return self.question.asked - self.question.required

    @property
    def note(self) -> str:
        """Who should answer, as a sentence: for browsers that show every question to everybody."""
        asked = self.question.asked
        if asked == ALL:
            return ""
        if len(asked) > len(ALL) / 2:
            return f"选{_names(ALL - asked)}的跳过。"
        if self.question.required and not self.is_required:
            return f"选{_names(self.question.required)}的请填，选{_names(self._can_skip)}的可以不填，其他人跳过。"
        return f"选{_names(asked)}的才填，其他人跳过。"

    @property
    def described_by(self) -> str:
        texts = {"hint": self.question.hint, "error": self.errors}
        return " ".join(f"{self.question.key}-{name}" for name, text in texts.items() if text)


@dataclass(frozen=True)
class AskedSection:
    section: QuestionSection
    questions: list[AskedQuestion]

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


def _ask(question: Question, design: QuestionnaireDesign, form) -> AskedQuestion:
    values = [value for value in (form.data.getlist(question.key) if form else []) if value]
    errors = [error for name in question.field_names for error in (form.errors.get(name, []) if form else [])]
    options = [Option(code, label, code in values) for code, label in design.choices_of(question)]
    return AskedQuestion(question, values, options, list(dict.fromkeys(errors)))


def _is_refused(form) -> bool:
    """Refused as too young or too old: no trace may remain, so the browser's draft goes too."""
    return bool(form and form.errors) and any(form.has_error("birth_year", code) for code in ("too_young", "too_old"))


def year_options(day: date, limits: AgeLimits, data) -> list[Option]:
    return [Option(str(year), f"{year} 年", str(year) == data.get("birth_year")) for year in birth_years(day, limits)]


def page_context(questionnaire: Questionnaire, *, form=None, on: date | None = None, place: str = "") -> dict:
    """The whole context of the questionnaire's page: empty, or with what was typed and what is wrong with it.

    `on` is the day of submission where a stored answer is corrected. `place` is the home chosen beforehand, by default
    that of the entrance.
    """
    entrance, design = questionnaire.entrance, questionnaire.design
    sections = [
        AskedSection(section, [_ask(question, design, form) for question in section.questions])
        for section in design.sections
    ]
    data = form.data if form else {}
    preset = place or place_around(entrance.committee, design)
    return {
        "campaign": questionnaire.campaign,
        "theme_parts": theme_parts(questionnaire.campaign),
        "ages": design.age_limits,
        "action": entrance.get_absolute_url(),
        "is_staff_filled": entrance.is_staff_filled,
        "notice": questionnaire.notice,
        "sections": sections,
        "cities": _cities(design, data.get("home_county", preset)),
        "home_city": data.get("home_city", preset),
        "birth_years": year_options(on or today(), design.age_limits, data),
        "birth_months": [Option(str(m), f"{m} 月", str(m) == data.get("birth_month")) for m in range(1, 13)],
        "consent_errors": form.errors.get("consent", []) if form else [],
        "sensitive_errors": form.errors.get("sensitive_consent", []) if form else [],
        "sensitive_labels": [question.label for question in design.questions if question.needs_separate_consent],
        "is_consent_given": bool(data.get("consent")),
        "is_sensitive_consent_given": bool(data.get("sensitive_consent")),
        "wrong_questions": [asked for part in sections for asked in part.questions if asked.errors],
        "is_refused": _is_refused(form),
        "is_expired": False,
        "is_different": False,
        "is_unavailable": False,
        "is_preview": False,
    }


def theme_parts(campaign) -> list[str]:
    """The halves of the theme at its dot: lines break there and nowhere else."""
    return campaign.theme.split("·")
