"""The page on which one sees where one is logged in, and ends all other logins."""

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse

from organization.accounts.open_sessions import find_own_sessions
from organization.accounts.sessions import describe_ends, renew_session
from organization.audit import append_audit_event
from organization.choices import Act


def sessions_page(request, context):
    if request.method == "POST":
        end_other_sessions(request)
        messages.success(request, "别处的登录都已退出，只留下现在这一处。")
        return HttpResponseRedirect(reverse("admin:sessions"))
    context |= {
        "title": "登录在哪些地方",
        "sessions": find_own_sessions(request.user),
        "current_key": request.session.session_key,
        "ends": describe_ends(),
    }
    return TemplateResponse(request, "organization/sessions.html", context)


@transaction.atomic
def end_other_sessions(request):
    request.user.end_sessions()
    request.user.save(update_fields=["session_generation"])
    renew_session(request)
    append_audit_event(request, Act.SESSIONS_END, request.user)
