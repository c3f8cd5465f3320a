"""docs/upgrading.md lists every template of ours that replaces or extends one of the admin's."""

import re
from pathlib import Path

import pytest
from django.contrib import admin

STOCK = Path(admin.__file__).parent / "templates"
OURS = sorted(
    str(path.relative_to("templates"))
    for folder in ("admin", "registration")
    for path in Path("templates", folder).rglob("*.html")
)
DOCUMENT = Path("docs/upgrading.md").read_text(encoding="utf-8")
LISTED = re.findall(r"^\| `((?:admin|registration)/[\w/]+\.html)` \| (replaces|extends)", DOCUMENT, re.MULTILINE)


@pytest.mark.parametrize("name", OURS)
def test_every_template_among_the_admin_s_is_named(name):
    assert f"`{name}`" in DOCUMENT


@pytest.mark.parametrize("name", [name for name in OURS if (STOCK / name).exists()])
def test_every_overridden_template_is_in_the_table(name):
    assert name in dict(LISTED)


@pytest.mark.parametrize(("name", "how"), LISTED)
def test_a_listed_template_is_what_the_table_says(name, how):
    text = Path("templates", name).read_text(encoding="utf-8")
    extended = re.match(r'{% extends "([^"]+)" %}', text)
    is_extended = extended is not None and Path(extended[1]).name == Path(name).name
    assert is_extended == (how == "extends")
