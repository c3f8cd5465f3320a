"""Which committees a term names: by name, short name, code, pinyin or its first letters."""

from collections.abc import Iterable
from functools import reduce
from operator import or_

from django.db.models import Q

from organization.models import Committee
from organization.pinyin import initials_of_place, is_abbreviation
from reports.overview.search.term import Term

# From two letters on an abbreviation may be meant: dmq.
SHORTEST_ABBREVIATION = 2


def likely_named(term: Term) -> Q:
    """Among these are all that a term names: a tree may have thousands that it does not."""
    if term.letters:
        first = term.letters[0]
        columns = ("initials", "pinyin")
        beginnings = [Q(**{f"{column}__startswith": first}) for column in columns]
        return reduce(or_, beginnings + [Q(**{f"{column}__contains": f" {first}"}) for column in columns])
    words = [spelling[0] for spelling in term.spellings if spelling]
    # The databases fold other letters than Python does.
    if not words or not all(word.isascii() or word.casefold() == word.upper() for word in words):
        return Q()
    named = [Q(**{f"{column}__icontains": word}) for word in words for column in ("place_name", "short_name", "name")]
    return reduce(or_, named, Q(gb_code=term.gb_code) if term.gb_code else Q(pk=None))


def rank_committees(committees: Iterable[Committee], term: Term) -> list[Committee]:
    """The likeliest first, those that are equally likely in their official order."""
    ranked = [(rank, committee) for committee in committees if (rank := rank_of(committee, term)) is not None]
    return [committee for _, committee in sorted(ranked, key=lambda pair: pair[0])]


def rank_of(committee: Committee, term: Term) -> int | None:
    """0 for the best; None where the term does not name the committee."""
    if term.gb_code and committee.gb_code == term.gb_code:
        return 0
    if term.letters:
        return rank_of_letters(committee, term.letters)
    names = (committee.place_name, committee.short_name, committee.name)
    for words in filter(None, term.spellings):
        if any(name.startswith(words[0]) for name in names[:2]) and is_in(words, names):
            return 0
        if is_in(words, names):
            return 1
    return None


def is_in(words: tuple[str, ...], names: tuple[str, ...]) -> bool:
    folded = "\n".join(names).casefold()
    return all(word.casefold() in folded for word in words)


def rank_of_letters(committee: Committee, letters: str) -> int | None:
    initials = committee.initials.split()
    if any(word.startswith(letters) for word in initials):
        return 0
    if any(word.startswith(letters) for word in committee.pinyin.split()):
        return 1
    of_place = initials_of_place(committee.initials, committee.place_name)
    if len(letters) >= SHORTEST_ABBREVIATION and any(is_abbreviation(letters, word) for word in of_place):
        return 2
    return None
