"""From a notice that was loaded to a campaign that youths and committees use, and its end."""

from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db import transaction

from organization.choices import CampaignState
from organization.clock import today
from organization.models import Campaign
from reports.choices import ColumnContent
from reports.setup.rows import make_rows

# How long a trial stays after the region has opened a campaign of its own.
TRIAL_STAYS = timedelta(days=30)


@transaction.atomic
def prepare_campaign(campaign: Campaign) -> None:
    """准备: make its rows and the entrance of the home page. Idempotent."""
    make_rows(campaign=campaign)


def gaps(campaign: Campaign) -> list[str]:
    """What the public act of opening waits for, in sentences; a trial waits for nothing."""
    if campaign.is_trial:
        return []
    columns = list(campaign.annex_columns.all())
    found = {
        "没有写联系人": not campaign.contact_name,
        "没有写联系电话": not campaign.contact_phone,
        "没有慰问信正文（没有信的，请去掉“有致青年的一封信”）": campaign.has_letter and not campaign.letter_text,
        "没有写投诉举报方式": not campaign.complaints,
        "没有发布个人信息处理说明": campaign.privacy_notice() is None,
        "没有定匿名化日期": campaign.anonymise_on is None,
        "匿名化日期已到，不能再收集": campaign.is_retention_over,
        "没有启用的活动类别": not campaign.kinds.active().exists(),
        "汇总表没有“单位名称”列": not any(column.content == ColumnContent.NAME for column in columns),
        "汇总表没有一列数字": not any(column.content == ColumnContent.FIGURE for column in columns),
    }
    return [sentence for sentence, is_missing in found.items() if is_missing]


@transaction.atomic
def open_campaign(campaign: Campaign) -> None:
    """开启: from now on its entrances register. A trial gives way to it.

    Raises a ValidationError that names every gap.
    """
    lock(campaign)
    if campaign.state == CampaignState.CLOSED:
        raise ValidationError("已经结束的年度不能再开启。")
    if missing := gaps(campaign):
        raise ValidationError(f"还不能开启：{'；'.join(missing)}。", code="gaps")
    open_with_gaps(campaign)


@transaction.atomic
def open_with_gaps(campaign: Campaign) -> None:
    """As `open_campaign`, of invented data: a demo waits for nothing."""
    prepare_campaign(campaign)
    change_state(campaign, CampaignState.OPEN)
    if not campaign.is_trial:
        replace_trials(campaign)


def replace_trials(campaign: Campaign) -> None:
    """The region has a campaign of its own: it takes the home page from a trial, whose content is erased later."""
    trials = Campaign.objects.filter(is_trial=True)
    trials.filter(erase_on=None).update(erase_on=today() + TRIAL_STAYS)
    if trials.filter(is_current=True).exists():
        campaign.make_current()


@transaction.atomic
def close_campaign(campaign: Campaign) -> None:
    """结束: its entrances register no longer; what was entered stays, and can still be read and corrected."""
    lock(campaign)
    if campaign.state != CampaignState.OPEN:
        raise ValidationError("只有进行中的年度才能结束。")
    change_state(campaign, CampaignState.CLOSED)


@transaction.atomic
def show_on_home_page(campaign: Campaign) -> None:
    """设为当前年度: the public pages serve it, and no other. Raises a ValidationError before it is opened."""
    lock(campaign)
    if campaign.state == CampaignState.PREPARING:
        raise ValidationError("还没有开启，不能设为当前年度。")
    campaign.make_current()


def lock(campaign: Campaign) -> None:
    """Read it again, and hold off whoever else would open or close one, or show one on the home page."""
    # All of them, in the order of `Campaign.make_current`: else two at once could wait for each other for ever.
    list(Campaign.objects.select_for_update().order_by("pk"))
    campaign.refresh_from_db()


def change_state(campaign: Campaign, state: str) -> None:
    campaign.state = state
    campaign.save(update_fields=["state"])
    # The public pages show it.
    Campaign.objects.filter(pk=campaign.pk).revise_questionnaires()
