"""The manual's pictures: of which page, as whom, how much of it, and what is framed in it."""

from dataclasses import dataclass

REGION, LEAGUE_CITY, COUNTY = "demo-region", "demo-baotou", "demo-damao"
AUDITOR, ADMINISTRATOR = "demo-auditor", "demo-system"
CONTENT = "#content-start"


@dataclass(frozen=True)
class Shot:
    """A picture docs/manual/pictures/<name>.png."""

    name: str
    # The demo's account; empty: nobody has logged in.
    account: str
    path: str
    # Which part of the page.
    part: str = CONTENT
    # At most so much of it, in CSS pixels.
    height: int = 560
    width: int = 1060
    # The links to follow from there, by what they lead to.
    follow: tuple[str, ...] = ()
    # What is added to the address to which they have led.
    then: str = ""
    # What is framed.
    framed: str = ""


SHOTS = (
    Shot("help", COUNTY, "/admin/help/", "body", framed=".help-link"),
    Shot("second-factor", COUNTY, "/admin/second-factor/bind/"),
    Shot("county-desk", COUNTY, "/admin/", "body", height=620),
    Shot("add-entry", COUNTY, "/admin/activities/visit/add/", height=640, framed="[name=state]"),
    Shot("phone-upload", COUNTY, "/admin/activities/visit/", height=460, follow=("/change/", "/phone/")),
    Shot("import", COUNTY, "/admin/activities/visit/import/"),
    Shot("completion", COUNTY, "/admin/activities/completion/", framed="#content button"),
    Shot("entrances", COUNTY, "/admin/returnees/entrance/", height=620),
    Shot("case", COUNTY, "/admin/returnees/followupcase/?state=in_progress", height=700, follow=("/change/",)),
    Shot("visit-sheet", COUNTY, "/admin/returnees/followupcase/sheet/", height=480),
    Shot("notifications", LEAGUE_CITY, "/admin/notifications/", height=520),
    Shot("league-city-desk", LEAGUE_CITY, "/admin/", "body", height=620),
    Shot("package", LEAGUE_CITY, "/admin/reports/package/", height=620, follow=("/admin/reports/packages/",)),
    Shot(
        "text-check",
        LEAGUE_CITY,
        "/admin/reports/package/",
        "#text-check, .text-check",
        height=460,
        follow=("/admin/reports/packages/",),
    ),
    Shot(
        "submit",
        LEAGUE_CITY,
        "/admin/reports/package/",
        height=620,
        follow=("/admin/reports/packages/",),
        then="submit/",
    ),
    Shot("completion-below", LEAGUE_CITY, "/admin/activities/completion/", height=460),
    Shot("accounts-bulk", LEAGUE_CITY, "/admin/organization/account/bulk/", height=460),
    Shot("region-desk", REGION, "/admin/", "body", height=620),
    Shot("begin", REGION, "/admin/reports/setup/begin/", height=520),
    Shot("setup", REGION, "/admin/reports/setup/2020/", height=760),
    Shot("table-design", REGION, "/admin/reports/table/", height=560),
    Shot("questionnaire-design", REGION, "/admin/returnees/questionnaire/", height=640),
    Shot("board", REGION, "/admin/reports/board/", height=640),
    Shot("bulletin", REGION, "/admin/reports/board/today/", height=760),
    Shot("announce", REGION, "/admin/announcements/add/", height=480),
    Shot("review", REGION, "/admin/", height=620, follow=("/admin/reports/packages/",)),
    Shot("auditor-desk", AUDITOR, "/admin/", height=520),
    Shot("audit-list", AUDITOR, "/admin/organization/auditevent/", height=460),
    Shot("administrator-desk", ADMINISTRATOR, "/admin/", height=560),
    Shot("youth-questionnaire", "", "/", "body", height=680, width=360, follow=("/q/",)),
    Shot("youth-receipt", "", "/receipt/", "body", height=560, width=360),
)
