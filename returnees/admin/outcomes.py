"""The redirect after an act on a record, and the message if somebody else was first."""

from django.http import HttpResponseRedirect
from django.urls import reverse

CONFLICT = "刚刚被别人处理过，没有再改。"


def redirect_to_returnee(returnee):
    return HttpResponseRedirect(reverse("admin:returnees_returnee_change", args=[returnee.pk]))
