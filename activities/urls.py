from django.contrib import admin
from django.urls import path

from activities import views

staff = admin.site.admin_view

urlpatterns = [
    path("photos/<int:pk>/", staff(views.photo), {"is_thumbnail": False}, name="photo"),
    path("photos/<int:pk>/small/", staff(views.photo), {"is_thumbnail": True}, name="photo_thumbnail"),
    path("entries/<int:pk>/phone/", staff(views.entry_phone), name="entry_phone"),
    path("services/<int:pk>/phone/", staff(views.service_phone), name="service_phone"),
    path("deleted/", staff(views.deleted_activities), name="deleted_activities"),
    path("completion/", staff(views.completion), name="completion"),
    path("completion/<int:pk>/hand-back/", staff(views.hand_back), name="hand_back"),
]
