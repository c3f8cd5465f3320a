"""What the staff pages say of the program itself."""

from django import template

from organization.machine import describe_release

register = template.Library()


@register.simple_tag
def release():
    """For whoever asks for help: the first thing that is asked back."""
    return f"归巢 {describe_release().version}".rstrip()
