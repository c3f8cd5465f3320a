from django.urls import path, re_path

from returnees import views
from returnees.own_consent import ALPHABET, NUMBER_LENGTH

urlpatterns = [
    # First, and found first: nearly all requests.
    path("q/<slug:token>/", views.questionnaire, name="questionnaire"),
    path("", views.home, name="home"),
    path("letter/", views.letter, name="letter"),
    path("letter/<slug:token>/", views.letter, name="letter"),
    re_path(r"^[lL][eE][tT][tT][eE][rR](?:[/／](?P<rest>[\s\S]*))?\Z", views.passed_on_letter, name="passed_on_letter"),
    path("guide/", views.guide, name="guide"),
    path("privacy/", views.privacy, name="privacy"),
    path("privacy/<int:pk>/", views.privacy, name="privacy_version"),
    re_path(
        rf"^q/(?P<token>[-\w]+)/consent/(?P<number>[{ALPHABET}]{{{NUMBER_LENGTH}}})/\Z",
        views.own_consent,
        name="own_consent",
    ),
    path("q/<slug:token>/paper/", views.consent_paper, name="consent_paper"),
    re_path(r"^[qQ](?:[/／](?P<rest>[\s\S]*))?\Z", views.passed_on, name="passed_on"),
    path("robots.txt", views.robots, name="robots"),
    path("receipt/", views.receipt, name="receipt"),
    path("receipt/more/", views.after_sending, name="after_sending"),
    path("receipt/lost/", views.lost_receipt, name="lost_receipt"),
]
