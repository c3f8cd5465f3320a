from copy import copy

from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.http import Http404, HttpResponseRedirect
from django.urls import reverse

from activities.admin.work_filters import SHOWN, OwnLevelFilter, ShownFilter
from activities.admin.work_forms import WorkEntryForm, uuid_of_account
from activities.forms.questions import CHANGE, SAME, Answers, change_answer, form_number
from organization.audit import append_audit_event
from organization.campaign_choice import act_on_campaign, find_campaign, viewed_campaign
from organization.choices import Act
from organization.clock import today
from organization.staff_site.campaign_scoped import CampaignScopedAdmin
from organization.staff_site.deleted_rows import restore_row
from organization.staff_site.filters import OwnCommitteeFilter
from organization.staff_site.list_memory import list_address
from organization.staff_site.model_admin import SavedActs

HOW_TO_RESTORE = "30 天内删除的都在这里。要恢复的请勾选，在“动作”里选“恢复所选的记录”，再点“执行”。"


def is_list(request):
    return request.resolver_match.url_name.endswith("_changelist")


def shows_deleted(request):
    return request.GET.get(SHOWN) == "deleted"


def act_on_shown_campaign(request):
    """Act on the campaign that a posted form was rendered for, even if another tab has switched to another one."""
    shown = find_campaign(request.POST.get("shown_for", ""))
    if shown and shown != viewed_campaign(request):
        act_on_campaign(request, shown)
        messages.warning(request, f"这张表是 {shown}的，已按 {shown}处理。")


class WorkEntryAdmin(CampaignScopedAdmin):
    """The list and the short form of one kind of work besides Annex 2; what is deleted can be brought back."""

    acts = SavedActs(Act.ENTRY_ADD, Act.ENTRY_CHANGE)
    form = WorkEntryForm
    change_list_template = "activities/work_list.html"
    delete_confirmation_template = "activities/delete_entry.html"
    list_select_related = ("committee", "campaign")
    list_filter = (ShownFilter, OwnLevelFilter, OwnCommitteeFilter)
    actions = ("restore",)
    introduction = ""
    # Of the list; the first leads to the entry, and the committee stands after it.
    list_columns = ()
    # The rows of the form, between the committee and the remark.
    columns = ()

    class Media:
        css = {"all": ["work.css"]}

    def get_queryset(self, request):
        if is_list(request) and shows_deleted(request):
            deleted = self.model.with_deleted.restorable().visible_to(request.user)
            return deleted.in_campaign(viewed_campaign(request)).order_by("-deleted_at")
        return super().get_queryset(request)

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change, **kwargs)
        form.campaign = obj.campaign if obj else viewed_campaign(request)
        form.account = request.user
        return form

    def get_changeform_initial_data(self, request):
        """Default to today, unless today lies outside of the campaign's year."""
        return {self.model.DAY: today()} if today().year == viewed_campaign(request).year else {}

    def get_fieldsets(self, request, obj=None):
        hidden = ("campaign",) if obj else ("campaign", "shown_for", "form_uuid")
        return [(None, {"fields": [hidden, "committee", *self.columns, "remark"]})]

    def get_list_display(self, request):
        leading, *others = self.list_columns
        columns = (leading, "committee", *others, "number")
        return (*columns, "deleted_at", "deleted_by") if shows_deleted(request) else columns

    def get_list_select_related(self, request):
        related = super().get_list_select_related(request)
        return (*related, "deleted_by__committee") if shows_deleted(request) else related

    def get_list_display_links(self, request, list_display):
        return None if shows_deleted(request) else super().get_list_display_links(request, list_display)

    @admin.display(description="编号", ordering="pk")
    def number(self, entry):
        return entry.number

    # The list: a sum of what the filters show.

    def changelist_view(self, request, extra_context=None):
        labels = {"introduction": self.introduction}
        if shows_deleted(request):
            labels = {"title": f"已删除的{self.opts.verbose_name}", "introduction": HOW_TO_RESTORE}
        response = super().changelist_view(request, labels | (extra_context or {}))
        changelist = getattr(response, "context_data", {}).get("cl")
        if changelist:
            is_of_all = not request.GET.get(SHOWN)
            response.context_data["sums"] = self.sums(changelist, viewed_campaign(request)) if is_of_all else None
        return response

    def sums(self, changelist, campaign) -> list[tuple[str, int | None, str]]:
        """Label, figure and list query of each sum; an empty query is the unfiltered list."""
        raise NotImplementedError

    # Saving: a form is stored once, in the campaign that it was rendered for.

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        if request.method == "POST" and object_id is None and self.has_add_permission(request):
            act_on_shown_campaign(request)
            if answer := self.handle_same(request) or self.handle_resend(request):
                return answer
            if twin := self.twin_to_change(request):
                address = reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_change", args=[twin.pk])
                return super().changeform_view(request, str(twin.pk), address, extra_context)
        return super().changeform_view(request, object_id, form_url, extra_context)

    def render_change_form(self, request, context, *args, **kwargs):
        form = context["adminform"].form
        context |= {"question": form.question, "carried_answers": form.answers.carried}
        if context["question"]:
            context["errors"] = None  # it is asked only where nothing is wrong
        return super().render_change_form(request, context, *args, **kwargs)

    def handle_same(self, request):
        """It is the same as one that is there: nothing is stored, and that one is named."""
        pk = Answers(request.POST).latest(SAME)
        entry = self.get_object(request, pk) if pk else None
        if entry is None:
            return None
        messages.info(request, f"没有另记，这就是已有的 {entry.number}。")
        return HttpResponseRedirect(reverse(self.list_name))

    def handle_resend(self, request):
        earlier = self.earlier_entry(request)
        if earlier is None or not self.is_same_content(request, earlier):
            return None
        messages.info(request, f"这一条刚才已经保存，编号 {earlier.number}，没有重复记录。")
        return HttpResponseRedirect(reverse(self.list_name))

    def twin_to_change(self, request):
        """What this form has stored, where it shall be changed and is still what was asked about."""
        answer = Answers(request.POST).latest(CHANGE)
        twin = self.earlier_entry(request) if answer else None
        if twin is None or twin.deleted_at or change_answer(twin) != f"{CHANGE}:{answer}":
            return None
        return twin if self.has_change_permission(request, twin) else None

    def earlier_entry(self, request):
        """The entry that this very form has already stored, if any."""
        number = form_number(request.POST)
        if number is None:
            return None
        entries = self.model.with_deleted.visible_to(request.user).select_related("campaign")
        return entries.filter(entry_uuid=uuid_of_account(number, request.user)).first()

    def is_same_content(self, request, earlier):
        entry = copy(earlier)  # a form writes into its instance
        return not self.get_form(request, entry, change=True)(request.POST, instance=entry).has_changed()

    def save_model(self, request, entry, form, change):
        if not change:
            entry.entry_uuid = uuid_of_account(form.cleaned_data["form_uuid"], request.user)
        try:
            with transaction.atomic():
                entry.record(by=request.user)
        except self.model.DoesNotExist as error:
            raise Http404 from error
        except IntegrityError:
            stored = None if change else self.model.objects.filter(entry_uuid=entry.entry_uuid).first()
            if stored is None:
                raise
            # The same form, sent again while the first was being stored.
            entry.pk = stored.pk

    @property
    def list_name(self):
        return f"admin:{self.opts.app_label}_{self.opts.model_name}_changelist"

    # Deleting, and undoing it.

    def has_delete_permission(self, request, obj=None):
        return admin.ModelAdmin.has_delete_permission(self, request, obj)

    def get_actions(self, request):
        actions = super().get_actions(request)
        return {name: action for name, action in actions.items() if name == "restore" and shows_deleted(request)}

    def delete_model(self, request, entry):
        try:
            entry.mark_deleted(by=request.user)
        except self.model.DoesNotExist:
            return  # somebody else has just done so
        append_audit_event(request, Act.ENTRY_DELETE, entry)

    def response_delete(self, request, obj_display, obj_id):
        messages.success(request, f"已删除：{obj_display}。30 天内可以在列表上方的筛选“显示：已删除”里恢复。")
        return HttpResponseRedirect(list_address(request, self.list_name))

    @admin.action(description="恢复所选的记录", permissions=["delete"])
    def restore(self, request, entries):
        for entry in entries:
            try:
                restore_row(request, entry, Act.ENTRY_RESTORE)
                messages.success(request, f"已恢复：{entry}。")
            except ValidationError as error:
                messages.error(request, f"没有恢复：{entry}。{error.messages[0]}")
            except (self.model.DoesNotExist, IntegrityError):
                messages.error(request, f"没有恢复：{entry}。别人刚刚处理过它，请刷新列表再看。")
