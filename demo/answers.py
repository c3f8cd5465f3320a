"""The demo's questionnaires: any declared question is answered by its kind and code list.

Weights and texts make the well-known ones believable; a new question needs neither.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from random import Random
from typing import Any

from demo import people
from demo.wording import BUSINESS_NAMES, DIFFICULTY_TEXTS, SCHOOLS
from organization.models import Committee
from returnees.age import ADULT
from returnees.choices import (
    ADULT_NEEDS,
    UNDISCLOSED,
    AllianceWish,
    BusinessType,
    Capital,
    Difficulty,
    Education,
    Gender,
    Industry,
    Intent,
    Need,
    PolicyKnowledge,
    PoliticalStatus,
    Status,
    WechatWish,
)
from returnees.question_types import INTENDING, Kind, Question
from returnees.questions import QUESTIONS, QUESTIONS_BY_KEY

STATUS_WEIGHTS = {
    Status.ENTREPRENEUR: 16,
    Status.INTENDING: 21,
    Status.STARTING_AT_HOME: 4,
    Status.RETURNING_WORKER: 17,
    Status.WORKING_AWAY: 18,
    Status.STUDENT: 20,
    Status.RESIDENT: 8,
}
# The youngest, the oldest and the commonest age of each status.
AGES = {
    Status.ENTREPRENEUR: (21, 45, 28),
    Status.INTENDING: (18, 43, 26),
    Status.STARTING_AT_HOME: (18, 43, 29),
    Status.RETURNING_WORKER: (17, 40, 25),
    Status.WORKING_AWAY: (18, 42, 26),
    Status.STUDENT: (15, 26, 20),
    Status.RESIDENT: (16, 45, 28),
}

# Of those who may leave a question out, how many answer it.
OPTIONAL_SHARE = 0.6
OPTIONAL_SHARES = {
    "gender": 0.95,
    "education": 0.9,
    "business_type": 0.9,
    "away_place": 0.85,
    "away_industry": 0.7,
    "school_major": 0.75,
    "start_year": 0.9,
    "employee_count": 0.8,
    "capital": 0.85,
    "difficulty": 0.9,
    "difficulty_text": 0.25,
    "policy_knowledge": 0.85,
    "wechat_wish": 0.8,
    "wechat_id": 0.2,
    "ethnicity": 0.4,
    "political_status": 0.35,
}

PASTORAL_UNITS = "旗"
FARM_INDUSTRIES = (Industry.CROPS, Industry.LIVESTOCK)
INDUSTRY_WEIGHTS = dict(zip(Industry, (16, 24, 9, 12, 10, 5, 5, 4, 6, 4, 3, 2), strict=True))
PASTORAL_INDUSTRY_WEIGHTS = INDUSTRY_WEIGHTS | {Industry.CROPS: 8, Industry.LIVESTOCK: 38}
AWAY_INDUSTRY_WEIGHTS = dict(zip(Industry, (1, 2, 5, 12, 18, 4, 12, 18, 10, 10, 5, 3), strict=True))
AWAY_PLACE_WEIGHTS = {
    "150000": 34,
    "110000": 18,
    "120000": 7,
    "210000": 9,
    "130000": 8,
    "140000": 4,
    "370000": 6,
    "440000": 5,
    "310000": 4,
    "320000": 4,
    "220000": 4,
    "610000": 3,
    "640000": 2,
    "abroad": 1,
}
# Of codes that are chosen unequally often; of others each is as likely.
CODE_WEIGHTS = {
    "away_place": AWAY_PLACE_WEIGHTS,
    "away_industry": AWAY_INDUSTRY_WEIGHTS,
    "intent": dict(zip(Intent, (30, 27, 20, 23), strict=True)),
    "capital": dict(zip(Capital, (10, 22, 28, 20, 14, 6), strict=True)),
    "policy_knowledge": dict(zip(PolicyKnowledge, (18, 50, 32), strict=True)),
    "alliance_wish": dict(zip(AllianceWish, (62, 10, 28), strict=True)),
    "wechat_wish": dict(zip(WechatWish, (80, 20), strict=True)),
}
DIFFICULTY_WEIGHTS = dict(zip(Difficulty, (34, 22, 24, 12, 10, 6, 5, 12, 1, 8), strict=True))
INTENDING_NEED_WEIGHTS = {
    Need.TRAINING: 28,
    Need.LOAN: 26,
    Need.POLICY: 22,
    Need.MENTORING: 18,
    Need.ECOMMERCE: 12,
    Need.SKILLS: 14,
    Need.PREMISES: 6,
    Need.OTHER: 1,
}
NEED_WEIGHTS = {
    **dict.fromkeys(INTENDING, INTENDING_NEED_WEIGHTS),
    Status.ENTREPRENEUR: {
        Need.LOAN: 30,
        Need.ECOMMERCE: 18,
        Need.MENTORING: 14,
        Need.POLICY: 16,
        Need.SKILLS: 16,
        Need.PREMISES: 8,
        Need.HIRING: 7,
        Need.LEGAL: 3,
        Need.NONE: 8,
    },
    Status.RESIDENT: {
        Need.SKILLS: 24,
        Need.JOB: 22,
        Need.TRAINING: 14,
        Need.POLICY: 16,
        Need.LOAN: 8,
        Need.NONE: 18,
    },
}
USUAL_NEED_WEIGHTS = {
    Need.JOB: 26,
    Need.TICKET: 18,
    Need.SKILLS: 16,
    Need.POLICY: 14,
    Need.TRAINING: 8,
    Need.LEGAL: 2,
    Need.NONE: 22,
}
# GB/T 3304: 01 汉, 02 蒙古, 03 回, 10 朝鲜, 11 满, 31 达斡尔, 45 鄂温克.
ETHNICITY_WEIGHTS = {"01": 84, "11": 7, "03": 3, "31": 2, "45": 1, "10": 1, "02": 2}
MONGOLIAN = "02"
MONGOLIAN_SHARE, MONGOLIAN_SHARE_OF_PASTORAL_PLACES = 0.12, 0.45
UNDISCLOSED_SHARE = 0.08
OLDEST_LEAGUE_MEMBER = 28


@dataclass(frozen=True)
class Youth:
    """What the answers of one youth have in common."""

    status: str
    home: Committee
    name: str
    gender: str
    ethnicity: str
    age: int
    education: str
    industry: str
    difficulties: list[str]
    phone: str
    submitted_at: datetime


def pick(rng: Random, weights: dict) -> Any:
    return rng.choices(list(weights), list(weights.values()))[0]


def pick_several(rng: Random, question: Question, weights: dict, count: int) -> list[str]:
    first = pick(rng, weights)
    if first == question.exclusive:
        return [first]
    chosen = {first, *(pick(rng, weights) for _ in range(count - 1))} - {question.exclusive}
    return [code for code, _ in question.choices if code in chosen]


def education(rng: Random, status: str, age: int) -> str:
    if status == Status.STUDENT:
        if age < ADULT:
            return rng.choice((Education.HIGH_SCHOOL, Education.HIGH_SCHOOL, Education.VOCATIONAL))
        if age > 22:
            return rng.choice((Education.BACHELOR, Education.POSTGRADUATE))
        return rng.choices((Education.BACHELOR, Education.COLLEGE, Education.VOCATIONAL), (6, 4, 1))[0]
    if age < ADULT:
        return Education.MIDDLE_SCHOOL
    weights = (1, 16, 26, 18, 16, 21, 2, 0) if age > 22 else (0, 10, 26, 24, 20, 19, 1, 0)
    return rng.choices(list(Education), weights)[0]


def invent_youth(rng: Random, *, home: Committee, phone: str, submitted_at: datetime) -> Youth:
    is_pastoral = home.place_name[-1] in PASTORAL_UNITS
    has_mongolian_name = rng.random() < (MONGOLIAN_SHARE_OF_PASTORAL_PLACES if is_pastoral else MONGOLIAN_SHARE)
    status = pick(rng, STATUS_WEIGHTS)
    gender = rng.choices(list(Gender), (56, 43, 1))[0]
    age = int(rng.triangular(*AGES[status]))
    return Youth(
        status=status,
        home=home,
        name=people.mongolian_name(rng, gender) if has_mongolian_name else people.han_name(rng, gender),
        gender=gender,
        ethnicity=MONGOLIAN if has_mongolian_name else pick(rng, ETHNICITY_WEIGHTS),
        age=age,
        education=education(rng, status, age),
        industry=pick(rng, PASTORAL_INDUSTRY_WEIGHTS if is_pastoral else INDUSTRY_WEIGHTS),
        difficulties=pick_several(rng, QUESTIONS_BY_KEY["difficulty"], DIFFICULTY_WEIGHTS, rng.randint(1, 3)),
        phone=phone,
        submitted_at=submitted_at,
    )


def birth(rng: Random, youth: Youth) -> dict:
    day = youth.submitted_at.date()
    last_month = day.year * 12 + day.month - 2
    year, month = divmod(last_month - youth.age * 12 - rng.randrange(12), 12)
    return {"birth_year": year, "birth_month": month + 1, "age": youth.age}


def township(rng: Random, youth: Youth) -> str:
    township_name = people.township(rng, youth.home.place_name)
    return township_name + (people.village(rng, township_name) if rng.random() < 0.6 else "")


def business_type(rng: Random, youth: Youth) -> str:
    if youth.industry in FARM_INDUSTRIES:
        return rng.choices(list(BusinessType), (10, 38, 26, 4, 20, 2))[0]
    return rng.choices(list(BusinessType), (55, 1, 5, 17, 20, 2))[0]


def start_year(rng: Random, youth: Youth) -> int:
    this_year = youth.submitted_at.year
    return max(this_year - (youth.age - ADULT), this_year - int(rng.triangular(0, 11, 2)))


def needs(rng: Random, youth: Youth) -> list[str]:
    weights = NEED_WEIGHTS.get(youth.status, USUAL_NEED_WEIGHTS)
    if youth.age < ADULT:
        weights = {need: weight for need, weight in weights.items() if need not in ADULT_NEEDS}
    return pick_several(rng, QUESTIONS_BY_KEY["needs"], weights, rng.randint(1, 3))


def difficulty_text(rng: Random, youth: Youth) -> str:
    texts = [text for difficulty in youth.difficulties for text in DIFFICULTY_TEXTS.get(difficulty, ())]
    return rng.choice(texts) if texts else ""


def political_status(rng: Random, youth: Youth) -> str:
    weights = (4, 2, 70, 24, 0) if youth.age <= OLDEST_LEAGUE_MEMBER else (20, 2, 0, 77, 1)
    if youth.age < ADULT:
        weights = (0, 0, 65, 35, 0)
    return rng.choices(list(PoliticalStatus), weights)[0]


# By the key of the question: answers that depend on others, or are texts of their own.
PARTICULAR_ANSWERS: dict[str, Callable[[Random, Youth], Any]] = {
    "name": lambda rng, youth: youth.name,
    "gender": lambda rng, youth: youth.gender,
    "township": township,
    "education": lambda rng, youth: youth.education,
    "status": lambda rng, youth: youth.status,
    "school_major": lambda rng, youth: rng.choice(SCHOOLS[youth.education]),
    "business_name": lambda rng, youth: rng.choice(BUSINESS_NAMES[youth.industry]),
    "business_type": business_type,
    "industry": lambda rng, youth: youth.industry,
    "start_year": start_year,
    "difficulty": lambda rng, youth: youth.difficulties,
    "difficulty_text": difficulty_text,
    "needs": needs,
    "wechat_id": lambda rng, youth: f"yanshi0000{rng.randrange(10_000):04d}",
    "ethnicity": lambda rng, youth: UNDISCLOSED if rng.random() < UNDISCLOSED_SHARE else youth.ethnicity,
    "political_status": political_status,
}


def answer_by_kind(rng: Random, question: Question, youth: Youth) -> Any:
    """A mapping fills several columns, or one of another name."""
    match question.kind:
        case Kind.BIRTH:
            return birth(rng, youth)
        case Kind.HOME:
            return {"home_committee": youth.home}
        case Kind.PHONE:
            return youth.phone
        case Kind.NUMBER:
            return min(question.largest, 60, int(rng.expovariate(1 / 4)))
        case Kind.YEAR:
            return youth.submitted_at.year - rng.randrange(10)
        case Kind.LINE | Kind.PARAGRAPH:
            return f"演示：{question.short_label}"[: question.max_length]
    weights = CODE_WEIGHTS.get(question.key) or {code: 1 for code, _ in question.choices}
    if question.kind is Kind.CHECKBOXES:
        return pick_several(rng, question, weights, rng.randint(1, 3))
    return pick(rng, weights)


def is_answered(rng: Random, question: Question, youth: Youth) -> bool:
    if youth.status not in question.asked:
        return False
    share = OPTIONAL_SHARES.get(question.key, OPTIONAL_SHARE)
    return youth.status in question.required or rng.random() < share


def answer(rng: Random, youth: Youth, questions: Sequence[Question] = QUESTIONS) -> tuple[dict, dict]:
    """The columns and the selections that the form would give for this youth (`QuestionnaireForm.columns`)."""
    columns, selections, is_sensitive = {}, {}, False
    for question in questions:
        if not is_answered(rng, question, youth):
            continue
        particular = PARTICULAR_ANSWERS.get(question.key)
        value = particular(rng, youth) if particular else answer_by_kind(rng, question, youth)
        if value in ("", []):
            continue
        if not question.columns:
            selections[question.key] = value
        else:
            columns |= value if isinstance(value, dict) else {question.key: value}
        is_sensitive = is_sensitive or (question.needs_separate_consent and value != UNDISCLOSED)
    if is_sensitive:
        columns["sensitive_consented_at"] = youth.submitted_at
    return columns, selections
