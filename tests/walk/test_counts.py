"""Counts, marks and messages: nothing that happens elsewhere changes any page of a committee."""

import re

from django.contrib import admin
from django.urls import reverse

from returnees.models import Returnee
from tests.walk.pages import PAGES
from tests.walk.visits import address, own_rows
from tests.walk.walker import Walker

HIDDEN = re.compile(r"<input type=\"?hidden[^>]*>")
"""Tokens, and the moment at which a page was asked for."""


def look_at_everything(walker):
    """Every list, every row of the own committee, every other page: what they say."""
    paths = []
    for model_admin in admin.site._registry.values():
        paths += [address(model_admin, "changelist"), f"{address(model_admin, 'changelist')}?_facets=True"]
        paths += [address(model_admin, "change", row.pk) for row in own_rows(walker, model_admin.model)]
    seen = {path: walker.get(path) for path in paths}
    for name, page in PAGES.items():
        for arguments in page.arguments if not page.is_post_only and not page.row else ():
            for query in page.queries(walker):
                seen[f"{name} {arguments} {query}"] = walker.get(reverse(name, kwargs=arguments), **query)
    return {path: HIDDEN.sub("", answer.without()[1]) for path, answer in seen.items()}


def fill_elsewhere(walker):
    """More rows of everybody who is not seen here; their phone numbers are those of a youth of the own committee."""
    elsewhere = [key for key in walker.world.committees if key not in walker.subtree]
    phone = own_rows(walker, Returnee)[0].phone
    count = Returnee.objects.count()
    walker.world.plant_once_more(elsewhere, phone=phone)
    assert Returnee.objects.count() > count


def test_nothing_that_happens_elsewhere_changes_a_page(db):
    walker = Walker(db, "league_city_staff", "city")
    before = look_at_everything(walker)
    fill_elsewhere(walker)
    after = look_at_everything(walker)
    assert [path for path in before if before[path] != after[path]] == []


def test_finds_a_count_that_is_not_scoped(db, monkeypatch):
    walker = Walker(db, "region_manager", "county")
    monkeypatch.setattr(type(Returnee.objects.all()), "visible_to", lambda rows, account: rows)
    before = walker.get("/admin/").without()
    fill_elsewhere(walker)
    assert walker.get("/admin/").without() != before
