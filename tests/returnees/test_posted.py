import pytest
from django.core.exceptions import TooManyFieldsSent
from django.test import RequestFactory

from returnees.posted import read_posted

FORM = "application/x-www-form-urlencoded"


def posted(body, content_type=FORM):
    return RequestFactory().post("/q/any/", body, content_type=content_type)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"name=%E4%B9%8C%E4%BA%91&needs=loan&needs=training&status=A",
        b"name=a+b%2Bc%26d%3De&empty=&bare&=nameless&&",
        b"n%61me=x&name=y;name=z#name",
        b"broken=%E4%B9&half=%zz&surrogate=%ED%A0%80&null=%00&line=a%0D%0Ab",
        "raw=乌云".encode(),
        b"latin=\xe9\xff",
        b"a=b=c&a%3Db=c",
    ],
)
def test_reads_what_django_reads(body):
    assert dict(read_posted(posted(body)).lists()) == dict(posted(body).POST.lists())


@pytest.mark.parametrize("content_type", [f"{FORM}; charset=utf-8", "text/plain", "multipart/form-data; boundary=x"])
def test_leaves_other_bodies_to_django(content_type):
    body = b'--x\r\nContent-Disposition: form-data; name="name"\r\n\r\nb\r\n--x--\r\n'
    assert dict(read_posted(posted(body, content_type)).lists()) == dict(posted(body, content_type).POST.lists())


def test_as_many_fields_as_django_are_refused(settings):
    settings.DATA_UPLOAD_MAX_NUMBER_FIELDS = 3
    assert len(read_posted(posted(b"a=1&b=2&c=3"))) == 3
    with pytest.raises(TooManyFieldsSent):
        read_posted(posted(b"a=1&b=2&c=3&d=4"))
