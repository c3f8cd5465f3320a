"""What a check is, and what it looks at. See contents.py for all of them."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.urls import reverse

from organization.models import Account, Campaign
from reports.choices import PackagePart
from reports.models import Package, StateChange
from reports.packages.changes import present_contents
from reports.packages.returns import open_return, unchanged_parts
from reports.packages.sheet import PackageSheet


@dataclass(frozen=True)
class Check:
    """One thing to look at before a package goes up, and what was found. None of them blocks."""

    # Its anchor on the page.
    key: str
    # What was found, or that nothing was: one sentence without a full stop.
    sentence: str
    # Displays what was found, as `check.found`; empty where there is nothing more to say than the sentence.
    template: str = ""
    # None: nothing to look at.
    found: Any = None
    # Where it can be looked at and mended, and what the link says.
    url: str = ""
    link: str = ""
    # What was found is shown, and nothing of it is left to be done.
    is_settled: bool = False

    @property
    def is_clear(self) -> bool:
        return self.found is None or self.is_settled


@dataclass(frozen=True)
class CheckBasis:
    """What the checks are made from; what several of them need is asked for once."""

    package: Package
    # As it would go up now.
    sheet: PackageSheet
    account: Account
    # Of the other pages, which the links of the checks lead to.
    viewed_campaign: Campaign

    @property
    def campaign(self) -> Campaign:
        return self.package.campaign

    @cached_property
    def committee_ids(self) -> frozenset[int]:
        """Whose work counts in the row."""
        return self.sheet.row.committee_ids if self.sheet.row else frozenset()

    @cached_property
    def last_return(self) -> StateChange | None:
        return open_return(self.package)

    @cached_property
    def unchanged_parts(self) -> list[PackagePart]:
        """Those that the last return was about and that are as they were then."""
        if self.last_return is None:
            return []
        return unchanged_parts(self.last_return, present_contents(self.package, self.sheet), self.sheet.layout)

    def address(self, name: str, permission: str, query: str = "") -> str:
        """Of a page, if the account may see it and it is of this campaign; else empty."""
        if self.viewed_campaign != self.campaign or not self.account.has_perm(permission):
            return ""
        return reverse(name) + query
