"""What waits for an account: asked on the desk, and kept for the navigation of every other page."""

from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.db.models import Count, Exists, OuterRef, Q, Subquery

from activities.models import Completion
from activities.models.completion import COMPLETING_LEVELS
from activities.queries import overdue_plans
from organization.accounts.second_factor import find_unbound, is_bound
from organization.backup_state import find_last_made, is_late
from organization.choices import Level
from organization.clock import today
from organization.models import Account, Campaign, Committee, Notification
from organization.roles import ROLES, SYSTEM_ADMINISTRATOR
from organization.staff_site.waiting import NOTIFICATIONS
from reports.choices import EDITABLE_STATES, PackageState
from reports.models import Package
from returnees.models import FollowUpCase, LostReceipt, Returnee

# A package that its committee has not sent up waits from so long before its last day on.
DUE_SOON = timedelta(days=7)


@dataclass(frozen=True)
class WaitingWork:
    """Only what the account itself can act on."""

    # At the region those to be reviewed, elsewhere the committee's own.
    packages: int = 0
    quarantined: int = 0
    cases_overdue: int = 0
    cases_today: int = 0
    # Of the cases, those whose youths have said that nobody called.
    reminders: int = 0
    lost_receipts: int = 0
    # Of the committee's own log: plans whose day has passed.
    plans: int = 0
    is_handed_back: bool = False
    # Whether its last day is near, and it is not marked as complete.
    is_log_due: bool = False
    # Of the site: the account's own second factor, those of others, and the backup.
    is_factor_due: bool = False
    unbound_accounts: int = 0
    is_backup_late: bool = False
    # Not to be done, only to be seen.
    notifications: int = 0

    @property
    def by_section(self) -> dict[str, int]:
        """By the section of the navigation in which it is done."""
        return {
            "packages": self.packages,
            "returnees": self.quarantined + self.cases_overdue + self.cases_today + self.lost_receipts,
            "activities": self.plans + self.is_handed_back + self.is_log_due,
            "site": self.is_factor_due + bool(self.unbound_accounts) + self.is_backup_late,
            NOTIFICATIONS: self.notifications,
        }


def waiting_counts(account: Account, campaign: Campaign) -> dict[str, int]:
    """At most eight queries, none of which reads a large table through."""
    return count_waiting(account, campaign).by_section


def count_waiting(account: Account, campaign: Campaign) -> WaitingWork:
    if account.committee is None:
        return WaitingWork()
    plans, is_handed_back, is_log_due = _own_log(account, campaign)
    overdue, due_today, reminders = _cases(account, campaign)
    return WaitingWork(
        packages=_packages(account, campaign),
        quarantined=_quarantined(account, campaign),
        cases_overdue=overdue,
        cases_today=due_today,
        reminders=reminders,
        lost_receipts=_lost_receipts(account, campaign),
        plans=plans,
        is_handed_back=is_handed_back,
        is_log_due=is_log_due,
        notifications=Notification.objects.visible_to(account).unseen_by(account).count(),
        **_site(account),
    )


def _packages(account, campaign) -> int:
    if account.has_perm("reports.review_package"):
        submitted = Package.objects.in_campaign(campaign).visible_to(account).filter(state=PackageState.SUBMITTED)
        return submitted.count()
    if not account.has_perm("reports.submit_package"):
        return 0
    own = Package.objects.in_campaign(campaign).filter(committee=account.committee, state__in=EDITABLE_STATES)
    return sum(is_due(package, campaign) for package in own.defer("summary_text"))


def is_due(package: Package, campaign) -> bool:
    package.campaign = campaign  # as its deadlines want it, without asking for it again
    is_soon = package.due_on - today() <= DUE_SOON
    return package.is_editable and (is_soon or package.state == PackageState.RETURNED)


def _quarantined(account, campaign) -> int:
    if campaign.is_retention_over or not account.has_perm("returnees.review_returnee"):
        return 0
    return Returnee.objects.in_campaign(campaign).visible_to(account).quarantined().count()


def _lost_receipts(account, campaign) -> int:
    if campaign.is_retention_over or not account.has_perm("returnees.change_lostreceipt"):
        return 0
    return LostReceipt.objects.in_campaign(campaign).filter(committee=account.committee).count()


def _cases(account, campaign) -> tuple[int, int, int]:
    """Overdue ones, those that are due today, and the reminders among both.

    The region's are its own: it helps nobody in a county's place.
    """
    if campaign.is_retention_over or not account.has_perm("returnees.change_followupcase"):
        return 0, 0, 0
    day = today()
    cases = FollowUpCase.objects.in_campaign(campaign).visible_to(account).due(day)
    if account.committee.level == Level.REGION:
        cases = cases.filter(committee=account.committee)
    counts = cases.order_by().aggregate(
        overdue=Count("pk", filter=Q(due_on__lt=day)), due=Count("pk"), reminders=Count("reminded_on")
    )
    return counts["overdue"], counts["due"] - counts["overdue"], counts["reminders"]


def _own_log(account, campaign) -> tuple[int, bool, bool]:
    """How many plans are past their day, whether 本级已填完 was handed back, and whether it is due."""
    if not account.has_perm("activities.change_activity"):
        return 0, False, False
    plans = overdue_plans(campaign, account.committee).order_by().values("committee").annotate(count=Count("pk"))
    last = Completion.objects.in_campaign(campaign).filter(committee=OuterRef("pk")).latest()
    own = Committee.objects.filter(pk=account.committee_id).annotate(
        plans=Subquery(plans.values("count")),
        is_handed_back=Exists(last.exclude(handed_back_at=None)),
        is_complete=Exists(last.filter(handed_back_at=None)),
    )
    plans, is_handed_back, is_complete = own.values_list("plans", "is_handed_back", "is_complete").get()
    is_near = 0 <= campaign.days_until_due() <= DUE_SOON.days and not campaign.is_trial
    is_due_here = is_near and account.committee.level in COMPLETING_LEVELS
    return plans or 0, is_handed_back, is_due_here and not (is_complete or is_handed_back)


def _site(account) -> dict:
    """Where the region's roles have to bind a second factor; to system administrators the site's backup, too."""
    is_asked = settings.SECOND_FACTOR == "required" and ROLES[account.role].needs_second_factor
    site = {"is_factor_due": is_asked and not is_bound(account)}
    if account.role == SYSTEM_ADMINISTRATOR and account.committee.level == Level.REGION:
        site["unbound_accounts"] = find_unbound().count()
        site["is_backup_late"] = is_late(find_last_made())
    return site
