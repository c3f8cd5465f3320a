"""One-time passwords are shown here and nowhere else: on slips that are the answer to the form itself.

Nothing of them is stored, so a page that is loaded again can show none, and its `form_uuid` prevents new ones.
Whoever has lost a slip gets another, from the list of accounts.
"""

from dataclasses import dataclass

from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.http import HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse

from organization.accounts.forms import SlipForm
from organization.accounts.password_rules import LEAST_LENGTH
from organization.accounts.second_factor import list_binding_roles
from organization.audit import append_audit_event
from organization.choices import Act
from organization.clock import today
from organization.models import Account, ActivationLink, AlreadyShown, SlipBatch
from organization.scoping import is_key

SLIPS_AT_ONCE = 500


def issue_slips(request, accounts, act, *, form_uuid, skipped=()):
    """The page of slips for new or existing accounts; `skipped` are sentences about those that get none."""
    try:
        slips = make_slips(request, accounts, act, form_uuid=form_uuid)
    except AlreadyShown as shown:
        return slips_page(request, slips=(), skipped=(), shown=shown.batch)
    return slips_page(request, slips=slips, skipped=skipped)


@transaction.atomic
def make_slips(request, accounts, act, *, form_uuid):
    slips = SlipBatch.objects.make(form_uuid=form_uuid, accounts=accounts, by=request.user)
    for slip in slips:
        append_audit_event(request, act, slip.account, detail=slip.account.get_role_display())
    return slips


def slips_page(request, *, slips, skipped=(), shown=None):
    context = {
        "slips": slips,
        "skipped": skipped,
        "shown": shown,
        "site_address": f"{settings.PUBLIC_URL}{reverse('admin:index')}",
        "issuer": request.user.committee,
        "issued_on": today(),
        "least_length": LEAST_LENGTH,
        "binding_roles": list_binding_roles() if slips else [],
    }
    response = TemplateResponse(request, "organization/slips.html", context)
    response["Cache-Control"] = "no-store"
    return response


@dataclass(frozen=True)
class SentLink:
    account: Account
    url: str

    @property
    def text(self) -> str:
        """For WeChat."""
        return (
            f"【归巢】{self.account.committee}的账号 {self.account.username}："
            f"请本人 72 小时内打开 {self.url} 设置密码，只能用一次，不要转发。"
        )


def issue_links(request, context, accounts, *, form_uuid, skipped=()):
    """Shown once, as slips are; the password of before is void, and nobody knows the one in its place."""
    try:
        with transaction.atomic():
            make_slips(request, accounts, Act.ACTIVATION_LINK, form_uuid=form_uuid)
            made = ActivationLink.objects.make(accounts, by=request.user)
    except AlreadyShown as shown:
        return slips_page(request, slips=(), skipped=skipped, shown=shown.batch)
    address = f"{settings.PUBLIC_URL}{reverse('admin:activate')}"
    context |= {
        "title": "激活链接",
        "links": [SentLink(account, f"{address}#{secret}") for account, secret in made],
        "skipped": skipped,
    }
    response = TemplateResponse(request, "organization/activation_links.html", context)
    response["Cache-Control"] = "no-store"
    return response


def reissue_page(request, context):
    named = [pk for pk in request.GET.get("pks", "").split(",") if is_key(pk)]
    chosen = Account.objects.visible_to(request.user).filter(pk__in=named[:SLIPS_AT_ONCE]).select_related("committee")
    managed = chosen.active().manageable_by(request.user).exclude(pk=request.user.pk)
    accounts = list(managed)
    skipped = [explain_no_slip(request, account) for account in chosen.exclude(pk__in=managed.values("pk"))]
    form = SlipForm(request.POST or None)
    if form.is_valid() and accounts and "link" in request.POST:
        return issue_links(request, context, accounts, form_uuid=form.cleaned_data["form_uuid"], skipped=skipped)
    if form.is_valid() and accounts:
        return issue_slips(
            request, accounts, Act.SLIP_REISSUE, form_uuid=form.cleaned_data["form_uuid"], skipped=skipped
        )
    if not accounts:
        messages.warning(request, "所选的账号都不能重发密码条：" + "；".join(skipped or ["没有选中账号"]) + "。")
        return HttpResponseRedirect(reverse("admin:organization_account_changelist"))
    context |= {"title": "重发密码条", "accounts": accounts, "skipped": skipped, "form": SlipForm()}
    return TemplateResponse(request, "organization/reissue_slips.html", context)


def explain_no_slip(request, account):
    if account == request.user:
        return f"{account} 是您自己的账号，请用“修改密码”"
    if not account.is_active:
        return f"{account} 已停用，请先恢复"
    return f"{account} 不归您管理"
