"""Counts, marks and messages: nothing that happens elsewhere changes any page of a committee."""

import itertools
import re
from urllib.parse import urlencode

from django.urls import reverse

from organization.models import Account
from organization.staff_site import list_memory
from returnees.models import FollowUpCase, Returnee
from tests.walk.pages import PAGES
from tests.walk.sections import sections
from tests.walk.visits import own_rows
from tests.walk.walker import Walker

# Tokens and keys, those in a QR code too, and the moment at which a page was asked for.
HIDDEN = re.compile(
    r"<input type=\"?hidden[^>]*>|<time[^>]*>[^<]*</time>|<img class=\"?code[^>]*>"
    r"|<span class=\"?typed[^>]*>[^<]*</span>|<a href=\"?otpauth:[^>]*>"
)
# Of lists with filters that count or compare.
QUERIES = {Returnee: ["duplicate=yes", "state=merged"], FollowUpCase: ["due=overdue"], Account: ["login=never"]}


def look_at_everything(walker):
    """Every list, a row of each, every other page: what they say, by address, to who has not looked at any yet."""
    walker.client.cookies.pop(list_memory.COOKIE, None)
    # The desk first: what waits is counted there, and stands on every page from then on.
    paths = [reverse("desk")]
    for section in sections():
        paths += [section.address("changelist"), f"{section.address('changelist')}?_facets=True"]
        paths += [f"{section.address('changelist')}?{query}" for query in QUERIES.get(section.model, ())]
        paths += [section.address("change", row.pk) for row in own_rows(walker, section.model, section.fits)]
    for name, page in PAGES.items():
        paths += paths_of(walker, name, page) if not page.is_post_only else []
    return {path: HIDDEN.sub("", walker.get(path).without()[1]) for path in paths}


def paths_of(walker, name, page):
    keys = [{page.argument: row.pk} for row in own_rows(walker, page.row, page.fits)[:1]] if page.row else [{}]
    for arguments, key in itertools.product(page.arguments, keys):
        for query in page.queries(walker):
            yield f"{reverse(name, kwargs=arguments | key)}?{urlencode(query)}"


def fill_elsewhere(walker):
    """More rows of everybody who is not seen here; their phone numbers are those of a youth of the own committee."""
    elsewhere = [key for key in walker.world.committees if key not in walker.subtree]
    phone = own_rows(walker, Returnee)[0].phone
    count = Returnee.objects.count()
    walker.world.plant_once_more(elsewhere, phone=phone)
    assert Returnee.objects.count() > count


def test_nothing_that_happens_elsewhere_changes_a_page(db):
    walker = Walker(db, "league_city_staff", "city", is_brief=True)
    before = look_at_everything(walker)
    fill_elsewhere(walker)
    after = look_at_everything(walker)
    # The region is elsewhere, too, and announces to everybody below (who sees which: test_announcements.py).
    announced = f"{reverse('announcements')}?"
    assert [path for path in before if before[path] != after[path] and path != announced] == []


def test_finds_a_count_that_is_not_scoped(db, monkeypatch):
    walker = Walker(db, "region_manager", "county")
    monkeypatch.setattr(type(Returnee.objects.all()), "visible_to", lambda rows, account: rows)
    before = walker.get("/admin/").without()
    fill_elsewhere(walker)
    assert walker.get("/admin/").without() != before
