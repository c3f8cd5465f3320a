"""What a published notice lacks: parts that the law wants, and facts that have changed since it was published."""

from django.conf import settings

from organization.models import Campaign, PrivacyNotice
from returnees.notice.composing import asked_questions, describe_day
from returnees.notice.wording import HEADINGS, UNFILLED


def notice_gaps(campaign: Campaign) -> list[str]:
    """In sentences; none where there is no notice at all, which is a gap of its own."""
    notice = campaign.privacy_notice()
    if notice is None:
        return []
    found = []
    if missing := missing_parts(notice):
        found.append(f"个人信息处理说明（{notice.version}）缺：{'、'.join(missing)}")
    if UNFILLED in notice.text:
        found.append(f"个人信息处理说明（{notice.version}）里还有“未填写”的地方")
    if changed := unmentioned_facts(campaign, notice):
        found.append(f"个人信息处理说明（{notice.version}）没有写到现在的：{'、'.join(changed)}")
    return [f"{sentence}。请发布新版本" for sentence in found]


def missing_parts(notice: PrivacyNotice) -> list[str]:
    written = {heading for heading, body in notice.blocks() if body}
    return [heading for heading in HEADINGS if heading not in written]


def unmentioned_facts(campaign: Campaign, notice: PrivacyNotice) -> list[str]:
    """What the notice does not name as it is now: it was written before a change, or by somebody who forgot it."""
    facts = {
        "个人信息处理者": campaign.processor,
        "联系电话": campaign.contact_phone,
        "投诉举报方式": campaign.complaints,
        "存放和维护服务器的单位": campaign.hosted_by,
        "保存期": describe_day(campaign.anonymise_on),
        "备份保留的天数": f"{settings.BACKUP_KEEP_DAYS} 天" if settings.BACKUP_KEEP_DAYS else "",
    }
    changed = [name for name, fact in facts.items() if fact and fact not in notice.text]
    unnamed = [q.short_label for q in asked_questions(campaign) if q.short_label not in notice.text]
    return changed + [f"问题“{label}”" for label in unnamed]
