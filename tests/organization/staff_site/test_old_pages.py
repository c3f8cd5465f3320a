"""Pages older than the last login: what they post is not lost, and not saved as somebody else."""

import json
import re
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.middleware.csrf import CSRF_TOKEN_LENGTH
from django.test import Client

from activities.models import Activity
from tests.factories import PASSWORD, make_account

pytestmark = pytest.mark.django_db

ADD = "/admin/activities/letter/add/"
LETTER = {
    "state": "held",
    "held_on": "2020-01-20",
    "channels": ["sms", "wechat_group"],
    "distribution_count": "3",
    "remark": "<b>雪</b>",
}
OURS = {"headers": {"Origin": "http://testserver"}}
TOKEN = "/admin/page-token/"


class Browser(Client):
    """With the cookies of a browser, whose tabs keep the token and the account that their page was sent with."""

    def __init__(self):
        super().__init__(enforce_csrf_checks=True, **OURS)

    def log_in(self, account):
        self.post("/admin/logout/", self.open())
        page = hidden_fields(self.get("/admin/login/"))
        fields = {"username": account.username, "password": PASSWORD}
        assert self.post("/admin/login/", page | fields).status_code == 302

    def open(self, path=ADD):
        return hidden_fields(self.get(path))


def test_every_form_of_staff_says_whose_page_it_is():
    """By the tag of the token, which has the account with it."""
    forms = re.compile(r"<form[^>]*method=\"post\".*?</form>", re.DOTALL)
    pages = [page for page in Path("templates").rglob("*.html") if "public" not in page.parts]
    found = [(page, form) for page in pages for form in forms.findall(page.read_text(encoding="utf-8"))]
    assert len(found) > 40
    assert [page for page, form in found if "{% csrf_token %}" not in form] == []


def hidden_fields(response):
    found = re.findall(r'name="(csrfmiddlewaretoken|page_account)" value="([^"]+)"', response.content.decode())
    return dict(found)


@pytest.fixture
def account(world, log_in):
    log_in("county_staff").logout()
    return world.accounts["county_staff"]


@pytest.fixture
def colleague(account):
    return make_account(committee=account.committee, username="colleague", full_name="王干事")


@pytest.fixture
def browser(account):
    browser = Browser()
    browser.log_in(account)
    return browser


@pytest.fixture
def old_page(browser, account):
    """Of a form that was opened before the session ended, and somebody logged in again in another tab."""
    page = browser.open()
    browser.log_in(account)
    return page


def offered_fields(response):
    fields = {}
    for name, value in response.context["sent"].fields:
        fields.setdefault(name, []).append(value)
    return fields


class TestWithoutScript:
    def test_what_was_typed_is_offered_again_and_saved(self, browser, old_page):
        refused = browser.post(ADD, LETTER | old_page)
        html = refused.content.decode()
        assert refused.status_code == 403
        assert "页面已旧" in html
        assert "权限" not in html
        assert f'<form method="post" action="{ADD}"' in html
        assert 'name="remark" value="&lt;b&gt;雪&lt;/b&gt;"' in html
        assert not Activity.objects.exists()
        assert browser.post(ADD, offered_fields(refused) | hidden_fields(refused)).status_code == 302
        assert Activity.objects.get().channels == "wechat_group,sms"

    def test_is_not_stored_on_the_way(self, browser, old_page):
        refused = browser.post(ADD, LETTER | old_page)
        assert "no-store" in refused["Cache-Control"]
        assert "雪" not in str(refused.headers)

    def test_nothing_typed_is_logged(self, browser, old_page, caplog):
        browser.post(ADD, LETTER | old_page)
        assert "雪" not in caplog.text

    def test_files_are_chosen_again_on_that_page(self, browser, old_page):
        photo = SimpleUploadedFile("座谈会.jpg", b"x")
        html = browser.post(ADD, LETTER | old_page | {"photos-0-upload": photo}).content.decode()
        assert "选了 1 个文件" in html
        assert "座谈会.jpg" in html
        assert 'enctype="multipart/form-data"' in html
        assert '<input type="file" name="photos-0-upload">' in html

    def test_passwords_are_not_shown_again(self, browser, old_page):
        html = browser.post("/admin/password_change/", {"old_password": "Geheim-1"} | old_page).content.decode()
        assert "Geheim-1" not in html

    def test_what_ended_again_goes_through_the_login(self, browser, old_page, account):
        browser.post("/admin/logout/", browser.open())
        refused = browser.post(ADD, LETTER | old_page)
        assert "没有丢" in refused.content.decode()
        assert refused["Staff-Page"] == "signed-out"
        fields = {"username": account.username, "password": PASSWORD, "unsaved": refused.context["unsaved"]}
        offered = browser.post("/admin/login/", hidden_fields(refused) | fields)
        assert offered_fields(offered)["remark"] == ["<b>雪</b>"]

    @pytest.mark.parametrize(
        "path",
        [
            "/admin/logout/",
            "/admin/campaign/",
            "/admin/password_change/",
            "/admin/activities/wechatgroup/add/",
            "/admin/activities/letter/1/delete/",
            "/admin/activities/letter/import/",
            "/admin/returnees/followupcase/1/change/",
            "/admin/organization/campaign/1/change/",
            "/admin/reports/packages/1/",
        ],
    )
    def test_it_never_speaks_of_rights(self, browser, old_page, path):
        html = browser.post(path, old_page).content.decode()
        assert "页面已旧" in html
        assert "权限" not in html

    def test_too_much_for_the_login_page_is_said(self, browser, old_page, monkeypatch):
        monkeypatch.setattr("organization.accounts.unsaved.MAX_SIGNED_LENGTH", 100)
        browser.post("/admin/logout/", browser.open())
        html = browser.post(ADD, LETTER | old_page).content.decode()
        assert "没有丢" not in html
        assert "带不过登录页" in html

    def test_as_much_as_a_form_may_send_is_offered(self, browser, old_page):
        text = "雪" * 270_000  # 2.4 MB as it is sent
        refused = browser.post(ADD, LETTER | old_page | {"remark": text})
        assert offered_fields(refused)["remark"] == [text]


class TestAnotherSite:
    @pytest.mark.parametrize(
        "headers",
        [
            {"Origin": "https://evil.example"},
            {"Origin": "null"},
            {"Origin": "http://testserver.evil.example"},
            {"Origin": "http://[testserver"},
            {"Origin": "", "Referer": "http://evil.example/testserver"},
            {"Origin": ""},
            {"Origin": "http://testserver", "Sec-Fetch-Site": "cross-site"},
        ],
    )
    def test_gets_nothing_saved_carried_or_shown(self, browser, old_page, headers):
        refused = browser.post(ADD, LETTER | {"csrfmiddlewaretoken": "x" * CSRF_TOKEN_LENGTH}, headers=headers)
        html = refused.content.decode()
        assert refused.status_code == 403
        assert "雪" not in html
        assert "csrfmiddlewaretoken" not in html
        assert "权限" not in html
        assert not Activity.objects.exists()

    def test_is_refused_with_a_valid_token_too(self, browser):
        page = browser.open()
        assert browser.post(ADD, LETTER | page, headers={"Origin": "https://evil.example"}).status_code == 403
        assert not Activity.objects.exists()

    def test_the_referer_will_do_where_there_is_no_origin(self, browser, old_page):
        refused = browser.post(ADD, LETTER | old_page, headers={"Origin": "", "Referer": f"http://testserver{ADD}"})
        assert "页面已旧" in refused.content.decode()

    def test_nobody_is_logged_in_by_it(self, account):
        browser = Browser()
        fields = {"username": account.username, "password": PASSWORD}
        assert browser.post("/admin/login/", fields, headers={"Origin": "https://evil.example"}).status_code == 403
        assert browser.get("/admin/").status_code == 302

    def test_public_pages_refuse_plainly(self, client, world):
        html = Browser().post("/", {"name": "雪"}).content.decode()
        assert "没有接收这次提交" in html
        assert "雪" not in html


class TestAnotherAccount:
    def test_is_named_and_nothing_is_saved(self, browser, colleague, account):
        page = browser.open()
        browser.log_in(colleague)
        refused = browser.post(ADD, LETTER | page)
        html = refused.content.decode()
        assert refused["Staff-Page"] == "other-account"
        assert f"“{account.get_full_name()}”的页面" in html
        assert "现在登录的是“王干事”" in html
        assert "以“王干事”的身份提交" in html
        assert not Activity.objects.exists()

    def test_a_fresh_token_on_its_page_does_not_save_either(self, browser, colleague):
        page = browser.open()
        browser.log_in(colleague)
        fresh = browser.get(TOKEN).json()["token"]
        refused = browser.post(ADD, LETTER | page | {"csrfmiddlewaretoken": fresh})
        assert refused["Staff-Page"] == "other-account"
        assert not Activity.objects.exists()

    def test_may_submit_it_on_purpose(self, browser, colleague):
        page = browser.open()
        browser.log_in(colleague)
        refused = browser.post(ADD, LETTER | page)
        browser.post(ADD, offered_fields(refused) | hidden_fields(refused))
        assert Activity.objects.get().created_by == colleague

    def test_the_first_one_logs_in_again_and_submits_it(self, browser, colleague, account):
        page = browser.open()
        browser.log_in(colleague)
        refused = browser.post(ADD, LETTER | page)
        switch = browser.post("/admin/login/", hidden_fields(refused) | {"unsaved": refused.context["signed"]})
        assert switch.status_code == 200
        fields = {"username": account.username, "password": PASSWORD, "unsaved": switch.context["unsaved"]}
        offered = browser.post("/admin/login/", hidden_fields(switch) | fields)
        assert "现在登录的是" not in offered.content.decode()
        browser.post(ADD, offered_fields(offered) | hidden_fields(offered))
        assert Activity.objects.get().created_by == account

    def test_who_logs_in_after_an_ended_session_is_told(self, browser, colleague):
        page = browser.open()
        browser.post("/admin/logout/", browser.open())
        refused = browser.post(ADD, LETTER | page)
        fields = {"username": colleague.username, "password": PASSWORD, "unsaved": refused.context["unsaved"]}
        html = browser.post("/admin/login/", hidden_fields(refused) | fields).content.decode()
        assert "现在登录的是“王干事”" in html

    def test_a_forged_account_names_nobody(self, browser, old_page, colleague):
        html = browser.post(ADD, LETTER | old_page | {"page_account": f"{colleague.pk}:x"}).content.decode()
        assert "王干事" not in html
        assert "页面已旧" in html


class TestAnOldLoginPage:
    @pytest.fixture
    def login_page(self, account):
        """A browser that logged in and out again since, and what its old login page would send."""
        browser = Browser()
        page = browser.open("/admin/login/")
        browser.log_in(account)
        return browser, page | {"username": account.username, "password": PASSWORD}

    def test_leads_on_whoever_is_logged_in_already(self, login_page):
        browser, page = login_page
        assert browser.post("/admin/login/", page)["Location"] == "/admin/"

    def test_says_so_when_another_account_was_meant(self, login_page, colleague):
        browser, page = login_page
        response = browser.post("/admin/login/", page | {"username": colleague.username}, follow=True)
        assert "要换账号，请先退出" in response.content.decode()

    def test_asks_again_and_logs_nobody_in(self, login_page):
        browser, page = login_page
        browser.post("/admin/logout/", browser.open())
        again = browser.post("/admin/login/", page)
        html = again.content.decode()
        assert "请再输入一次密码" in html
        assert f'value="{page["username"]}"' in html
        assert PASSWORD not in html
        assert browser.get("/admin/").status_code == 302

    def test_keeps_what_it_carried(self, browser, account):
        page = browser.open()
        browser.post("/admin/logout/", browser.open())
        carrying = browser.post(ADD, LETTER | page)
        browser.log_in(account)
        fields = {"username": account.username, "password": PASSWORD, "unsaved": carrying.context["unsaved"]}
        offered = browser.post("/admin/login/", hidden_fields(carrying) | fields)
        assert offered_fields(offered)["remark"] == ["<b>雪</b>"]

    def test_without_cookies_says_what_is_missing(self, account):
        browser = Browser()
        page = browser.open("/admin/login/")
        browser.cookies.clear()
        assert "Cookie" in browser.post("/admin/login/", page | {"username": "x"}).content.decode()


class TestToken:
    def test_makes_an_old_page_good_again(self, browser, old_page):
        answer = browser.get(TOKEN)
        assert "no-store" in answer["Cache-Control"]
        told = answer.json()
        assert told["page_account"] == old_page["page_account"]
        sent = LETTER | old_page | {"csrfmiddlewaretoken": told["token"]}
        assert browser.post(ADD, sent).status_code == 302
        assert Activity.objects.exists()

    @pytest.mark.parametrize(
        "headers",
        [
            {"Origin": ""},
            {"Origin": "https://evil.example"},
            {"Origin": "", "Referer": "https://evil.example/"},
            {"Origin": "", "Referer": "http://testserver/", "Sec-Fetch-Site": "same-site"},
        ],
    )
    def test_no_other_site_reads_it(self, browser, headers):
        answer = browser.get(TOKEN, headers=headers)
        assert answer.status_code == 403
        assert "token" not in answer.text
        assert not [name for name in answer.headers if name.startswith("Access-Control")]

    def test_nobody_gets_one_without_a_login(self, browser):
        browser.post("/admin/logout/", browser.open())
        browser.cookies["sessionid"] = "ended"
        answer = browser.get(TOKEN)
        assert json.loads(answer.content) == {"token": None}
        # It would take away the cookie of a login that happened meanwhile.
        assert "sessionid" not in answer.cookies

    def test_asking_does_not_extend_the_session(self, browser, django_assert_num_queries):
        with django_assert_num_queries(2):
            browser.get(TOKEN)
