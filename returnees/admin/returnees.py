from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.shortcuts import get_object_or_404
from django.urls import path, reverse
from django.utils.html import format_html
from django.views.decorators.http import require_http_methods

from organization.audit import append_audit_event, note_opening
from organization.campaign_choice import viewed_campaign
from organization.choices import Act
from organization.staff_site.campaign_scoped import CampaignScopedAdmin
from organization.staff_site.filters import OwnCommitteeFilter
from organization.staff_site.post_or_back import post_or_back
from returnees.admin import deletions, duplicates, quarantine, requests
from returnees.admin.filling_in import can_fill_in, lead_to_form
from returnees.admin.outcomes import redirect_to_returnee
from returnees.admin.phone import find_case, show_phone
from returnees.admin.returnee_list import (
    AgeGroupFilter,
    DuplicateFilter,
    RecentFilter,
    RecordStateFilter,
    ReturneeList,
)
from returnees.admin.returnee_search import search_returnees
from returnees.age import age_group_labels, age_limits
from returnees.choices import AgeGroup
from returnees.disclosure import displayed_answers, displayed_corrections, phone_refusal
from returnees.models import Returnee

READ, BOTH = ["GET", "HEAD"], ["GET", "HEAD", "POST"]


@admin.register(Returnee)
class ReturneeAdmin(CampaignScopedAdmin):
    """The records of one's own subtree, to be read; what is done to one has a page of its own and is recorded."""

    change_list_template = "returnees/returnee_list.html"
    nothing_yet = "青年扫码提交问卷以后，就列在这里。先把二维码或海报发出去。"
    change_form_template = "returnees/returnee.html"
    list_display = (
        "shown_name",
        "shown_phone",
        "duplicate_mark",
        "home_committee",
        "shown_age",
        "status",
        "submitted_at",
        "state",
    )
    sortable_by = ("submitted_at",)
    list_filter = ("status", RecordStateFilter, AgeGroupFilter, DuplicateFilter, RecentFilter, OwnCommitteeFilter)
    list_select_related = ("home_committee",)
    show_facets = admin.ShowFacets.NEVER
    actions = ("release",)
    readonly_fields = ("source", "age_group", "consent")
    fields = ("age_group", ("submitted_at", "consent_version"), ("source", "filled_by"), "consent")

    class Media:
        css = {"all": ["returnees.css"]}
        js = ["phone.js"]

    def get_changelist(self, request, **kwargs):
        return ReturneeList

    def get_queryset(self, request):
        # Joined, the one row of the campaign makes SQLite read all records before it gives the first fifty.
        return super().get_queryset(request).not_deleted().prefetch_related("campaign")

    @admin.display(description="姓名")
    def shown_name(self, returnee):
        name = returnee.displayed_name
        return format_html('{} <span class="mark">未成年</span>', name) if returnee.is_minor else name

    @admin.display(description="年龄")
    def shown_age(self, returnee):
        if returnee.personal_erased_at:
            return returnee.age_group.label
        return f"{returnee.age}（放宽）" if returnee.age_group == AgeGroup.STRETCHED else returnee.age

    @admin.display(description="年龄组")
    def age_group(self, returnee):
        return age_group_labels(age_limits(returnee.campaign))[returnee.age_group]

    @admin.display(description="手机号")
    def shown_phone(self, returnee):
        if not returnee.phone:
            return None
        return format_html(
            '<span data-phone>{}</span> <button class="in-line" form="show-phone" formaction="{}">显示</button>',
            returnee.masked_phone,
            reverse("admin:returnees_returnee_phone", args=[returnee.pk]),
        )

    @admin.display(description="疑似重复")
    def duplicate_mark(self, returnee):
        if not returnee.is_possible_duplicate:
            return "—"
        return format_html('<a href="{}">疑似重复</a>', reverse("admin:returnees_returnee_compare", args=[returnee.pk]))

    @admin.display(description="同意的方式")
    def consent(self, returnee):
        return returnee.described_consent or "没有记录（那时还不问）"

    @admin.display(description="来源入口")
    def source(self, returnee):
        if returnee.entrance is None:
            return "撤回、清除后不再保留"
        # Without the label: the entrance may be another committee's.
        return f"{returnee.entrance.committee} · {returnee.entrance.get_channel_display()}"

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        note_opening(request, obj)
        context |= {
            "title": f"返乡青年 编号 {obj.pk}",
            "subtitle": None,
            "answers": displayed_answers(obj, request.user),
            "corrections": list(displayed_corrections(obj, request.user)),
            "shown_phone": self.shown_phone(obj),
            "case": find_case(obj, request.user),
            "can_give_receipt": not phone_refusal(request.user, obj) and obj.can_read_restricted(request.user),
            "is_merge_target_visible": self.get_queryset(request).filter(pk=obj.merged_into_id).exists(),
            "merged_originals": self.get_queryset(request).filter(merged_into=obj).order_by("pk"),
            "is_possible_duplicate": self.get_queryset(request)
            .with_duplicate_mark(request.user)
            .filter(pk=obj.pk, is_possible_duplicate=True)
            .exists(),
        }
        return super().render_change_form(request, context, add, change, form_url, obj)

    @admin.action(description="核实为有效（从“待核实”放行）", permissions=["review"])
    def release(self, request, returnees):
        released = 0
        with transaction.atomic():
            for returnee in Returnee.objects.filter(pk__in=returnees.order_by().values("pk")).quarantined():
                if returnee.release():
                    append_audit_event(request, Act.QUARANTINE_RELEASE, returnee)
                    released += 1
        messages.success(request, f"已放行 {released} 份；所选的其他问卷本来就不在待核实中。")

    def has_review_permission(self, request):
        return request.user.has_perm("returnees.review_returnee")

    def has_correct_permission(self, request):
        return request.user.has_perm("returnees.correct_returnee")

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def get_urls(self):
        acting = post_or_back(to=self.page_of)
        pages = [
            ("fill/", self.fill_page, "fill", READ),
            ("search/", self.search_page, "search", BOTH),
            ("quarantine/", self.quarantine_page, "quarantine", READ),
            ("deleted/", self.deleted_page, "deleted", READ),
            ("<int:pk>/phone/", self.phone_page, "phone", BOTH),
            ("<int:pk>/compare/", self.compare_page, "compare", BOTH),
            ("<int:pk>/split/", acting(self.split_page), "split", BOTH),
            ("<int:pk>/review/", acting(self.review_page), "review", BOTH),
            ("<int:pk>/correct/", self.correct_page, "correct", BOTH),
            ("<int:pk>/receipt/", self.receipt_page, "receipt", BOTH),
            ("<int:pk>/withdraw/", self.withdraw_page, "withdraw", BOTH),
            ("<int:pk>/remove/", self.remove_page, "remove", BOTH),
            ("<int:pk>/restore/", post_or_back(to=self.page_of_deleted)(self.restore_page), "restore", BOTH),
        ]
        own = [
            path(
                route,
                self.admin_site.admin_view(require_http_methods(methods)(page)),
                name=f"returnees_returnee_{name}",
            )
            for route, page, name, methods in pages
        ]
        return own + super().get_urls()

    def permitted(self, request, is_permitted=True):
        """The context of one of our own pages; refuses an account that lacks the page's permission."""
        if not (self.has_view_permission(request) and is_permitted):
            raise PermissionDenied
        return self.admin_site.each_context(request) | {"opts": self.opts, "media": self.media}

    def returnee(self, request, pk, returnees=None):
        returnees = self.get_queryset(request) if returnees is None else returnees
        related = returnees.select_related(
            "campaign", "entrance__campaign", "entrance__committee", "home_committee__parent"
        )
        return get_object_or_404(related, pk=pk)

    @staticmethod
    def opened(request, returnee):
        note_opening(request, returnee)
        return returnee

    def page_of(self, request, pk):
        self.permitted(request)
        return reverse("admin:returnees_returnee_change", args=[self.returnee(request, pk).pk])

    def page_of_deleted(self, request, pk):
        self.permitted(request, self.has_correct_permission(request))
        self.returnee(request, pk, self.deleted(request))
        return reverse("admin:returnees_returnee_deleted")

    def deleted(self, request):
        return Returnee.objects.visible_to(request.user).deleted()

    def fill_page(self, request):
        campaign = viewed_campaign(request)
        self.permitted(request, can_fill_in(request.user, campaign))
        return lead_to_form(request, campaign)

    def search_page(self, request):
        return search_returnees(request, self.permitted(request))

    def phone_page(self, request, pk):
        context, returnee = self.permitted(request), self.returnee(request, pk)
        if request.method != "POST":
            # After signing in one returns by GET, and has to click again.
            return redirect_to_returnee(returnee)
        return show_phone(request, returnee, context)

    def quarantine_page(self, request):
        context = self.permitted(request)
        return quarantine.list_quarantined(request, self.get_queryset(request), viewed_campaign(request), context)

    def review_page(self, request, pk):
        self.permitted(request, self.has_review_permission(request))
        return quarantine.decide(request, self.returnee(request, pk))

    def compare_page(self, request, pk):
        can_decide = self.has_review_permission(request)
        context = self.permitted(request, request.method != "POST" or can_decide) | {"can_decide": can_decide}
        returnee = self.opened(request, self.returnee(request, pk))
        return duplicates.compare(request, returnee, self.get_queryset(request), context)

    def split_page(self, request, pk):
        self.permitted(request, self.has_review_permission(request))
        # Merged across committees, it is split by somebody who sees both.
        own = self.get_queryset(request)
        return duplicates.split(request, self.returnee(request, pk, own.filter(merged_into__in=own)))

    def correct_page(self, request, pk):
        context = self.permitted(request, self.has_correct_permission(request))
        returnee = self.correctable(request, pk)
        if returnee.campaign.is_retention_over:
            messages.error(request, requests.RETENTION_OVER)
            return redirect_to_returnee(returnee)
        return requests.correct(request, self.opened(request, returnee), context)

    def withdraw_page(self, request, pk):
        context = self.permitted(request, self.has_correct_permission(request))
        return requests.withdraw(request, self.correctable(request, pk), context)

    def receipt_page(self, request, pk):
        """With the code, the whole record can be read: refused where the number or an answer is withheld."""
        context = self.permitted(request, self.has_correct_permission(request))
        returnee = self.correctable(request, pk)
        if phone_refusal(request.user, returnee):
            raise PermissionDenied
        return requests.show_code(request, returnee, context)

    def correctable(self, request, pk):
        """A withdrawn record has nothing left to correct, so these pages answer 404."""
        own = self.get_queryset(request).filter(personal_erased_at=None)
        returnee = self.returnee(request, pk, own)
        if not returnee.can_read_restricted(request.user):
            raise PermissionDenied
        return returnee

    def remove_page(self, request, pk):
        context = self.permitted(request, self.has_correct_permission(request))
        return deletions.remove(request, self.returnee(request, pk, self.get_queryset(request).deletable()), context)

    def deleted_page(self, request):
        context = self.permitted(request, self.has_correct_permission(request))
        return deletions.list_deleted(request, self.deleted(request), viewed_campaign(request), context)

    def restore_page(self, request, pk):
        self.permitted(request, self.has_correct_permission(request))
        return deletions.restore(request, self.returnee(request, pk, self.deleted(request)))
