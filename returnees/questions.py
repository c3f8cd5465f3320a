"""The questionnaire, declared once: what is asked, of whom, how it is answered, stored, protected and exported.

Form, page, receipt, correction, staff pages, campaign settings, statistics, export with its dictionary, and demo follow
from here. A new question is an entry here, its column in `models/returnee.py`, and a code list in `choices.py`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from returnees import choices
from returnees.choices import QuestionUsage
from returnees.question_types import (
    ALL,
    AWAY,
    ENTREPRENEURS,
    FOUNDERS,
    INTENDING,
    NOBODY,
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
        "self",
        "关于您",
        (
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
                "gender",
                "性别",
                Kind.RADIO,
                required=ALL,
                choices=code_list(choices.Gender),
                width=10,
            ),
            Question(
                "birth",
                "出生年月",
                Kind.BIRTH,
                required=ALL,
                is_fixed=True,
                width=8,
            ),
            Question(
                "phone",
                "手机号",
                Kind.PHONE,
                required=ALL,
                autocomplete="tel-national",
                is_fixed=True,
                width=13,
                sensitivity=Sensitivity.ELEVATED,
            ),
            Question(
                "home_county",
                "家乡所在旗县市区",
                Kind.HOME,
                required=ALL,
                is_fixed=True,
                heading="家乡",
                width=18,
            ),
            Question("township", "苏木乡镇、嘎查村", Kind.LINE, max_length=40),
            Question(
                "education",
                "学历",
                Kind.SELECT,
                required=ALL,
                choices=code_list(choices.Education),
                width=16,
            ),
        ),
    ),
    QuestionSection(
        "situation",
        "目前情况",
        (
            Question(
                "status",
                "您目前的情况",
                Kind.RADIO,
                required=ALL,
                choices=code_list(choices.Status),
                is_fixed=True,
                heading="目前情况",
                width=26,
            ),
            Question(
                "away_place",
                "目前（或返乡前）所在地",
                Kind.SELECT,
                asked=AWAY,
                choices=code_list(choices.PROVINCES),
                width=24,
            ),
            Question(
                "away_industry",
                "从事行业",
                Kind.SELECT,
                asked=WORKERS,
                choices=code_list(choices.Industry),
                width=18,
            ),
            Question(
                "school_major",
                "学校及专业",
                Kind.LINE,
                asked=STUDENTS,
                max_length=60,
                width=26,
            ),
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
                "business_type",
                "主体类型",
                Kind.SELECT,
                asked=ENTREPRENEURS,
                required=ENTREPRENEURS,
                choices=code_list(choices.BusinessType),
                width=18,
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
                "start_year",
                "创业时间",
                Kind.YEAR,
                asked=ENTREPRENEURS,
                heading="创业时间（年）",
                width=16,
            ),
            Question(
                "employee_count",
                "带动就业人数",
                Kind.NUMBER,
                asked=ENTREPRENEURS,
                hint="没有填 0。",
                width=14,
            ),
            Question(
                "intent",
                "打算何时返乡创业",
                Kind.RADIO,
                asked=INTENDING,
                required=INTENDING,
                choices=code_list(choices.Intent),
                width=18,
            ),
            Question(
                "capital",
                "资金需求",
                Kind.SELECT,
                asked=FOUNDERS,
                choices=code_list(choices.Capital),
                width=14,
                sensitivity=Sensitivity.ELEVATED,
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
                "difficulty_text",
                "困难说明",
                Kind.PARAGRAPH,
                asked=FOUNDERS,
                max_length=200,
                hint="请勿填写身份证号、银行卡号、健康等信息。",
                sensitivity=Sensitivity.SEPARATE_CONSENT,
                width=40,
                is_restricted=True,
            ),
            Question(
                "policy_knowledge",
                "对返乡创业政策的了解",
                Kind.RADIO,
                asked=FOUNDERS,
                choices=code_list(choices.PolicyKnowledge),
                width=22,
            ),
            Question(
                "alliance_wish",
                "是否愿意加入青创联盟",
                Kind.RADIO,
                asked=FOUNDERS,
                required=FOUNDERS,
                choices=code_list(choices.AllianceWish),
                heading="加入青创联盟",
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
            Question(
                "activity_wishes",
                "愿意参加的活动（可多选）",
                Kind.CHECKBOXES,
                choices=code_list(choices.ActivityWish),
                width=28,
            ),
            Question(
                "wechat_wish",
                "是否愿意加入青年微信群",
                Kind.RADIO,
                choices=code_list(choices.WechatWish),
                heading="加入青年微信群",
                width=16,
                sensitivity=Sensitivity.ELEVATED,
            ),
        ),
    ),
    QuestionSection(
        "more",
        "更多信息（选填）",
        (
            Question(
                "wechat_id",
                "微信号",
                Kind.LINE,
                max_length=40,
                width=16,
                sensitivity=Sensitivity.ELEVATED,
            ),
            Question(
                "ethnicity",
                "民族",
                Kind.SELECT,
                choices=code_list(choices.ETHNICITIES),
                sensitivity=Sensitivity.SEPARATE_CONSENT,
                width=10,
            ),
            Question(
                "political_status",
                "政治面貌",
                Kind.SELECT,
                choices=code_list(choices.PoliticalStatus),
                sensitivity=Sensitivity.SEPARATE_CONSENT,
                width=14,
            ),
        ),
        is_folded=True,
    ),
)

QUESTIONS = tuple(question for section in SECTIONS for question in section.questions)
QUESTIONS_BY_KEY = {question.key: question for question in QUESTIONS}
QUESTIONS_BY_COLUMN = {column.name: question for question in QUESTIONS for column in question.columns}


def adapted_sections(usages: Mapping[str, str], own: Sequence[Question]) -> tuple[QuestionSection, ...]:
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
        sections.insert(first_folded, QuestionSection("own", "还想了解", tuple(own)))
    return tuple(sections)
