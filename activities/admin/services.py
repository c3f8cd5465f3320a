from django.contrib import admin
from django.db.models import Sum
from django.forms.widgets import Script

from activities.admin.month_filter import MonthFilter
from activities.admin.photos import ServicePhotoInline, WithPhotosMixin
from activities.admin.work_entries import WorkEntryAdmin, is_list
from activities.admin.work_forms import ServiceForm
from activities.choices import LoggedList, ServiceKind
from activities.forms import brings_new_photos
from activities.models import Service
from activities.models.log_list import ChoiceList, lists_of
from organization.campaign_choice import viewed_campaign
from organization.staff_site.person_search import PersonSearchMixin
from organization.staff_site.staff_list import figure


def kind_column(kinds: ChoiceList):
    @admin.display(description=Service._meta.get_field("kind").verbose_name, ordering="kind")
    def kind(service):
        return kinds.label_of(service.kind)

    return kind


class ServiceKindFilter(admin.SimpleListFilter):
    """In the words of the campaign that is looked at, those that are retired too."""

    title, parameter_name = Service._meta.get_field("kind").verbose_name, "kind__exact"

    def lookups(self, request, model_admin):
        return lists_of(viewed_campaign(request))[LoggedList.SERVICES].labels.items()

    def queryset(self, request, queryset):
        return queryset.filter(kind=self.value()) if self.value() else queryset


@admin.register(Service)
class ServiceAdmin(PersonSearchMixin, WithPhotosMixin, WorkEntryAdmin):
    nothing_yet = "做了一次服务就记一条，只记人数。"
    form = ServiceForm
    field_help = {
        "kind": "一次做了两种服务的，记两条。",
        "loan_status": "还在等银行的选“已推荐”；办下来了，回来改成“已放款”。",
        "loan_band": "一笔贷款多少钱；还不知道的选“未定”。",
    }
    inlines = (ServicePhotoInline,)
    introduction = (
        "为青年做的服务：只记人数，不记名单，不写身份证号。"
        "跟进个案里给某一位青年的服务记在他的个案里，不要在这里再记一遍。"
    )
    columns = (
        ("kind", "served_on", "people_count"),
        ("loan_status", "loan_band"),
        "title",
        "training_tags",
        "partner_departments",
    )
    list_columns = ("kind", "served_on", "people_count", "details", "department_names", "remark", "photo_count")
    list_filter = (ServiceKindFilter, "loan_status", MonthFilter, *WorkEntryAdmin.list_filter)
    day_column = "served_on"
    search_fields = Service.SEARCHED

    class Media:
        css = {"all": ["log.css"]}
        js = [Script("services.js", defer=True)]

    def get_list_display(self, request):
        kinds = kind_column(lists_of(viewed_campaign(request))[LoggedList.SERVICES])
        return [kinds if name == "kind" else name for name in super().get_list_display(request)]

    def get_sortable_by(self, request):
        # Every column that names what it is ordered by: that of the kinds is made anew for each request.
        return None

    def get_fieldsets(self, request, obj=None):
        if obj is None or self.has_change_permission(request, obj):
            return super().get_fieldsets(request, obj)
        leading = (("kind_label", "served_on", "people_count"), ("loan_status", "loan_band"))
        return [(None, {"fields": ["committee", *leading, "details", "department_names", "remark"]})]

    def get_readonly_fields(self, request, obj=None):
        return ("kind_label", "details", "department_names")

    @admin.display(description="服务种类")
    def kind_label(self, service):
        return service.kind_label

    @admin.display(description="状态、内容")
    def details(self, service):
        if service.kind == ServiceKind.LOAN_REFERRAL:
            band = service.get_loan_band_display()
            return service.get_loan_status_display() + (f"，每笔 {band}" if band else "")
        tags = "、".join(tag.label for tag in service.tags)
        return f"{service.title}（{tags}）" if service.title else tags or None

    @figure
    @admin.display(description="照片")
    def photo_count(self, service):
        return service.photo_count

    def get_queryset(self, request):
        services = super().get_queryset(request)
        return services.with_photo_count() if is_list(request) else services

    def is_same_content(self, request, earlier):
        return super().is_same_content(request, earlier) and not brings_new_photos(request, earlier)

    @admin.display(description="合作部门")
    def department_names(self, service):
        return "、".join(department.label for department in service.departments) or None

    def sums(self, changelist, campaign):
        sums = changelist.queryset.order_by().values_list("kind").annotate(Sum("people_count"))
        people_of = dict(sums)
        kinds = lists_of(campaign)[LoggedList.SERVICES]
        return [
            ("合计人次", sum(people_of.values()) if people_of else None, ""),
            *(
                (kinds.label_of(kind), people_of.get(kind), changelist.get_query_string({"kind__exact": kind}, ["p"]))
                for kind in ServiceKind
            ),
        ]
