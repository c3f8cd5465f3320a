from django.contrib import admin
from django.urls import include, path

from activities.views import entry_upload, service_upload
from config import health
from organization.staff_site.error_pages import bad_request, not_found, permission_denied, server_error
from reports.packages.views.phone import package_upload

handler400, handler403, handler404, handler500 = bad_request, permission_denied, not_found, server_error

urlpatterns = [
    path("", include("returnees.urls")),
    path("upload/entry/<str:token>/", entry_upload, name="entry_upload"),
    path("upload/service/<str:token>/", service_upload, name="service_upload"),
    path("upload/package/<str:token>/", package_upload, name="package_upload"),
    path("admin/", include("reports.urls")),
    path("admin/activities/", include("activities.urls")),
    path("admin/", admin.site.urls),
    path("healthz", health.alive),
    path("readyz", health.ready),
]
