"""The pages of everything that fails: within the frame where somebody is logged in, else one that needs nothing.

The latter is rendered once, at the start: without database, session and address it still says what happened.
"""

import logging
import sys
from dataclasses import dataclass
from functools import cache

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.http import HttpResponse, JsonResponse, UnreadablePostError
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import escape

from organization.outage import is_outage, outage_reason
from organization.read_only import last_seen_state
from organization.request_id import request_id
from organization.staff_site.frame import Frame
from organization.staff_site.kept_form import kept_form

logger = logging.getLogger(__name__)

# Stand in the rendered page for what differs from error to error.
TITLE, SENTENCE, NUMBER, ADDRESS, LABEL = "TITLE-MARK", "SENTENCE-MARK", "NUMBER-MARK", "ADDRESS-MARK", "LABEL-MARK"
KEPT = "KEPT-MARK"
# After how many seconds one may ask again.
RETRY_AFTER = {429: 60, 503: 30}
# More of something than is read.
TOO_MUCH = (RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent)


@dataclass(frozen=True)
class ErrorText:
    title: str
    sentence: str


TEXTS = {
    400: ErrorText(
        "这次请求没有成功",
        "发来的内容不完整或不正确，什么也没有保存。请返回上一页再试一次；如果还是不行，请从首页重新进入。",
    ),
    403: ErrorText("没有权限", "您没有权限打开这个页面。如果需要，请联系上一级团委开通。"),
    404: ErrorText("没有找到这个页面", "可能是地址有误、内容已经移走，或者您没有查看的权限。"),
    405: ErrorText("这个地址不能这样打开", "请返回上一页，用页面上的按钮操作。"),
    413: ErrorText(
        "发来的内容太多",
        "超过了这个页面一次能收的大小，什么也没有保存。请返回上一页，把内容或文件减小，或分几次提交。",
    ),
    414: ErrorText("地址太长", "请返回上一页，少选一些条件，或者把要查找的内容写短，再试一次。"),
    415: ErrorText("没有读懂发来的内容", "文字的编码不是 UTF-8，什么也没有保存。请换一个浏览器，再试一次。"),
    429: ErrorText("操作太频繁", "请过一会儿再试。"),
    500: ErrorText(
        "系统出了点问题",
        "很抱歉，刚才没有成功。如果您正在提交问卷，请返回上一页再按一次提交，重复提交也只会保存一份。",
    ),
    503: ErrorText("系统暂时不可用", "我们正在恢复服务。请保留这个页面，过几分钟刷新一次。"),
}


def error_page(request, status: int, text: ErrorText | None = None, *, is_framed: bool = True) -> HttpResponse:
    text = text or read_only_text(status) or TEXTS[status]
    if request.headers.get("Accept") == "application/json":
        response = JsonResponse({"errors": [text.sentence], "stored": 0, "request_id": request_id()}, status=status)
    else:
        framed = framed_page(request, text) if is_framed and status < 500 else ""
        kept = kept_form(request) if status == 503 else ""
        response = HttpResponse(framed or plain_page(request, text, kept), status=status)
    response["Cache-Control"] = "no-store"
    if status in RETRY_AFTER:
        response["Retry-After"] = str(RETRY_AFTER[status])
    return response


def read_only_text(status: int) -> ErrorText | None:
    state = last_seen_state() if status == 503 else None
    return state and ErrorText("网站正在维护，只能查看", f"现在{state.describe()}，不能保存和提交。请过一会儿再试。")


def framed_page(request, text: ErrorText) -> str:
    """Empty where nobody is logged in, and where the frame itself fails."""
    try:
        if not Frame(request).is_shown:
            return ""
        return render_to_string("staff/error.html", vars(text) | {"request_id": request_id()}, request)
    except Exception:
        logger.exception("an error page without its frame")
        return ""


def plain_page(request, text: ErrorText, kept: str = "") -> str:
    page, staff_root = plain_template()
    is_staff_page = request.path.startswith(staff_root)
    values = {
        TITLE: text.title,
        SENTENCE: text.sentence,
        NUMBER: request_id(),
        ADDRESS: staff_root if is_staff_page else "/",
        LABEL: "回到工作台" if is_staff_page else "去活动首页",
    }
    for mark, value in values.items():
        page = page.replace(mark, escape(value))
    # Last: what was typed may hold the name of a mark.
    return page.replace(KEPT, kept)


@cache
def plain_template() -> tuple[str, str]:
    marks = {"title": TITLE, "sentence": SENTENCE, "request_id": NUMBER, "address": ADDRESS, "label": LABEL}
    marks |= {"kept": KEPT}
    return render_to_string("public/error.html", marks), reverse("admin:index")


# What Django calls for what a view raises (config/urls.py).


def bad_request(request, exception):
    return error_page(request, 413 if isinstance(exception, TOO_MUCH) else 400)


def permission_denied(request, exception):
    return error_page(request, 403)


def not_found(request, exception):
    return error_page(request, 404)


def server_error(request):
    """A database that cannot be reached is no error of ours, nor is a client that leaves while it sends."""
    exception = sys.exception()
    if isinstance(exception, UnreadablePostError):
        return error_page(request, 400, is_framed=False)
    if not is_outage(exception):
        return error_page(request, 500)
    request.log_reason = outage_reason(exception)
    return error_page(request, 503)
