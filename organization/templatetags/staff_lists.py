"""What the pages of lists draw: cells that know their headings, and the way back to a list as it was left."""

import re

from django import template
from django.utils.html import format_html
from django.utils.safestring import mark_safe

from organization.staff_site import list_memory

register = template.Library()
# What the admin draws of a yes or no: a picture whose name is an English word.
BOOLEAN = re.compile(r'<img src="[^"]*/icon-(yes|no|unknown)\b[^"]*" alt="\w+">')
WORDS = {"yes": "是", "no": "否", "unknown": "—"}


@register.filter
def beside(cells, columns):
    return zip(cells, columns, strict=False)


@register.filter
def with_figure(class_attribute, column):
    """The ` class="…"` of a heading, which stands to the right above numbers."""
    return mark_safe(class_attribute.replace('="', '="number ', 1) if column.is_figure else class_attribute)


@register.filter
def with_heading(cell, column):
    """A cell of the list as the admin drew it, `<td class="…">…</td>`, with its heading and what it holds."""
    cell = BOOLEAN.sub(lambda found: WORDS[found[1]], str(cell))
    known = {"leads ": column.leads, "number ": column.is_figure, "blank ": cell.endswith(">—</td>")}
    classes = "".join(name for name, holds in known.items() if holds)
    cell = cell.replace('class="', f'class="{classes}', 1)
    heading = format_html(' data-heading="{}"', column.heading) if column.heading else ""
    return mark_safe(cell[:3] + heading + cell[3:])


@register.filter
def without_empty_heading(table):
    """A table of an inline as the admin drew it: above the names of its rows stands no heading, but a cell."""
    return mark_safe(str(table).replace('<th class="original"></th>', '<td class="original"></td>', 1))


@register.simple_tag(takes_context=True)
def list_address(context, name, *args):
    return list_memory.list_address(context["request"], name, *args)
