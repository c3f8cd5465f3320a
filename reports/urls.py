from django.contrib import admin
from django.urls import path

from reports.annex2 import views as annex2
from reports.archive.views import annual_archive
from reports.exports.affected.views import affected_export
from reports.exports.all_records.views import full_export
from reports.exports.consolidated.views import consolidated
from reports.overview.announcements import views as announcements
from reports.overview.board.views import bulletin
from reports.overview.board.views.board import board
from reports.overview.board.views.packages_zip import packages_zip
from reports.overview.board.views.reminder import reminder
from reports.overview.compliance.views import compliance
from reports.overview.desk import views
from reports.overview.retention.views import retention
from reports.overview.search.views import search
from reports.overview.statistics.views import statistics
from reports.overview.work.views.follow_ups import follow_ups
from reports.overview.work.views.work import work
from reports.packages.documents import views as documents
from reports.packages.views import (
    earlier_texts,
    odd_figures,
    package,
    phone,
    photos,
    pictures,
    review,
    saving,
    scan,
    sending,
    submissions,
    summary,
    text_check,
)
from reports.setup.blanks.views import table_design, table_from_blank
from reports.setup.views import account_hand_over, committee_end, notice_document, notice_pack

staff = admin.site.admin_view

urlpatterns = [
    path("", staff(views.desk), name="desk"),
    path("notifications/", staff(views.notifications), name="notifications"),
    path("notifications/seen/", staff(views.notifications_seen), name="notifications_seen"),
    path("notifications/<int:pk>/seen/", staff(views.notification_seen), name="notification_seen"),
    path("announcements/", staff(announcements.announcements), name="announcements"),
    path("announcements/add/", staff(announcements.announcement_add), name="announcement_add"),
    path("announcements/<int:pk>/", staff(announcements.announcement), name="announcement"),
    path("announcements/<int:pk>/file/", staff(announcements.announcement_file), name="announcement_file"),
    path("announcements/<int:pk>/withdraw/", staff(announcements.announcement_withdraw), name="announcement_withdraw"),
    path("search/", staff(search), name="search"),
    path("reports/statistics/", staff(statistics), name="statistics"),
    path("reports/annex2/", staff(annex2.annex2), name="annex2"),
    path("reports/annex2.xlsx", staff(annex2.annex2_workbook), name="annex2_workbook"),
    path("reports/annex2/entries/", staff(annex2.annex2_entries), name="annex2_entries"),
    path("reports/consolidated.xlsx", staff(consolidated), name="consolidated"),
    path("reports/archive/", staff(annual_archive), name="annual_archive"),
    path("reports/export/<slug:what>/", staff(full_export), name="full_export"),
    path("reports/committees/<int:pk>/end/", staff(committee_end), name="committee_end"),
    path("reports/accounts/<int:pk>/hand-over/", staff(account_hand_over), name="account_hand_over"),
    path("reports/setup/<slug:key>/notice/", staff(notice_document), name="notice_document"),
    path("reports/setup/<slug:key>/pack.toml", staff(notice_pack), name="notice_pack"),
    path("reports/table/", staff(table_design), name="table_design"),
    path("reports/table/blank/", staff(table_from_blank), name="table_from_blank"),
    path("reports/work/", staff(work), name="work"),
    path("reports/compliance/", staff(compliance), name="compliance"),
    path("reports/compliance/affected/", staff(affected_export), name="affected_export"),
    path("reports/retention/", staff(retention), name="retention"),
    path("reports/work/follow-ups/", staff(follow_ups), name="work_follow_ups"),
    path("reports/packages/<int:pk>/", staff(package.package), name="package"),
    path("reports/packages/<int:pk>/save/", staff(saving.save_package), name="package_save"),
    path("reports/packages/<int:pk>/summary/draft/", staff(summary.draft), name="package_draft"),
    path(
        "reports/packages/<int:pk>/summary/correct/",
        staff(text_check.correct_sentence),
        name="package_correct_sentence",
    ),
    path(
        "reports/packages/<int:pk>/summary/earlier/", staff(earlier_texts.earlier_texts), name="package_earlier_texts"
    ),
    path("reports/packages/texts/<int:pk>/restore/", staff(earlier_texts.restore), name="package_restore_text"),
    path(
        "reports/packages/<int:pk>/photos/<int:position>/choose/",
        staff(photos.choose_photo),
        name="package_photo_choice",
    ),
    path("reports/packages/<int:pk>/phone/", staff(phone.package_phone), name="package_phone"),
    path("reports/packages/<int:pk>/entries/<slug:kind>/", staff(submissions.package_entries), name="package_entries"),
    path("reports/packages/<int:pk>/odd-figures/", staff(odd_figures.odd_figures), name="package_odd_figures"),
    path("reports/packages/<int:pk>/submit/", staff(sending.submit), name="package_submit"),
    path("reports/packages/<int:pk>/take-back/", staff(sending.withdraw), name="package_withdraw"),
    path("reports/packages/<int:pk>/return/", staff(review.return_for_revision), name="package_return"),
    path("reports/packages/<int:pk>/accept/", staff(review.accept), name="package_accept"),
    path("reports/packages/<int:pk>/reopen/", staff(review.reopen), name="package_reopen"),
    path("reports/packages/<int:pk>/extend/", staff(review.extend), name="package_extend"),
    path("reports/submissions/<int:pk>/", staff(submissions.submission), name="submission"),
    path(
        "reports/submissions/<int:pk>/entries/<slug:kind>/",
        staff(submissions.submission_entries),
        name="submission_entries",
    ),
    path("reports/pictures/<int:pk>/", staff(pictures.picture), {"is_thumbnail": False}, name="picture"),
    path("reports/pictures/<int:pk>/small/", staff(pictures.picture), {"is_thumbnail": True}, name="picture_thumbnail"),
    path("reports/scans/<int:pk>/", staff(scan.scan), name="stamped_scan"),
    path("reports/board/", staff(board), name="board"),
    path("reports/board/today/", staff(bulletin.bulletin), name="board_bulletin"),
    path("reports/board/today.png", staff(bulletin.bulletin_picture), name="board_bulletin_picture"),
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
    path("activities/zero/<slug:kind>/", staff(views.declare_zero_report), name="declare_zero_report"),
]
