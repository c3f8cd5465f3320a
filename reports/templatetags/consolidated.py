"""How pages that may not know the consolidated workbook name its sheets."""

from django import template

from reports.exports.consolidated.contents import SHEETS

register = template.Library()


@register.simple_tag
def further_sheets():
    return "、".join(SHEETS)
