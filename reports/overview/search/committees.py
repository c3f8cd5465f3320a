from django.urls import reverse

from organization.models import Committee
from reports.overview.search.found import FoundLine, StaffSearch

# What there is to see of a committee: label, permission, address of the list.
LISTS = (
    ("返乡青年", "returnees.view_returnee", "admin:returnees_returnee_changelist"),
    ("跟进个案", "returnees.view_followupcase", "admin:returnees_followupcase_changelist"),
    ("服务与工作", "activities.view_service", "work"),
    ("账号", "organization.view_account", "admin:organization_account_changelist"),
)


def find_committees(search: StaffSearch) -> list[FoundLine]:
    return [describe(committee, search) for committee in search.committees[: search.limit + 1]]


def describe(committee: Committee, search: StaffSearch) -> FoundLine:
    pages = [
        (label, f"{reverse(name)}?under={committee.pk}")
        for label, permission, name in LISTS
        if search.account.has_perm(permission)
    ]
    if search.account.has_perm("organization.view_committee"):
        pages.insert(0, ("团委资料", reverse("admin:organization_committee_change", args=[committee.pk])))
    details = filter(None, [committee.place_name, committee.get_level_display(), committee.gb_code])
    return FoundLine(
        address=pages[0][1],
        label=committee.short_name,
        details=" · ".join(details),
        committee=f"上级：{committee.parent.short_name}" if committee.parent else "",
        state="已撤并" if committee.ended_on else "在用",
        chip="idle" if committee.ended_on else "done",
        links=tuple(pages[1:]),
    )
