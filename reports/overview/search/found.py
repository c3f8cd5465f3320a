"""What a search is given, and what it gives back."""

from dataclasses import dataclass
from functools import cached_property

from organization.models import Account, Campaign, Committee
from reports.overview.search.ranking import likely_named, rank_committees
from reports.overview.search.term import Term


@dataclass
class StaffSearch:
    """One search of one account, in the campaign that it looks at. A group finds `limit` lines, and one more if any."""

    account: Account
    campaign: Campaign
    term: Term
    limit: int

    @cached_property
    def committees(self) -> list[Committee]:
        """Those that the account sees and the term names, the likeliest first."""
        visible = Committee.objects.visible_to(self.account).select_related("parent")
        return rank_committees(visible.filter(likely_named(self.term)), self.term)


@dataclass(frozen=True)
class FoundLine:
    address: str
    label: str
    details: str
    committee: str
    state: str
    # The class of its chip: the state's own key, or one of idle, begun, waiting, returned and done.
    chip: str
    # Other pages about it: label and address.
    links: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class FoundGroup:
    key: str
    label: str
    lines: list[FoundLine]
    has_more: bool
    # Where the whole list is asked for by POST, and by which field; empty where this page itself shows more.
    list_address: str = ""
