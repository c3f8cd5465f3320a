from datetime import UTC, datetime
from typing import NamedTuple

from django.contrib import admin, messages
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.utils import get_fields_from_path
from django.contrib.admin.widgets import (
    AdminEmailInputWidget,
    AdminSplitDateTime,
    AdminTextareaWidget,
    AdminTextInputWidget,
)
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import DataError, IntegrityError, models
from django.db.models import Q
from django.http import Http404, HttpResponseRedirect

from organization.audit import append_audit_event
from organization.choices import Act
from organization.clock import FIRST_YEAR, LAST_YEAR, OUT_OF_TIME
from organization.empty_choices import name_empty_choice
from organization.moments import INVALID_DAY, MomentField
from organization.scoping import is_key
from organization.searching import text_condition
from organization.staff_site.edit_conflict import describe_last_change, with_conflicts
from organization.staff_site.inline_conflicts import has_only_conflicts, rows_in_conflict
from organization.staff_site.list_memory import remember_list
from organization.staff_site.navigation import NavigationLink
from organization.staff_site.paginator import CappedPaginator
from organization.staff_site.readonly_fields import StaffAdminForm
from organization.staff_site.staff_list import StaffList
from organization.text import CodeField, LineField, ParagraphsField, PersonField
from organization.text_columns import CodeColumn, PersonColumn
from organization.web_addresses import WebAddressColumn, WebAddressField, WebAddressInput
from organization.whole_numbers import StaffNumberInput, WholeNumberField

# What a database or Python raises for a value that none of our pages offers.
UNREADABLE = (ValueError, OverflowError, DataError)
EARLIEST, LATEST = datetime(FIRST_YEAR, 1, 1, tzinfo=UTC), datetime(LAST_YEAR, 12, 31, tzinfo=UTC)


class MomentWidget(AdminSplitDateTime):
    """What stands before each of its fields is no label of it."""

    def __init__(self, attrs=None):
        super().__init__(attrs)
        for widget, name in zip(self.widgets, ("日期", "时间"), strict=True):
            widget.attrs["aria-label"] = name


class SavedActs(NamedTuple):
    """The acts that an audit event calls what the stock pages of a class do: all of them, or none."""

    added: Act
    changed: Act
    # None where the class itself records what is deleted, or nothing can be.
    deleted: Act | None = None


class ScopedModelAdmin(admin.ModelAdmin):
    """An admin class whose every list, select and look-up stays within what the account may see."""

    # None where the class records its acts itself.
    acts: SavedActs | None = None

    formfield_overrides = {
        PersonColumn: {"form_class": PersonField, "widget": AdminTextInputWidget},
        WebAddressColumn: {"form_class": WebAddressField, "widget": WebAddressInput},
        CodeColumn: {"form_class": CodeField, "widget": AdminTextInputWidget},
        models.EmailField: {"form_class": CodeField, "widget": AdminEmailInputWidget},
        models.CharField: {"form_class": LineField, "widget": AdminTextInputWidget},
        models.TextField: {"form_class": ParagraphsField, "widget": AdminTextareaWidget},
        models.IntegerField: {"form_class": WholeNumberField, "widget": StaffNumberInput},
        models.DateTimeField: {"form_class": MomentField, "widget": MomentWidget},
        models.BigIntegerField: {"form_class": WholeNumberField, "widget": StaffNumberInput},
    }
    list_per_page = 50
    show_full_result_count = False
    paginator = CappedPaginator
    view_on_site = False
    actions_selection_counter = True
    # What making a new row is called, before the model's own name.
    adding = "新增"
    # The address where that is done, where it is not the form of the class.
    adding_page = ""
    # Sentences beside fields of which the model itself says none, by their names.
    field_help = {}
    # What to do where there is nothing yet; the button that makes a new row stands beside it.
    nothing_yet = ""

    def get_site_urls(self):
        """Pages of the class that do not lie below the address of its model."""
        return []

    def kind_links(self, request) -> list[NavigationLink]:
        """What the navigation has of the class besides its list: the kinds of entry that it stands for."""
        return []

    def get_queryset(self, request):
        return super().get_queryset(request).visible_to(request.user)

    def get_object(self, request, object_id, from_field=None):
        # The stock admin takes an empty `_to_field` for the name of a column.
        return super().get_object(request, object_id, from_field or None)

    def get_field_queryset(self, db, db_field, request):
        related = db_field.remote_field.model._default_manager.all()
        if hasattr(related, "standing"):
            related = self.standing_or_chosen(related, db_field, request)
        return related.visible_to(request.user) if hasattr(related, "visible_to") else related

    def standing_or_chosen(self, committees, db_field, request):
        """Without those that have ended, but for the one that the row which is changed has."""
        pk = request.resolver_match.kwargs.get("object_id") or ""
        if not is_key(pk) or db_field.model is not self.model:
            return committees.standing()
        chosen = self.model._base_manager.filter(pk=pk).values(db_field.name)
        return committees.filter(Q(ended_on=None) | Q(pk__in=chosen))

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        if db_field.name in self.field_help:
            kwargs["help_text"] = self.field_help[db_field.name]
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field:
            name_empty_choice(field)
        if field and isinstance(db_field, models.DateField) and not isinstance(db_field, models.DateTimeField):
            field.error_messages |= INVALID_DAY
        if field and isinstance(db_field, models.DateTimeField):
            # Beyond these, not every database and library can hold the moment.
            field.validators += [MinValueValidator(EARLIEST, OUT_OF_TIME), MaxValueValidator(LATEST, OUT_OF_TIME)]
        if field and isinstance(db_field, models.ForeignKey):
            for offer in ("can_add_related", "can_change_related", "can_view_related", "can_delete_related"):
                setattr(field.widget, offer, False)
        return field

    def lookup_allowed(self, lookup, value, request):
        """Only the page's own look-ups: any other could reveal a hidden column or run for hours."""
        offered = set()
        for one in self.get_list_filter(request):
            offered |= {f"{one}__exact", f"{one}__isnull"} if isinstance(one, str) else {one.parameter_name}
        return lookup in offered

    def get_changelist(self, request, **kwargs):
        return StaffList

    def changelist_view(self, request, extra_context=None):
        response = super().changelist_view(request, extra_context)
        if request.method == "GET" and getattr(response, "context_data", None):
            remember_list(request, response)
        return response

    def get_changelist_instance(self, request):
        try:
            changelist = super().get_changelist_instance(request)
        except UNREADABLE as error:
            raise IncorrectLookupParameters(error) from error
        changelist.title = self.opts.verbose_name_plural
        changelist.search_help_text = self.search_help_text or self.searched_columns()
        return changelist

    def get_search_results(self, request, queryset, search_term):
        found = text_condition(self.get_search_fields(request), search_term)
        # No column that is searched lies behind a relation to many: no row is found twice.
        return queryset.filter(found) if found else queryset, False

    def searched_columns(self) -> str:
        paths = (get_fields_from_path(self.model, name) for name in self.search_fields)
        return "、".join("".join(str(field.verbose_name) for field in path) for path in paths)

    def get_action_choices(self, request, default_choices=(("", "选一个动作"),)):
        return super().get_action_choices(request, list(default_choices))

    def response_action(self, request, queryset):
        try:
            return super().response_action(request, queryset)
        except UNREADABLE:
            messages.error(request, "所选的行无法识别，请在列表中重新选择。")
            return HttpResponseRedirect(request.get_full_path())

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        try:
            return self.handle_form(request, object_id, form_url, extra_context)
        except IntegrityError:
            pass
        try:
            # Somebody else has saved between our check and our save: validated again, the form reports it.
            return self.handle_form(request, object_id, form_url, extra_context)
        except IntegrityError:
            messages.error(request, "没有保存：别人正在保存同样的内容，请核对后再试。")
            return HttpResponseRedirect(request.get_full_path())

    def handle_form(self, request, object_id, form_url, extra_context):
        """Show or save a form in one transaction, which is rolled back and tried again after an IntegrityError."""
        if object_id is None:
            extra_context = {"title": f"{self.adding}{self.opts.verbose_name}"} | (extra_context or {})
        return super().changeform_view(request, object_id, form_url, extra_context)

    # The admin's own log is written in the transaction of the act, after it: so are the events.

    def log_addition(self, request, obj, message):
        if self.acts:
            append_audit_event(request, self.acts.added, obj)
        return super().log_addition(request, obj, message)

    def log_change(self, request, obj, message):
        if self.acts:
            append_audit_event(request, self.acts.changed, obj, detail=changed_labels(message))
        return super().log_change(request, obj, message)

    def log_deletions(self, request, queryset):
        for row in queryset if self.acts and self.acts.deleted else ():
            append_audit_event(request, self.acts.deleted, row)
        return super().log_deletions(request, queryset)

    def get_form(self, request, obj=None, change=False, **kwargs):
        return with_conflicts(super().get_form(request, obj, change, **kwargs))

    def get_formset_kwargs(self, request, obj, inline, prefix):
        kwargs = super().get_formset_kwargs(request, obj, inline, prefix)
        return kwargs | {"form_kwargs": {"label_suffix": ""} | kwargs.get("form_kwargs", {})}

    def render_change_form(self, request, context, *args, **kwargs):
        stock, inlines = context["adminform"], context["inline_admin_formsets"]
        # Labels stand above their fields.
        stock.form.label_suffix = ""
        stock.form.viewer = request.user
        context["rows_in_conflict"] = rows_in_conflict([one.formset for one in inlines])
        if stock.form.conflicts or context["rows_in_conflict"]:
            context["changed_by"] = describe_last_change(stock.form.instance, seen_by=request.user)
            if all(has_only_conflicts(one) for one in (stock.form, *(one.formset for one in inlines))):
                context["errors"] = None
        context["adminform"] = StaffAdminForm(stock.form, stock.fieldsets, {}, stock.readonly_fields, self)
        return super().render_change_form(request, context, *args, **kwargs)

    def get_changeform_initial_data(self, request):
        """Ignore the query string: our own links preset nothing, and a malformed moment in it would raise."""
        return {}

    def history_view(self, request, object_id, extra_context=None):
        response = super().history_view(request, object_id, extra_context)
        if getattr(response, "context_data", None):
            models.prefetch_related_objects(list(response.context_data["action_list"]), "user__committee")
        return response

    def render_delete_form(self, request, context):
        # The stock title is 删除 on every such page.
        return super().render_delete_form(request, context | {"title": f"{context['title']}{context['object']}"})

    def has_delete_permission(self, request, obj=None):
        return False

    def _get_obj_does_not_exist_redirect(self, request, opts, object_id):
        # The stock answer, a redirect with the id in a message, differs from that of every other view.
        raise Http404


def changed_labels(message) -> str:
    """What was changed, by the names of the fields and of the lines below; nothing of what they hold."""
    if isinstance(message, str):
        return ""
    labels = []
    for entry in message:
        for what in entry.values():
            labels += what.get("fields", []) if "name" not in what else [what["name"]]
    return "、".join(dict.fromkeys(str(label) for label in labels))
