from django.contrib import admin

from activities.forms import PhotoForm, PhotoFormSet, ServicePhotoForm, decode_uploads
from activities.forms.photos import PHOTO_LIMIT
from activities.models import ActivityPhoto, ServicePhoto
from activities.models.photo import WrittenFiles
from organization.staff_site.inline_conflicts import ConflictAwareInline
from organization.staff_site.model_admin import ScopedModelAdmin


class PhotoInline(ConflictAwareInline, admin.StackedInline):
    """The photos of an entry: whoever may change the entry may change them."""

    model = ActivityPhoto
    form, formset = PhotoForm, PhotoFormSet
    formfield_overrides = ScopedModelAdmin.formfield_overrides
    template = "activities/photo_inline.html"
    # Of the address under which photos come from a phone, and what the help calls the entry.
    phone_name, entry_label = "entry_phone", "活动"
    extra = 3
    max_num = PHOTO_LIMIT

    def get_queryset(self, request):
        return super().get_queryset(request).visible_to(request.user).select_related("photo")

    def get_formset(self, request, obj=None, **kwargs):
        formset = super().get_formset(request, obj, can_delete_extra=False, validate_max=True, **kwargs)
        formset.account, formset.written = request.user, getattr(request, "written_files", None)
        return formset

    def can(self, request, action):
        return request.user.has_perm(f"activities.{action}_{self.parent_model._meta.model_name}")

    def has_view_permission(self, request, obj=None):
        return self.can(request, "view")

    def has_change_permission(self, request, obj=None):
        return self.can(request, "change")

    def has_add_permission(self, request, obj):
        return self.can(request, "change")

    def has_delete_permission(self, request, obj=None):
        return self.can(request, "change")


class ServicePhotoInline(PhotoInline):
    model, form = ServicePhoto, ServicePhotoForm
    phone_name, entry_label = "service_phone", "服务记录"


class WithPhotosMixin:
    """For the admin class of entries that have photos: what is valid of them is stored even if the rest is not."""

    def handle_form(self, request, object_id, form_url, extra_context):
        if request.method != "POST":
            return super().handle_form(request, object_id, form_url, extra_context)
        decode_uploads(request.FILES)
        with WrittenFiles() as request.written_files:
            return super().handle_form(request, object_id, form_url, extra_context)

    def render_change_form(self, request, context, *args, **kwargs):
        if context["adminform"].form.is_bound:
            formsets = [inline.formset for inline in context["inline_admin_formsets"]]
            for formset in formsets:
                formset.store_valid_photos()
            context["has_stored_photos"] = any(photo.stored for formset in formsets for photo in formset.forms)
        return super().render_change_form(request, context, *args, **kwargs)
