"""Rows in whose columns stands what somebody looks for."""

from django.db.models import Q

from organization.text import search_spellings


def text_condition(columns, term: str) -> Q | None:
    """That every word of the term stands in one of the columns, in any of its spellings; None where it has no word."""
    found = [
        Q(*(Q.create([(f"{column}__icontains", word) for column in columns], Q.OR) for word in words))
        for words in search_spellings(term)
    ]
    return Q.create(found, Q.OR) if found and columns else None
