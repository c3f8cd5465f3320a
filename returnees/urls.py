from django.urls import path

from returnees import views

urlpatterns = [
    path("", views.home, name="home"),
    path("letter/", views.letter, name="letter"),
    path("letter/<slug:token>/", views.letter, name="letter"),
    path("privacy/", views.privacy, name="privacy"),
    path("q/<slug:token>/", views.questionnaire, name="questionnaire"),
    path("receipt/", views.receipt, name="receipt"),
]
