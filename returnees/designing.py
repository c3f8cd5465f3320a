"""The questionnaire of a campaign as the region designs it: its questions in their order, and what changes them."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from django.core.exceptions import ValidationError
from django.db import transaction

from organization.audit import append_audit_event
from organization.choices import Act
from organization.models import Campaign
from returnees.choices import QuestionUsage, Status
from returnees.estimated_time import seconds_of
from returnees.models import OwnQuestion, QuestionSetting
from returnees.question_types import ALL, Question, QuestionSection
from returnees.questions import AFTER_SENDING, QUESTIONS_BY_KEY, QuestionChange, adapted_sections


@dataclass(frozen=True)
class Usage:
    code: str
    label: str
    is_present: bool


@dataclass(frozen=True)
class DesignedQuestion:
    question: Question
    usage: str = ""
    own: OwnQuestion | None = None
    setting: QuestionSetting | None = None
    # Those own questions of the same place that stand directly before and behind it.
    before: OwnQuestion | None = None
    behind: OwnQuestion | None = None

    @property
    def is_off(self) -> bool:
        return self.usage == QuestionUsage.OFF

    @property
    def seconds(self) -> int:
        return round(seconds_of(self.question))

    @property
    def audience(self) -> str:
        asked = "" if self.question.asked == ALL else f"{_names(self.question.asked)}的"
        condition = str(self.question.condition) if self.question.condition else ""
        return condition or asked or "所有人"

    @property
    def requirement(self) -> str:
        question = self.question
        if self.is_off or not question.required:
            return "不问" if self.is_off else "选填"
        return "必答" if question.required == question.asked else f"{_names(question.required)}的必答，其他人选填"

    @property
    def usages(self) -> list[Usage]:
        """Between which the region can choose; none of what is always asked."""
        designed = QUESTIONS_BY_KEY.get(self.question.key)
        if designed is None or designed.is_fixed:
            return []
        optional = [(QuestionUsage.OPTIONAL.value, "选填")] if designed.required else []
        first = "选填" if not designed.required else "必答" if designed.required == designed.asked else "照原来"
        offered = [("", first), *optional, (QuestionUsage.OFF.value, "不问")]
        return [Usage(code, label, code == self.usage) for code, label in offered]


@dataclass(frozen=True)
class DesignedSection:
    title: str
    questions: list[DesignedQuestion]
    is_after_sending: bool


@dataclass(frozen=True)
class QuestionnaireOverview:
    sections: list[DesignedSection]
    retired: list[OwnQuestion]

    @property
    def asked(self) -> list[Question]:
        return [one.question for section in self.sections for one in section.questions if not one.is_off]

    @property
    def own_count(self) -> int:
        return sum(question.is_own for question in self.asked)


def _names(statuses: Iterable[str]) -> str:
    return "、".join(label for code, label in Status.choices if code in statuses)


def overview_of(campaign: Campaign, account) -> QuestionnaireOverview:
    """All standard questions, those that are off too, and the own ones among them, as far as the account sees them."""
    own = list(campaign.own_questions.visible_to(account).with_all_that_is_asked())
    settings = {setting.key: setting for setting in campaign.question_settings.visible_to(account)}
    active = sorted((question for question in own if question.is_active), key=lambda question: question.place)
    changes = {key: _still_shown(setting.as_change()) for key, setting in settings.items()}
    sections = adapted_sections(changes, [question.as_question() for question in active])
    designed = {question.key: question for question in active}
    return QuestionnaireOverview(
        [_designed_section(section, settings, designed) for section in sections],
        [question for question in own if not question.is_active],
    )


def _still_shown(change: QuestionChange) -> QuestionChange:
    return replace(change, usage="") if change.usage == QuestionUsage.OFF else change


def _designed_section(section: QuestionSection, settings, own) -> DesignedSection:
    is_last = section.key == AFTER_SENDING.key
    neighbours = [own[question.key] for question in section.questions if question.is_own]
    questions = []
    for question in section.questions:
        setting, row = settings.get(question.key), own.get(question.key)
        usage = setting.usage if setting else ""
        questions.append(DesignedQuestion(question, usage, row, setting, *_neighbours_of(row, neighbours)))
    return DesignedSection("提交之后：再花一分钟" if is_last else section.title, questions, is_last)


def _neighbours_of(row, neighbours) -> tuple[OwnQuestion | None, OwnQuestion | None]:
    """The own questions with which it may change places."""
    if row is None:
        return None, None
    at = neighbours.index(row)
    before = neighbours[at - 1] if at else None
    behind = neighbours[at + 1] if at + 1 < len(neighbours) else None
    return (
        before if before and not _hangs_on(row, before) else None,
        behind if behind and not _hangs_on(behind, row) else None,
    )


def _hangs_on(later: OwnQuestion, earlier: OwnQuestion) -> bool:
    return bool(later.asked_if) and later.asked_if.question_id == earlier.pk


@transaction.atomic
def set_usage(request, *, campaign: Campaign, key: str, usage: str) -> None:
    """Ask a standard question as designed (empty), as an optional one, or not at all; the campaign's words stay.

    Raises ValidationError.
    """
    if key not in QUESTIONS_BY_KEY or usage not in ("", *QuestionUsage.values):
        raise ValidationError("没有这样的问题或者用法，请刷新页面再试。")
    campaign = Campaign.objects.select_for_update().get(pk=campaign.pk)
    setting = campaign.question_settings.filter(key=key).first()
    if setting is None:
        setting = QuestionSetting(campaign=campaign, key=key)
    elif setting.usage == usage:
        return
    setting.usage = usage
    if setting.pk and not (setting.usage or setting.label or setting.hint):
        append_audit_event(request, Act.QUESTION_DELETE, setting)
        setting.delete()
    elif setting.pk or usage:
        act = Act.QUESTION_CHANGE if setting.pk else Act.QUESTION_ADD
        setting.full_clean()
        setting.save()
        append_audit_event(request, act, setting)
    Campaign.objects.filter(pk=campaign.pk).revise_questionnaires()


@transaction.atomic
def move_before(request, *, question: OwnQuestion, other: OwnQuestion) -> None:
    """Have one own question stand directly before another of the same place. Raises ValidationError."""
    Campaign.objects.select_for_update().get(pk=question.campaign_id)
    rows = question.campaign.own_questions.select_related("asked_if")
    present = {row.pk: row for row in sorted(rows, key=lambda row: row.place)}
    if {question.pk, other.pk} - present.keys() or question.pk == other.pk or question.place[0] != other.place[0]:
        raise ValidationError("这两个问题不在一处，不能换次序。")
    ordered = [row for row in present.values() if row.pk != question.pk]
    ordered.insert([row.pk for row in ordered].index(other.pk), present[question.pk])
    for position, row in enumerate(ordered, start=1):
        row.position = position
    for row in ordered:
        if row.asked_if and present[row.asked_if.question_id].place > row.place:
            earlier = present[row.asked_if.question_id]
            raise ValidationError(f"“{row}”要看“{earlier}”的回答才问，要排在它后面。")
    OwnQuestion.objects.bulk_update(ordered, ["position"])
    append_audit_event(request, Act.QUESTION_CHANGE, question, detail="次序")
    Campaign.objects.filter(pk=question.campaign_id).revise_questionnaires()
