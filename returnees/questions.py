"""The questionnaire as data: what is asked, of whom, in which order. The page, the form and the lists read it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from returnees import choices
from returnees.choices import QuestionUsage, Status

ALL = frozenset(Status.values)
AWAY = ALL - {Status.RESIDENT}
WORKERS = frozenset({Status.RETURNING_WORKER, Status.WORKING_AWAY})
FOUNDERS = frozenset({Status.ENTREPRENEUR, Status.INTENDING})
ENTREPRENEURS = frozenset({Status.ENTREPRENEUR})
NOBODY: frozenset[str] = frozenset()


class Kind(StrEnum):
    """How a question is answered; each has a form field in `fields.py` and a template in `questionnaire/`."""

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


@dataclass(frozen=True)
class Question:
    key: str
    """The column of Returnee; for CHECKBOXES the `question` of its ReturneeAnswers."""
    label: str
    kind: Kind
    asked: frozenset[str] = ALL
    """The statuses that are asked this question."""
    required: frozenset[str] = NOBODY
    """The statuses that must answer it."""
    choices: tuple[tuple[str, str], ...] = ()
    exclusive: str = ""
    """The code that excludes all others (暂无)."""
    max_length: int | None = None
    largest: int = 9999
    """The largest number that is taken as an answer."""
    hint: str = ""
    autocomplete: str = "off"
    is_sensitive: bool = False
    """Answered only with the separate consent (PIPL art. 29)."""
    is_fixed: bool = False
    """Cannot be switched off or made optional in a campaign."""


@dataclass(frozen=True)
class Section:
    key: str
    title: str
    questions: tuple[Question, ...]
    is_folded: bool = False


def _choices(source) -> tuple[tuple[str, str], ...]:
    return tuple(getattr(source, "choices", source))


SECTIONS = (
    Section(
        "self",
        "关于您",
        (
            Question("name", "姓名", Kind.LINE, required=ALL, max_length=50, autocomplete="name", is_fixed=True),
            Question("gender", "性别", Kind.RADIO, required=ALL, choices=_choices(choices.Gender)),
            Question("birth", "出生年月", Kind.BIRTH, required=ALL, is_fixed=True),
            Question("phone", "手机号", Kind.PHONE, required=ALL, autocomplete="tel-national", is_fixed=True),
            Question("home_county", "家乡所在旗县市区", Kind.HOME, required=ALL, is_fixed=True),
            Question("township", "苏木乡镇、嘎查村", Kind.LINE, max_length=40),
            Question("education", "学历", Kind.SELECT, required=ALL, choices=_choices(choices.Education)),
        ),
    ),
    Section(
        "situation",
        "目前情况",
        (
            Question(
                "status",
                "您目前的情况",
                Kind.RADIO,
                required=ALL,
                choices=_choices(choices.Status),
                is_fixed=True,
            ),
            Question(
                "away_place",
                "目前（或返乡前）所在地",
                Kind.SELECT,
                asked=AWAY,
                choices=_choices(choices.PROVINCES),
            ),
            Question("away_industry", "从事行业", Kind.SELECT, asked=WORKERS, choices=_choices(choices.Industry)),
            Question("school_major", "学校及专业", Kind.LINE, asked=frozenset({Status.STUDENT}), max_length=60),
            Question(
                "business_name",
                "创业项目或经营主体名称",
                Kind.LINE,
                asked=ENTREPRENEURS,
                required=ENTREPRENEURS,
                max_length=60,
            ),
            Question(
                "business_type",
                "主体类型",
                Kind.SELECT,
                asked=ENTREPRENEURS,
                required=ENTREPRENEURS,
                choices=_choices(choices.BusinessType),
            ),
            Question(
                "industry",
                "创业（意向）行业",
                Kind.SELECT,
                asked=FOUNDERS,
                required=FOUNDERS,
                choices=_choices(choices.Industry),
            ),
            Question("start_year", "创业时间", Kind.YEAR, asked=ENTREPRENEURS),
            Question("employee_count", "带动就业人数", Kind.NUMBER, asked=ENTREPRENEURS, hint="没有填 0。"),
            Question(
                "intent",
                "打算何时返乡创业",
                Kind.RADIO,
                asked=frozenset({Status.INTENDING}),
                required=frozenset({Status.INTENDING}),
                choices=_choices(choices.Intent),
            ),
            Question("capital", "资金需求", Kind.SELECT, asked=FOUNDERS, choices=_choices(choices.Capital)),
            Question(
                "difficulty",
                "目前最大的困难（可多选）",
                Kind.CHECKBOXES,
                asked=FOUNDERS,
                required=ENTREPRENEURS,
                choices=_choices(choices.Difficulty),
                exclusive=choices.Difficulty.NONE,
            ),
            Question(
                "difficulty_text",
                "困难说明",
                Kind.PARAGRAPH,
                asked=FOUNDERS,
                max_length=200,
                hint="请勿填写身份证号、银行卡号、健康等信息。",
                is_sensitive=True,
            ),
            Question(
                "policy_knowledge",
                "对返乡创业政策的了解",
                Kind.RADIO,
                asked=FOUNDERS,
                choices=_choices(choices.PolicyKnowledge),
            ),
            Question(
                "alliance_wish",
                "是否愿意加入青创联盟",
                Kind.RADIO,
                asked=FOUNDERS,
                required=FOUNDERS,
                choices=_choices(choices.AllianceWish),
            ),
        ),
    ),
    Section(
        "help",
        "希望得到的帮助",
        (
            Question(
                "needs",
                "希望团组织提供的帮助（可多选）",
                Kind.CHECKBOXES,
                required=ALL,
                choices=_choices(choices.Need),
                exclusive=choices.Need.NONE,
            ),
            Question(
                "activity_wishes",
                "愿意参加的活动（可多选）",
                Kind.CHECKBOXES,
                choices=_choices(choices.ActivityWish),
            ),
            Question("wechat_wish", "是否愿意加入青年微信群", Kind.RADIO, choices=_choices(choices.WechatWish)),
        ),
    ),
    Section(
        "more",
        "更多信息（选填）",
        (
            Question("wechat_id", "微信号", Kind.LINE, max_length=40),
            Question("ethnicity", "民族", Kind.SELECT, choices=_choices(choices.ETHNICITIES), is_sensitive=True),
            Question(
                "political_status",
                "政治面貌",
                Kind.SELECT,
                choices=_choices(choices.PoliticalStatus),
                is_sensitive=True,
            ),
        ),
        is_folded=True,
    ),
)

QUESTIONS = tuple(question for section in SECTIONS for question in section.questions)
SELECTION_KEYS = tuple(question.key for question in QUESTIONS if question.kind is Kind.CHECKBOXES)


def adapted_sections(usages: Mapping[str, str], own: Sequence[Question]) -> tuple[Section, ...]:
    """The sections as one campaign asks them: some questions off or optional, its own before the folded section."""
    sections = []
    for section in SECTIONS:
        questions = tuple(
            replace(question, required=NOBODY) if usages.get(question.key) == QuestionUsage.OPTIONAL else question
            for question in section.questions
            if usages.get(question.key) != QuestionUsage.OFF
        )
        if questions:
            sections.append(replace(section, questions=questions))
    if own:
        first_folded = next((i for i, section in enumerate(sections) if section.is_folded), len(sections))
        sections.insert(first_folded, Section("own", "还想了解", tuple(own)))
    return tuple(sections)
