"""The page on which who manages an account takes its two-step verification off."""

from django.contrib import messages
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse

from organization.accounts.second_factor import find_authenticators, is_bound, is_required_of, reset
from organization.models import Account


def reset_page(request, context, *, pk):
    managed = Account.objects.manageable_by(request.user).exclude(pk=request.user.pk)
    account = get_object_or_404(managed.select_related("committee"), pk=pk)
    back = HttpResponseRedirect(reverse("admin:organization_account_change", args=[account.pk]))
    if not is_bound(account):
        messages.info(request, f"{account} 没有绑定两步验证，不用解除。")
        return back
    if request.method == "POST":
        reset(request, account)
        messages.success(request, f"已解除 {account} 的两步验证，对方的登录都已退出，下次只用密码登录。")
        return back
    context |= {
        "title": f"解除 {account} 的两步验证",
        "account": account,
        "authenticators": find_authenticators(account),
        "is_required": is_required_of(account),
    }
    return TemplateResponse(request, "organization/second_factor/reset.html", context)
