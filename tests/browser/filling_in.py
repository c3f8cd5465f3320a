"""Filling in the questionnaire in a browser, and looking at what the page then does."""

import re
from datetime import UTC, datetime

from playwright.sync_api import expect

NAME = "乌云其其格"
OWN_OF_STATUS = {
    "A": {
        "business_name": "草原牧歌合作社",
        "industry": "A-livestock",
        "difficulty": ["funds", "land"],
        "alliance_wish": "willing",
    },
    "B": {"industry": "A-crops", "intent": "one_year", "alliance_wish": "member"},
    "G": {"industry": "A-livestock", "intent": "undecided", "alliance_wish": "not_now"},
    "C": {},
    "D": {},
    "E": {},
    "F": {},
}
OFFLINE = re.compile("ERR_INTERNET_DISCONNECTED|ERR_FAILED")
NOW = datetime(2026, 1, 20, 9, tzinfo=UTC)


def answers(status="F", **changes):
    common = {"consent": "1", "name": NAME, "birth_year": "1996", "birth_month": "6"}
    common |= {"phone": "139 0000 0000", "home_county": "150202", "status": status}
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
    if not page.locator("[name=consent]").count():
        # Where staff fill in, the youth has signed.
        del given["consent"]
        given |= {"consent_paper_on": "2020-01-20", "consent_paper_number": "7"}
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


def typed_in_tab(page):
    return page.evaluate("sessionStorage.getItem('typed')")


def drop_has_rules(page):
    """As in a browser that does not know :has(): such rules do not exist. Their page's policy would miss them."""

    def rewrite(route):
        response = route.fetch()
        body, count = re.subn(r"form:(?:not\(:)?has[^}]*}", "", response.text())
        assert count or ".receipt" in body
        headers = {name: value for name, value in response.headers.items() if name != "content-security-policy"}
        route.fulfill(response=response, body=body, headers=headers)

    page.route("**/q/*/", rewrite)
