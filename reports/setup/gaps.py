"""What a campaign lacks before it may be opened. Each gap belongs to one step of its set-up."""

from typing import NamedTuple

from django.db import models

from organization.models import Campaign
from reports.choices import ColumnContent
from returnees.notice.checking import notice_gaps

NO_LETTER = "没有慰问信正文（没有信的，请去掉“有致青年的一封信”）"


class StepKey(models.TextChoices):
    """The steps of a set-up. They are taken in any order."""

    NOTICE = "notice", "通知"
    TABLE = "table", "活动类别和汇总表"
    QUESTIONNAIRE = "questionnaire", "问卷"
    TEXTS = "texts", "信、联系方式、个人信息处理说明"
    ROWS = "rows", "报送单位"
    PACKAGE = "package", "报送材料"
    ACCOUNTS = "accounts", "账号和负责人"
    ENTRANCES = "entrances", "二维码和海报"
    OPENING = "opening", "核对和开启"


class Gap(NamedTuple):
    step: StepKey
    sentence: str
    # Of the short page on which it is closed (see `form_pages.py`); empty where the step has a page of another sort.
    page: str = ""


def find_gaps(campaign: Campaign) -> list[Gap]:
    """A trial waits for nothing."""
    if campaign.is_trial:
        return []
    columns = list(campaign.annex_columns.all())
    found = {
        Gap(StepKey.TEXTS, "没有写联系人", "contact"): not campaign.contact_name,
        Gap(StepKey.TEXTS, "没有写联系电话", "contact"): not campaign.contact_phone,
        Gap(StepKey.TEXTS, NO_LETTER, "letter"): campaign.has_letter and not campaign.letter_text,
        Gap(StepKey.TEXTS, "没有写投诉举报方式", "contact"): not campaign.complaints,
        Gap(StepKey.TEXTS, "没有写个人信息处理者", "privacy"): not campaign.processor,
        Gap(StepKey.TEXTS, "没有写服务器由谁存放、维护", "privacy"): not campaign.hosted_by,
        Gap(StepKey.TEXTS, "没有写收集的目的", "privacy"): not campaign.purposes,
        Gap(StepKey.TEXTS, "没有发布个人信息处理说明", "privacy"): campaign.privacy_notice() is None,
        Gap(StepKey.NOTICE, "日期是推算或照搬的，还没有核对", "notice"): not campaign.dates_are_checked,
        Gap(StepKey.TEXTS, "没有定匿名化日期", "privacy"): campaign.anonymise_on is None,
        Gap(StepKey.TEXTS, "匿名化日期已到，不能再收集", "privacy"): campaign.is_retention_over,
        Gap(StepKey.TABLE, "没有启用的活动类别"): not campaign.kinds.active().exists(),
        Gap(StepKey.TABLE, "汇总表没有“单位名称”列"): not _has_column(columns, ColumnContent.NAME),
        Gap(StepKey.TABLE, "汇总表没有一列数字"): not _has_column(columns, ColumnContent.FIGURE),
    }
    missing = [gap for gap, is_missing in found.items() if is_missing]
    return missing + [Gap(StepKey.TEXTS, sentence, "privacy") for sentence in notice_gaps(campaign)]


def gaps(campaign: Campaign) -> list[str]:
    """What the public act of opening waits for, in sentences."""
    return [gap.sentence for gap in find_gaps(campaign)]


def _has_column(columns, content: ColumnContent) -> bool:
    return any(column.content == content for column in columns)
