"""What the public pages' templates need and Django's own tags lack."""

import re

from django import template
from django.conf import settings
from django.templatetags.static import static
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import mark_safe

from organization.read_only import read_only_state
from organization.region import SPEAKING

register = template.Library()


@register.simple_tag
def style(page):
    css = mark_safe(settings.PUBLIC_STYLES[page])  # nosec B308 B703 # files of ours, which the policy names by their hash
    return format_html("<style>{}</style>", css)


@register.simple_tag
def colour(name):
    return settings.PUBLIC_COLOURS[name]


@register.simple_tag
def link_face(title):
    """Title and picture of a link that is passed on; its line is the page's description.

    Nobody who fills in fetches the picture.
    """
    return format_html(
        '<meta property="og:title" content="{}"><meta property="og:image" content="{}{}">',
        title,
        settings.PUBLIC_URL,
        static("share.png"),
    )


@register.simple_tag(takes_context=True)
def public_url(context, name):
    """The address of a public page, for the campaign of the page that links to it."""
    campaign = context.get("campaign")
    return reverse(name) + (campaign.public_query if campaign else "")


@register.simple_tag
def maintenance_reason():
    """Why nothing can be submitted now; empty where it can."""
    state = read_only_state()
    return state.reason if state else ""


@register.simple_tag
def filings():
    """The numbers under which the site is on record with the authorities, each with the address that proves it.

    In as few bytes as can be: they weigh on the phones' first view.
    """
    code = re.sub("[^0-9]", "", settings.POLICE_FILING)
    links = (
        (settings.ICP_FILING, "https://beian.miit.gov.cn"),
        (settings.POLICE_FILING, f"https://beian.mps.gov.cn/#/query/webSearch?code={code}"),
    )
    shown = format_html_join("", '<a href="{1}">{0}</a>', (link for link in links if link[0]))
    return format_html('<p class="links">{}</p>', shown) if shown else ""


@register.simple_tag(takes_context=True)
def sample_note(context):
    """What a campaign that is only tried or shown says of itself on every page; empty for a real one."""
    if settings.GUICHAO_TODAY:
        return "演示：人物、号码和活动都是虚构的"
    campaign = context.get("campaign")
    return f"试用（以{SPEAKING['sample_year']}年通知为样例）" if campaign and campaign.is_trial else ""
