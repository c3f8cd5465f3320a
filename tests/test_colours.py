"""Colours stand in one sheet for the staff pages, and at the top of the sheet for the public ones."""

import re
from pathlib import Path

import pytest

COLOURS = Path("static/colours.css")
SHEETS = sorted(path for path in Path("static").glob("*.css") if path != COLOURS)
LITERAL = re.compile(
    r"#[0-9a-f]{3,8}\b|\b(?:rgb|hsl)a?\(|(?<![\w-])(?:white|black|red|gold|gr[ae]y|silver)(?![\w-])", re.IGNORECASE
)


def declared_values(css):
    """What stands after the colon of each declaration; of an embedded picture nothing."""
    css = re.sub(r'/\*.*?\*/|url\("[^"]*"\)', "", css, flags=re.DOTALL)
    return re.findall(r"[-\w]+\s*:\s*([^;{}]*)[;}]", css)


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.name)
def test_no_other_sheet_holds_a_colour_of_its_own(sheet):
    values = declared_values(sheet.read_text(encoding="utf-8"))
    assert [value for value in values if LITERAL.search(value)] == []


def test_every_colour_that_a_sheet_names_is_declared():
    declared = set(re.findall(r"(--[\w-]+):", COLOURS.read_text(encoding="utf-8")))
    for sheet in SHEETS:
        css = sheet.read_text(encoding="utf-8")
        own = set(re.findall(r"(--[\w-]+):", css))
        assert set(re.findall(r"var\((--[\w-]+)\)", css)) <= declared | own, sheet.name


def test_the_public_pages_declare_their_colours_first():
    css = Path("templates/public/style.css").read_text(encoding="utf-8")
    assert css.startswith(":root {")
    for sheet in sorted(Path("templates/public").glob("*.css")):
        css = re.sub(r":root \{[^}]*\}", "", sheet.read_text(encoding="utf-8"))
        assert [value for value in declared_values(css) if LITERAL.search(value)] == [], sheet.name


def declared(css):
    return dict(re.findall(r"--([\w-]+): (#[0-9a-f]+);", css))


def test_printed_posters_have_the_colours_of_the_public_pages():
    public = declared(Path("templates/public/style.css").read_text(encoding="utf-8"))
    printed = declared(COLOURS.read_text(encoding="utf-8"))
    names = {"red": "red", "red-light": "light", "red-dark": "deep", "red-deep": "dark", "cream": "cream"}
    names |= {"gold": "gold", "gold-light": "bright", "ground": "ground", "ink": "ink", "soft": "soft"}
    assert {one: printed[f"print-{one}"] for one in names} == {one: public[name] for one, name in names.items()}


def test_no_page_and_no_code_holds_a_colour_of_its_own():
    """But the demo, which paints pictures."""
    apps = ("config", "operations", "organization", "returnees", "activities", "reports", "xlsx_stream")
    files = [path for app in apps for path in Path(app).rglob("*.py")] + list(Path("templates").rglob("*.html"))
    assert [str(path) for path in files if re.search(r"[\"'\s]#[0-9a-f]{6}\b", path.read_text(encoding="utf-8"))] == []
