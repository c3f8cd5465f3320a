from django.contrib import admin
from django.urls import path

from reports import views
from reports.full_export.page import full_export
from reports.work.follow_ups import follow_ups
from reports.work.page import work

staff = admin.site.admin_view

urlpatterns = [
    path("", staff(views.desk), name="desk"),
    path("reports/annex2/", staff(views.annex2), name="annex2"),
    path("reports/annex2.xlsx", staff(views.annex2_workbook), name="annex2_workbook"),
    path("reports/annex2/entries/", staff(views.annex2_entries), name="annex2_entries"),
    path("reports/export/<slug:what>/", staff(full_export), name="full_export"),
    path("reports/work/", staff(work), name="work"),
    path("reports/work/follow-ups/", staff(follow_ups), name="work_follow_ups"),
    path("activities/zero/<slug:kind>/", staff(views.say_zero), name="say_zero"),
]
