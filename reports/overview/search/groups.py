"""The groups of what is found, in the order of the page; each is for those who may see its pages."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from django.urls import reverse

from reports.overview.search import entries
from reports.overview.search.accounts import find_accounts
from reports.overview.search.committees import find_committees
from reports.overview.search.entries import find_entries
from reports.overview.search.found import FoundGroup, FoundLine, StaffSearch
from reports.overview.search.packages import find_packages
from reports.overview.search.records import find_cases, find_records, read_record_search
from reports.overview.search.term import Term
from returnees.record_search import RecordSearch

# Lines of a group, and of one that is asked for alone.
LISTED, LISTED_ALONE = 8, 100


@dataclass(frozen=True)
class SearchedGroup:
    key: str
    label: str
    # By what it is found, as the page says it.
    hint: str
    # Whoever has any of them; committees are for everybody, within what they see.
    permissions: tuple[str, ...]
    find: Callable[[StaffSearch], list[FoundLine]]

    def is_open_to(self, account) -> bool:
        return not self.permissions or any(map(account.has_perm, self.permissions))


GROUPS = (
    SearchedGroup("committees", "团委和地方", "名称、行政区划代码、拼音或首字母（bt、dmq）", (), find_committees),
    SearchedGroup(
        "entries", "活动和其他工作", "编号、主题、主讲人、地点、备注、单位", entries.PERMISSIONS, find_entries
    ),
    SearchedGroup("packages", "报送材料", "单位", ("reports.view_package",), find_packages),
    SearchedGroup("records", "返乡青年", "姓名开头、手机号后四位、编号", ("returnees.view_returnee",), find_records),
    SearchedGroup(
        "cases", "跟进个案", "青年姓名开头、手机号后四位、个案编号", ("returnees.view_followupcase",), find_cases
    ),
    SearchedGroup("accounts", "账号", "用户名、姓名", ("organization.view_account",), find_accounts),
)


def open_groups(account) -> list[SearchedGroup]:
    return [group for group in GROUPS if group.is_open_to(account)]


def chosen_groups(account, only: str) -> list[SearchedGroup]:
    groups = open_groups(account)
    return [group for group in groups if group.key == only] or groups


def among_youths(account, term: Term, only: str) -> RecordSearch | None:
    """The search for youths that `find_groups` makes of a term, if it makes one."""
    is_asked = any(group.find in (find_records, find_cases) for group in chosen_groups(account, only))
    return read_record_search(term) if is_asked else None


def find_groups(search: StaffSearch, only: str) -> list[FoundGroup]:
    """Those in which something was found; `only` is the key of one of which more lines are wanted."""
    groups = chosen_groups(search.account, only)
    if only in [group.key for group in groups]:
        search = replace(search, limit=LISTED_ALONE)
    return [found for group in groups if (found := find_in(group, search)).lines]


def find_in(group: SearchedGroup, search: StaffSearch) -> FoundGroup:
    lines = group.find(search)
    return FoundGroup(
        key=group.key,
        label=group.label,
        lines=lines[: search.limit],
        has_more=len(lines) > search.limit,
        list_address=address_of_list(group, search),
    )


def address_of_list(group: SearchedGroup, search: StaffSearch) -> str:
    """Of the records: their own search, which leaves nothing in an address either, leads to their list."""
    is_record_search = group.find is find_records and read_record_search(search.term) is not None
    return reverse("admin:returnees_returnee_search") if is_record_search else ""
