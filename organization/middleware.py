import codecs

from django.http import HttpResponseBadRequest
from django.shortcuts import redirect
from django.urls import reverse


class TextEncodingsOnly:
    """Refuses a charset that is no encoding of text (base64, rot13): Python has codecs by such names."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if request.encoding and not codecs.lookup(request.encoding)._is_text_encoding:
            return HttpResponseBadRequest()
        return self.get_response(request)


class FirstPasswordChange:
    """Keeps an account with a one-time password at the password page until it has one of its own."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        staff_root = reverse("admin:index")
        if request.path.startswith(staff_root) and request.user.is_authenticated and request.user.must_change_password:
            change = reverse("admin:password_change")
            if request.path not in {change, reverse("admin:logout"), reverse("admin:jsi18n")}:
                return redirect(change)
        return self.get_response(request)
