"""A notice's text with its places filled in: from the campaign, the questions' declarations and the settings."""

from django.conf import settings
from django.urls import reverse

from organization.models import Campaign, PrivacyNotice
from organization.text_places import PLACE, fill_in
from returnees.age import YOUNGEST_BY_LAW
from returnees.notice.wording import UNFILLED, standing_text
from returnees.question_types import ALL, Question
from returnees.questionnaire import asked_sections


def publish_notice(notice: PrivacyNotice) -> PrivacyNotice:
    """Make the text of a version that is about to be stored whole and final."""
    notice.text = compose(notice.campaign, notice.text)
    return notice


def compose(campaign: Campaign, text: str = "") -> str:
    """The text, or without one the standing text, as it is on this day for this campaign."""
    return fill_in(text.replace("\r\n", "\n") or standing_text(), facts_of(campaign))


def is_standing_text(text: str) -> bool:
    """Whether it is the standing text, whatever stands in its places."""
    first, *pieces = PLACE.split(standing_text())[::2]
    if not text.startswith(first):
        return False
    at = len(first)
    for piece in pieces[:-1]:
        found = text.find(piece, at)
        if found < 0:
            return False
        at = found + len(piece)
    return text[at:].endswith(pieces[-1])


def facts_of(campaign: Campaign) -> dict[str, str]:
    questions = asked_questions(campaign)
    facts = {
        "processor": campaign.processor,
        "centre": campaign.centre_name,
        "contact": describe_contact(campaign),
        "complaints": campaign.complaints,
        "purposes": campaign.purposes.strip(),
        "kinds": describe_kinds(questions),
        "sensitive": describe_sensitive(questions),
        "host": campaign.hosted_by,
        "retention": describe_day(campaign.anonymise_on),
        "backups": describe_backups(),
    }
    return {name: fact or UNFILLED for name, fact in facts.items()} | {
        "receipt": settings.PUBLIC_URL + reverse("receipt"),
        "versions": settings.PUBLIC_URL + reverse("privacy"),
        "youngest": str(max(campaign.youngest_age, YOUNGEST_BY_LAW)),
    }


def asked_questions(campaign: Campaign) -> list[Question]:
    """What the campaign's questionnaire asks, its own questions included."""
    return [question for section in asked_sections(campaign) for question in section.questions]


def describe_contact(campaign: Campaign) -> str:
    return "，".join(filter(None, (campaign.contact_name, campaign.contact_phone, campaign.contact_email)))


def describe_day(day) -> str:
    return f"{day.year}年{day.month}月{day.day}日" if day else ""


def describe_backups() -> str:
    """Empty where they are kept for ever, which nobody may promise. The doctor reads the number of days back."""
    days = settings.BACKUP_KEEP_DAYS
    return f"此前的备份和数据库日志最多保留 {days} 天，加密存放，只用于系统故障后恢复，" if days else ""


def describe_kinds(questions: list[Question]) -> str:
    plain = [question for question in questions if not question.needs_separate_consent]
    groups = {
        "每个人都要填": [question for question in plain if is_for_everybody(question)],
        "看您的情况，有的要填": [one for one in plain if one.required and not is_for_everybody(one)],
        "选填": [question for question in plain if not question.required],
        "选填，要您单独同意": [question for question in questions if question.needs_separate_consent],
    }
    return "\n".join(f"{name}：{labels_of(group)}。" for name, group in groups.items() if group)


def is_for_everybody(question: Question) -> bool:
    return question.required == ALL and question.condition is None


def labels_of(questions: list[Question]) -> str:
    return "、".join(question.short_label for question in questions)


def describe_sensitive(questions: list[Question]) -> str:
    lines = [
        f"{question.short_label}：{question.necessity}。{question.consequence}。"
        for question in questions
        if question.needs_separate_consent
    ]
    return "\n".join(lines) or "这次不收集敏感信息。"
