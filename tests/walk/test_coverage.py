"""Nothing is left out of the walk: every address, admin class, inline, model and text column."""

import pytest
from django.contrib import admin
from django.urls import URLResolver, get_resolver

from organization.models import Committee
from tests.walk.pages import PAGES
from tests.walk.rows import PLAIN_TEXT, SHARED, models_of_ours, text_columns, walked_models, way_to_committee
from tests.walk.sections import sections
from tests.walk.test_walk import walk
from tests.walk.world import STANDPOINTS

OF_A_ROW = ("changelist", "add", "change", "history", "delete")
UNNAMED = {
    "<path:object_id>/": "the stock redirect to the page of a row: asked for every class",
    "(?P<url>.*)$": "the stock page of what is not found: asked as /admin/r/…",
}


def staff_addresses(resolver=None, route="", namespace=""):
    """Name and route of everything under /admin/."""
    for pattern in (resolver or get_resolver()).url_patterns:
        here = f"{route}{pattern.pattern}"
        if isinstance(pattern, URLResolver):
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from staff_addresses(pattern, here, inner)
        elif here.startswith("admin/"):
            yield (f"{namespace}{pattern.name}" if pattern.name else None), here


def names_of_admin_classes():
    for section in sections():
        for view in OF_A_ROW:
            yield f"admin:{section.beginning}_{view}"


def label(admin_class):
    return type(admin_class).__name__


def test_every_address_is_walked():
    names = {name for name, _ in staff_addresses() if name}
    walked = {*names_of_admin_classes(), *PAGES}
    assert names - walked == set(), "these addresses need a line in PAGES (tests/walk/pages.py)"
    assert walked - names == set(), "these lines of PAGES are of no address any more"


def test_every_address_without_a_name_is_known():
    routes = {route for name, route in staff_addresses() if name is None}
    unknown = [route for route in routes if not route.endswith(tuple(UNNAMED))]
    assert unknown == [], "give these addresses names, and lines in PAGES (tests/walk/pages.py)"


def test_every_address_lets_somebody_in(db, walked):
    """A page that answers everybody with a refusal would pass any walk."""
    opened = set().union(*(walk(db, walked, standpoint).opened for standpoint in STANDPOINTS))
    pages = {name for name, page in PAGES.items() if page.opens}
    lists = {name for name in names_of_admin_classes() if name.endswith(("_changelist", "_change", "_history"))}
    assert (pages | lists) - opened == set(), "nobody opened these; fix the line in PAGES or make rows for them"


def test_every_inline_shows_a_row(db, walked):
    shown = set().union(*(walk(db, walked, standpoint).inlines for standpoint in STANDPOINTS))
    inlines = {
        (label(admin_class), inline.__name__)
        for model, admin_class in admin.site._registry.items()
        for inline in admin_class.inlines
    }
    assert inlines - shown == set(), "nobody sees a row in these inlines"


def test_every_model_has_rows_in_the_walk(db):
    planted = {row._meta.label for _, row in db.planter.planted}
    assert {model._meta.label for model in walked_models()} - planted == set()


def test_what_belongs_to_nobody_leads_to_no_committee():
    leading = {model._meta.label for model in models_of_ours() if way_to_committee(model) is not None}
    assert leading & set(SHARED) == set(), "these have a committee: they are not SHARED (tests/walk/rows.py)"
    lost = {model._meta.label for model in models_of_ours()} - leading - set(SHARED)
    assert lost == set(), "these lead to no committee: give the reason in SHARED (tests/walk/rows.py)"


@pytest.mark.parametrize("key", ["county", "foreign"])
def test_every_column_of_text_has_a_canary(db, key):
    columns = {
        f"{model._meta.concrete_model._meta.label}.{field.name}"
        for model in [Committee, *walked_models()]
        for field in text_columns(model)
    }
    planted = {origin.column for origin in db.canaries.origins.values() if origin.committee == key}
    assert columns - planted - set(PLAIN_TEXT) == set(), "plant these in ROWS (tests/walk/rows.py)"
