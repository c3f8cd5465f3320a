"""Accounts made in one go, new slips for forgotten passwords: shown once, and only to who may."""

import re
import uuid

import pytest
from django.test import Client

from organization.accounts.throttle import TrySource, count_try
from organization.accounts.usernames import username_stem
from organization.models import Account, AuditEvent, SlipBatch
from organization.models.account import quick_hash
from tests.factories import PASSWORD, make_account, make_committee

pytestmark = pytest.mark.django_db

ACCOUNTS = "/admin/organization/account/"
BULK = f"{ACCOUNTS}bulk/"
SLIPS = f"{ACCOUNTS}slips/"
SLIP_PASSWORD = re.compile(r"\b[a-z2-9]{4}-[a-z2-9]{4}-[a-z2-9]{4}\b")


def payload(*committees, **changes):
    return {"form_uuid": str(uuid.uuid4()), "committees": [committee.pk for committee in committees]} | changes


def passwords_in(response):
    return SLIP_PASSWORD.findall(response.content.decode())


def reissue(client, *accounts, **changes):
    fields = {"form_uuid": str(uuid.uuid4())} | changes
    return client.post(f"{SLIPS}?pks={','.join(str(account.pk) for account in accounts)}", fields)


class TestBulk:
    def test_creates_an_account_of_its_level_for_each_committee(self, log_in, world):
        chosen = (world.hulunbuir, world.kundulun, world.manzhouli, world.direct)
        response = log_in("region_manager").post(BULK, payload(*chosen))
        made = Account.objects.filter(username__startswith="nm").order_by("committee__path")
        assert [(account.username, account.role) for account in made] == [
            ("nm150203", "county_staff"),
            ("nm150700", "league_city_staff"),
            ("nm150781", "county_staff"),
            ("nm150000.3", "league_city_staff"),
        ]
        assert all(account.must_change_password for account in made)
        passwords = passwords_in(response)
        assert len(set(passwords)) == len(passwords) == 4
        assert all(slip.account.check_password(slip.password) for slip in response.context["slips"])
        assert AuditEvent.objects.filter(act="account_create").count() == 4

    def test_slips_say_where_and_what(self, log_in, world):
        page = log_in("region_manager").post(BULK, payload(world.kundulun)).content.decode()
        for expected in ("http://127.0.0.1:8000/admin/", "nm150203", "共青团昆都仑区委员会", "不少于 12 位"):
            assert expected in page

    def test_slips_stay_in_no_cache_no_table_and_no_log(self, log_in, world, caplog):
        response = log_in("region_manager").post(BULK, payload(world.kundulun))
        assert "no-store" in response["Cache-Control"]
        password = response.context["slips"][0].password
        assert password not in str(list(AuditEvent.objects.values()) + list(SlipBatch.objects.values()))
        assert password not in str(list(Account.objects.values()))
        assert password not in caplog.text

    def test_a_page_that_is_loaded_again_shows_no_slips_and_makes_none(self, log_in, world):
        client, fields = log_in("region_manager"), payload(world.kundulun)
        assert len(passwords_in(client.post(BULK, fields))) == 1
        stored = Account.objects.get(username="nm150203").password
        again = client.post(BULK, fields)
        assert "已经显示过" in again.content.decode()
        assert not passwords_in(again)
        assert Account.objects.get(username="nm150203").password == stored
        assert Account.objects.filter(committee=world.kundulun).count() == 1

    def test_skips_and_names_who_has_an_account_of_the_role(self, log_in, world):
        holder = world.accounts["county_staff"]
        response = log_in("region_manager").post(BULK, payload(world.donghe, world.kundulun))
        assert f"东河区团委已有 {holder}" in response.content.decode()
        assert [slip.account.committee for slip in response.context["slips"]] == [world.kundulun]

    def test_a_deactivated_account_is_none(self, log_in, world):
        Account.objects.filter(pk=world.accounts["county_staff"].pk).update(is_active=False)
        response = log_in("region_manager").post(BULK, payload(world.donghe))
        assert response.context["slips"][0].account.username == "nm150202"

    def test_uses_the_next_name_where_one_is_in_use(self, log_in, world):
        make_account(committee=world.hailar, username="nm150203")
        response = log_in("region_manager").post(BULK, payload(world.kundulun))
        assert response.context["slips"][0].account.username == "nm150203-2"

    def test_a_committee_without_code_is_named_by_the_one_above_it(self, world):
        township = make_committee(parent=world.donghe, level="township", place_name="某镇")
        assert username_stem(township) == "nm150202.1"

    def test_those_without_an_account_are_ticked_beforehand(self, log_in, world):
        form = log_in("region_manager").get(BULK).context["form"]
        assert {committee.place_name for committee in form.offered} == {
            "包头市", "呼伦贝尔市", "东河区", "昆都仑区", "海拉尔区", "满洲里市", "直属企业团委",
        }  # fmt: skip
        ticked = [committee for committee in form.offered if committee.pk in form.initial["committees"]]
        assert [committee.place_name for committee in ticked] == [
            "昆都仑区",
            "呼伦贝尔市",
            "海拉尔区",
            "满洲里市",
            "直属企业团委",
        ]

    def test_a_league_city_makes_accounts_for_its_own_counties_only(self, log_in, world):
        client = log_in("league_city_staff")
        assert {committee.place_name for committee in client.get(BULK).context["form"].offered} == {
            "东河区",
            "昆都仑区",
        }
        for foreign in (world.baotou, world.hailar, world.hulunbuir, world.region, world.direct):
            response = client.post(BULK, payload(world.kundulun, foreign))
            assert response.context["form"].errors["committees"]
        assert not Account.objects.filter(username__startswith="nm").exists()
        assert client.post(BULK, payload(world.kundulun)).context["slips"]

    @pytest.mark.parametrize("role", ["county_staff", "region_viewer", "auditor"])
    def test_others_may_not(self, log_in, world, role):
        client = log_in(role)
        assert client.get(BULK).status_code == 403
        assert client.post(BULK, payload(world.kundulun)).status_code == 403

    def test_costs_no_more_queries_to_look_at_where_there_is_more(self, log_in, world, django_assert_max_num_queries):
        for number in range(40):
            county = make_committee(parent=world.baotou, place_name=f"{number}旗")
            make_account(committee=county)
        client = log_in("region_manager")
        with django_assert_max_num_queries(10):
            client.get(BULK)


def test_a_random_password_is_hashed_quickly_and_anew_at_the_first_login(settings, world, client):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.PBKDF2PasswordHasher"]
    account = world.accounts["county_staff"]
    account.password = quick_hash("abcd-efgh-jkmn")
    account.save()
    assert account.password.split("$")[1] == "10000"
    client.post("/admin/login/", {"username": account.username, "password": "abcd-efgh-jkmn"})
    account.refresh_from_db()
    assert int(account.password.split("$")[1]) > 500_000


class TestReissue:
    def test_asks_first_and_changes_nothing_then(self, log_in, world):
        account = world.accounts["county_staff"]
        page = log_in("league_city_staff").get(f"{SLIPS}?pks={account.pk}").content.decode()
        assert account.username in page
        assert Account.objects.get(pk=account.pk).check_password(PASSWORD)

    def test_the_committee_above_issues_a_new_slip(self, log_in, world):
        account = world.accounts["county_staff"]
        response = reissue(log_in("league_city_staff"), account)
        account.refresh_from_db()
        assert account.check_password(response.context["slips"][0].password)
        assert account.must_change_password
        assert AuditEvent.objects.get(act="slip_reissue").object_id == str(account.pk)

    def test_old_sessions_of_the_account_end(self, log_in, world):
        account = world.accounts["county_staff"]
        county = Client()
        county.post("/admin/login/", {"username": account.username, "password": PASSWORD})
        assert county.get("/admin/").status_code == 200
        reissue(log_in("league_city_staff"), account)
        assert county.get("/admin/").status_code == 302

    def test_ends_the_waiting_after_wrong_tries(self, log_in, world):
        account = world.accounts["county_staff"]
        for _ in range(5):
            count_try(account.username, TrySource("127.0.0.1"))
        password = reissue(log_in("league_city_staff"), account).context["slips"][0].password
        county = Client()
        assert county.post("/admin/login/", {"username": account.username, "password": password}).status_code == 302

    def test_a_page_that_is_loaded_again_changes_no_password_again(self, log_in, world):
        account, client, mark = world.accounts["county_staff"], log_in("league_city_staff"), str(uuid.uuid4())
        assert passwords_in(reissue(client, account, form_uuid=mark))
        stored = Account.objects.get(pk=account.pk).password
        assert not passwords_in(reissue(client, account, form_uuid=mark))
        assert Account.objects.get(pk=account.pk).password == stored

    @pytest.mark.parametrize("whose", ["own", "colleague", "above", "foreign", "inactive"])
    def test_not_for_accounts_that_one_does_not_manage(self, log_in, world, whose):
        account = {
            "own": lambda: world.accounts["league_city_staff"],
            "colleague": lambda: make_account(committee=world.baotou, role="league_city_staff"),
            "above": lambda: world.accounts["region_manager"],
            "foreign": lambda: make_account(committee=world.hailar),
            "inactive": lambda: make_account(committee=world.donghe),
        }[whose]()
        if whose == "inactive":
            Account.objects.filter(pk=account.pk).update(is_active=False)
        stored = Account.objects.get(pk=account.pk).password
        response = reissue(log_in("league_city_staff"), account)
        assert response.status_code == 302
        assert Account.objects.get(pk=account.pk).password == stored

    def test_a_foreign_account_is_not_even_named(self, log_in, world):
        foreign = make_account(committee=world.hailar, username="foreign-canary")
        response = log_in("league_city_staff").get(f"{SLIPS}?pks={foreign.pk}", follow=True)
        assert "foreign-canary" not in response.content.decode()

    def test_the_region_issues_slips_to_colleagues_but_not_to_the_system_administrator(self, log_in, world):
        client = log_in("region_manager")
        colleague = make_account(committee=world.region, role="region_manager")
        assert reissue(client, colleague).context["slips"]
        assert reissue(client, world.accounts["system_administrator"]).status_code == 302

    def test_from_the_list_by_action(self, log_in, world):
        account = world.accounts["county_staff"]
        fields = {"action": "reissue_slips", "_selected_action": [account.pk], "index": "0"}
        response = log_in("league_city_staff").post(ACCOUNTS, fields)
        assert response["Location"] == f"{SLIPS}?pks={account.pk}"

    @pytest.mark.parametrize("pks", ["", "x", "9" * 30, "1,\x00", "-1"])
    def test_no_address_makes_an_error_of_ours(self, log_in, pks):
        assert log_in("league_city_staff").get(SLIPS, {"pks": pks}).status_code == (400 if "\0" in pks else 302)


class TestDeactivation:
    def act(self, client, action, *accounts):
        fields = {"action": action, "_selected_action": [account.pk for account in accounts], "index": "0"}
        return client.post(ACCOUNTS, fields, follow=True)

    def test_a_deactivated_account_is_out_at_its_next_request(self, log_in, world):
        account = world.accounts["county_staff"]
        county = Client()
        county.post("/admin/login/", {"username": account.username, "password": PASSWORD})
        assert county.get("/admin/").status_code == 200
        self.act(log_in("league_city_staff"), "deactivate", account)
        assert county.get("/admin/")["Location"] == "/admin/login/?next=/admin/&ended=1"
        assert county.get("/admin/reports/annex2/").status_code == 302
        login = {"username": account.username, "password": PASSWORD}
        assert county.post("/admin/login/", login).status_code == 200
        assert AuditEvent.objects.get(act="account_deactivate").object_id == str(account.pk)

    def test_can_be_undone(self, log_in, world):
        account, client = world.accounts["county_staff"], log_in("region_manager")
        self.act(client, "deactivate", account)
        self.act(client, "reactivate", account)
        assert Account.objects.get(pk=account.pk).is_active
        assert AuditEvent.objects.filter(act="account_reactivate").count() == 1

    def test_not_of_oneself_of_colleagues_or_of_those_above(self, log_in, world):
        colleague = make_account(committee=world.baotou, role="league_city_staff")
        mine = make_account(committee=world.donghe)
        client = log_in("league_city_staff")
        response = self.act(client, "deactivate", world.accounts["league_city_staff"], colleague, mine)
        assert not Account.objects.get(pk=mine.pk).is_active
        assert Account.objects.get(pk=colleague.pk).is_active
        assert Account.objects.get(pk=world.accounts["league_city_staff"].pk).is_active
        assert "另有 2 个不归您管理" in response.content.decode()

    def test_nobody_deletes_an_account(self, log_in, world):
        account = world.accounts["county_staff"]
        for role in ("region_manager", "system_administrator", "league_city_staff"):
            assert log_in(role).post(f"{ACCOUNTS}{account.pk}/delete/", {"post": "yes"}).status_code == 403
