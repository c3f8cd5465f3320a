"""Every link of the documents leads to a file that is here, and to a heading that stands in it."""

import re
from pathlib import Path
from urllib.parse import unquote

import pytest

import dev

DOCUMENTS = sorted([*dev.ROOT.glob("*.md"), *dev.ROOT.glob("docs/**/*.md")])
# What is code is no link, and no heading.
CODE = re.compile(r"^```.*?^```|`[^`\n]*`", re.MULTILINE | re.DOTALL)
BLOCK = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\]\(([^)\s]+)\)")
HEADING = re.compile(r"^#+ +(.+?) *$", re.MULTILINE)


def anchors(text: str) -> set[str]:
    """As GitHub makes them: lower case, hyphens for spaces, and of the rest letters, digits and what joins them."""
    headings = HEADING.findall(BLOCK.sub("", text))
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def broken_links(path: Path, text: str) -> list[str]:
    targets = [unquote(target) for target in LINK.findall(CODE.sub("", text))]
    return [target for target in targets if "://" not in target and not leads_somewhere(path, text, target)]


def leads_somewhere(path: Path, text: str, target: str) -> bool:
    name, _, anchor = target.partition("#")
    there = path.parent / name if name else path
    if not there.exists():
        return False
    return not anchor or anchor in anchors(there.read_text(encoding="utf-8") if name else text)


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: str(path.relative_to(dev.ROOT)))
def test_every_link_leads_somewhere(path):
    assert broken_links(path, path.read_text(encoding="utf-8")) == []


def test_finds_links_that_lead_nowhere():
    path = dev.ROOT / "docs/operations.md"
    text = "## 经过 PgBouncer\n[a](#经过-pgbouncer) [b](#只写) [c](upgrading.md#upgrading) [d](gone.md) `[e](no.md)`"
    assert broken_links(path, text) == ["#只写", "gone.md"]
