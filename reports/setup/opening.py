"""From a notice that was loaded to a campaign that youths and committees use, and its end."""

from collections.abc import Mapping
from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db import transaction

from organization.choices import CampaignState
from organization.clock import now, today
from organization.models import Campaign
from reports.setup.gaps import gaps
from reports.setup.rows import make_rows

# How long a trial stays after the region has opened a campaign of its own.
TRIAL_STAYS = timedelta(days=30)


@transaction.atomic
def prepare_campaign(campaign: Campaign) -> None:
    """准备: make its rows and the entrance of the home page. Idempotent."""
    make_rows(campaign=campaign)


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
def open_in_place_of(campaign: Campaign, *, closed: Mapping[Campaign, bool], is_shown: bool) -> None:
    """Open it, close others in the same act, and show it on the home page.

    `closed`: whether the codes of each lead on to this one. Raises a ValidationError, and nothing has changed then.
    """
    lock(campaign)
    if campaign.state == CampaignState.OPEN:
        raise ValidationError(f"{campaign}已经开启了，可能是别人刚刚开启的。", code="open_already")
    open_campaign(campaign)
    for earlier, leads_on in closed.items():
        close_campaign(earlier, followed_by=campaign if leads_on else None)
    if is_shown:
        campaign.make_current()


@transaction.atomic
def close_campaign(campaign: Campaign, *, followed_by: Campaign | None = None) -> None:
    """结束: its entrances register no longer; what was entered stays, and can still be read and corrected.

    Its codes lead on to `followed_by`; without one they lead to a page that says it is over.
    """
    lock(campaign)
    if campaign.state == CampaignState.CLOSED:
        raise ValidationError(f"{campaign}已经结束了，可能是别人刚刚结束的。", code="closed_already")
    if campaign.state != CampaignState.OPEN:
        raise ValidationError("只有进行中的年度才能结束。")
    stop_questionnaire(campaign)
    change_state(campaign, CampaignState.CLOSED)
    if followed_by:
        lead_on(campaign, followed_by=followed_by)


def stop_questionnaire(campaign: Campaign) -> None:
    """Write down when: what was begun before is accepted for 72 hours from then on."""
    moment = now()
    is_later = campaign.closes_at is None or campaign.closes_at > moment
    if is_later and (campaign.opens_at is None or campaign.opens_at < moment):
        campaign.closes_at = moment
        campaign.save(update_fields=["closes_at"])


@transaction.atomic
def lead_on(campaign: Campaign, *, followed_by: Campaign | None) -> None:
    """Choose where the codes of a campaign that is closed lead: to another that is open, or to none."""
    lock(campaign)
    if campaign.state != CampaignState.CLOSED:
        raise ValidationError("还没有结束的年度，二维码通向它自己的问卷。")
    if followed_by and not possible_followers(campaign).filter(pk=followed_by.pk).exists():
        raise ValidationError(f"{followed_by}不在进行中，旧二维码不能转过去。")
    campaign.followed_by = followed_by
    campaign.save(update_fields=["followed_by"])
    revise_public_pages(campaign)


def possible_followers(campaign: Campaign):
    """Those that are open: one that is closed stays so, and no code is led in a circle."""
    return Campaign.objects.filter(state=CampaignState.OPEN, is_trial=False).exclude(pk=campaign.pk)


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
    revise_public_pages(campaign)


def revise_public_pages(campaign: Campaign) -> None:
    Campaign.objects.filter(pk=campaign.pk).revise_questionnaires()
