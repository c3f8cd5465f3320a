"""What the questionnaire's templates show: each question with its options, the value typed so far and its errors."""

from dataclasses import dataclass, field

from django.core import signing

from organization.choices import Level
from organization.clock import today
from organization.models import Committee
from returnees.age import birth_years
from returnees.choices import Status
from returnees.forms import start_years
from returnees.questions import ALL, SECTIONS, Kind, Question, Section

TOKEN_SALT = "returnees.questionnaire"
TOKEN_LIFETIME_SECONDS = 7 * 24 * 60 * 60


def sign_token(entrance, submission_uuid) -> str:
    """Proves, without a cookie, that the page with this uuid was given out here, and when."""
    return signing.TimestampSigner(salt=TOKEN_SALT).sign(f"{entrance.pk}-{submission_uuid}")


def is_token_valid(token: str, entrance, submission_uuid) -> bool:
    try:
        value = signing.TimestampSigner(salt=TOKEN_SALT).unsign(token, max_age=TOKEN_LIFETIME_SECONDS)
    except signing.BadSignature:
        return False
    return value == f"{entrance.pk}-{submission_uuid}"


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
        texts = {"note": self.note, "hint": self.question.hint, "error": self.errors}
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


def _cities(chosen: str) -> list[City]:
    counties: dict[int, list[Option]] = {}
    for county in Committee.objects.homes():
        option = Option(county.gb_code, county.place_name, county.gb_code == chosen)
        counties.setdefault(county.parent_id, []).append(option)
    cities = Committee.objects.at_level(Level.LEAGUE_CITY).exclude(gb_code=None)
    return [City(city.gb_code, city.place_name, counties.get(city.pk, [])) for city in cities]


def _choices(question: Question, campaign) -> list[tuple[str, str]]:
    if question.kind is Kind.YEAR:
        return [(str(year), f"{year} 年") for year in start_years(campaign)]
    return list(question.choices)


def _ask(question: Question, campaign, form) -> AskedQuestion:
    data = form.data if form else {}
    values = [value for value in (data.getlist(question.key) if form else []) if value]
    names = ("birth_year", "birth_month") if question.kind is Kind.BIRTH else (question.key,)
    errors = [error for name in names for error in (form.errors.get(name, []) if form else [])]
    options = [Option(code, label, code in values) for code, label in _choices(question, campaign)]
    return AskedQuestion(question, values, options, list(dict.fromkeys(errors)))


def page_context(*, entrance, submission_uuid, form=None) -> dict:
    """The whole context of the questionnaire's page: empty, or with what was typed and what is wrong with it."""
    campaign = entrance.campaign
    sections = [
        AskedSection(section, [_ask(question, campaign, form) for question in section.questions])
        for section in SECTIONS
    ]
    data = form.data if form else {}
    preset = entrance.committee.gb_code or ""
    return {
        "campaign": campaign,
        "entrance": entrance,
        "sections": sections,
        "cities": _cities(data.get("home_county", preset)),
        "home_city": data.get("home_city", preset),
        "birth_years": [Option(str(y), f"{y} 年", str(y) == data.get("birth_year")) for y in birth_years(today())],
        "birth_months": [Option(str(m), f"{m} 月", str(m) == data.get("birth_month")) for m in range(1, 13)],
        "consent_errors": form.errors.get("consent", []) if form else [],
        "sensitive_errors": form.errors.get("sensitive_consent", []) if form else [],
        "is_consent_given": bool(data.get("consent")),
        "is_sensitive_consent_given": bool(data.get("sensitive_consent")),
        "submission_uuid": submission_uuid,
        "form_token": sign_token(entrance, submission_uuid),
        "wrong_questions": [asked for part in sections for asked in part.questions if asked.errors],
        "is_expired": False,
    }
