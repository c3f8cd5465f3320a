"""`{{ account|name_for:request.user }}`; see `organization.staff_names`."""

from django import template

from organization import staff_names

register = template.Library()


@register.filter
def name_for(account, viewer):
    return staff_names.name_for(viewer, account)


@register.filter
def name_and_committee_for(account, viewer):
    return staff_names.name_and_committee_for(viewer, account)
