"""What the pages of lists draw: cells that know their headings, and the way back to a list as it was left."""

from django import template
from django.utils.html import format_html
from django.utils.safestring import mark_safe

from organization.staff_site import list_memory
from organization.staff_site.readonly_fields import name_booleans

register = template.Library()
register.filter("name_booleans", name_booleans)


@register.filter
def beside(cells, columns):
    return zip(cells, columns, strict=False)


@register.filter
def with_figure(class_attribute, column):
    """The ` class="…"` of a heading, which stands to the right above numbers."""
    marked = class_attribute.replace('="', '="number ', 1) if column.is_figure else class_attribute
    return mark_safe(marked)  # nosec B308 B703 # what the admin made with format_html, and a word of ours


@register.filter
def with_heading(cell, column):
    """A cell of the list as the admin drew it, `<td class="…">…</td>`, with its heading and what it holds."""
    cell = name_booleans(str(cell))
    known = {"leads ": column.leads, "number ": column.is_figure, "blank ": cell.endswith(">—</td>")}
    classes = "".join(name for name, holds in known.items() if holds)
    cell = cell.replace('class="', f'class="{classes}', 1)
    heading = format_html(' data-heading="{}"', column.heading) if column.heading else ""
    return mark_safe(cell[:3] + heading + cell[3:])  # nosec B308 B703 # the admin's cell, a heading by format_html


@register.simple_tag(takes_context=True)
def list_address(context, name, *args):
    return list_memory.list_address(context["request"], name, *args)
