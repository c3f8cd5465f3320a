from django.urls import reverse

from organization.models import Account
from organization.searching import text_condition
from reports.overview.search.found import FoundLine, StaffSearch

SEARCHED = ("username", "full_name")


def find_accounts(search: StaffSearch) -> list[FoundLine]:
    condition = text_condition(SEARCHED, search.term.text)
    if condition is None:
        return []
    accounts = Account.objects.visible_to(search.account).filter(condition).select_related("committee")
    return [describe(account) for account in accounts.order_by("username")[: search.limit + 1]]


def describe(account: Account) -> FoundLine:
    return FoundLine(
        address=reverse("admin:organization_account_change", args=[account.pk]),
        label=account.username,
        details=" · ".join(filter(None, [account.full_name, account.get_role_display()])),
        committee=account.committee.short_name if account.committee else "",
        state="启用" if account.is_active else "已停用",
        chip="done" if account.is_active else "idle",
    )
