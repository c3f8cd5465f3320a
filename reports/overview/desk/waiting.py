"""What waits for an account: asked on the desk, and kept for the navigation of every other page."""

from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Count, Exists, OuterRef, Q, Subquery

from activities.models import Completion
from activities.queries import overdue_plans
from organization.choices import Level
from organization.clock import today
from organization.models import Account, Campaign, Committee
from reports.choices import EDITABLE_STATES, PackageState
from reports.models import Package
from returnees.models import FollowUpCase, Returnee

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
    # Of the committee's own log: plans whose day has passed.
    plans: int = 0
    is_handed_back: bool = False

    @property
    def by_section(self) -> dict[str, int]:
        """By the section of the navigation in which it is done."""
        return {
            "packages": self.packages,
            "returnees": self.quarantined + self.cases_overdue + self.cases_today,
            "activities": self.plans + self.is_handed_back,
        }


def waiting_counts(account: Account, campaign: Campaign) -> dict[str, int]:
    """At most six queries, none of which reads a large table through."""
    return count_waiting(account, campaign).by_section


def count_waiting(account: Account, campaign: Campaign) -> WaitingWork:
    if account.committee is None:
        return WaitingWork()
    plans, is_handed_back = _own_log(account, campaign)
    overdue, due_today = _cases(account, campaign)
    return WaitingWork(
        packages=_packages(account, campaign),
        quarantined=_quarantined(account, campaign),
        cases_overdue=overdue,
        cases_today=due_today,
        plans=plans,
        is_handed_back=is_handed_back,
    )


def _packages(account, campaign) -> int:
    if account.has_perm("reports.review_package"):
        submitted = Package.objects.in_campaign(campaign).visible_to(account).filter(state=PackageState.SUBMITTED)
        return submitted.count()
    if not account.has_perm("reports.submit_package"):
        return 0
    own = Package.objects.in_campaign(campaign).filter(committee=account.committee, state__in=EDITABLE_STATES)
    return sum(_is_due(package, campaign) for package in own.defer("summary_text"))


def _is_due(package: Package, campaign) -> bool:
    package.campaign = campaign  # as its deadlines want it, without asking for it again
    is_soon = package.due_on - today() <= DUE_SOON
    return package.is_editable and (is_soon or package.state == PackageState.RETURNED)


def _quarantined(account, campaign) -> int:
    if campaign.is_retention_over or not account.has_perm("returnees.review_returnee"):
        return 0
    return Returnee.objects.in_campaign(campaign).visible_to(account).quarantined().count()


def _cases(account, campaign) -> tuple[int, int]:
    """Overdue ones, and those that are due today. The region's are its own: it helps nobody in a county's place."""
    if campaign.is_retention_over or not account.has_perm("returnees.change_followupcase"):
        return 0, 0
    day = today()
    cases = FollowUpCase.objects.in_campaign(campaign).visible_to(account).due(day)
    if account.committee.level == Level.REGION:
        cases = cases.filter(committee=account.committee)
    counts = cases.order_by().aggregate(overdue=Count("pk", filter=Q(due_on__lt=day)), due=Count("pk"))
    return counts["overdue"], counts["due"] - counts["overdue"]


def _own_log(account, campaign) -> tuple[int, bool]:
    """How many plans are past their day, and whether 本级已填完 was handed back."""
    if not account.has_perm("activities.change_activity"):
        return 0, False
    plans = overdue_plans(campaign, account.committee).order_by().values("committee").annotate(count=Count("pk"))
    last = Completion.objects.in_campaign(campaign).filter(committee=OuterRef("pk")).latest()
    own = Committee.objects.filter(pk=account.committee_id).annotate(
        plans=Subquery(plans.values("count")), is_handed_back=Exists(last.exclude(handed_back_at=None))
    )
    plans, is_handed_back = own.values_list("plans", "is_handed_back").get()
    return plans or 0, is_handed_back
