from django.contrib.auth.views import PasswordChangeView
from django.db import transaction
from django.urls import reverse_lazy

from organization.audit import append_audit_event
from organization.choices import Act
from organization.forms import OwnPasswordForm


class OwnPasswordView(PasswordChangeView):
    form_class = OwnPasswordForm
    success_url = reverse_lazy("admin:password_change_done")
    template_name = "admin/password_change.html"

    @transaction.atomic
    def form_valid(self, form):
        response = super().form_valid(form)
        append_audit_event(self.request, Act.PASSWORD_CHANGE, self.request.user)
        return response
