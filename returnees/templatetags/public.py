"""What the public pages' templates need and Django's own tags lack."""

import re

from django import template
from django.conf import settings
from django.utils.html import format_html
from django.utils.safestring import mark_safe

register = template.Library()

_TAG = re.compile(r"<[a-z][^<>]*>")
_QUOTED_OR_SPACES = re.compile(r'("[^"]*")|\s+')
_BETWEEN_TAGS = re.compile(r"(?<=>)\s+(?=<)|\s*\n\s*(?=<)")


@register.simple_tag
def style(page):
    """The style element of a kind of page, as the Content-Security-Policy expects it to the letter."""
    return format_html("<style>{}</style>", mark_safe(settings.PUBLIC_STYLES[page]))


@register.tag
def terse(parser, token):
    """Leave out what no browser needs; the compressed page would be larger by a thirtieth."""
    nodelist = parser.parse(("endterse",))
    parser.delete_first_token()
    return TerseNode(nodelist)


class TerseNode(template.Node):
    def __init__(self, nodelist):
        self.nodelist = nodelist

    def render(self, context):
        return mark_safe(without_filling(self.nodelist.render(context)))


def without_filling(html: str) -> str:
    """The same page to a browser. Typed text is escaped, so it never looks like a tag, and keeps its spaces."""
    html = _TAG.sub(lambda tag: _QUOTED_OR_SPACES.sub(lambda found: found[1] or " ", tag[0]), html)
    return _BETWEEN_TAGS.sub("", html.replace("</option>", ""))


@register.simple_tag(takes_context=True)
def sample_note(context):
    """What a campaign that is only tried or shown says of itself on every page; empty for a real one."""
    if settings.GUICHAO_TODAY:
        return "演示：人物、号码和活动都是虚构的"
    campaign = context.get("campaign")
    return "试用（以2020年通知为样例）" if campaign and campaign.is_trial else ""


@register.filter
def sensitive_labels(sections):
    """The labels of the questions that need the separate consent, as far as this campaign asks them."""
    return [asked.question.label for part in sections for asked in part.questions if asked.question.is_sensitive]
