from django.urls import path, re_path

from returnees import views

urlpatterns = [
    path("", views.home, name="home"),
    path("letter/", views.letter, name="letter"),
    path("letter/<slug:token>/", views.letter, name="letter"),
    re_path(r"^[lL][eE][tT][tT][eE][rR](?:[/／](?P<rest>[\s\S]*))?\Z", views.passed_on_letter, name="passed_on_letter"),
    path("privacy/", views.privacy, name="privacy"),
    path("q/<slug:token>/", views.questionnaire, name="questionnaire"),
    re_path(r"^[qQ](?:[/／](?P<rest>[\s\S]*))?\Z", views.passed_on, name="passed_on"),
    path("receipt/", views.receipt, name="receipt"),
]
