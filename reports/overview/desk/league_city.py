"""The desk of a league-city: its package with the next step, its counties, and what it has to look at."""

from dataclasses import dataclass

from django.urls import reverse

from reports.overview.desk.entrances import own_entrance
from reports.overview.desk.to_do import (
    committees_without_account,
    first_steps,
    own_responsible,
    plans_past_their_day,
    silent_below,
    unreported_kinds,
    youths_waiting,
)
from reports.overview.desk.work import build_work
from returnees.models import Returnee

# Possible duplicates are counted up to here.
MAX_COUNTED = 50


@dataclass(frozen=True)
class ToLookAt:
    """Something that may be right and may be wrong: a person has to look."""

    heading: str
    count: int
    url: str
    # Whether there may be more than were counted.
    is_capped: bool = False


def build_league_city_desk(account, campaign) -> dict:
    work = build_work(account, campaign)
    table, kinds = work["table"], work["campaign_kinds"]
    missing = (
        first_steps(account, table, kinds)
        + unreported_kinds(table, kinds)
        + youths_waiting(work["waiting"])
        + silent_below(work["matrix"])
        + plans_past_their_day(work["waiting"])
        + own_responsible(account, campaign)
        + committees_without_account(account)
    )
    return work | {
        "missing": missing,
        "to_look_at": _to_look_at(account, campaign, work),
        "entrance": own_entrance(account, campaign),
    }


def _to_look_at(account, campaign, work) -> list[ToLookAt]:
    checks = []
    if on_desk := work["package"]:
        odd = reverse("package_odd_figures", args=[on_desk.package.pk])
        checks.append(ToLookAt("数字需核对", work["counts"].odd_count, odd))
    returnees = Returnee.objects.visible_to(account)
    duplicates = len(returnees.possible_duplicates(account, campaign, limit=MAX_COUNTED))
    listed = f"{reverse('admin:returnees_returnee_changelist')}?duplicate=yes"
    checks.append(ToLookAt("疑似重复的问卷", min(duplicates, MAX_COUNTED), listed, duplicates >= MAX_COUNTED))
    if account.has_perm("returnees.review_returnee"):
        quarantine = reverse("admin:returnees_returnee_quarantine")
        checks.append(ToLookAt("待核实的问卷", work["waiting"].quarantined, quarantine))
    return checks
