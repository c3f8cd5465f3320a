"""The consent of a youth for whom staff fill in: on their own phone, whose page shows a code, or on signed paper.

Nothing is stored before the answer is. The number that the phone opens and the code that it shows follow from the
draft's uuid and the notice's version, with a key of the site: a code serves one draft, and only who has agreed sees it.
"""

import base64
import hmac
from datetime import timedelta

from django import forms
from django.conf import settings
from django.urls import reverse
from django.utils.crypto import salted_hmac

from organization.clock import today
from organization.id_numbers import PlainLineField
from organization.qr import qr_svg
from organization.region import EXAMPLE_YEAR
from organization.text import LineField, to_half_width
from returnees.choices import ConsentProof
from returnees.forms import QuestionnaireForm

NUMBER_LENGTH, CODE_LENGTH = 8, 6
# As in the addresses of entrances: without 0, 1, i, l and o.
ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"
SALT = "returnees.own_consent"
# A paper that is older was signed for something else.
OLDEST_PAPER = timedelta(days=366)

NEITHER = "请填本人手机上显示的 6 位数；没有手机的，填下面书面同意的日期和编号。"
WRONG_CODE = "这个数与本页对不上。请本人在手机上再看一下；这一页重新打开过的，请本人重新扫码。"
NOT_SENSITIVE = "本人在手机上没有单独同意这些内容。请本人重新勾选，把新的 6 位数告诉您；或者不带这些内容提交。"
EXPIRED = "页面停留太久，原来的 6 位数不能再用。请本人重新扫下面的码，把新的 6 位数告诉您。"
BOTH = "两种办法只填一种：有手机上的 6 位数，就不填书面同意。"


def consent_number(submission_uuid, key: str = "") -> str:
    digest = _digest(f"number {submission_uuid}", key or settings.SECRET_KEY)
    return "".join(ALPHABET[byte % len(ALPHABET)] for byte in digest[:NUMBER_LENGTH])


def consent_code(number: str, notice_version: str, *, with_sensitive: bool = False, key: str = "") -> str:
    """Another one where the youth agrees, by a tick of its own, to what needs a separate consent too."""
    scope = "all" if with_sensitive else "plain"
    digest = _digest(f"code {number} {notice_version} {scope}", key or settings.SECRET_KEY)
    return f"{int.from_bytes(digest[:8], 'big') % 10**CODE_LENGTH:0{CODE_LENGTH}}"


def is_consent_code(code: str, submission_uuid, notice_version: str, *, with_sensitive: bool) -> bool:
    keys = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    numbers = [consent_number(submission_uuid, key) for key in keys]
    known = [
        consent_code(number, notice_version, with_sensitive=with_sensitive, key=key)
        for number in numbers
        for key in keys
    ]
    return any(hmac.compare_digest(code, one) for one in known)


def _digest(text: str, key: str) -> bytes:
    return salted_hmac(SALT, text, secret=key, algorithm="sha256").digest()


def consent_address(entrance, submission_uuid) -> str:
    return settings.PUBLIC_URL + reverse("own_consent", args=[entrance.token, consent_number(submission_uuid)])


def consent_qr(address: str) -> str:
    return f"data:image/svg+xml;base64,{base64.b64encode(qr_svg(address).encode()).decode()}"


class PaperDayField(forms.DateField):
    def __init__(self):
        super().__init__(
            required=False,
            input_formats=["%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y年%m月%d日", "%Y%m%d"],
            error_messages={"invalid": f"请按 {EXAMPLE_YEAR}-02-14 的样子填写签字的日期。"},
        )

    def to_python(self, value):
        return super().to_python(to_half_width(value).strip() if isinstance(value, str) else value)

    def validate(self, value):
        super().validate(value)
        if value and not today() - OLDEST_PAPER <= value <= today():
            raise forms.ValidationError("签字的日期应在一年之内，不能晚于今天。")


CONSENT: dict[str, forms.Field] = {
    "consent_code": LineField(required=False),
    "consent_paper_on": PaperDayField(),
    "consent_paper_number": PlainLineField(required=False, max_length=40),
}


class StaffFilledForm(QuestionnaireForm):
    """As the youth's own, with the proof that they have agreed themselves in the place of a tick."""

    def __init__(self, data, *, questionnaire, on, submission_uuid, notice_version):
        super().__init__(data, questionnaire=questionnaire, on=on)
        self.submission_uuid, self.notice_version = submission_uuid, notice_version
        # The fields are shared by all forms of a design.
        self.fields = {name: field for name, field in self.fields.items() if name != "consent"} | CONSENT

    def clean(self):
        answers = super().clean()
        given = {name: answers.get(name) for name in CONSENT}
        if not given.keys() & self.errors.keys():
            self.check_consent(**given)
        return answers

    def check_consent(self, *, consent_code, consent_paper_on, consent_paper_number):
        code = "".join(filter(str.isdigit, to_half_width(consent_code)))
        has_paper = consent_paper_on or consent_paper_number
        if consent_code and has_paper:
            self.add_error("consent_code", BOTH)
        elif consent_code:
            self.check_code(code)
        elif not has_paper:
            self.add_error("consent_code", NEITHER)
        elif not consent_paper_on:
            self.add_error("consent_paper_on", "请填写签字的日期。")
        elif not consent_paper_number:
            self.add_error("consent_paper_number", "请填写那张纸的编号。")

    def check_code(self, code):
        plain, whole = (
            is_consent_code(code, self.submission_uuid, self.notice_version, with_sensitive=with_sensitive)
            for with_sensitive in (False, True)
        )
        if not (plain or whole):
            self.add_error("consent_code", WRONG_CODE)
        elif not whole and self.has_sensitive(self.cleaned_data) and "sensitive_consent" not in self.errors:
            self.add_error("sensitive_consent", NOT_SENSITIVE)

    def refuse_old_code(self):
        """Of a page that begins anew: the youth agreed too long ago, to a draft that is no more."""
        if self.data.get("consent_code") and "consent_code" not in self.errors:
            self.add_error("consent_code", EXPIRED)

    def consent_columns(self) -> dict:
        if self.cleaned_data["consent_code"]:
            return {"consent_proof": ConsentProof.OWN_PHONE}
        paper = {name: self.cleaned_data[name] for name in ("consent_paper_on", "consent_paper_number")}
        return {"consent_proof": ConsentProof.PAPER} | paper
