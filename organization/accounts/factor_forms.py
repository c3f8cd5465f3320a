"""The forms of two-step verification. Wrong codes and passwords are counted by throttle.py."""

from django import forms
from django.core import signing

from organization.accounts.forms import check_own_password, refuse_until
from organization.accounts.second_factor import bind, use_code
from organization.accounts.throttle import clear_own_tries, count_try, find_source
from organization.audit import append_audit_event
from organization.choices import Act, Result
from organization.models import Account, Authenticator
from organization.text import CodeField, LineField

WRONG_CODE = (
    "验证码不对。请看手机上现在显示的 6 位数字：每 30 秒换一次，用过的不能再用；"
    "总是不对，请看手机的时间是不是自动设置的。"
)
KEY_SALT, KEY_LIFETIME = "authenticator to bind", 60 * 60  # seconds


class VerificationCodeField(CodeField):
    def __init__(self, **options):
        marks = {"autocomplete": "one-time-code", "autocapitalize": "none", "spellcheck": "false"}
        super().__init__(label="验证码", max_length=20, widget=forms.TextInput(attrs=marks), **options)


class CodeForm(forms.Form):
    """The second step of a login, for an account whose password was right."""

    code = VerificationCodeField()

    def __init__(self, *args, request, account: Account, **options):
        super().__init__(*args, **options)
        self.request, self.account, self.factor = request, account, None
        self.fields["code"].widget.attrs["autofocus"] = True

    def clean_code(self):
        code = self.cleaned_data["code"]
        source = find_source(self.request, self.account.username)
        if end := count_try(self.account.username, source, is_code=True):
            raise refuse_until(end)
        self.factor = use_code(self.account, code)
        if self.factor is None:
            detail = "密码正确，验证码不对"
            append_audit_event(self.request, Act.SIGN_IN_FAILED, self.account, detail=detail, result=Result.REFUSED)
            raise forms.ValidationError(WRONG_CODE, code="wrong")
        clear_own_tries(self.account.username, source, is_code=True)
        return code


class OwnFactorForm(forms.Form):
    """Of the account that is logged in."""

    def __init__(self, *args, request, **options):
        super().__init__(*args, **options)
        self.request = request


class PasswordAgainForm(OwnFactorForm):
    """Before what whoever finds a computer unlocked must not do."""

    password = forms.CharField(
        label="您的登录密码",
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )

    def clean_password(self):
        check_own_password(self.request, self.cleaned_data["password"])
        return self.cleaned_data["password"]


def sign_key(account: Account, key: str) -> str:
    return signing.dumps([account.pk, key], salt=KEY_SALT)


def read_key(account: Account, signed: str) -> str | None:
    """What the QR code of the page was made from; None: too long ago, or of another account."""
    try:
        pk, key = signing.loads(signed, salt=KEY_SALT, max_age=KEY_LIFETIME)
    except signing.BadSignature:
        return None
    return key if pk == account.pk else None


class BindForm(OwnFactorForm):
    """An authenticator that has scanned the QR code shows its first six digits, and is bound with that."""

    name = LineField(label="给这部手机起个名字", max_length=20, initial="我的手机")
    code = VerificationCodeField()

    def __init__(self, *args, key: str, **options):
        super().__init__(*args, **options)
        self.authenticator = Authenticator(user=self.request.user, key=key)

    def clean(self):
        answers = super().clean()
        if not self.errors:
            self.authenticator.name = answers["name"]
            if not bind(self.request, self.authenticator, answers["code"]):
                self.add_error("code", WRONG_CODE)
        return answers


class BindAnotherForm(BindForm, PasswordAgainForm):
    """A second one wants the password too."""
