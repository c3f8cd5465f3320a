"""激活链接: the page that whoever got one opens. It sets the password and logs nobody in."""

from django import forms
from django.contrib import messages
from django.contrib.auth.forms import SetPasswordForm
from django.db import transaction
from django.http import HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from organization.accounts.password_rules import LEAST_LENGTH
from organization.audit import append_audit_event
from organization.choices import Act
from organization.clock import now
from organization.models import Account, ActivationLink
from organization.text import CodeField

USED_UP = "这个激活链接不完整、已经用过或者过了 72 小时。请找发给您的单位重新生成。"


class ActivationForm(SetPasswordForm):
    """Whose it is, the secret says; a wrong one costs a look-up, and nothing is told of any account."""

    secret = CodeField(
        label="激活码",
        max_length=100,
        help_text="链接里 # 后面的部分；打开链接时已经填好。",
        error_messages={"required": "请用收到的完整链接打开，或者把 # 后面的部分填在这里。"},
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none", "data-secret": ""}),
    )
    field_order = ("secret", "new_password1", "new_password2")

    def __init__(self, data=None):
        link = ActivationLink.objects.usable((data or {}).get("secret", "").strip()).first()
        super().__init__(link.account if link else Account(), data)
        self.link = link
        self.label_suffix = ""

    def clean_secret(self):
        if self.link is None:
            raise forms.ValidationError(USED_UP)
        return self.cleaned_data["secret"]

    def validate_password_for_user(self, user, password_field_name="new_password1"):
        # Beside the password itself, and not before it is known whose it is.
        if self.link:
            super().validate_password_for_user(user, "new_password1")


@sensitive_post_parameters()
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def activate(request, context):
    """The second step of a login stays where it is."""
    form = ActivationForm(request.POST if request.method == "POST" else None)
    if form.is_valid() and (account := use_link(request, form)):
        messages.success(request, f"密码设好了。用户名是 {account.username}，请登录。")
        return HttpResponseRedirect(reverse("admin:login"))
    context |= {"title": "设置密码", "form": form, "least_length": LEAST_LENGTH}
    return TemplateResponse(request, "organization/activate.html", context)


@transaction.atomic
def use_link(request, form) -> Account | None:
    """None where another page was first: then the form says so."""
    used, _ = ActivationLink.objects.filter(pk=form.link.pk).delete()
    if not used:
        form.add_error("secret", USED_UP)
        return None
    account = form.save(commit=False)
    account.must_change_password, account.password_changed_at = False, now()
    account.save(update_fields=["password", "must_change_password", "password_changed_at"])
    append_audit_event(request, Act.PASSWORD_CHANGE, account, actor=account, detail="激活链接")
    return account
