from django import forms
from django.contrib.admin.forms import AdminAuthenticationForm, AdminPasswordChangeForm

from organization.audit import append_audit_event
from organization.choices import Act, Result
from organization.models import Account, Committee
from organization.roles import ROLES


class StaffLoginForm(AdminAuthenticationForm):
    """The admin's login, which leaves a trace of each success and of each failure on a known account."""

    def confirm_login_allowed(self, user):
        super().confirm_login_allowed(user)
        append_audit_event(self.request, Act.SIGN_IN, user, actor=user)

    def get_invalid_login_error(self):
        account = Account.objects.filter(username=self.cleaned_data.get("username")).first()
        if account:
            append_audit_event(self.request, Act.SIGN_IN_FAILED, account, result=Result.REFUSED)
        return super().get_invalid_login_error()


class OwnPasswordForm(AdminPasswordChangeForm):
    """One's own new password; it ends the duty to change a one-time password."""

    def clean_new_password1(self):
        password = self.cleaned_data.get("new_password1")
        if password and self.user.check_password(password):
            raise forms.ValidationError("新密码不能与现在的密码相同。")
        return password

    def save(self, commit=True):
        self.user.must_change_password = False
        return super().save(commit)


class AccountForm(forms.ModelForm):
    """An account as the one who manages it sees it: own subtree, and only roles that he may give."""

    manager = None

    class Meta:
        model = Account
        fields = ("username", "full_name", "committee", "role", "is_active")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "committee" in self.fields:
            self.fields["committee"].required = True
            self.fields["committee"].queryset = Committee.objects.visible_to(self.manager)
        if "role" in self.fields:
            grants = ROLES[self.manager.role].grants
            self.fields["role"].choices = [
                ("", "---------"),
                *((key, role.label) for key, role in ROLES.items() if key in grants),
            ]

    def clean(self):
        answers = super().clean()
        if self.instance == self.manager:
            for name in {"role", "committee"} & set(self.changed_data):
                self.add_error(name, "自己的角色和所属团委由别的管理员修改。")
        return answers

    def clean_is_active(self):
        is_active = self.cleaned_data["is_active"]
        if self.instance == self.manager and not is_active:
            raise forms.ValidationError("不能停用自己的账号。")
        return is_active


class CommitteeForm(forms.ModelForm):
    """A committee; without an order it comes last among its siblings."""

    class Meta:
        model = Committee
        fields = ("parent", "level", "place_name", "name", "short_name", "gb_code", "sort_order")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "sort_order" in self.fields:
            self.fields["sort_order"].required = False
            self.fields["sort_order"].help_text = "在同一上级之下的次序，1–999；留空则排在最后。"

    def clean_sort_order(self):
        given = self.cleaned_data["sort_order"]
        return given or Committee.objects.next_order(self.cleaned_data.get("parent"))


class CampaignChoiceForm(forms.Form):
    """The header's choice of the campaign to look at."""

    campaign = forms.IntegerField()
    next = forms.CharField(required=False)
