"""What an account may do, declared once. `sync_roles` writes it into groups; the login backend reads those.

Which rows it may do it to is another matter: see `scoping.py`.
"""

from dataclasses import dataclass

from organization.choices import Level
from organization.region import words

# What a committee logs besides Annex 2.
WORK_ENTRIES = ("service", "wechatgroup", "headcount", "publicity")


def _permissions(app: str, models: tuple[str, ...], *actions: str) -> frozenset[str]:
    return frozenset(f"{app}.{action}_{model}" for model in models for action in actions)


@dataclass(frozen=True)
class Role:
    key: str
    label: str
    # Levels of the committees at which an account may have this role.
    levels: frozenset[str]
    permissions: frozenset[str]
    # Keys of the roles that an account of this role may grant to others.
    grants: frozenset[str] = frozenset()
    # Whether it may also do so at its own committee, not only below it.
    grants_at_own_committee: bool = False
    # Whether it must bind two-step verification where SECOND_FACTOR is "required": it reaches the whole region.
    needs_second_factor: bool = False


_SEE_WORK = (
    _permissions("activities", ("activity",), "view")
    | _permissions("activities", WORK_ENTRIES, "view")
    | _permissions("returnees", ("returnee", "entrance"), "view")
    | _permissions("reports", ("package",), "view")
    | _permissions("returnees", ("followupcase", "handover", "alliancemembership"), "view")
    | _permissions("activities", ("zeroreport", "photo", "completion"), "view")
    | {"organization.view_responsible", "activities.export_activity"}
)
_DO_WORK = (
    _SEE_WORK
    | _permissions("activities", ("activity",), "add", "change", "delete")
    | _permissions("activities", ("completion",), "add", "change")
    | _permissions("activities", ("service", "wechatgroup", "publicity"), "add", "change", "delete")
    | _permissions("activities", ("headcount",), "add", "delete")
    | _permissions("activities", ("zeroreport",), "add", "delete")
    | _permissions("returnees", ("entrance",), "add", "change")
    | _permissions("returnees", ("followupcase",), "change")
    | _permissions("returnees", ("lostreceipt",), "view", "change")
    | _permissions("organization", ("responsible",), "add", "change")
    | {"returnees.review_returnee", "returnees.correct_returnee", "returnees.show_phone_returnee"}
)
_SHOW_MINORS_PHONES = frozenset({"returnees.show_minor_phone_returnee"})
# The package of one's own committee, where it has one: league-cities, and counties with a row of their own.
_SEND_UP = frozenset({"reports.submit_package"})
# Not at counties: whoever helps asks for one number at a time, or for those of one 走访单, and each is recorded.
_EXPORT_RETURNEES = frozenset({"returnees.export_returnee"})
_SEE_ORGANIZATION = _permissions("organization", ("committee", "campaign", "privacynotice", "account"), "view")
_MANAGE_ACCOUNTS = _permissions("organization", ("account",), "view", "add", "change")

REGION_MANAGER = "region_manager"
REGION_VIEWER = "region_viewer"
LEAGUE_CITY_STAFF = "league_city_staff"
COUNTY_STAFF = "county_staff"
AUDITOR = "auditor"
SYSTEM_ADMINISTRATOR = "system_administrator"

_QUESTIONNAIRE_DESIGN = ("questionsetting", "ownquestion", "ownquestionchoice", "committeeletter")

_WORK_ROLES = frozenset({REGION_MANAGER, REGION_VIEWER, LEAGUE_CITY_STAFF, COUNTY_STAFF})

ROLES: dict[str, Role] = {
    role.key: role
    for role in (
        Role(
            REGION_MANAGER,
            f"{words.region}管理员",
            frozenset({Level.REGION}),
            _DO_WORK
            | _SHOW_MINORS_PHONES
            | _EXPORT_RETURNEES
            | _MANAGE_ACCOUNTS
            | _permissions("organization", ("committee", "campaign", "privacynotice"), "view", "add", "change")
            | _permissions("activities", ("activitykind",), "view", "add", "change", "delete")
            | _permissions("activities", ("loglist",), "view", "change")
            | _permissions("reports", ("annexcolumn",), "view", "add", "change", "delete")
            | _permissions("returnees", _QUESTIONNAIRE_DESIGN, "view", "add", "change", "delete")
            | _permissions("reports", ("package",), "view", "change", "review")
            | _permissions("reports", ("announcement",), "add")
            | {"organization.see_own_auditevent"},
            grants=_WORK_ROLES,
            grants_at_own_committee=True,
            needs_second_factor=True,
        ),
        Role(
            REGION_VIEWER,
            f"{words.region}查看员",
            frozenset({Level.REGION}),
            _SEE_WORK | _SEE_ORGANIZATION,
            needs_second_factor=True,
        ),
        Role(
            LEAGUE_CITY_STAFF,
            f"{words.league_city}工作人员",
            frozenset({Level.LEAGUE_CITY, Level.DIRECT}),
            _DO_WORK
            | _SHOW_MINORS_PHONES
            | _EXPORT_RETURNEES
            | _MANAGE_ACCOUNTS
            | _permissions("returnees", ("committeeletter",), "view", "add", "change")
            | _permissions("reports", ("announcement",), "add")
            | _SEND_UP,
            grants=frozenset({COUNTY_STAFF}),
        ),
        Role(
            COUNTY_STAFF,
            f"{words.county_short}工作人员",
            frozenset({Level.COUNTY, Level.TOWNSHIP}),
            _DO_WORK | _SEND_UP,
        ),
        Role(
            AUDITOR,
            "审计员",
            frozenset({Level.REGION}),
            _SEE_ORGANIZATION | _permissions("organization", ("auditevent",), "view"),
            needs_second_factor=True,
        ),
        Role(
            SYSTEM_ADMINISTRATOR,
            "系统管理员",
            frozenset({Level.REGION}),
            _MANAGE_ACCOUNTS | _permissions("organization", ("committee", "campaign", "privacynotice"), "view"),
            grants=_WORK_ROLES | {AUDITOR, SYSTEM_ADMINISTRATOR},
            grants_at_own_committee=True,
            needs_second_factor=True,
        ),
    )
}


def role_choices() -> list[tuple[str, str]]:
    """For the field: what they are called is the region's, and no migration's."""
    return [(role.key, role.label) for role in ROLES.values()]


# The role of the accounts that are made in bulk at a level. At the region each account is made by itself.
DEFAULT_ROLES = {
    Level.LEAGUE_CITY: LEAGUE_CITY_STAFF,
    Level.DIRECT: LEAGUE_CITY_STAFF,
    Level.COUNTY: COUNTY_STAFF,
    Level.TOWNSHIP: COUNTY_STAFF,
}


def default_role(level: str) -> Role | None:
    key = DEFAULT_ROLES.get(level)
    return ROLES[key] if key else None


def levels_granted_by(role: Role) -> frozenset[str]:
    return frozenset().union(*(ROLES[key].levels for key in role.grants))
