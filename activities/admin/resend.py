"""An entry's form that is submitted twice: by a double click, or after going back to it."""

import uuid
from http import HTTPStatus

from django.contrib import messages
from django.http import HttpResponseRedirect
from django.urls import reverse

from activities.addresses import entry_address, kind_address
from activities.admin.kind_pages import kind_key
from activities.models import Activity


class ResendMixin:
    """For the admin class of the log: an identical form is answered with the entry that it has already made."""

    def handle_form(self, request, object_id, form_url, extra_context):
        is_new = request.method == "POST" and object_id is None and self.has_add_permission(request)
        if is_new and (answer := self.handle_resend(request)):
            return answer
        response = super().handle_form(request, object_id, form_url, extra_context)
        if is_new and response.status_code == HTTPStatus.OK:
            # Not saved, perhaps because its twin was saved while this one was waiting.
            return self.handle_resend(request) or response
        return response

    def handle_resend(self, request):
        earlier = self.earlier_entry(request)
        return (
            self.redirect_to_earlier(request, earlier) if earlier and self.is_same_content(request, earlier) else None
        )

    def earlier_entry(self, request):
        try:
            number = uuid.UUID(request.POST.get("form_uuid", ""))
        except ValueError:
            return None
        own = Activity.with_deleted.visible_to(request.user).filter(kind__key=kind_key(request), entry_uuid=number)
        return own.select_related("campaign", "committee", "kind").first()

    def is_same_content(self, request, earlier):
        # A form writes into its instance.
        entry = Activity.with_deleted.select_related("campaign", "committee", "kind").get(pk=earlier.pk)
        form = self.get_form(request, entry, change=True)(request.POST, instance=entry)
        has_new_photos = request.FILES and not entry.activity_photos.exists()
        return not form.has_changed() and not has_new_photos

    def redirect_to_earlier(self, request, earlier):
        if earlier.deleted_at:
            messages.warning(request, f"{earlier.number} 之前已保存，后来被删除。要用它，请在这里恢复。")
            return HttpResponseRedirect(reverse("deleted_activities"))
        messages.info(request, f"这条之前已经保存，编号 {earlier.number}，没有重复记录。")
        key = earlier.kind.key
        if "_addanother" in request.POST:
            return HttpResponseRedirect(f"{kind_address('add', key)}?like={earlier.pk}")
        if "_continue" in request.POST:
            return HttpResponseRedirect(entry_address(earlier))
        return HttpResponseRedirect(kind_address("changelist", key))
