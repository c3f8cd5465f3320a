from django.conf import settings
from django.contrib.auth.views import PasswordChangeView
from django.db import transaction
from django.urls import reverse_lazy

from organization.accounts.forms import OwnPasswordForm
from organization.audit import append_audit_event
from organization.choices import Act


class OwnPasswordView(PasswordChangeView):
    form_class = OwnPasswordForm
    success_url = reverse_lazy("admin:password_change_done")
    template_name = "registration/password_change_form.html"

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"request": self.request}

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        if self.request.user.must_change_password:
            context["title"] = "首次登录，请先设置自己的密码"
        elif self.request.user.is_password_old:
            context |= {"title": "密码已到期，请换一个", "max_days": settings.PASSWORD_MAX_DAYS}
        return context

    @transaction.atomic
    def form_valid(self, form):
        response = super().form_valid(form)
        # With the password, or neither: the session of before ends with the old one.
        self.request.session.save()
        append_audit_event(self.request, Act.PASSWORD_CHANGE, self.request.user)
        return response
