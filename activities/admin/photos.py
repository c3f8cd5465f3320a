from django.contrib import admin

from activities.forms import PhotoForm, PhotoFormSet
from activities.forms.photos import PHOTO_LIMIT
from activities.models import ActivityPhoto
from organization.staff_site.inline_conflicts import ConflictAwareInline
from organization.staff_site.model_admin import ScopedModelAdmin


class PhotoInline(ConflictAwareInline, admin.StackedInline):
    """The photos of an entry: whoever may change the entry may change them."""

    model = ActivityPhoto
    form, formset = PhotoForm, PhotoFormSet
    formfield_overrides = ScopedModelAdmin.formfield_overrides
    template = "activities/photo_inline.html"
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
