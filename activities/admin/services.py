from django.contrib import admin
from django.db.models import Sum
from django.forms.widgets import Script

from activities.admin.month_filter import MonthFilter
from activities.admin.photos import ServicePhotoInline, WithPhotosMixin
from activities.admin.work_entries import WorkEntryAdmin, is_list
from activities.admin.work_forms import ServiceForm
from activities.choices import ServiceKind
from activities.forms import brings_new_photos
from activities.models import Service
from organization.staff_site.person_search import PersonSearchMixin
from organization.staff_site.staff_list import figure


@admin.register(Service)
class ServiceAdmin(PersonSearchMixin, WithPhotosMixin, WorkEntryAdmin):
    nothing_yet = "做了一次服务就记一条，只记人数。"
    form = ServiceForm
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
    list_filter = ("kind", "loan_status", MonthFilter, *WorkEntryAdmin.list_filter)
    day_column = "served_on"
    search_fields = Service.SEARCHED

    class Media:
        css = {"all": ["log.css"]}
        js = [Script("services.js", defer=True)]

    def get_fieldsets(self, request, obj=None):
        if obj is None or self.has_change_permission(request, obj):
            return super().get_fieldsets(request, obj)
        shown = (("kind", "served_on", "people_count"), ("loan_status", "loan_band"), "details", "department_names")
        return [(None, {"fields": ["committee", *shown, "remark"]})]

    def get_readonly_fields(self, request, obj=None):
        return ("details", "department_names")

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

    def sums(self, changelist):
        sums = changelist.queryset.order_by().values_list("kind").annotate(Sum("people_count"))
        people_of = dict(sums)
        return [
            ("合计人次", sum(people_of.values()) if people_of else None, ""),
            *(
                (kind.label, people_of.get(kind), changelist.get_query_string({"kind__exact": kind}, ["p"]))
                for kind in ServiceKind
            ),
        ]
