from django.http import HttpRequest, HttpResponse
from django.urls import include, path


def hello(request: HttpRequest) -> HttpResponse:
    """The least that Django can answer: what it takes is the server's and the middleware's."""
    return HttpResponse("hello")


urlpatterns = [path("hello", hello), path("", include("config.urls"))]
