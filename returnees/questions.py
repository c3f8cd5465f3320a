"""The questionnaire, declared once: what is asked, of whom, how it is answered, stored, protected and exported.

Form, page, receipt, correction, staff pages, campaign settings, statistics, export with its dictionary, and demo follow
from here. A new question is an entry here, its column in `models/returnee.py`, and a code list in `choices.py`.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from organization.region import Worded, words
from returnees import choices, standard_codes
from returnees.choices import QuestionUsage
from returnees.question_types import (
    ALL,
    AWAY,
    ENTREPRENEURS,
    FOUNDERS,
    INTENDING,
    NOBODY,
    SEVERAL,
    STUDENTS,
    WORKERS,
    Kind,
    Question,
    QuestionSection,
    Sensitivity,
)


def code_list(source: Any) -> tuple[tuple[str, str], ...]:
    """Of TextChoices, or of plain pairs."""
    return tuple(getattr(source, "choices", source))


SECTIONS = (
    QuestionSection(
        "situation",
        "您目前的情况",
        (
            Question(
                "status",
                "您目前的情况",
                Kind.RADIO,
                required=ALL,
                choices=code_list(choices.Status),
                plain_choices=tuple(choices.STATUS_IN_PLAIN_WORDS.items()),
                is_fixed=True,
                heading="目前情况",
                width=26,
            ),
        ),
    ),
    QuestionSection(
        "self",
        "关于您",
        (
            Question(
                "birth",
                "出生年月",
                Kind.BIRTH,
                required=ALL,
                is_fixed=True,
                width=8,
            ),
            Question(
                "home_county",
                f"家乡所在{words.county}",
                Kind.HOME,
                required=ALL,
                is_fixed=True,
                heading="家乡",
                width=18,
            ),
            Question(
                "name",
                "姓名",
                Kind.LINE,
                required=ALL,
                max_length=50,
                autocomplete="name",
                is_fixed=True,
                width=14,
            ),
            Question(
                "phone",
                "手机号",
                Kind.PHONE,
                required=ALL,
                autocomplete="tel-national",
                is_fixed=True,
                hint="填家里人的也可以。",
                width=13,
                sensitivity=Sensitivity.ELEVATED,
            ),
        ),
    ),
    QuestionSection(
        "founding",
        "您的创业",
        (
            Question(
                "business_name",
                "创业项目或经营主体名称",
                Kind.LINE,
                asked=ENTREPRENEURS,
                required=ENTREPRENEURS,
                max_length=60,
                heading="创业项目、经营主体名称",
                width=26,
            ),
            Question(
                "industry",
                "创业（意向）行业",
                Kind.SELECT,
                asked=FOUNDERS,
                required=FOUNDERS,
                choices=code_list(choices.Industry),
                width=18,
            ),
            Question(
                "intent",
                "打算何时开始创业",
                Kind.RADIO,
                asked=INTENDING,
                required=INTENDING,
                choices=code_list(choices.Intent),
                width=18,
            ),
            Question(
                "difficulty",
                "目前最大的困难（可多选）",
                Kind.CHECKBOXES,
                asked=FOUNDERS,
                required=ENTREPRENEURS,
                choices=code_list(choices.Difficulty),
                exclusive=choices.Difficulty.NONE,
                width=28,
                statistics_title="困难",
            ),
            Question(
                "alliance_wish",
                f"是否愿意加入{words.alliance}",
                Kind.RADIO,
                asked=FOUNDERS,
                required=FOUNDERS,
                choices=code_list(choices.AllianceWish),
                heading=Worded("加入{alliance}"),
                width=14,
            ),
        ),
    ),
    QuestionSection(
        "help",
        "希望得到的帮助",
        (
            Question(
                "needs",
                "希望团组织提供的帮助（可多选）",
                Kind.CHECKBOXES,
                required=ALL,
                choices=code_list(choices.Need),
                exclusive=choices.Need.NONE,
                width=40,
                statistics_title="需求",
            ),
        ),
    ),
    QuestionSection(
        "more",
        "更多信息（选填）",
        (
            Question(
                "gender",
                "性别",
                Kind.RADIO,
                choices=code_list(choices.Gender),
                width=10,
                is_after_sending=True,
            ),
            Question(
                "education",
                "学历",
                Kind.SELECT,
                choices=code_list(choices.Education),
                width=16,
                is_after_sending=True,
            ),
            Question(
                "township",
                f"{words.township}、{words.village}",
                Kind.LINE,
                heading=Worded("{township}、{village}"),
                max_length=40,
                is_after_sending=True,
            ),
            Question(
                "away_place",
                "目前（或返乡前）所在地",
                Kind.SELECT,
                asked=AWAY,
                choices=code_list(standard_codes.PROVINCES),
                width=24,
                is_after_sending=True,
            ),
            Question(
                "away_industry",
                "从事行业",
                Kind.SELECT,
                asked=WORKERS,
                choices=code_list(choices.Industry),
                width=18,
                is_after_sending=True,
            ),
            Question(
                "school_major",
                "学校及专业",
                Kind.LINE,
                asked=STUDENTS,
                max_length=60,
                width=26,
                is_after_sending=True,
            ),
            Question(
                "business_type",
                "主体类型",
                Kind.SELECT,
                asked=ENTREPRENEURS,
                choices=code_list(choices.BusinessType),
                width=18,
                is_after_sending=True,
            ),
            Question(
                "start_year",
                "创业时间",
                Kind.YEAR,
                asked=ENTREPRENEURS,
                heading="创业时间（年）",
                width=16,
                is_after_sending=True,
            ),
            Question(
                "employee_count",
                "带动就业人数",
                Kind.NUMBER,
                asked=ENTREPRENEURS,
                hint="没有填 0。",
                width=14,
                is_after_sending=True,
            ),
            Question(
                "capital",
                "资金需求",
                Kind.SELECT,
                asked=FOUNDERS,
                choices=code_list(choices.Capital),
                width=14,
                sensitivity=Sensitivity.ELEVATED,
                is_after_sending=True,
            ),
            Question(
                "difficulty_text",
                "困难说明",
                Kind.PARAGRAPH,
                asked=FOUNDERS,
                max_length=200,
                hint="请勿填写身份证号、银行卡号、健康等信息。",
                sensitivity=Sensitivity.SEPARATE_CONSENT,
                necessity="选项说不清的难处，要看了说明才知道找谁、怎样帮",
                consequence="您写的难处会被家乡负责联系您的团委和它的上级看到；写得越细，越容易认出是您",
                width=40,
                is_restricted=True,
                is_after_sending=True,
            ),
            Question(
                "policy_knowledge",
                "对返乡创业政策的了解",
                Kind.RADIO,
                asked=FOUNDERS,
                choices=code_list(choices.PolicyKnowledge),
                width=22,
                is_after_sending=True,
            ),
            Question(
                "activity_wishes",
                "愿意参加的活动（可多选）",
                Kind.CHECKBOXES,
                choices=code_list(choices.ActivityWish),
                width=28,
                is_after_sending=True,
            ),
            Question(
                "wechat_wish",
                "是否愿意加入青年微信群",
                Kind.RADIO,
                choices=code_list(choices.WechatWish),
                heading="加入青年微信群",
                width=16,
                sensitivity=Sensitivity.ELEVATED,
                is_after_sending=True,
            ),
            Question(
                "wechat_id",
                "微信号",
                Kind.LINE,
                max_length=40,
                width=16,
                sensitivity=Sensitivity.ELEVATED,
                is_after_sending=True,
            ),
            Question(
                "ethnicity",
                "民族",
                Kind.SELECT,
                choices=code_list(standard_codes.ETHNICITIES),
                sensitivity=Sensitivity.SEPARATE_CONSENT,
                necessity="有的扶持政策和活动面向少数民族青年，知道了才能告诉您、为您安排",
                consequence="工作人员会知道您的民族；不影响您能否报名，也不作别的区分",
                width=10,
                is_after_sending=True,
            ),
            Question(
                "political_status",
                "政治面貌",
                Kind.SELECT,
                choices=code_list(choices.PoliticalStatus),
                sensitivity=Sensitivity.SEPARATE_CONSENT,
                necessity="团员和党员可以转接组织关系、参加家乡的组织生活，知道了才能与您联系这件事",
                consequence="工作人员会知道您的政治面貌；不影响您得到帮助",
                width=14,
                is_after_sending=True,
            ),
        ),
    ),
)

QUESTIONS = tuple(question for section in SECTIONS for question in section.questions)
QUESTIONS_BY_KEY = {question.key: question for question in QUESTIONS}
QUESTIONS_BY_COLUMN = {column.name: question for question in QUESTIONS for column in question.columns}


OWN_SECTION = QuestionSection("own", "还想了解", ())
BEFORE_SENDING = (*SECTIONS[:-1], OWN_SECTION)
AFTER_SENDING = SECTIONS[-1]


@dataclass(frozen=True)
class QuestionChange:
    """How one campaign asks a standard question; what is empty is as designed."""

    usage: str = ""
    label: str = ""
    hint: str = ""

    def apply(self, question: Question) -> Question:
        words = {"label": self.label and with_several(question, self.label), "hint": self.hint}
        changed = {name: text for name, text in words.items() if text}
        if self.usage == QuestionUsage.OPTIONAL:
            changed |= {"required": NOBODY, "is_after_sending": True}
        return replace(question, **changed) if changed else question


def with_several(question: Question, label: str) -> str:
    return label.removesuffix(SEVERAL) + SEVERAL if question.kind is Kind.CHECKBOXES else label


def adapted_sections(changes: Mapping[str, QuestionChange], own: Sequence[Question]) -> tuple[QuestionSection, ...]:
    """The sections as one campaign asks them: some questions off, optional or in its own words, and its own ones
    behind the standard ones of their section.

    Whatever is optional stands in the last section, which is asked after the sending.
    """
    sections = [
        replace(section, questions=(*_adapt(section.questions, changes), *_own_of(section, own)))
        for section in BEFORE_SENDING
    ]
    optional = [question for section in sections for question in section.questions if question.is_after_sending]
    before = [
        replace(section, questions=tuple(question for question in section.questions if not question.is_after_sending))
        for section in sections
    ]
    after = replace(AFTER_SENDING, questions=(*_adapt(AFTER_SENDING.questions, changes), *optional))
    return tuple(section for section in (*before, after) if section.questions)


def _own_of(section: QuestionSection, own: Sequence[Question]) -> list[Question]:
    return [question for question in own if (question.section or OWN_SECTION.key) == section.key]


def _adapt(questions: Sequence[Question], changes: Mapping[str, QuestionChange]) -> Iterator[Question]:
    for question in questions:
        change = changes.get(question.key, UNCHANGED)
        if change.usage != QuestionUsage.OFF:
            yield change.apply(question)


UNCHANGED = QuestionChange()
