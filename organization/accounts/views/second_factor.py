"""The pages on which one binds two-step verification to one's own account, and changes it."""

from base64 import b64encode
from functools import wraps

from django.contrib import messages
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django_otp.util import random_hex

from organization.accounts.factor_forms import BindAnotherForm, BindForm, PasswordAgainForm, read_key, sign_key
from organization.accounts.second_factor import (
    count_recovery_codes,
    find_authenticators,
    is_bound,
    is_missing,
    is_offered,
    may_bind,
    remove,
    renew_recovery_codes,
)
from organization.clock import today
from organization.models.second_factor import MOST_AUTHENTICATORS, RECOVERY_CODES, SECRET_BYTES
from organization.qr import qr_svg


def while_offered(page):
    @wraps(page)
    @never_cache
    def wrapped(request, context, **arguments):
        if not is_offered():
            raise Http404
        return page(request, context, **arguments)

    return wrapped


def back():
    return HttpResponseRedirect(reverse("admin:second_factor"))


@while_offered
def factor_page(request, context):
    context |= {
        "title": "两步验证",
        "authenticators": find_authenticators(request.user),
        "code_count": count_recovery_codes(request.user),
        "all_codes": RECOVERY_CODES,
        "most": MOST_AUTHENTICATORS,
        "may_bind": may_bind(request.user),
    }
    return TemplateResponse(request, "organization/second_factor/state.html", context)


@while_offered
def bind_page(request, context):
    key = read_key(request.user, request.POST.get("signed_key", ""))
    if key and find_authenticators(request.user).filter(key=key).exists():
        messages.info(request, "这部手机已经绑定好了。备用码只显示一次，没有留下的可以重新生成。")
        return back()
    if not may_bind(request.user):
        messages.warning(request, f"已经绑定 {MOST_AUTHENTICATORS} 部手机，先移除一部再绑定。")
        return back()
    is_first = not is_bound(request.user)
    form = (BindForm if is_first else BindAnotherForm)(
        request.POST if key else None, request=request, key=key or random_hex(SECRET_BYTES)
    )
    if not form.is_valid():
        return show_binding(request, context | {"is_late": request.method == "POST" and not key}, form, is_first)
    if is_first:
        return show_codes(request, context | {"is_first": True}, renew_recovery_codes(request))
    messages.success(request, f"“{form.authenticator.name}”已绑定，登录时用哪一部的验证码都可以。")
    return back()


def show_binding(request, context, form, is_first):
    authenticator = form.authenticator
    context |= {
        "title": "绑定两步验证" if is_first else "再绑定一部手机",
        "form": form,
        "is_required": is_missing(request),
        "signed_key": sign_key(request.user, authenticator.key),
        "authenticator": authenticator,
        "code_image": f"data:image/svg+xml;base64,{b64encode(qr_svg(authenticator.config_url).encode()).decode()}",
    }
    return TemplateResponse(request, "organization/second_factor/bind.html", context)


def show_codes(request, context, codes):
    """The answer to the form itself: nobody can look at them again."""
    context |= {"title": "备用码", "codes": codes, "made_on": today()}
    return TemplateResponse(request, "organization/second_factor/codes.html", context)


@while_offered
def codes_page(request, context):
    if not is_bound(request.user):
        return back()
    form = PasswordAgainForm(request.POST or None, request=request)
    if form.is_valid():
        return show_codes(request, context, renew_recovery_codes(request))
    context |= {
        "title": "重新生成备用码",
        "form": form,
        "warning": "原来的备用码立即作废，印出来的请销毁。新的只显示一次。",
        "button": "生成新的备用码",
    }
    return TemplateResponse(request, "organization/second_factor/confirm.html", context)


@while_offered
def remove_page(request, context, *, pk):
    authenticator = get_object_or_404(find_authenticators(request.user), pk=pk)
    form = PasswordAgainForm(request.POST or None, request=request)
    if form.is_valid():
        remove(request, authenticator)
        messages.success(request, f"“{authenticator.name}”已移除，它显示的验证码不能再用。")
        return back()
    warning = "移除后，它显示的验证码不能再用。"
    if find_authenticators(request.user).count() == 1:
        warning = "这是最后一部：移除后两步验证就关闭了，备用码一并作废。"
    context |= {
        "title": f"移除“{authenticator.name}”",
        "form": form,
        "warning": warning,
        "button": "移除",
    }
    return TemplateResponse(request, "organization/second_factor/confirm.html", context)
