import uuid
from datetime import datetime, timedelta
from math import ceil

from django import forms
from django.contrib.admin.forms import AdminAuthenticationForm, AdminPasswordChangeForm
from django.utils import timezone

from organization.accounts.sessions import describe_ends
from organization.accounts.throttle import LIMITS, clear_own_tries, count_try, find_source, is_right_slip, note_failure
from organization.accounts.usernames import FreeUsernames
from organization.clock import now
from organization.empty_choices import CHOOSE
from organization.models import Account, Committee, SlipBatch
from organization.roles import ROLES
from organization.text import CodeField


class UsernameField(CodeField):
    """As Django's own, which marks the box so that phones neither capitalise nor forget it."""

    def widget_attrs(self, widget):
        return super().widget_attrs(widget) | {"autocapitalize": "none", "autocomplete": "username"}


def refuse_until(end: datetime) -> forms.ValidationError:
    minutes = max(ceil((end - timezone.now()) / timedelta(minutes=1)), 1)
    return forms.ValidationError(f"试错次数过多，请 {minutes} 分钟后再试。", code="too_many")


def check_own_password(request, password: str) -> None:
    """Raise ValidationError unless it is that of the account that is logged in; wrong ones count as at the login."""
    account = request.user
    source = find_source(request, account.username)
    end = count_try(account.username, source)
    if end and not is_right_slip(account.username, password):
        raise refuse_until(end)
    if not account.check_password(password):
        raise forms.ValidationError("密码不对（区分大小写）。", code="wrong")
    clear_own_tries(account.username, source)


class StaffLoginForm(AdminAuthenticationForm):
    """The admin's login, with limits of tries (see throttle.py), and audit events for known accounts."""

    username = UsernameField(widget=forms.TextInput(attrs={"autofocus": True}))

    error_messages = {
        **AdminAuthenticationForm.error_messages,
        "invalid_login": "用户名或密码不对（区分大小写）。忘记密码，请上一级团委重发密码条。",
        "too_many": "试错次数过多，请 {minutes} 分钟后再登录。急用请上一级团委重发密码条，拿到即可登录，不必等。",
        "too_many_elsewhere": (
            "试错次数过多，请 {minutes} 分钟后再登录；以前登录过这个账号的浏览器不必等。"
            "急用请上一级团委重发密码条，拿到即可登录，也不必等。"
        ),
    }

    limits = LIMITS
    session_ends = staticmethod(describe_ends)

    def clean(self):
        username, password = self.cleaned_data.get("username"), self.cleaned_data.get("password")
        if username is not None and password:
            self.source = find_source(self.request, username)
            end = count_try(username, self.source)
            # Every way through here and through authenticate() costs one hash.
            if end and not is_right_slip(username, password):
                note_failure(self.request, username, Account.objects.filter(username=username).first())
                raise self.get_too_many_error(end)
        return super().clean()

    def get_too_many_error(self, end):
        code = "too_many" if self.source.browser else "too_many_elsewhere"
        minutes = ceil((end - timezone.now()) / timedelta(minutes=1))
        return forms.ValidationError(self.error_messages[code].format(minutes=max(minutes, 1)), code=code)

    def confirm_login_allowed(self, user):
        super().confirm_login_allowed(user)
        clear_own_tries(user.username, self.source)

    def get_invalid_login_error(self):
        username = self.cleaned_data.get("username")
        account = Account.objects.filter(username=username).first()
        note_failure(self.request, username, account)
        return super().get_invalid_login_error()


class OwnPasswordForm(AdminPasswordChangeForm):
    """Changing one's own password, which must be done after a login with a one-time password."""

    def __init__(self, user, *args, request, **kwargs):
        super().__init__(user, *args, **kwargs)
        self.request = request
        if user.must_change_password:
            self.fields["old_password"].label = "密码条上的一次性密码"

    def clean_old_password(self):
        check_own_password(self.request, self.cleaned_data["old_password"])
        return self.cleaned_data["old_password"]

    def clean_new_password1(self):
        password = self.cleaned_data.get("new_password1")
        if password and self.user.check_password(password):
            raise forms.ValidationError("新密码不能与现在的密码相同。")
        return password

    def validate_password_for_user(self, user, password_field_name="new_password1"):
        # Beside the password itself, not beside its repetition.
        super().validate_password_for_user(user, "new_password1")

    def save(self, commit=True):
        self.user.must_change_password = False
        self.user.password_changed_at = now()
        return super().save(commit)


class SlipForm(forms.Form):
    """Identifies a form that issues one-time passwords, so that a resend does not issue others."""

    form_uuid = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)


class AccountForm(forms.ModelForm):
    """The form of whoever manages an account: committees of their subtree, and only roles that they may grant."""

    manager = None
    form_uuid = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4, required=False)

    class Meta:
        model = Account
        fields = ("username", "full_name", "committee", "role", "is_active")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            del self.fields["form_uuid"]
        elif "username" in self.fields:
            self.fields["username"].required = False
            self.fields["username"].help_text = "可不填：按行政区划代码取名，如 nm150202；再开一个是 nm150202-2。"
        if "committee" in self.fields:
            self.fields["committee"].required, self.fields["committee"].empty_label = True, CHOOSE
            self.fields["committee"].queryset = Committee.objects.assignable_by(self.manager)
        if "role" in self.fields:
            grants = ROLES[self.manager.role].grants
            self.fields["role"].choices = [
                ("", CHOOSE),
                *((key, role.label) for key, role in ROLES.items() if key in grants),
            ]

    def clean_form_uuid(self):
        form_uuid = self.cleaned_data["form_uuid"] or uuid.uuid4()
        if SlipBatch.objects.filter(form_uuid=form_uuid).exists():
            raise forms.ValidationError("这张表已经交过，账号已建好；密码条只显示一次，需要时请在账号列表中重发。")
        return form_uuid

    def clean(self):
        answers = super().clean()
        if self.instance == self.manager:
            for name in {"role", "committee"} & set(self.changed_data):
                self.add_error(name, "自己的角色和所属团委由别的管理员修改。")
        if not self.instance.pk and not answers.get("username") and answers.get("committee"):
            answers["username"] = FreeUsernames().reserve_for(answers["committee"])
        return answers

    def clean_is_active(self):
        is_active = self.cleaned_data["is_active"]
        if self.instance == self.manager and not is_active:
            raise forms.ValidationError("不能停用自己的账号。")
        return is_active
