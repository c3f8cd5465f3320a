"""The page of 交接: what passes, to whom, and whether the account is deactivated with it."""

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from organization.models import Account
from organization.models.responsible import clean_office_phone
from organization.text import LineField, PersonField
from reports.setup.account_hand_over import (
    SUCCESSOR_GONE,
    Contact,
    accounts_to_hand_over,
    find_holdings,
    hand_over_account,
    possible_successors,
)


class SuccessorChoice(forms.ModelChoiceField):
    def label_from_instance(self, account):
        return " · ".join(filter(None, (account.username, account.full_name, account.get_role_display())))


class AccountHandOverForm(forms.Form):
    """As much of it as there is to hand over."""

    successor = SuccessorChoice(
        queryset=Account.objects.none(),
        label="由谁接手",
        empty_label="请选择接手的账号",
        error_messages={"required": "请选择由谁接手。", "invalid_choice": SUCCESSOR_GONE},
    )
    name = PersonField(
        label="新的负责人、填表人姓名", max_length=50, required=False, help_text="空着就用接手账号的姓名。"
    )
    phone = LineField(
        label="新的联系电话",
        max_length=30,
        help_text="手机号，或带区号的座机。",
        error_messages={"required": "请填接手人的联系电话。"},
    )
    is_deactivated = forms.BooleanField(label="交接后停用这个账号", required=False)

    def __init__(self, *args, account, holdings, may_deactivate, **options):
        super().__init__(*args, label_suffix="", **options)
        self.fields["successor"].queryset = possible_successors(account)
        if holdings.is_empty:
            del self.fields["successor"]
        if not holdings.has_contacts:
            del self.fields["name"], self.fields["phone"]
        if not may_deactivate:
            del self.fields["is_deactivated"]

    def clean_phone(self):
        return clean_office_phone(self.cleaned_data["phone"])

    def clean(self):
        typed = super().clean()
        successor = typed.get("successor")
        if "name" in self.fields and "name" not in self.errors and successor:
            typed["name"] = typed["name"] or successor.full_name
            if not typed["name"]:
                self.add_error("name", "接手的账号没有登记姓名，请在这里填写。")
        return typed

    @property
    def contact(self) -> Contact:
        return Contact(self.cleaned_data.get("name", ""), self.cleaned_data.get("phone", ""))


@require_http_methods(["GET", "HEAD", "POST"])
def account_hand_over(request, pk):
    account = get_object_or_404(accounts_to_hand_over(request.user).select_related("committee"), pk=pk)
    is_own = account.pk == request.user.pk
    holdings = find_holdings(account)
    form = AccountHandOverForm(
        request.POST if request.method == "POST" else None,
        account=account,
        holdings=holdings,
        may_deactivate=not is_own and account.is_active,
    )
    if form.is_valid():
        try:
            return save_hand_over(request, account, form)
        except ValidationError as refusal:
            form.add_error("successor", refusal)
    context = admin.site.each_context(request) | {
        "title": "交接工作" if is_own else f"交接：{account.get_full_name()}",
        "account": account,
        "is_own": is_own,
        "holdings": holdings,
        "overdue_count": sum(case.is_overdue for case in holdings.cases),
        "has_successors": possible_successors(account).exists(),
        "form": form,
        "back": page_after(request, account),
    }
    return TemplateResponse(request, "reports/account_hand_over.html", context)


def save_hand_over(request, account, form):
    successor, is_deactivated = (form.cleaned_data.get(name) for name in ("successor", "is_deactivated"))
    passed = hand_over_account(
        request, account=account, successor=successor, contact=form.contact, deactivate=bool(is_deactivated)
    )
    if not passed.is_empty:
        messages.success(request, f"已交接给{successor.get_full_name()}：{passed}。以前做的都留在原来的名下。")
    if is_deactivated:
        messages.success(request, "账号已停用，对方的下一次操作即被拒绝。")
    if passed.is_empty and not is_deactivated:
        messages.info(request, "没有要交接的，可能刚才已经交接过了。")
    return HttpResponseRedirect(page_after(request, account))


def page_after(request, account) -> str:
    if account.pk == request.user.pk:
        return reverse("admin:index")
    return reverse("admin:organization_account_change", args=[account.pk])
