"""Markdown to HTML, as much of it as the manual needs: headings, lists, tables, quotations, emphasis, links, pictures.

Everything else stays the text that it is, HTML too. A link leads to another place of the manual, and nowhere else.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.templatetags.static import static
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt
from markdown_it.token import Token
from PIL import Image

PARSER = MarkdownIt("zero").enable(["heading", "list", "blockquote", "table", "emphasis", "link", "image", "escape"])
# What stands on a button or a link of the page, as the manual quotes it.
LABEL = re.compile(r"「[^」]+」")


class ManualError(ValueError):
    """The manual's own text is wrong; its sentence says where."""


@dataclass(frozen=True)
class Slice:
    """What stands below a heading, down to the next one of the same level."""

    title: str
    tokens: Sequence[Token]


def anchor_of(title: str) -> str:
    """As GitHub makes it: there the same links lead to the same places."""
    return re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-")


def split(text: str) -> list[Slice]:
    """The chapter's title with its introduction, then each section."""
    tokens = PARSER.parse(text)
    starts = [
        number for number, token in enumerate(tokens) if token.type == "heading_open" and token.tag in ("h1", "h2")
    ]
    if not starts or starts[0] != 0 or [tokens[start].tag for start in starts].count("h1") != 1:
        raise ManualError("a chapter begins with its one title")
    ends = [*starts[1:], len(tokens)]
    # A heading is three tokens: opened, its text, closed.
    return [
        Slice(plain_text(tokens[start + 1 : start + 2]), tokens[start + 3 : end])
        for start, end in zip(starts, ends, strict=True)
    ]


def plain_text(tokens: Sequence[Token]) -> str:
    """What a reader reads, without pictures: what a search looks at."""
    lines = ("".join(child.content for child in token.children or () if child.type == "text") for token in tokens)
    return " ".join(line for line in lines if line)


def labels(tokens: Sequence[Token]) -> list[str]:
    return [label[1:-1] for label in LABEL.findall(plain_text(tokens))]


def pictures(tokens: Sequence[Token]) -> list[str]:
    return [child.attrGet("src") for token in tokens for child in token.children or () if child.type == "image"]


def to_html(tokens: Sequence[Token], address_of: Callable[[str], str]) -> SafeString:
    """`address_of` makes of a link of the manual the address of the page."""
    return mark_safe("".join(_html(token, address_of) for token in tokens))  # nosec B308 B703 # each part is escaped


def without_pictures(tokens: Sequence[Token]) -> list[Token]:
    """Each picture stands in a paragraph of its own."""
    pictured = {at for at, token in enumerate(tokens) if _is_picture(token)}
    return [token for at, token in enumerate(tokens) if not pictured & {at - 1, at, at + 1}]


def _is_picture(token: Token) -> bool:
    return bool(token.children) and token.children[0].type == "image"


def _html(token: Token, address_of: Callable[[str], str]) -> str:
    if token.type == "inline":
        return "".join(_inline(child, address_of) for child in token.children)
    if token.hidden:
        return ""
    if token.nesting == -1:
        return f"</{token.tag}>"
    # Of a table's cell, Markdown has its alignment as a style, which the policy refuses.
    start = f' start="{int(token.attrs["start"])}"' if "start" in token.attrs else ""
    return f"<{token.tag}{start}>"


def _inline(token: Token, address_of: Callable[[str], str]) -> str:
    if token.type == "text":
        return LABEL.sub(lambda label: f"<b>{label[0]}</b>", escape(token.content))
    if token.type == "softbreak":
        # Chinese has no space where a line of the source ends.
        return ""
    if token.type == "image":
        return _picture(token.attrGet("src"), token.content)
    if token.type == "link_open":
        return format_html('<a href="{}">', address_of(token.attrGet("href")))
    if token.type in ("link_close", "em_open", "em_close", "strong_open", "strong_close"):
        return f"<{'/' if token.nesting == -1 else ''}{token.tag}>"
    raise ManualError(f"no such thing in the manual: {token.type}")


def picture_folder() -> Path:
    return settings.BASE_DIR / "docs/manual/pictures"


def _picture(source: str, caption: str) -> str:
    path = picture_folder() / source.removeprefix("pictures/")
    with Image.open(path) as picture:
        width, height = picture.size
    return format_html(
        '<span class="picture"><img src="{}" alt="{}" width="{}" height="{}" loading="lazy">'
        "<span>图：{}（演示数据）</span></span>",
        static(f"manual/{path.name}"),
        caption,
        width,
        height,
        caption,
    )
