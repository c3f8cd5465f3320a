"""The desk of a county, a township or a direct committee: it logs, helps, and says when it has done."""

from activities.models import Completion
from reports.overview.desk.entrances import own_entrance
from reports.overview.desk.to_do import (
    committees_without_account,
    first_steps,
    overdue_cases,
    own_mark,
    own_responsible,
    plans_past_their_day,
    records_to_review,
    silent_below,
    unreported_kinds,
    youths_waiting,
)
from reports.overview.desk.work import build_work


def build_county_desk(account, campaign) -> dict:
    work = build_work(account, campaign)
    table, kinds = work["table"], work["campaign_kinds"]
    completion = _last_completion(account, campaign)
    unfinished = first_steps(account, table, kinds) + unreported_kinds(table, kinds)
    missing = (
        (unfinished or own_mark(account, completion))
        + youths_waiting(work["waiting"])
        + overdue_cases(work["follow_ups"])
        + silent_below(work["matrix"])
        + plans_past_their_day(work["waiting"])
        + records_to_review(work["waiting"])
        + own_responsible(account, campaign)
        + committees_without_account(account)
    )
    return work | {
        "missing": missing,
        "can_complete": account.has_perm("activities.add_completion"),
        "completion": completion,
        "entrance": own_entrance(account, campaign),
    }


def _last_completion(account, campaign) -> Completion | None:
    own = Completion.objects.in_campaign(campaign).filter(committee=account.committee)
    return own.select_related("completed_by__committee", "handed_back_by__committee").order_by("-number").first()
