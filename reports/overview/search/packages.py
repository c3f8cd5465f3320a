from django.db.models import Q
from django.urls import reverse

from organization.searching import text_condition
from reports.models import Package
from reports.overview.search.found import FoundLine, StaffSearch


def find_packages(search: StaffSearch) -> list[FoundLine]:
    """Those of the committees that the term names, in their order, then those whose row has it in its name."""
    order = {committee.pk: position for position, committee in enumerate(search.committees)}
    named = Q(committee__in=list(order)) | text_condition(("printed_name",), search.term.text)
    packages = Package.objects.in_campaign(search.campaign).visible_to(search.account).filter(named)
    found = sorted(packages.select_related("committee"), key=lambda one: order.get(one.committee_id, len(order)))
    return [describe(package) for package in found[: search.limit + 1]]


def describe(package: Package) -> FoundLine:
    return FoundLine(
        address=reverse("package", args=[package.pk]),
        label=str(package),
        details=f"表中第 {package.position} 行",
        committee=package.committee.short_name,
        state=package.get_state_display(),
        chip=package.state,
    )
