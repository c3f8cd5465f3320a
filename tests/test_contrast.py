"""Where the focus is can be seen on every ground: WCAG 2.2, 1.4.11 and 2.4.13."""

import re
from pathlib import Path

import pytest

PUBLIC = Path("templates/public/style.css").read_text(encoding="utf-8")
DARK = Path("templates/public/dark.css").read_text(encoding="utf-8")
STAFF = Path("static/colours.css").read_text(encoding="utf-8")
LEAST = 3
# Of buttons and fields the ring stands apart, by its offset: it is seen on what is around them.
PUBLIC_GROUNDS = ("ground", "card", "hint", "wrong")
HEAD = ("light", "deep", "dark")
NOT_GROUNDS = {"shadow", "shadow-faint"}


def luminance(colour):
    digits = colour.removeprefix("#")
    digits = "".join(digit * 2 for digit in digits) if len(digits) == 3 else digits
    parts = (int(digits[start : start + 2], 16) / 255 for start in (0, 2, 4))
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one, other):
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def colours(css):
    return dict(re.findall(r"--([\w-]+): (#[0-9a-f]+);", css))


def of_theme(name):
    return colours(PUBLIC) | (colours(DARK) if name == "dark" else {})


def ring(css, selector):
    """The variable of the outline that a rule draws."""
    return re.search(rf"(?m)^{re.escape(selector)} {{[^}}]*outline(?:-color)?: [^;}}]*var\(--([\w-]+)\)", css)[1]


def test_white_on_black_is_the_greatest_contrast():
    assert contrast("#fff", "#000000") == pytest.approx(21)
    assert contrast("#777", "#777777") == 1


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(("selector", "grounds"), [(":focus", PUBLIC_GROUNDS), (".head :focus", HEAD)])
def test_the_ring_of_the_public_pages_is_seen(theme, selector, grounds):
    known = of_theme(theme)
    drawn = known[ring(PUBLIC, selector)]
    assert {
        ground: contrast(drawn, known[ground]) for ground in grounds if contrast(drawn, known[ground]) < LEAST
    } == {}


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(
    ("ink", "ground", "least"),
    [
        *((ink, ground, 4.5) for ink in ("ink", "link", "soft") for ground in PUBLIC_GROUNDS),
        *((ink, ground, 4.5) for ink in ("white", "cream") for ground in HEAD),
        ("white", "red", 4.5),
        ("white", "deep", 4.5),
        ("ground", "soft", 4.5),
        ("edge", "card", 3),
        ("edge", "ground", 3),
        ("red", "card", 3),
    ],
)
def test_text_and_edges_of_the_public_pages_are_seen(theme, ink, ground, least):
    known = of_theme(theme)
    assert contrast(known[ink], known[ground]) >= least


def test_the_ring_of_the_staff_pages_is_seen():
    known = colours(STAFF)
    drawn = known[ring(Path("static/frame.css").read_text(encoding="utf-8"), ":focus-visible")]
    grounds = {name for name in known if re.search(r"ground|^white$|-bg$|^selected-", name)} - {
        # Of buttons, from which the ring stands apart.
        *("delete-button-hover-bg", "object-tools-bg", "object-tools-hover-bg"),
    }
    assert len(grounds) > 20
    assert {name for name in grounds if contrast(drawn, known[name]) < LEAST} == set()


def test_the_staff_pages_have_no_dark_half():
    """Django's own dark theme is not asked for, and no sheet of ours begins one."""
    sheets = [
        *Path("static").glob("*.css"),
        *Path("templates/admin").rglob("*.html"),
        *Path("templates/staff").rglob("*.html"),
    ]
    assert [str(one) for one in sheets if re.search("color-scheme|dark_mode", one.read_text(encoding="utf-8"))] == []
