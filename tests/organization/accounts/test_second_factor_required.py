"""Where two-step verification is required, nothing else opens before it is bound."""

import pytest
from django.test import Client

from organization.models import Authenticator, Campaign
from tests.factories import PASSWORD
from tests.organization.accounts.phones import (
    BIND,
    LOGIN,
    STATE,
    bind_in,
    bind_phone,
    is_in,
    send_password,
)

pytestmark = pytest.mark.django_db


class TestRequired:
    @pytest.fixture(autouse=True)
    def _required(self, settings):
        settings.SECOND_FACTOR = "required"

    @pytest.fixture
    def manager(self, account, world):
        return world.accounts["region_manager"]

    @pytest.fixture
    def client(self, client, manager):
        send_password(client, manager)
        return client

    @pytest.mark.parametrize("page", ["/admin/", "/admin/roles/", "/admin/sessions/", "/admin/reports/annex2.xlsx"])
    def test_nothing_else_opens_before(self, client, page):
        assert client.get(page)["Location"] == BIND

    @pytest.mark.parametrize("page", [BIND, STATE, "/admin/password_change/", "/admin/jsi18n/"])
    def test_but_this(self, client, page):
        assert client.get(page).status_code == 200

    def test_and_the_logout(self, client):
        assert client.post("/admin/logout/").status_code < 400
        assert client.get("/admin/")["Location"].startswith(LOGIN)

    def test_what_is_sent_before_is_not_saved_and_not_lost(self, client, world):
        page = client.post("/admin/activities/letter/add/", {"remark": "雪"})
        assert page.status_code == 403
        assert "须先绑定两步验证" in page.content.decode()
        assert 'name="remark" value="雪"' in page.content.decode()

    def test_everything_opens_after(self, client):
        bind_in(client)
        assert is_in(client)

    def test_a_first_login_sets_the_password_then_binds(self, client, manager):
        manager.must_change_password = True
        manager.save()
        client = Client()
        assert send_password(client, manager)["Location"] == "/admin/"
        assert client.get("/admin/")["Location"] == "/admin/password_change/"
        change = {"old_password": PASSWORD, "new_password1": "Xue-2020-mapao", "new_password2": "Xue-2020-mapao"}
        page = client.post("/admin/password_change/", change, follow=True)
        assert page.redirect_chain[-1][0] == BIND

    @pytest.mark.parametrize(
        ("role", "location"),
        [
            *[(role, BIND) for role in ("region_manager", "region_viewer", "auditor", "system_administrator")],
            *[(role, None) for role in ("league_city_staff", "county_staff")],
        ],
    )
    def test_of_roles_that_reach_the_whole_region(self, client, world, role, location):
        client.force_login(world.accounts[role])
        assert client.get("/admin/").get("Location") == location

    def test_not_while_there_is_but_a_trial(self, client):
        Campaign.objects.update(is_trial=True)
        assert is_in(client)

    def test_not_where_it_is_offered(self, client, settings):
        settings.SECOND_FACTOR = "offered"
        assert is_in(client)

    def test_who_removes_the_last_one_binds_another(self, client, manager):
        bind_in(client)
        pk = Authenticator.objects.get().pk
        client.post(f"{STATE}{pk}/remove/", {"password": PASSWORD})
        assert client.get("/admin/")["Location"] == BIND

    def test_a_session_without_a_code_ends_where_one_is_bound(self, client, manager):
        """It began while the setting was off: else it could take the place of what is bound."""
        bind_phone(manager)
        assert client.get(BIND)["Location"].startswith(LOGIN)

    def test_the_page_stands_without_what_does_not_open(self, client):
        assert 'id="navigation"' not in client.get(BIND).content.decode()
