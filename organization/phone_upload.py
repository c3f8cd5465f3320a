"""From the phone to the office PC: a signed address under which an account adds photos to one place for ten minutes.

Phones are not logged in. Each app has its places: it says who may fill them and how; this module has the rest.
"""

from base64 import b64encode
from dataclasses import dataclass
from datetime import timedelta
from typing import ClassVar

from django.conf import settings
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.core.signing import BadSignature, SignatureExpired, TimestampSigner
from django.db import transaction
from django.http import Http404, JsonResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt

from organization.audit import append_audit_event
from organization.choices import Act
from organization.models import Account
from organization.pictures.rewriting import Rewritten, rewrite
from organization.qr import qr_svg
from organization.uploads import read_upload

LIFETIME = timedelta(minutes=10)
FILES_AT_ONCE = 12
NO_FILE = "还没有选照片。"
TOO_MANY_FILES = f"一次最多选 {FILES_AT_ONCE} 张，请分几次上传。"
EXPIRED = f"二维码 {LIFETIME.seconds // 60} 分钟内有效。请在电脑上重新打开，再扫一次；已经传上的照片都在。"
UNKNOWN = "可能是地址不完整。请在电脑上重新打开二维码，再扫一次。"
CLOSED = "这里现在不能上传照片了：记录可能已删除，材料可能已报送，或者账号已停用。请回到电脑上看一看。"

_signer = TimestampSigner(salt="organization.phone_upload")


@dataclass(frozen=True)
class StoredPhoto:
    pk: int
    address: str
    thumbnail_address: str


class PhoneTarget:
    """Where an account may add photos. What is displayed of it on a phone is its title and its committee."""

    # Part of the token, so that one for a place of one kind opens none of another.
    key: ClassVar[str]
    # The names of the addresses: for the account on the PC, and for the phone.
    page_name: ClassVar[str]
    upload_name: ClassVar[str]

    pk: int
    title: str
    committee: object
    # Where the PC goes back to.
    address: str

    @classmethod
    def find(cls, account: Account, pk: int) -> "PhoneTarget | None":
        """None unless the account may fill it now."""
        raise NotImplementedError

    @property
    def room(self) -> int:
        """How many photos may still be added."""
        raise NotImplementedError

    @property
    def photos(self) -> list[StoredPhoto]:
        raise NotImplementedError

    def add(self, picture: Rewritten, *, by: Account) -> None:
        """Raises a ValidationError if there is no room."""
        raise NotImplementedError

    # What the audit event says of the photos: the act, and the row that got them.
    act: ClassVar[Act]

    @property
    def subject(self):
        raise NotImplementedError


def sign_place(place: PhoneTarget, account: Account) -> str:
    return _signer.sign(f"{place.key}-{place.pk}-{account.pk}")


def find_signed(kind: type[PhoneTarget], token: str) -> tuple[PhoneTarget | None, Account | None]:
    """Raises BadSignature or SignatureExpired. What the account may do is asked anew."""
    key, pk, account_pk = _signer.unsign(token, max_age=LIFETIME).split("-")
    if key != kind.key:
        raise BadSignature
    account = Account.objects.filter(pk=account_pk, is_active=True, must_change_password=False).first()
    return (kind.find(account, int(pk)) if account else None), account


# On the PC


def code_page(request, kind: type[PhoneTarget], pk: int):
    """The QR code; as JSON for the script, which asks again with `?photos` for what has arrived."""
    place = kind.find(request.user, pk)
    if place is None:
        raise Http404
    context = {"title": f"用手机传照片 · {place.title}", "place": place, "minutes": LIFETIME.seconds // 60}
    if request.headers.get("Accept") == "application/json":
        code = {} if "photos" in request.GET else code_of(place, request.user)
        return JsonResponse(code | {"photos": [vars(photo) for photo in place.photos], "room": place.room})
    context |= admin.site.each_context(request) | code_of(place, request.user)
    return TemplateResponse(request, "staff/phone_code.html", context)


def code_of(place: PhoneTarget, account: Account) -> dict:
    path = reverse(place.upload_name, args=[sign_place(place, account)])
    image = b64encode(qr_svg(settings.PUBLIC_URL + path).encode()).decode()
    return {"code": f"data:image/svg+xml;base64,{image}", "seconds": LIFETIME.seconds}


# On the phone


def upload_view(kind: type[PhoneTarget]):
    @csrf_exempt  # no cookie: the signed address says who it is
    @never_cache
    def upload(request, token):
        try:
            place, account = find_signed(kind, token)
        except SignatureExpired:
            return refuse(request, "二维码已过期", EXPIRED, status=410)
        except (BadSignature, ValueError):
            return refuse(request, "没有认出这个二维码", UNKNOWN, status=404)
        if place is None:
            return refuse(request, "不能上传", CLOSED, status=403)
        if request.method != "POST":
            return TemplateResponse(request, "public/phone_upload.html", {"place": place, "stored_before": 0})
        return receive(request, place, account)

    return upload


def refuse(request, title: str, sentence: str, *, status: int):
    if request.headers.get("Accept") == "application/json":
        return JsonResponse({"errors": [sentence], "stored": 0, "room": 0}, status=status)
    context = {"title": title, "sentence": sentence}
    return TemplateResponse(request, "public/phone_upload_refused.html", context, status=status)


def receive(request, place: PhoneTarget, account: Account):
    read_upload(request)
    files = request.FILES.getlist("photos")
    errors = [NO_FILE] if not files else [TOO_MANY_FILES] if len(files) > FILES_AT_ONCE else []
    is_script = request.headers.get("Accept") == "application/json"
    stored = 0
    for file in files if not errors else ():
        try:
            picture = rewrite(file)
            with transaction.atomic():
                place.add(picture, by=account)
                append_audit_event(request, place.act, place.subject, actor=account, detail="手机传照片")
            stored += 1
        except ValidationError as error:
            # The script sends one at a time, and shows its name.
            errors.append(error.messages[0] if is_script else f"{file.name}：{error.messages[0]}")
    if is_script:
        return JsonResponse({"errors": errors, "stored": stored, "room": place.room})
    context = {"place": place, "errors": errors, "stored_before": stored_before(request) + stored}
    return TemplateResponse(request, "public/phone_upload.html", context)


def stored_before(request) -> int:
    """What earlier posts of the same page have stored, as the page remembers it."""
    sent = request.POST.get("stored_before", "")
    return int(sent) if sent.isascii() and sent.isdecimal() and len(sent) < 4 else 0
