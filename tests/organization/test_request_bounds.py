"""What no page of ours sends is refused before it is read, with a page, and never with an error of ours."""

import pytest
from django.test import Client

from organization.request_bounds import LONGEST_QUERY, MOST_PARAMETERS, body_limit_at, find_excess

pytestmark = pytest.mark.django_db
FORM = "application/x-www-form-urlencoded"
RECEIPT = "/receipt/"


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("", 0),
        ("q=" + "x" * (LONGEST_QUERY - 2), 0),
        ("q=" + "x" * LONGEST_QUERY, 414),
        ("&" * (MOST_PARAMETERS - 1), 0),
        ("&" * MOST_PARAMETERS, 414),
        ("q=%00", 400),
        ("q=\0", 400),
        ("q=%2500", 0),
    ],
)
def test_a_query_string_is_bounded(query, status):
    assert find_excess(query) == status


@pytest.mark.parametrize("charset", ["base64", "utf-7", "UTF-16", "rot13", "gbk", "none-such", "utf-8-sig", ""])
@pytest.mark.parametrize("address", [RECEIPT, "/admin/login/", "/upload/entry/x/"])
def test_no_other_encoding_than_utf_8_is_decoded(client, world, address, charset):
    response = client.generic("POST", address, b"code=MTIz", f"{FORM}; charset={charset}")
    assert response.status_code == 415
    assert "UTF-8" in response.text


@pytest.mark.parametrize("charset", ["utf-8", "UTF-8", '"utf-8"'])
def test_utf_8_is_by_any_name(client, world, charset):
    assert client.post(RECEIPT, "code=乌云".encode(), f"{FORM}; charset={charset}").status_code == 200


def test_the_questionnaire_refuses_them_too(client, world):
    address = world.homepage.get_absolute_url()
    assert client.post(address, b"name=+AGE-", f"{FORM}; charset=utf-7").status_code == 415
    assert client.post(address, b"name=a", f"{FORM}; charset=utf-8").status_code == 200


class TestBodies:
    def test_a_public_page_takes_a_filled_form_many_times_over(self, client, world, settings):
        assert client.post(RECEIPT, "x" * settings.PUBLIC_BODY_LIMIT, FORM).status_code == 200
        response = client.post(RECEIPT, "x" * (settings.PUBLIC_BODY_LIMIT + 1), FORM)
        assert response.status_code == 413
        assert "发来的内容太多" in response.text

    def test_what_is_too_much_is_not_read(self, client, world, monkeypatch):
        """The control: as long as it is within the bound, it is."""
        read = []
        monkeypatch.setattr("django.core.handlers.wsgi.LimitedStream.read", lambda *_: read.append(1) or b"")
        client.post(RECEIPT, "x" * 300_000, FORM)
        assert not read
        client.post(RECEIPT, "x" * 3_000, FORM)
        assert read

    def test_a_staff_page_takes_more_and_a_page_for_photos_far_more(self, log_in, settings):
        client = log_in("county_staff")
        usual = settings.DATA_UPLOAD_MAX_MEMORY_SIZE + 1
        assert client.post("/admin/reports/completion/", "x" * usual, FORM).status_code in (404, 413)
        assert client.post("/admin/activities/completion/", "x" * usual, FORM).status_code == 413
        sent = {"CONTENT_LENGTH": str(201 * settings.MEGABYTE)}
        assert client.post("/admin/activities/letter/add/", {}, **sent).status_code == 413

    @pytest.mark.parametrize(
        ("address", "megabytes"),
        [
            (RECEIPT, 0.25),
            ("/none/", 0.25),
            ("/\xe4\xb9/", 0.25),
            ("/admin/activities/completion/", 2.5),
            ("/admin/activities/letter/add/", 200),
            ("/admin/activities/letter/import/", 20),
        ],
    )
    def test_the_server_receives_no_more_than_the_page_takes(self, settings, address, megabytes):
        assert body_limit_at(address) == megabytes * settings.MEGABYTE

    def test_too_many_fields_are_too_much(self, log_in, settings, caplog):
        settings.DATA_UPLOAD_MAX_NUMBER_FIELDS = 50
        response = log_in("county_staff").post("/admin/activities/letter/add/", "&".join(["a=1"] * 60), FORM)
        assert response.status_code == 413

    def test_within_the_frame_where_somebody_is_logged_in(self, log_in):
        response = log_in("county_staff").post("/admin/activities/completion/", "x" * 3_000_000, FORM)
        assert 'class="framed"' in response.text


ODD_BODIES = [
    ("multipart/form-data", b"x"),
    ("multipart/form-data; boundary=", b"x"),
    ("multipart/form-data; boundary=" + "b" * 300, b"x"),
    ("multipart/form-data; boundary=\xff", b"x"),
    ("multipart/form-data; boundary=b", b"--b\r\nContent-Disposition: form-data\r\n\r\nx\r\n--b--"),
    ("multipart/form-data; boundary=b", b'--b\r\nContent-Disposition: form-data; name="\0"\r\n\r\n\0\r\n--b--'),
    ("multipart/form-data; boundary=b", b"--b\r\n" * 2000),
    (
        "multipart/form-data; boundary=b",
        b'--b\r\nContent-Disposition: form-data; name="code"\r\nContent-Transfer-Encoding: base64\r\n\r\n!\r\n--b--',
    ),
    (FORM, b"code=%ED%A0%80&last_digits=%FF"),
    (FORM, b"code=%00&last_digits=%"),
    (FORM, b"\0\xff\xfe"),
    ("application/json", b"{"),
    (";;;", b"x"),
    ("text/html; charset*=utf-16''x", b"x"),
    ("x" * 5000, b"x"),
]


@pytest.mark.parametrize(("content_type", "body"), ODD_BODIES)
@pytest.mark.parametrize("address", [RECEIPT, "/admin/login/", "/q/none/", "home"])
def test_no_odd_body_is_an_error_of_ours(client, world, caplog, address, content_type, body):
    address = world.homepage.get_absolute_url() if address == "home" else address
    client.raise_request_exception = False
    assert client.post(address, body, content_type).status_code < 500


@pytest.mark.parametrize("method", ["PUT", "TRACE", "PATCH", "FOO", "get", "X" * 500, "OPTIONS", "CONNECT"])
@pytest.mark.parametrize("address", ["/", RECEIPT, "/admin/", "/healthz", "/static/frame.css", "/admin/campaign/"])
def test_no_method_is_an_error_of_ours(log_in, method, address):
    assert log_in("county_staff").generic(method, address).status_code < 500


ODD_HOSTS = ["", " ", "a b", "x" * 5000, "[::1", "a:b:c", "127.0.0.1:99999999", "é", "127.0.0.1\0"]


@pytest.mark.parametrize("host", ODD_HOSTS)
def test_no_host_is_an_error_of_ours(world, host):
    client = Client(raise_request_exception=False, headers={"host": host})
    assert client.get("/").status_code < 500
    assert client.get("/admin/login/").status_code < 500


@pytest.mark.parametrize("path", ["/%", "/%00", "/%ff%fe", "/q/%ED%A0%80/", "/admin/%00/", "//", "/" + "a/" * 2000])
def test_no_path_is_an_error_of_ours(log_in, path):
    client = log_in("county_staff")
    client.raise_request_exception = False
    assert client.get(path).status_code < 500
