from django.contrib import admin
from django.urls import path

from reports import views
from reports.board.archive import packages_zip
from reports.board.page import board
from reports.board.reminder import reminder
from reports.documents import views as documents
from reports.work.follow_ups import follow_ups
from reports.work.page import work

staff = admin.site.admin_view

urlpatterns = [
    path("", staff(views.desk), name="desk"),
    path("reports/annex2/", staff(views.annex2), name="annex2"),
    path("reports/annex2.xlsx", staff(views.annex2_workbook), name="annex2_workbook"),
    path("reports/annex2/entries/", staff(views.annex2_entries), name="annex2_entries"),
    path("reports/work/", staff(work), name="work"),
    path("reports/work/follow-ups/", staff(follow_ups), name="work_follow_ups"),
    path("reports/board/", staff(board), name="board"),
    path("reports/board/packages.zip", staff(packages_zip), name="board_zip"),
    path("reports/board/reminder/", staff(reminder), name="board_reminder"),
    path("reports/packages/<int:pk>/annex2.xlsx", staff(documents.package_sheet), name="package_sheet"),
    path(
        "reports/packages/<int:pk>/summary.docx",
        staff(documents.package_summary_document),
        name="package_summary_document",
    ),
    path("reports/packages/<int:pk>/package.zip", staff(documents.package_zip), name="package_zip"),
    path("reports/packages/<int:pk>/email/", staff(documents.package_email), name="package_email"),
    path("reports/submissions/<int:pk>/package.zip", staff(documents.submission_zip), name="submission_zip"),
    path("activities/zero/<slug:kind>/", staff(views.say_zero), name="say_zero"),
]
