"""撤并: a committee ends, and another one takes over what it still had to do. What it did stays under its own name."""

from dataclasses import dataclass
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction

from organization.choices import Act, Level
from organization.models import Account, AuditEvent, Campaign, Committee
from organization.region import words
from returnees.models import Entrance, FollowUpCase


@dataclass(frozen=True)
class Ending:
    """What an end hands over, or did."""

    case_count: int
    account_count: int
    entrance_count: int

    def __str__(self):
        return f"个案 {self.case_count}，账号 {self.account_count}，二维码入口 {self.entrance_count}"


def expected_ending(committee: Committee) -> Ending:
    return Ending(
        FollowUpCase.objects.open_at(committee).count(), committee.accounts.count(), _entrances(committee).count()
    )


def possible_successors(committee: Committee):
    """Those of its own level: the accounts that move there keep their roles."""
    return Committee.objects.standing().at_level(committee.level).exclude(pk=committee.pk)


@transaction.atomic
def end_committee(*, committee: Committee, successor: Committee, on: date, by: Account | None, address=None) -> Ending:
    """Raises a ValidationError where it cannot end."""
    Committee.objects.lock_tree()
    committee.refresh_from_db()
    successor.refresh_from_db()
    check_may_end(committee, successor)
    committee.ended_on, committee.succeeded_by = on, successor
    committee.save(update_fields=["ended_on", "succeeded_by"])
    ending = Ending(
        FollowUpCase.objects.hand_over_to_successor(ended=committee, successor=successor),
        _move_accounts(committee, successor, by, address),
        _entrances(committee).update(is_paused=True),
    )
    # Every questionnaire lists the places.
    Campaign.objects.revise_questionnaires()
    AuditEvent.objects.append(
        act=Act.COMMITTEE_END, actor=by, address=address, subject=committee, detail=f"并入{successor}；{ending}"
    )
    return ending


def check_may_end(committee: Committee, successor: Committee) -> None:
    if committee.level == Level.REGION:
        raise ValidationError(f"{words.region_committee}不能撤并。")
    if committee.ended_on:
        raise ValidationError(f"{committee}已经撤并。")
    if below := committee.children.standing().first():
        raise ValidationError(f"下级还有{below}，请先撤并它，或者把它改到别的上级之下。")
    if committee.administered.standing().exists():
        raise ValidationError("它还代管着别的地方，请先改那里的代管单位。")
    if not possible_successors(committee).filter(pk=successor.pk).exists():
        raise ValidationError("只能并入另一个没有撤并的、同一层级的团委。")


def _entrances(committee: Committee):
    return Entrance.objects.filter(committee=committee, is_paused=False)


def _move_accounts(committee: Committee, successor: Committee, by: Account | None, address) -> int:
    accounts = list(committee.accounts.select_for_update(of=("self",)).order_by("pk"))
    for account in accounts:
        account.committee = successor
        account.save(update_fields=["committee"])
        AuditEvent.objects.append(
            act=Act.ACCOUNT_CHANGE,
            actor=by,
            address=address,
            subject=account,
            detail=f"{committee}撤并，并入{successor}",
        )
    return len(accounts)
