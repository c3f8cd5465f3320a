"""`{% word "county" %}`: what the region calls a thing, in every template without loading."""

from django import template

from organization.region import REGION, SPEAKING

register = template.Library()


@register.simple_tag
def word(name: str) -> str:
    return SPEAKING[name]


@register.simple_tag
def region_has(name: str) -> bool:
    """Whether there is any of it: `mongolian`, `own_rows` or `sample`."""
    return {"mongolian": REGION.has_mongolian, "own_rows": bool(REGION.own_rows), "sample": bool(REGION.sample)}[name]
