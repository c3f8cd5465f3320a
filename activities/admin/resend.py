"""An entry's form that is sent again: by a double click, after going back to it, or with an answer to its questions."""

from http import HTTPStatus

from django.contrib import messages
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils.html import format_html

from activities.addresses import entry_address, kind_address
from activities.admin.kind_pages import kind_key
from activities.forms import brings_new_photos
from activities.forms.questions import CHANGE, SAME, Answers, change_answer, form_number, pressed_button
from activities.models import Activity


class ResendMixin:
    """For the admin class of the log: an identical form is answered with the entry that it has already made."""

    def handle_form(self, request, object_id, form_url, extra_context):
        is_new = request.method == "POST" and object_id is None and self.has_add_permission(request)
        if not is_new:
            return super().handle_form(request, object_id, form_url, extra_context)
        if answer := self.handle_same(request) or self.handle_resend(request):
            return answer
        if twin := self.twin_to_change(request):
            return super().handle_form(request, str(twin.pk), entry_address(twin), extra_context)
        response = super().handle_form(request, object_id, form_url, extra_context)
        if response.status_code == HTTPStatus.OK:
            # Not saved, perhaps because its twin was saved while this one was waiting.
            return self.handle_resend(request) or response
        return response

    def handle_same(self, request):
        """It is the same as one that is there: nothing is logged, and that one is displayed."""
        pk = Answers(request.POST).latest(SAME)
        entry = self.entry_of(request, pk) if pk else None
        if entry is None:
            return None
        if pressed_button(request.POST) == "_addanother":
            link = format_html('<a href="{}">{}</a>', entry_address(entry), entry.number)
            messages.info(request, format_html("没有另记，这就是已有的 {}。", link))
            return HttpResponseRedirect(kind_address("add", kind_key(request)))
        messages.info(request, f"没有另记，这就是已有的 {entry.number}。要补充内容或照片，请在这里改，再保存。")
        return HttpResponseRedirect(entry_address(entry))

    def twin_to_change(self, request):
        """What this form has made already, where it shall be changed and is still what was asked about."""
        answer = Answers(request.POST).latest(CHANGE)
        twin = self.earlier_entry(request) if answer else None
        if twin is None or twin.deleted_at or change_answer(twin) != f"{CHANGE}:{answer}":
            return None
        return twin if self.has_change_permission(request, twin) else None

    def handle_resend(self, request):
        earlier = self.earlier_entry(request)
        return (
            self.redirect_to_earlier(request, earlier) if earlier and self.is_same_content(request, earlier) else None
        )

    def earlier_entry(self, request):
        own = Activity.with_deleted.visible_to(request.user)
        own = own.filter(kind__key=kind_key(request), entry_uuid=form_number(request.POST))
        return own.select_related("campaign", "committee", "kind").first()

    def is_same_content(self, request, earlier):
        # A form writes into its instance.
        entry = Activity.with_deleted.select_related("campaign", "committee", "kind").get(pk=earlier.pk)
        form = self.get_form(request, entry, change=True)(request.POST, instance=entry)
        return not form.has_changed() and not brings_new_photos(request, entry)

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
