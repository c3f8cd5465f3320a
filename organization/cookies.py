"""How cookies of our own are named, set and read: on https none but this host can set them."""

from django.conf import settings


def cookie_name(name: str) -> str:
    return f"{settings.COOKIE_PREFIX}{name}"


def read_cookie(request, name: str) -> str:
    return request.COOKIES.get(cookie_name(name), "")


def set_cookie(response, name: str, value: str, *, path: str = "/", max_age=None, httponly: bool = True) -> None:
    """`path` narrows it where the name has no prefix: a browser refuses __Host- with any other than the root."""
    response.set_cookie(
        cookie_name(name),
        value,
        max_age=max_age,
        path="/" if settings.COOKIE_PREFIX else path,
        secure=settings.IS_HTTPS,
        httponly=httponly,
        samesite="Lax",
    )
