from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Sum
from django.template.response import TemplateResponse
from django.urls import path
from django.utils.decorators import method_decorator
from django.views.decorators.http import require_safe

from activities.admin.group_coverage import build_coverage
from activities.admin.work_entries import WorkEntryAdmin
from activities.choices import GroupKind
from activities.models import WechatGroup
from organization.campaign_choice import viewed_campaign
from organization.staff_site.person_search import PersonSearchMixin


@admin.register(WechatGroup)
class WechatGroupAdmin(PersonSearchMixin, WorkEntryAdmin):
    nothing_yet = "把已经建好的群登记在这里。"
    introduction = "四类群分开登记。不收成员名单；群二维码 7 天失效，这里不保存。"
    field_help = {"kind": "一个群只选一种；四种里还缺哪一种，看“微信群覆盖”。"}
    columns = ("kind", ("name", "owner"), ("member_count", "created_on"))
    list_columns = ("name", "kind", "owner", "member_count", "created_on")
    list_filter = ("kind", *WorkEntryAdmin.list_filter)
    search_fields = WechatGroup.SEARCHED

    def get_changeform_initial_data(self, request):
        return {}  # most groups are older than their entry

    def get_urls(self):
        coverage = self.admin_site.admin_view(self.coverage)
        return [path("coverage/", coverage, name="activities_wechatgroup_coverage"), *super().get_urls()]

    @method_decorator(require_safe)
    def coverage(self, request):
        if not self.has_view_permission(request):
            raise PermissionDenied
        coverage = build_coverage(viewed_campaign(request), request.user)
        context = self.admin_site.each_context(request) | {
            "title": "微信群覆盖情况",
            "opts": self.opts,
            "kinds": list(GroupKind),
            "coverage": coverage,
            "is_missing_only": request.GET.get("lacking") == "1",
        }
        return TemplateResponse(request, "activities/group_coverage.html", context)

    def sums(self, changelist, campaign):
        counts = changelist.queryset.order_by().values_list("kind").annotate(Count("pk"), Sum("member_count"))
        count_of = {kind: count for kind, count, _ in counts}
        return [
            ("合计群数", sum(count_of.values()) if count_of else None, ""),
            ("群成员数（人次）", sum(member_count for *_, member_count in counts) if count_of else None, ""),
            *(
                (kind.label, count_of.get(kind), changelist.get_query_string({"kind__exact": kind}, ["p"]))
                for kind in GroupKind
            ),
        ]
