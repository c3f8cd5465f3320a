from django.contrib import admin
from django.urls import include, path

from config import health

urlpatterns = [
    path("", include("returnees.urls")),
    path("admin/", include("reports.urls")),
    path("admin/activities/", include("activities.urls")),
    path("admin/", admin.site.urls),
    path("healthz", health.alive),
    path("readyz", health.ready),
]
