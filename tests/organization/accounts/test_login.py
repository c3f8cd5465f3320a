"""Logging in, the limit of tries, and sessions that end: nothing that was typed is lost with them."""

from datetime import timedelta

import pytest
import time_machine
from django.contrib.sessions.models import Session
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from activities.models import Activity
from organization.models import Account, AuditEvent, LoginTry
from tests.factories import PASSWORD

pytestmark = pytest.mark.django_db

LOGIN = "/admin/login/"
LETTER = {
    "state": "held",
    "held_on": "2020-01-20",
    "channels": ["sms", "wechat_group"],
    "distribution_count": "3",
}


def log_in(client, username, password=PASSWORD, **fields):
    return client.post(LOGIN, {"username": username, "password": password} | fields)


def errors(response):
    return response.context["form"].non_field_errors()


@pytest.fixture
def county(world, log_in):
    """A client that has logged in with its password, and the account's name."""
    log_in("county_staff").logout()
    client = Client()
    account = world.accounts["county_staff"]
    client.post(LOGIN, {"username": account.username, "password": PASSWORD})
    client.account = account
    return client


def end_session():
    Session.objects.update(expire_date=timezone.now() - timedelta(seconds=1))


class TestLimitOfTries:
    def test_five_wrong_tries_and_the_right_password_must_wait(self, client, world):
        name = world.accounts["county_staff"].username
        for _ in range(5):
            assert "用户名或密码不对" in errors(log_in(client, name, "wrong"))[0]
        assert "15 分钟" in errors(log_in(client, name))[0]
        with time_machine.travel(timezone.now() + timedelta(minutes=15, seconds=1)):
            assert log_in(client, name).status_code == 302

    def test_four_wrong_tries_do_not(self, client, world):
        name = world.accounts["county_staff"].username
        for _ in range(4):
            log_in(client, name, "wrong")
        assert log_in(client, name).status_code == 302
        assert not LoginTry.objects.exists()

    def test_names_that_nobody_has_are_answered_alike(self, client, world):
        name = world.accounts["county_staff"].username
        answers = [[str(errors(log_in(client, who, "wrong"))) for _ in range(6)] for who in (name, "nobody")]
        assert answers[0] == answers[1]
        assert answers[0][0] != answers[0][5]

    def test_another_account_of_the_same_office_may_still_log_in(self, client, world):
        for _ in range(6):
            log_in(client, world.accounts["county_staff"].username, "wrong")
        assert log_in(client, world.accounts["league_city_staff"].username).status_code == 302

    def test_the_account_s_owner_elsewhere_may_still_log_in(self, client, world):
        name = world.accounts["county_staff"].username
        for _ in range(6):
            log_in(client, name, "wrong")
        assert log_in(Client(REMOTE_ADDR="10.0.0.9"), name).status_code == 302

    def test_what_was_typed_as_a_name_is_not_stored(self, client, world):
        log_in(client, "my-password-by-mistake", "x")
        assert "mistake" not in str(list(LoginTry.objects.values()) + list(AuditEvent.objects.values()))

    def test_old_tries_are_deleted(self, client, world):
        log_in(client, "nobody", "x")
        with time_machine.travel(timezone.now() + timedelta(days=2)):
            log_in(client, "nobody", "x")
        assert LoginTry.objects.count() == 1


class TestEndOfASession:
    def test_half_an_hour_after_the_last_request(self, county):
        start = timezone.now()
        for minutes, status in [(20, 200), (45, 200), (74, 200), (105, 302)]:
            with time_machine.travel(start + timedelta(minutes=minutes)):
                assert county.get("/admin/").status_code == status

    def test_is_moved_at_most_once_a_minute(self, county, django_assert_num_queries):
        def ends():
            return Session.objects.get().expire_date

        first = ends()
        county.get("/admin/roles/")
        assert ends() == first
        with time_machine.travel(timezone.now() + timedelta(minutes=2)):
            county.get("/admin/roles/")
            assert ends() > first + timedelta(minutes=1)

    def test_the_login_page_says_why(self, county):
        end_session()
        response = county.get("/admin/activities/letter/", follow=True)
        assert "登录已失效" in response.content.decode()
        assert "next=/admin/activities/letter/" in response.redirect_chain[0][0]

    def test_says_nothing_of_it_to_who_was_not_logged_in(self, client, world):
        assert "登录已失效" not in client.get("/admin/", follow=True).content.decode()

    @pytest.mark.parametrize("page", ["/admin/reports/annex2/", "/admin/reports/annex2.xlsx", "/admin/roles/"])
    def test_every_staff_page_leads_to_the_login(self, client, world, page):
        assert client.get(page)["Location"].startswith(LOGIN)

    def test_what_was_typed_is_carried_through_the_login(self, county):
        end_session()
        refused = county.post("/admin/activities/letter/add/", LETTER)
        assert refused.status_code == 403
        assert "没有丢" in refused.content.decode()
        assert not Activity.objects.exists()
        wrong = log_in(county, county.account.username, "wrong", unsaved=refused.context["unsaved"])
        offered = log_in(county, county.account.username, unsaved=wrong.context["unsaved"])
        sent = offered.context["sent"]
        assert sent.path == "/admin/activities/letter/add/"
        fields = {}
        for name, value in sent.fields:
            fields.setdefault(name, []).append(value)
        assert county.post(sent.path, fields).status_code == 302
        assert Activity.objects.get().channels == "wechat_group,sms"

    def test_the_next_page_shows_what_was_typed_in_fields_that_are_sent(self, county):
        end_session()
        refused = county.post("/admin/activities/letter/add/", LETTER | {"remark": "<b>雪</b>"})
        page = log_in(county, county.account.username, unsaved=refused.context["unsaved"]).content.decode()
        assert '<form method="post" action="/admin/activities/letter/add/">' in page
        assert 'name="remark" value="&lt;b&gt;雪&lt;/b&gt;"' in page

    def test_files_have_to_be_chosen_again(self, county):
        end_session()
        sent = {"note": "x", "file": SimpleUploadedFile("a.xlsx", b"x")}
        refused = county.post("/admin/organization/account/list/", sent)
        page = log_in(county, county.account.username, unsaved=refused.context["unsaved"]).content.decode()
        assert "选了 1 个文件" in page

    def test_passwords_are_not_carried(self, county):
        end_session()
        refused = county.post("/admin/password_change/", {"old_password": "x", "new_password1": "y"})
        assert refused.context["unsaved"] == ""

    def test_a_forged_form_is_not_offered(self, county):
        end_session()
        assert log_in(county, county.account.username, unsaved="forged:x:y").status_code == 302

    def test_a_form_from_another_site_is_not_carried(self, world):
        strict = Client(enforce_csrf_checks=True)
        assert "unsaved" not in (strict.post("/admin/activities/letter/add/", LETTER).context or {})

    def test_the_session_of_a_new_password_goes_on(self, county):
        change = {"old_password": PASSWORD, "new_password1": "Xue-2020-mapao", "new_password2": "Xue-2020-mapao"}
        assert county.post("/admin/password_change/", change).status_code == 302
        assert county.get("/admin/").status_code == 200


@pytest.mark.parametrize(
    ("password", "is_good"),
    [
        ("Caoyuan2020x", True),
        ("caoyuan-2020", True),
        ("caoyuan2020x", False),
        ("CAOYUAN-MAPAO", False),
        ("Ab-1", False),
    ],
)
def test_a_password_has_twelve_characters_of_three_classes(county, password, is_good):
    change = {"old_password": PASSWORD, "new_password1": password, "new_password2": password}
    county.post("/admin/password_change/", change)
    assert Account.objects.get(pk=county.account.pk).check_password(password) is is_good
