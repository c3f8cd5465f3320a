from django.contrib import admin
from django.urls import path

from reports import views
from reports.annex2 import page as annex2
from reports.consolidated.page import consolidated
from reports.work.follow_ups import follow_ups
from reports.work.page import work

staff = admin.site.admin_view

urlpatterns = [
    path("", staff(views.desk), name="desk"),
    path("reports/annex2/", staff(annex2.annex2), name="annex2"),
    path("reports/annex2.xlsx", staff(annex2.annex2_workbook), name="annex2_workbook"),
    path("reports/annex2/entries/", staff(annex2.annex2_entries), name="annex2_entries"),
    path("reports/consolidated.xlsx", staff(consolidated), name="consolidated"),
    path("reports/work/", staff(work), name="work"),
    path("reports/work/follow-ups/", staff(follow_ups), name="work_follow_ups"),
    path("activities/zero/<slug:kind>/", staff(views.say_zero), name="say_zero"),
]
