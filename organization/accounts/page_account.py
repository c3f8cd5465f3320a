"""The account that a page of staff was made for: every form carries it, signed, so that nobody saves as somebody else.

The CSRF token of a form is {% csrf_token %}, which all forms have anyway; this tag of the same name adds the account.
"""

from django.core import signing
from django.template import Library
from django.template.defaulttags import CsrfTokenNode
from django.utils.html import format_html

from organization.models import Account

FIELD = "page_account"

_signer = signing.Signer(salt="page account")
register = Library()


def sign_account(account: Account) -> str:
    return _signer.sign(str(account.pk))


def posted_account_pk(request) -> int | None:
    """None where the page does not say it: nobody was logged in, or it is from before a change of the key."""
    try:
        return int(_signer.unsign(request.POST.get(FIELD, "")))
    except signing.BadSignature:
        return None


def is_of_another_account(request) -> bool:
    return posted_account_pk(request) not in (None, request.user.pk)


class StaffTokenNode(CsrfTokenNode):
    def render(self, context):
        user = getattr(getattr(context, "request", None), "user", None)
        if user is None or not user.is_authenticated:
            return super().render(context)
        return super().render(context) + format_html(
            '<input type="hidden" name="{}" value="{}">', FIELD, sign_account(user)
        )


@register.tag
def csrf_token(parser, token):
    return StaffTokenNode()
