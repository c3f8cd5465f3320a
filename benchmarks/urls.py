import os

from django.http import HttpRequest, HttpResponse
from django.urls import include, path


def hello(request: HttpRequest) -> HttpResponse:
    """The least that Django can answer: what it takes is the server's and the middleware's."""
    return HttpResponse("hello")


def worker(request: HttpRequest) -> HttpResponse:
    return HttpResponse(str(os.getpid()))


urlpatterns = [path("hello", hello), path("worker", worker), path("", include("config.urls"))]
