"""The staff's addresses that are not the admin's own, and what of others may be seen on purpose.

A new address under /admin/ needs one line in PAGES: what its arguments mean, and with which queries it is asked.
The lists, forms, histories and deletions of a registered admin class need none.
"""

from collections.abc import Callable
from dataclasses import dataclass

from activities.choices import Kind
from activities.models import Completion, Photo
from organization.models import Account, Committee
from reports.models import Package
from returnees.models import Entrance, OwnQuestion
from tests.walk.canaries import MISSING_PK
from tests.walk.rows import APPS


def once(walker):
    return [{}]


@dataclass(frozen=True)
class Page:
    row: type | None = None
    """The model whose key is the address's argument; it is then asked for the rows of every committee."""
    argument: str = "pk"
    arguments: tuple[dict, ...] = ({},)
    """Other arguments of the address, if it has any."""
    queries: Callable = once
    """The queries to ask with, given the walker."""
    named_rows: tuple[str, type] | None = None
    """A parameter of the query that names rows: its name and the rows' model."""
    is_post_only: bool = False
    opens: bool = True
    """Whether anybody gets an answer other than a refusal."""


def annex2_queries(walker):
    """The row of every committee that is near enough to be tried, and the rows without a package."""
    keys = {walker.key, "planned", *walker.relatives}
    packages = [row.pk for key, row in walker.world.all_rows(Package) if key in keys]
    rows = [*packages, "own", "total", "outside", MISSING_PK]
    return [{"row": row, "kind": "letter"} for row in rows] + [{"row": packages[0], "kind": "visit"}]


PAGES = {
    "desk": Page(),
    "annex2": Page(queries=lambda walker: [{}, {"campaign": 2020}, {"campaign": 1999}, {"campaign": "x"}]),
    "annex2_workbook": Page(),
    "annex2_entries": Page(queries=annex2_queries),
    "work": Page(queries=lambda walker: [{}, {"under": "x"}], named_rows=("under", Committee)),
    "work_follow_ups": Page(
        queries=lambda walker: [{"kind": "guidance"}, {"kind": "guidance", "only": "own"}, {"kind": "reached"}],
        named_rows=("under", Committee),
    ),
    "photo": Page(row=Photo),
    "photo_thumbnail": Page(row=Photo),
    "deleted_activities": Page(),
    "completion": Page(),
    "hand_back": Page(row=Completion),
    "say_zero": Page(arguments=tuple({"kind": kind} for kind in (*Kind.values, "x")), is_post_only=True),
    "admin:choose_campaign": Page(is_post_only=True),
    "admin:index": Page(opens=False),  # the desk stands before it
    "admin:login": Page(),
    "admin:logout": Page(is_post_only=True),
    "admin:password_change": Page(),
    "admin:password_change_done": Page(),
    "admin:autocomplete": Page(opens=False),
    "admin:jsi18n": Page(),
    "admin:app_list": Page(arguments=tuple({"app_label": app} for app in APPS)),
    "admin:roles": Page(),
    "admin:organization_account_bulk": Page(),
    "admin:organization_account_list": Page(),
    "admin:organization_account_list_template": Page(),
    "admin:organization_account_slips": Page(named_rows=("pks", Account)),
    "admin:organization_responsible_overview": Page(queries=lambda walker: [{}, {"missing": 1}, {"page": 2}]),
    "admin:activities_wechatgroup_coverage": Page(queries=lambda walker: [{}, {"lacking": 1}]),
    "admin:returnees_entrance_bulk": Page(),
    "admin:returnees_entrance_summary": Page(),
    "admin:returnees_entrance_posters": Page(named_rows=("pks", Entrance)),
    "admin:returnees_entrance_qr_png": Page(row=Entrance),
    "admin:returnees_entrance_qr_svg": Page(row=Entrance),
    "admin:returnees_entrance_poster_png": Page(row=Entrance),
    "admin:returnees_entrance_preview": Page(row=Entrance),
    "admin:returnees_ownquestion_answers": Page(row=OwnQuestion),
    "admin:returnees_ownquestion_export": Page(),
}


def everybody(walker, key):
    return True


def above(walker, key):
    """Committees above one's own: who they are is no secret."""
    return walker.key is not None and walker.key in walker.world.subtree(key)


def credited(walker, key):
    """Committees that count in one's own row of Annex 2 without being below one."""
    return (walker.key, key) == ("planned", "administered")


CREDITED = {
    "annex2",
    "annex2_workbook",
    "annex2_entries",
    "admin:reports_package_changelist",
    "admin:reports_package_change",
}

# Column (or the beginning of it), names of the addresses (...: all), committees, reason.
MAY_BE_SEEN = [
    ("organization.Account.username", {"annex2_entries"}, above, "who reported a zero for one's own committee"),
    ("organization.Committee.place_name", ..., above, "who stands above one is no secret"),
    ("organization.Committee.short_name", ..., above, "who stands above one is no secret"),
    ("organization.Committee.name", ..., above, "who stands above one is no secret"),
    ("organization.Committee.short_name", CREDITED, credited, "they count in the row"),
    ("activities.Activity.letter_channel_other", CREDITED, credited, "it stands in the row"),
    ("activities.Activity.id", {"annex2_entries"}, credited, "the numbers of the entries behind the row"),
    ("organization.Committee.", {"admin:returnees_followupcase_change"}, everybody, "a case can go to any committee"),
    ("organization.Committee.", {"admin:returnees_entrance_preview"}, everybody, "a youth chooses among all places"),
    ("organization.Committee.short_name", {"admin:returnees_returnee_change"}, everybody, "by whose code a youth came"),
]

OPEN_FORMS = {
    "hand_over": "a case can go to any committee, and is then another's row; tests/returnees/test_follow_up_acts.py",
}
"""Forms, by the `step` that they hide, that are meant to change what others see: the attacks do not send them."""
