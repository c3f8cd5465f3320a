"""What the public pages' templates need and Django's own tags lack."""

from django import template
from django.conf import settings
from django.utils.html import format_html
from django.utils.safestring import mark_safe

register = template.Library()


@register.simple_tag
def style(page):
    """The style element of a kind of page, as the Content-Security-Policy expects it to the letter."""
    return format_html("<style>{}</style>", mark_safe(settings.PUBLIC_STYLES[page]))
