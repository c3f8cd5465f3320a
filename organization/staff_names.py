"""How an account is called on a page of somebody else: by its name within one's own committee and below it alone.

Above, and beside, it stands for its committee: what went down from there is the committee's act and nobody's own.
"""

from django.contrib import admin

from organization.models import Account


def name_for(viewer: Account, account: Account) -> str:
    """Its name to whoever is of its committee or of one above; to others its committee and role."""
    return account.get_full_name() if is_name_open(viewer, account) else describe_office(account)


def name_and_committee_for(viewer: Account, account: Account) -> str:
    if not is_name_open(viewer, account):
        return describe_office(account)
    return f"{account.get_full_name()}（{account.committee}）" if account.committee else account.get_full_name()


def is_name_open(viewer: Account, account: Account) -> bool:
    if viewer.pk == account.pk:
        return True
    own, other = viewer.committee, account.committee
    return own is not None and other is not None and other.path.startswith(own.path)


def describe_office(account: Account) -> str:
    committee = account.committee.short_name if account.committee else ""
    return " · ".join(filter(None, (committee, account.get_role_display())))


def account_column(name: str, viewer: Account, label: str):
    """A column of a list that calls the account in the field `name` as `viewer` may read it."""

    @admin.display(description=label, ordering=name)
    def column(row):
        account = getattr(row, name)
        return account and name_for(viewer, account)

    column.__name__ = name
    return column
