"""From a notice that was loaded to a campaign that youths and committees use, and its end."""

from django.core.exceptions import ValidationError
from django.db import transaction

from organization.choices import CampaignState
from organization.models import Campaign
from reports.choices import ColumnContent
from reports.setup.rows import open_campaign as open_rows


@transaction.atomic
def prepare_campaign(campaign: Campaign) -> None:
    """Make its rows and the entrance of the home page. Idempotent."""
    open_rows(campaign=campaign)


def gaps(campaign: Campaign) -> list[str]:
    """What the public act of opening waits for, in sentences; a trial waits for nothing."""
    if campaign.is_trial:
        return []
    columns = list(campaign.annex_columns.all())
    found = {
        "没有写联系人": not campaign.contact_name,
        "没有写联系电话": not campaign.contact_phone,
        "没有慰问信正文（没有信的，请在年度里去掉“有致青年的一封信”）": campaign.has_letter
        and not campaign.letter_text,
        "没有写投诉举报方式": not campaign.complaints,
        "没有发布个人信息处理说明": campaign.privacy_notice() is None,
        "没有定匿名化日期": campaign.anonymise_on is None,
        "没有启用的活动类别": not campaign.kinds.active().exists(),
        "汇总表没有“单位名称”列": not any(column.content == ColumnContent.NAME for column in columns),
        "汇总表没有一列数字": not any(column.content == ColumnContent.FIGURE for column in columns),
    }
    return [sentence for sentence, is_missing in found.items() if is_missing]


@transaction.atomic
def open_campaign(campaign: Campaign) -> None:
    """开启: from now on its entrances register. Raises a ValidationError that names every gap."""
    campaign = Campaign.objects.select_for_update().get(pk=campaign.pk)
    if missing := gaps(campaign):
        raise ValidationError(f"还不能开启：{'；'.join(missing)}。", code="gaps")
    prepare_campaign(campaign)
    change_state(campaign, CampaignState.OPEN)


@transaction.atomic
def close_campaign(campaign: Campaign) -> None:
    """结束: its entrances register no longer; what was entered stays, and can still be read and corrected."""
    campaign = Campaign.objects.select_for_update().get(pk=campaign.pk)
    if campaign.state != CampaignState.OPEN:
        raise ValidationError("只有进行中的年度才能结束。")
    change_state(campaign, CampaignState.CLOSED)


def change_state(campaign: Campaign, state: str) -> None:
    campaign.state = state
    campaign.save(update_fields=["state"])
    # The questionnaires' pages show it.
    Campaign.objects.filter(pk=campaign.pk).revise_questionnaires()
