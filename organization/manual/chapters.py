"""The chapters and sections of docs/manual/, and which page each section is about: contents.toml says it."""

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cache, cached_property, lru_cache

from django.conf import settings
from django.urls import reverse
from django.utils.safestring import SafeString
from markdown_it.token import Token

from organization.manual.markdown import ManualError, anchor_of, plain_text, split, to_html, without_pictures

YOUTH = "youth"
_LINK = re.compile(r"(?:(?P<chapter>[a-z-]+)\.md)?(?:#(?P<anchor>\S+))?")


@dataclass(frozen=True, eq=False)
class ManualSection:
    chapter: "Chapter"
    title: str
    tokens: Sequence[Token]
    # Names of addresses; a * stands for any end or beginning.
    pages: tuple[str, ...] = ()
    # What else one may look for.
    words: str = ""

    @property
    def anchor(self) -> str:
        return anchor_of(self.title)

    @property
    def address(self) -> str:
        return f"{self.chapter.address}#{self.anchor}"

    @cached_property
    def text(self) -> str:
        return plain_text(self.tokens)

    @cached_property
    def html(self) -> SafeString:
        return to_html(self.tokens, self.chapter.address_of)

    @cached_property
    def plain_html(self) -> SafeString:
        """For a phone that shows the page itself."""
        return to_html(without_pictures(self.tokens), self.chapter.address_of)

    def closeness(self, page: str) -> int:
        """How exactly it names the page; 0: not at all."""
        return max((len(pattern) for pattern in self.pages if fnmatchcase(page, pattern)), default=0)


@dataclass(frozen=True, eq=False)
class Chapter:
    key: str
    # Whose own chapter it is; nobody's: it is for everybody.
    roles: frozenset[str]
    title: str
    introduction: Sequence[Token]
    sections: list[ManualSection]

    @property
    def address(self) -> str:
        return reverse("admin:help_chapter", args=[self.key])

    @cached_property
    def introduction_html(self) -> SafeString:
        return to_html(self.introduction, self.address_of)

    def address_of(self, link: str) -> str:
        """Of `county.md#报送` the address of the page."""
        match = _LINK.fullmatch(link)
        if match is None:
            raise ManualError(f"{self.key}.md: a link to {link}, which is no place of the manual")
        chapter = reverse("admin:help_chapter", args=[match["chapter"]]) if match["chapter"] else ""
        return f"{chapter}#{match['anchor']}" if match["anchor"] else chapter


def manual_folder():
    return settings.BASE_DIR / "docs/manual"


@cache
def read_manual() -> tuple[Chapter, ...]:
    contents = tomllib.loads((manual_folder() / "contents.toml").read_text(encoding="utf-8"))
    return tuple(_read_chapter(key, declared) for key, declared in contents.items())


def _read_chapter(key: str, declared: dict) -> Chapter:
    head, *slices = split((manual_folder() / f"{key}.md").read_text(encoding="utf-8"))
    about = declared.get("sections", {})
    if unknown := about.keys() - {one.title for one in slices}:
        raise ManualError(f"contents.toml names sections that {key}.md does not have: {'、'.join(unknown)}")
    chapter = Chapter(key, frozenset(declared.get("roles", ())), head.title, head.tokens, [])
    for one in slices:
        more = about.get(one.title, {})
        pages = tuple(more.get("pages", ()))
        chapter.sections.append(ManualSection(chapter, one.title, one.tokens, pages, more.get("words", "")))
    return chapter


def find_chapter(key: str) -> Chapter | None:
    return next((chapter for chapter in read_manual() if chapter.key == key), None)


def chapters_for(role: str) -> list[Chapter]:
    """One's own first, then what is for everybody, then the other roles'."""
    return sorted(read_manual(), key=lambda chapter: (role not in chapter.roles, bool(chapter.roles)))


@lru_cache(maxsize=1000)
def find_section(page: str, role: str) -> ManualSection | None:
    """The place of the manual that is about the page: in the first chapter that has one, the one that names it best."""
    for chapter in chapters_for(role):
        best = max(chapter.sections, key=lambda section: section.closeness(page), default=None)
        if best and best.closeness(page):
            return best
    return None
