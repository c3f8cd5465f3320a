"""What a form sent while the site could not store it, as a form in the answer: nothing typed is lost, and one press
sends it again. Made without database, session and template.
"""

from django.middleware.csrf import CsrfViewMiddleware, get_token
from django.template.defaultfilters import linebreaksbr
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from organization.accounts.page_account import FIELD as ACCOUNT_FIELD
from organization.accounts.unsaved import Unsaved, unsaved_of

# Of the login page, which carries what an ended session had sent.
CARRIED = "unsaved"
MULTIPART = format_html(' enctype="{}"', "multipart/form-data")


class TokenCheck(CsrfViewMiddleware):
    """Says whether a post is from a page of ours, where the refusal came before anybody asked."""

    def _reject(self, request, reason):
        return reason


def is_from_our_page(request) -> bool:
    check = TokenCheck(lambda request: None)
    check.process_request(request)
    return check.process_view(request, lambda request: None, (), {}) is None


def kept_form(request) -> str:
    """Empty where nothing was sent, and where it did not come from a page of ours: of that nothing is shown."""
    if request.method != "POST":
        return ""
    is_staff_page = request.path.startswith(reverse("admin:index"))
    try:
        if is_staff_page and not is_from_our_page(request):
            return ""
        unsaved = unsaved_of(request)
    except Exception:  # what was sent could not be read either
        return ""
    if not unsaved.fields and not unsaved.files and CARRIED not in request.POST:
        return ""
    return draw_form(unsaved, [*unsaved.fields, *(fields_of_staff(request) if is_staff_page else [])])


def fields_of_staff(request) -> list[tuple[str, str]]:
    kept = [(name, request.POST[name]) for name in (ACCOUNT_FIELD, CARRIED) if name in request.POST]
    return [("csrfmiddlewaretoken", get_token(request)), *kept]


def draw_form(unsaved: Unsaved, fields: list[tuple[str, str]]) -> SafeString:
    hidden = format_html_join("", '<input type="hidden" name="{}" value="{}">', fields)
    files = format_html_join(
        "", '<label class="label">{1}：<input class="input" type="file" name="{0}" multiple></label>', unsaved.files
    )
    again = (
        format_html('<p class="hint">选过的文件没法带过来，请在这里重新选择。</p>{}', files) if unsaved.files else ""
    )
    texts = format_html_join("", "<p>{}</p>", ((linebreaksbr(text),) for text in unsaved.texts))
    shown = format_html("<details open><summary>填写的文字</summary>{}</details>", texts) if texts else ""
    return format_html(
        '<form class="card" method="post" action="{}"{} data-kept><p><b>刚才填写的没有丢，都在这一页里。</b>'
        "请不要关闭它，过几分钟再提交一次。</p>{}{}"
        '<button class="button" type="submit">再提交一次</button>{}</form>',
        unsaved.path,
        MULTIPART if unsaved.files else "",
        hidden,
        again,
        shown,
    )
