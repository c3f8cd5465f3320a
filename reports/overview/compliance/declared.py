"""What is processed, why, by whom and for how long: from the declarations of the product, not written down again."""

from dataclasses import dataclass

from django.db.models import Count

from organization.models import Account, Campaign
from organization.roles import ROLES, Role
from organization.staff_site.role_descriptions import describe_visible_rows, level_names
from returnees.notice.composing import asked_questions
from returnees.question_types import ALL, Question, Sensitivity

SENSITIVITIES = {
    Sensitivity.NORMAL: "一般",
    Sensitivity.ELEVATED: "从严",
    Sensitivity.SEPARATE_CONSENT: "敏感，单独同意",
}
# What a role may do with what youths have filled in, by the permission that allows it.
POWERS = {
    "returnees.view_returnee": "看问卷（手机号隐去中间四位）",
    "returnees.show_phone_returnee": "显示手机号",
    "returnees.show_minor_phone_returnee": "显示未成年人的手机号",
    "returnees.correct_returnee": "代为更正、撤回",
    "returnees.export_returnee": "导出名单",
    "organization.view_auditevent": "看审计记录（没有姓名、号码）",
}


@dataclass(frozen=True)
class ProcessedKind:
    label: str
    answered: str
    sensitivity: str
    necessity: str
    afterwards: str


def processed_kinds(campaign: Campaign) -> list[ProcessedKind]:
    return [
        ProcessedKind(
            label=question.short_label,
            answered=describe_answered(question),
            sensitivity=SENSITIVITIES[question.sensitivity],
            necessity=question.necessity,
            afterwards="清除" if question.is_erased_on_withdrawal else "只留统计",
        )
        for question in asked_questions(campaign)
    ]


def describe_answered(question: Question) -> str:
    if question.required == ALL:
        return "每个人要填"
    return "看情况，有的要填" if question.required else "选填"


@dataclass(frozen=True)
class Reader:
    label: str
    levels: str
    rows: str
    powers: list[str]
    account_count: int


def readers() -> list[Reader]:
    """The roles that reach anything of a youth, each with how many accounts have it."""
    active = Account.objects.filter(is_active=True).order_by().values_list("role")
    counts = dict(active.annotate(count=Count("pk")))
    return [read_by(role, counts.get(role.key, 0)) for role in ROLES.values() if role.permissions & POWERS.keys()]


def read_by(role: Role, account_count: int) -> Reader:
    powers = [power for permission, power in POWERS.items() if permission in role.permissions]
    return Reader(role.label, level_names(role.levels), describe_visible_rows(role), powers, account_count)
