"""Columns of the log: what a shape fills of them, and which text is looked through."""

from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Concat

from activities.choices import ActivityState
from activities.shapes import LABELS, SHAPE_COLUMNS, SHAPES, Shape, columns_of_shape

LARGEST_COUNT = 9_999_999
# Of several codes in one column, with the commas between them.
LONGEST_CODES = 300
# The columns in which a text is looked for.
SEARCHED = ("topic", "place", "remark", "co_hosts", "speaker", "channel_other")


def joined_by_lines(columns):
    """Their texts, each on a line of its own: what is looked for is one line, and is found in none of two."""
    line_end = Value("\n", output_field=models.TextField())
    parts = [part for column in columns for part in (F(column), line_end)]
    return Concat(*parts[:-1], output_field=models.TextField())


def columns_fit_shape():
    """The columns of every other shape are empty."""
    condition = Q()
    for shape in Shape:
        foreign = set(SHAPE_COLUMNS) - columns_of_shape(shape)
        condition |= Q(shape=shape, **{f"{column}__isnull": True for column in sorted(foreign)})
    return condition


def held_is_counted():
    """What was held has the first figure of its shape; what is planned may not know it yet."""
    condition = ~Q(state=ActivityState.HELD)
    for shape in Shape:
        counted = SHAPES[shape].counted
        condition |= Q(shape=shape, **({f"{counted}__isnull": False} if counted else {}))
    return condition


def count_field(label, **options):
    return models.PositiveIntegerField(
        label, null=True, blank=True, validators=[MaxValueValidator(LARGEST_COUNT)], **options
    )


def shape_text(column, length, **options):
    """A column of text that is null in entries of another shape."""
    return models.CharField(LABELS[column], max_length=length, null=True, blank=True, **options)
