"""Filling in the questionnaire in a browser, and looking at what the page then does."""

import re
from datetime import UTC, datetime

from playwright.sync_api import expect

NAME = "乌云其其格"
OWN_OF_STATUS = {
    "A": {
        "business_name": "草原牧歌合作社",
        "business_type": "cooperative",
        "industry": "A-livestock",
        "difficulty": ["funds", "land"],
        "alliance_wish": "willing",
    },
    "B": {"industry": "A-crops", "intent": "one_year", "alliance_wish": "member"},
    "C": {"away_industry": "E-construction"},
    "D": {"away_place": "110000"},
    "E": {"school_major": "内蒙古农业大学 草业科学"},
    "F": {},
}
OFFLINE = re.compile("ERR_INTERNET_DISCONNECTED|ERR_FAILED")
NOW = datetime(2026, 1, 20, 9, tzinfo=UTC)


def answers(status="F", **changes):
    common = {"consent": "1", "name": NAME, "gender": "2", "birth_year": "1996", "birth_month": "6"}
    common |= {"phone": "139 0000 0000", "home_county": "150202", "education": "20", "status": status}
    return common | OWN_OF_STATUS[status] | {"needs": ["loan"]} | changes


def fill_field(page, name, value):
    """One answer, in the way of its control."""
    fields = page.locator(f"[name={name}]")
    kind = fields.first.evaluate("field => field.type")
    if kind in ("radio", "checkbox"):
        for code in [value] if isinstance(value, str) else value:
            page.locator(f"[name={name}][value='{code}']").check()
    elif kind == "select-one":
        fields.select_option(value)
    else:
        fields.fill(value)


def fill(page, status="F", **changes):
    given = answers(status, **changes)
    city = page.locator("[name=home_city]")
    if city.count():
        city.select_option(given["home_county"][:4] + "00")
    for name, value in given.items():
        fill_field(page, name, value)


def press(page):
    page.locator("button[data-sending]").click()


def receipt_of(page):
    expect(page.locator(".receipt")).to_be_visible()
    return re.sub(r"\s", "", page.locator(".receipt").inner_text())


def posts_of(page):
    """The bodies that the page posts from now on."""
    bodies = []
    page.on("request", lambda request: bodies.append(request.post_data) if request.method == "POST" else None)
    return bodies


def forget(complaints, pattern):
    """Take out what a test provoked itself."""
    complaints[:] = [complaint for complaint in complaints if not pattern.search(complaint)]


def stored_text(page):
    return page.evaluate("JSON.stringify(localStorage)")


def drop_has_rules(page):
    """As in a browser that does not know :has(): such rules do not exist. Their page's policy would miss them."""

    def rewrite(route):
        response = route.fetch()
        body, count = re.subn(r"form:(?:not\(:)?has[^}]*}", "", response.text())
        assert count or ".receipt" in body
        headers = {name: value for name, value in response.headers.items() if name != "content-security-policy"}
        route.fulfill(response=response, body=body, headers=headers)

    page.route("**/q/*/", rewrite)
