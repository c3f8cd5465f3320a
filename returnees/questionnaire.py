"""The questionnaire behind an entrance, and what its templates show: each question with value, options and errors."""

from dataclasses import dataclass, field

from organization.choices import Level
from organization.clock import today
from organization.models import Campaign, Committee, PrivacyNotice
from returnees.age import birth_years
from returnees.choices import Status
from returnees.forms import start_years
from returnees.models import Entrance
from returnees.questions import ALL, Kind, Question, Section, adapted_sections


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
        """The statuses that see this question, as a word list; empty where everybody does."""
        return "" if self.question.asked == ALL else " ".join(sorted(self.question.asked))

    @property
    def is_required(self) -> bool:
        """Required of everybody who is asked."""
        return not self._may_skip

    @property
    def optional_for(self) -> str:
        """The statuses that are asked but need not answer, as a word list."""
        return " ".join(sorted(self._may_skip))

    @property
    def _may_skip(self) -> frozenset[str]:
        return self.question.asked - self.question.required

    @property
    def note(self) -> str:
        """Who should answer, in words: for browsers that show every question to everybody."""
        asked = self.question.asked
        if asked == ALL:
            return ""
        if len(asked) > len(ALL) / 2:
            return f"选{_names(ALL - asked)}的跳过。"
        if self.question.required and not self.is_required:
            return f"选{_names(self.question.required)}的请填，选{_names(self._may_skip)}的可以不填，其他人跳过。"
        return f"选{_names(asked)}的才填，其他人跳过。"

    @property
    def described_by(self) -> str:
        """The ids of the texts that belong to the control."""
        texts = {"hint": self.question.hint, "error": self.errors}
        return " ".join(f"{self.question.key}-{name}" for name, text in texts.items() if text)


@dataclass(frozen=True)
class AskedSection:
    section: Section
    questions: list[AskedQuestion]

    @property
    def is_open(self) -> bool:
        """A folded section opens by itself when there is something in it."""
        return any(asked.values or asked.errors for asked in self.questions)


@dataclass(frozen=True)
class City:
    code: str
    name: str
    counties: list[Option]


@dataclass(frozen=True)
class Questionnaire:
    """All that the page of one entrance needs, in memory: it can be shown and checked while the database is away."""

    entrance: Entrance
    notice: PrivacyNotice
    sections: tuple[Section, ...]
    cities: list[Committee]
    homes: dict[str, Committee]
    """The counties to choose from, by their GB/T 2260 code, each with its league-city."""
    made_fields: dict = field(default_factory=dict)
    """The questions asked and the form's fields, per status and day; the form keeps them here."""

    @property
    def campaign(self) -> Campaign:
        return self.entrance.campaign

    @property
    def questions(self) -> list[Question]:
        return [question for section in self.sections for question in section.questions]


def load_questionnaire(entrance: Entrance) -> Questionnaire | None:
    """The questionnaire behind an entrance; None while its campaign has no privacy notice to consent to."""
    campaign = entrance.campaign
    notice = campaign.privacy_notice()
    if notice is None:
        return None
    usages = dict(campaign.question_settings.values_list("key", "usage"))
    own = campaign.own_questions.filter(is_active=True).prefetch_related("choices")
    return Questionnaire(
        entrance=entrance,
        notice=notice,
        sections=adapted_sections(usages, [question.as_question() for question in own]),
        cities=list(Committee.objects.at_level(Level.LEAGUE_CITY).standing().exclude(gb_code=None)),
        homes={home.gb_code: home for home in Committee.objects.homes().select_related("parent")},
    )


def _cities(questionnaire: Questionnaire, chosen: str) -> list[City]:
    counties: dict[int, list[Option]] = {}
    for code, home in questionnaire.homes.items():
        counties.setdefault(home.parent_id, []).append(Option(code, home.place_name, code == chosen))
    return [City(city.gb_code, city.place_name, counties.get(city.pk, [])) for city in questionnaire.cities]


def _preset(questionnaire: Questionnaire) -> str:
    """The code of the place in which the entrance's committee lies: its own, or that of the nearest one above."""
    path = questionnaire.entrance.committee.path
    around = [place for place in (*questionnaire.cities, *questionnaire.homes.values()) if path.startswith(place.path)]
    return max(around, key=lambda place: len(place.path)).gb_code if around else ""


def _choices(question: Question, campaign) -> list[tuple[str, str]]:
    if question.kind is Kind.YEAR:
        return [(str(year), f"{year} 年") for year in start_years(campaign)]
    return list(question.choices)


def _ask(question: Question, campaign, form) -> AskedQuestion:
    values = [value for value in (form.data.getlist(question.key) if form else []) if value]
    names = ("birth_year", "birth_month") if question.kind is Kind.BIRTH else (question.key,)
    errors = [error for name in names for error in (form.errors.get(name, []) if form else [])]
    options = [Option(code, label, code in values) for code, label in _choices(question, campaign)]
    return AskedQuestion(question, values, options, list(dict.fromkeys(errors)))


def _is_refused(form) -> bool:
    """For being too young or too old, which is to leave no trace: a draft in the browser goes too."""
    return bool(form and form.errors) and any(form.has_error("birth_year", code) for code in ("too_young", "too_old"))


def page_context(questionnaire: Questionnaire, *, form=None) -> dict:
    """The whole context of the questionnaire's page: empty, or with what was typed and what is wrong with it."""
    campaign, entrance = questionnaire.campaign, questionnaire.entrance
    sections = [
        AskedSection(section, [_ask(question, campaign, form) for question in section.questions])
        for section in questionnaire.sections
    ]
    data = form.data if form else {}
    preset = _preset(questionnaire)
    return {
        "campaign": campaign,
        "theme_parts": theme_parts(campaign),
        "entrance": entrance,
        "notice": questionnaire.notice,
        "sections": sections,
        "cities": _cities(questionnaire, data.get("home_county", preset)),
        "home_city": data.get("home_city", preset),
        "birth_years": [Option(str(y), f"{y} 年", str(y) == data.get("birth_year")) for y in birth_years(today())],
        "birth_months": [Option(str(m), f"{m} 月", str(m) == data.get("birth_month")) for m in range(1, 13)],
        "consent_errors": form.errors.get("consent", []) if form else [],
        "sensitive_errors": form.errors.get("sensitive_consent", []) if form else [],
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
    """The halves of the theme, which has a dot in its middle: a line is broken there and nowhere else."""
    return campaign.theme.split("·")
