"""The page that makes accounts from an Excel list: upload, preview, and all of them or none."""

from base64 import b64decode, b64encode
from io import BytesIO

from django import forms
from django.contrib import messages
from django.core import signing
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.template.response import TemplateResponse

from organization.accounts.account_list import AccountList, mark_wrong_cells, read_account_rows
from organization.accounts.forms import SlipForm
from organization.accounts.views.bulk import committees_for_lists, holders
from organization.accounts.views.slips import issue_slips
from organization.attachments import attachment
from organization.choices import Act
from organization.forms import is_with_hidden_rows

PREVIEW_SALT = "account rows"
PREVIEW_LIFETIME = 60 * 60  # seconds
# Of a faulty list, in bytes: larger ones are not carried in the page, to be given back marked.
CARRIED = 500_000
MARKED_NAME = "账号名单_标出错误.xlsx"


class AccountListForm(forms.Form):
    file = forms.FileField(
        label="填好的名单（.xlsx）",
        error_messages={
            "required": "请先选择填好的 Excel 文件。",
            "missing": "请先选择填好的 Excel 文件。",
            "empty": "这个文件是空的。",
        },
        widget=forms.FileInput(attrs={"accept": ".xlsx"}),
    )

    def clean_file(self):
        self.rows = read_account_rows(self.cleaned_data["file"])
        return self.cleaned_data["file"]


def list_page(request, context):
    context |= {"title": "从 Excel 名单开账号"}
    if "marked" in request.POST:
        return marked_list(request, context)
    if "rows" in request.POST:
        return confirm(request, context)
    if request.method != "POST":
        return upload_page(request, context, AccountListForm())
    form = AccountListForm(request.POST, request.FILES)
    if not form.is_valid():
        return upload_page(request, context, form)
    form.cleaned_data["file"].seek(0)
    return preview_page(request, context, form.rows, content=form.cleaned_data["file"].read())


def marked_list(request, context):
    """The list that was found faulty, as it was sent, with what is wrong as comments."""
    try:
        content = b64decode(request.POST["marked"], validate=True)
        rows = read_account_rows(BytesIO(content))
        marked = mark_wrong_cells(content, read_list(request, rows).wrong)
    except (ValueError, ValidationError) as error:
        texts = error.messages if isinstance(error, ValidationError) else ["没有收到原来的名单，请重新上传。"]
        messages.error(request, texts[0])
        return upload_page(request, context, AccountListForm())
    return attachment(marked, MARKED_NAME)


def read_list(request, rows):
    committees = list(committees_for_lists(request.user))
    meant = [row[:-1] for row in rows if is_with_hidden_rows(request) or not row[-1]]
    return AccountList(meant, committees=committees, holders=holders(committees))


def confirm(request, context):
    """The preview's signed rows are validated again, so that changes made meanwhile are reported."""
    form = SlipForm(request.POST)
    try:
        rows = signing.loads(request.POST["rows"], salt=PREVIEW_SALT, max_age=PREVIEW_LIFETIME)
    except signing.BadSignature:
        rows = None
    if rows is None or not form.is_valid():
        messages.error(request, "预览已过期，请重新上传名单。")
        return upload_page(request, context, AccountListForm())
    if "look" in request.POST:
        return preview_page(request, context, rows)
    account_list = read_list(request, rows)
    form_uuid, accounts = form.cleaned_data["form_uuid"], account_list.accounts()
    if account_list.wrong:
        return preview_page(request, context, rows)
    try:
        return issue_slips(request, accounts, Act.ACCOUNT_CREATE, form_uuid=form_uuid, skipped=account_list.skipped())
    except (IntegrityError, ValidationError):
        messages.error(request, "没有新建：别人刚刚也在新建账号，请核对后再试。")
        return preview_page(request, context, rows)


def upload_page(request, context, form):
    return TemplateResponse(request, "organization/account_upload.html", context | {"form": form})


def preview_page(request, context, rows, *, content=b""):
    account_list = read_list(request, rows)
    is_carried = account_list.wrong and len(content) <= CARRIED
    context |= {
        "account_list": account_list,
        "content": b64encode(content).decode() if is_carried else "",
        "hidden_rows": [(row[0], "，".join(filter(None, row[1]))) for row in rows if row[-1]],
        "with_hidden": is_with_hidden_rows(request),
        "rows": signing.dumps(rows, salt=PREVIEW_SALT, compress=True),
        "form": AccountListForm(),
        "slip_form": SlipForm(),
    }
    return TemplateResponse(request, "organization/account_preview.html", context)
