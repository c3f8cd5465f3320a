"""Which desk an account has: by its role, and where that sees work, by the level of its committee."""

from collections.abc import Callable
from dataclasses import dataclass

from organization.choices import Level
from organization.models import Account, Campaign
from organization.roles import AUDITOR, SYSTEM_ADMINISTRATOR
from reports.models import NoticeDocument
from reports.overview.desk.administrator import build_administrator_desk
from reports.overview.desk.auditor import build_auditor_desk
from reports.overview.desk.county import build_county_desk
from reports.overview.desk.league_city import build_league_city_desk
from reports.overview.desk.region import build_region_desk
from reports.overview.notifications import list_unseen
from reports.overview.retention.notice import near_retention


@dataclass(frozen=True)
class Desk:
    template: str
    # What the template shows as `desk`.
    build: Callable[[Account, Campaign], dict]


# Of the roles that do not see the committees' work.
DESK_OF_ROLE = {
    AUDITOR: Desk("reports/desk/auditor.html", build_auditor_desk),
    SYSTEM_ADMINISTRATOR: Desk("reports/desk/administrator.html", build_administrator_desk),
}
DESK_OF_LEVEL = {
    Level.REGION: Desk("reports/desk/region.html", build_region_desk),
    Level.LEAGUE_CITY: Desk("reports/desk/league_city.html", build_league_city_desk),
}
COUNTY = Desk("reports/desk/county.html", build_county_desk)


def find_desk(account: Account) -> Desk | None:
    """None for an account without a committee, or without work to see."""
    if account.committee is None:
        return None
    if account.role in DESK_OF_ROLE:
        return DESK_OF_ROLE[account.role]
    return DESK_OF_LEVEL.get(account.committee.level, COUNTY) if account.has_perm("reports.view_package") else None


def desk_template(account: Account) -> str:
    """Empty for an account that has no desk."""
    desk = find_desk(account)
    return desk.template if desk else ""


def desk_context(account: Account, campaign: Campaign) -> dict:
    desk = find_desk(account)
    if desk is None:
        return {"desk": None, "desk_template": ""}
    shows_work = account.role not in DESK_OF_ROLE
    built = desk.build(account, campaign)
    has_unseen = "waiting" in built and built["waiting"].notifications
    return {
        "desk": built,
        "desk_template": desk.template,
        "unseen": list_unseen(account) if has_unseen else [],
        "notice_document": NoticeDocument.objects.filter(campaign=campaign).first() if shows_work else None,
        "retention": near_retention(campaign) if shows_work else None,
    }
