"""Brings the names that are stored to the spelling that the door for text gives them. For migrations.

In batches, each with its own transaction: meanwhile the rest of the table is anybody's. What is right already is not
written, nor is a name that would be left empty or grow too long.
"""

from collections.abc import Iterator

from django.db import models, transaction

from organization.text import clean_name

ROWS_AT_A_TIME = 5000


def respell_names(model: type[models.Model], column: str, *, using: str) -> None:
    longest = model._meta.get_field(column).max_length
    rows = model._base_manager.using(using)
    for batch in batches(rows, column):
        spelled = ((pk, name, clean_name(name)) for pk, name in batch if name)
        with transaction.atomic(using=using):
            for pk, name, right in spelled:
                if right != name and 0 < len(right) <= longest:
                    # Not one that somebody has just corrected.
                    rows.filter(pk=pk, **{column: name}).update(**{column: right})


def batches(rows: models.QuerySet, column: str) -> Iterator[list[tuple]]:
    last = 0
    while batch := list(rows.filter(pk__gt=last).order_by("pk").values_list("pk", column)[:ROWS_AT_A_TIME]):
        yield batch
        last = batch[-1][0]
