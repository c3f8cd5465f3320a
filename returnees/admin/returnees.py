from django.contrib import admin, messages
from django.db import transaction
from django.utils.html import format_html, format_html_join

from organization.audit import append_audit_event
from organization.choices import Act
from organization.staff_site import CampaignScopedAdmin, OwnCommitteeFilter
from returnees.answers import answered_sections
from returnees.choices import ReturneeState
from returnees.models import FollowUpCase, Returnee
from returnees.questions import Kind


class DuplicateFilter(admin.SimpleListFilter):
    title = "疑似重复"
    parameter_name = "duplicate"

    def lookups(self, request, model_admin):
        return [("yes", "同一手机号有多份")]

    def queryset(self, request, returnees):
        return returnees.filter(is_possible_duplicate=True) if self.value() == "yes" else returnees


@admin.register(Returnee)
class ReturneeAdmin(CampaignScopedAdmin):
    """The records of one's own subtree, to be read; the phone number is masked."""

    list_display = (
        "name",
        "masked_phone",
        "duplicate_mark",
        "home_committee",
        "age",
        "status",
        "submitted_at",
        "state",
    )
    list_filter = ("status", "state", DuplicateFilter, "filled_by", OwnCommitteeFilter)
    list_select_related = ("home_committee",)
    search_fields = ("name__startswith",)
    search_help_text = "按姓名开头查找"
    date_hierarchy = "submitted_at"
    actions = ("release",)
    readonly_fields = ("source", "answer_table", "masked_phone", "duplicate_mark")
    fields = (
        ("state", "quarantine_reason", "duplicate_mark"),
        ("submitted_at", "consent_version"),
        ("source", "filled_by"),
        "answer_table",
    )

    def get_queryset(self, request):
        return super().get_queryset(request).with_duplicate_mark(request.user)

    @admin.display(description="来源入口")
    def source(self, returnee):
        # Without the label: the entrance may be another committee's.
        return f"{returnee.entrance.committee} · {returnee.entrance.get_channel_display()}"

    @admin.display(description="手机号")
    def masked_phone(self, returnee):
        return returnee.masked_phone or None

    @admin.display(description="疑似重复")
    def duplicate_mark(self, returnee):
        return "疑似重复" if returnee.is_possible_duplicate else "—"

    @admin.display(description="回答")
    def answer_table(self, returnee):
        answers = [answer for section in answered_sections(returnee) for answer in section.answers]
        rows = ((answer.label, self.shown_words(returnee, answer)) for answer in answers)
        body = format_html_join("", "<tr><th scope=row>{}</th><td>{}</td></tr>", rows)
        return format_html('<table class="answers">{}</table>', body)

    @staticmethod
    def shown_words(returnee, answer):
        return (returnee.masked_phone if answer.question.kind is Kind.PHONE else answer.words) or "—"

    @admin.action(description="核实为有效（从“待核实”放行）", permissions=["review"])
    def release(self, request, returnees):
        """Take suspected bots that turned out to be people out of quarantine; others stay as they are."""
        released = 0
        with transaction.atomic():
            # The mark's subquery cannot be locked.
            for returnee in Returnee.objects.filter(pk__in=returnees.values("pk")).quarantined().select_for_update():
                returnee.state = ReturneeState.ACCEPTED
                returnee.save(update_fields=["state"])
                FollowUpCase.objects.keep_up_with(returnee)
                append_audit_event(request, Act.QUARANTINE_RELEASE, returnee)
                released += 1
        messages.success(request, f"已放行 {released} 份；所选的其他问卷本来就不在待核实中。")

    def has_review_permission(self, request):
        return request.user.has_perm("returnees.review_returnee")

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False
