"""What the work desk (the admin's index) shows an account."""

from dataclasses import dataclass

from django.db.models import Count, Q
from django.urls import reverse

from activities.choices import Kind
from activities.models import Activity, ZeroReport
from organization.models import Campaign
from reports.annex2.columns import COLUMNS, Column
from reports.annex2.table import build_table
from returnees.age import OLDEST_YOUTH
from returnees.choices import Status
from returnees.models import Entrance, Returnee
from returnees.models.receipt import receipt_alarm


@dataclass(frozen=True)
class KindOnDesk:
    """One kind of activity: the committee's own entries, its figures of the table, its zero report."""

    kind: Kind
    list_url: str
    add_url: str
    own_entry_count: int
    has_zero_report: bool
    figures: list[tuple[Column, int | str | None]]


def desk_context(account, campaign: Campaign) -> dict:
    """Empty for an account without a committee or without work to see (auditor, system administrator)."""
    if account.committee is None or not account.has_perm("reports.view_package"):
        return {"desk": None}
    table = build_table(campaign, account.committee)
    figures = table.totals if table.is_consolidated else table.rows[0].figures
    return {
        "desk": {
            "committee": account.committee,
            "table": table,
            "kinds": [_kind_on_desk(kind, account.committee, campaign, figures) for kind in Kind],
            "returnees": _returnee_counts(account, campaign),
            "days_until_due": campaign.days_until_due(),
            "homepage": Entrance.objects.homepage_of(campaign),
            "entrance_count": Entrance.objects.in_campaign(campaign).visible_to(account).count(),
            "receipt_alarm": receipt_alarm() if account.has_perm("organization.change_campaign") else 0,
            "can_log": account.has_perm("activities.add_letter"),
        }
    }


def _kind_on_desk(kind, committee, campaign, figures) -> KindOnDesk:
    return KindOnDesk(
        kind=kind,
        list_url=reverse(f"admin:activities_{kind}_changelist"),
        add_url=reverse(f"admin:activities_{kind}_add"),
        own_entry_count=Activity.objects.in_campaign(campaign).of_kind(kind).held().filter(committee=committee).count(),
        has_zero_report=ZeroReport.objects.in_campaign(campaign).of_kind(kind).filter(committee=committee).exists(),
        figures=[(column, figures.get(column.key)) for column in COLUMNS if column.kind == kind and not column.is_text],
    )


def _returnee_counts(account, campaign) -> dict:
    return (
        Returnee.objects.in_campaign(campaign)
        .visible_to(account)
        .accepted()
        .order_by()
        .aggregate(
            all=Count("pk"),
            entrepreneurs=Count("pk", filter=Q(status=Status.ENTREPRENEUR)),
            intending=Count("pk", filter=Q(status=Status.INTENDING)),
            stretched=Count("pk", filter=Q(age__gt=OLDEST_YOUTH)),
        )
    )
