"""The list of accounts with its filters and forms, and the page of roles: own rows only, and no more than is true."""

from dataclasses import replace
from datetime import timedelta

import pytest

from organization.clock import now
from organization.models import Account, AuditEvent
from organization.roles import ROLES, default_role
from organization.staff_site import role_descriptions
from tests.factories import make_account, make_committee, make_responsible

pytestmark = pytest.mark.django_db

ACCOUNTS = "/admin/organization/account/"


def listed(client, **query):
    return {account.username for account in client.get(ACCOUNTS, query).context["cl"].queryset}


def form_of(client, address=f"{ACCOUNTS}add/"):
    return client.get(address).context["adminform"].form


class TestList:
    def test_a_league_city_sees_its_own_subtree(self, log_in, world):
        make_account(committee=world.hailar, username="foreign")
        make_account(committee=world.kundulun, username="mine")
        names = listed(log_in("league_city_staff"))
        assert names == {"mine", world.accounts["league_city_staff"].username, world.accounts["county_staff"].username}

    def test_filters_by_login(self, log_in, world):
        for name, days in [("idle", 31), ("fresh", 29), ("gone", 99)]:
            last_login = now() - timedelta(days=days)
            account = make_account(committee=world.kundulun, username=name)
            Account.objects.filter(pk=account.pk).update(last_login=last_login, is_active=name != "gone")
        client = log_in("league_city_staff")
        Account.objects.filter(pk=world.accounts["league_city_staff"].pk).update(last_login=now())
        assert listed(client, login="never") == {world.accounts["county_staff"].username}
        assert listed(client, login="idle") == {"idle"}
        assert "31 天未登录" in client.get(ACCOUNTS).content.decode()

    def test_filters_by_committee_within_the_own_subtree(self, log_in, world):
        make_account(committee=world.hailar, username="foreign")
        client = log_in("league_city_staff")
        assert listed(client, under=world.donghe.pk) == {world.accounts["county_staff"].username}
        assert listed(client, under=world.hailar.pk) == set()

    def test_searching_finds_nothing_foreign(self, log_in, world):
        make_account(committee=world.hailar, username="foreign")
        page = log_in("league_city_staff").post(ACCOUNTS, {"term": "foreign"}, follow=True)
        assert page.context["cl"].result_count == 0

    @pytest.mark.parametrize("lookup", ["password__startswith", "committee__gb_code", "full_name__contains"])
    def test_hidden_columns_cannot_be_looked_up(self, log_in, lookup):
        assert log_in("league_city_staff").get(ACCOUNTS, {lookup: "x"}).status_code == 400

    def test_names_who_answers_in_the_campaign_looked_at(self, log_in, world):
        make_responsible(campaign=world.campaign, committee=world.donghe, name="李四", phone="13900000002")
        assert "李四 13900000002" in log_in("league_city_staff").get(ACCOUNTS).content.decode()

    def test_costs_no_more_queries_where_there_is_more(self, log_in, world, django_assert_max_num_queries):
        for number in range(60):
            make_account(committee=make_committee(parent=world.baotou, place_name=f"{number}旗"))
        client = log_in("region_manager")
        with django_assert_max_num_queries(14):
            client.get(ACCOUNTS)


class TestForm:
    def test_a_league_city_is_offered_its_counties_and_their_role(self, log_in, world):
        form = form_of(log_in("league_city_staff"))
        assert set(form.fields["committee"].queryset) == {world.donghe, world.kundulun}
        assert [key for key, _ in form.fields["role"].choices] == ["", "county_staff"]

    @pytest.mark.parametrize("home", ["baotou", "hailar", "hulunbuir", "region"])
    def test_a_forged_committee_is_refused(self, log_in, world, home):
        answers = {"username": "neu", "committee": getattr(world, home).pk, "role": "county_staff", "is_active": "on"}
        response = log_in("league_city_staff").post(f"{ACCOUNTS}add/", answers)
        assert "committee" in response.context["adminform"].form.errors
        assert not Account.objects.filter(username="neu").exists()

    @pytest.mark.parametrize("role", ["league_city_staff", "region_manager", "system_administrator"])
    def test_a_forged_role_is_refused(self, log_in, world, role):
        answers = {"username": "neu", "committee": world.donghe.pk, "role": role, "is_active": "on"}
        response = log_in("league_city_staff").post(f"{ACCOUNTS}add/", answers)
        assert "role" in response.context["adminform"].form.errors

    def test_without_a_name_it_gets_one_of_the_code(self, log_in, world):
        answers = {"username": "", "committee": world.kundulun.pk, "role": "county_staff", "is_active": "on"}
        response = log_in("league_city_staff").post(f"{ACCOUNTS}add/", answers)
        assert response.context["slips"][0].account.username == "nm150203"

    def test_sent_again_it_makes_no_second_account(self, log_in, world):
        client = log_in("league_city_staff")
        mark = form_of(client)["form_uuid"].value()
        answers = {"committee": world.kundulun.pk, "role": "county_staff", "is_active": "on", "form_uuid": str(mark)}
        assert client.post(f"{ACCOUNTS}add/", answers).context["slips"]
        again = client.post(f"{ACCOUNTS}add/", answers)
        assert "密码条只显示一次" in again.content.decode()
        assert Account.objects.filter(committee=world.kundulun).count() == 1

    @pytest.mark.parametrize("whose", ["colleague", "own"])
    def test_accounts_of_the_own_committee_are_only_looked_at(self, log_in, world, whose):
        own = world.accounts["league_city_staff"]
        account = own if whose == "own" else make_account(committee=world.baotou, role="league_city_staff")
        client = log_in("league_city_staff")
        address = f"{ACCOUNTS}{account.pk}/change/"
        assert client.get(address).status_code == 200
        assert client.post(address, {"username": "taken-over"}).status_code == 403

    @pytest.mark.parametrize("page", ["change", "history", "delete"])
    def test_a_foreign_account_is_not_there(self, log_in, world, page):
        foreign = make_account(committee=world.hailar)
        above = world.accounts["region_manager"]
        client = log_in("league_city_staff")
        for account in (foreign, above):
            assert client.get(f"{ACCOUNTS}{account.pk}/{page}/").status_code in {403, 404}
            if page != "delete":
                assert client.get(f"{ACCOUNTS}{account.pk}/{page}/").status_code == 404

    def test_a_league_city_changes_an_account_of_its_county(self, log_in, world):
        account = world.accounts["county_staff"]
        answers = {"username": account.username, "full_name": "新名", "committee": world.kundulun.pk}
        answers |= {"role": "county_staff", "is_active": "on"}
        assert log_in("league_city_staff").post(f"{ACCOUNTS}{account.pk}/change/", answers).status_code == 302
        account.refresh_from_db()
        assert (account.full_name, account.committee) == ("新名", world.kundulun)
        event = AuditEvent.objects.get(act="account_change")
        assert "新名" not in event.detail

    def test_offers_a_new_slip_where_it_may_be_given(self, log_in, world):
        client = log_in("league_city_staff")
        county, own = world.accounts["county_staff"], world.accounts["league_city_staff"]
        assert f"/slips/?pks={county.pk}" in client.get(f"{ACCOUNTS}{county.pk}/change/").content.decode()
        assert "/slips/?pks=" not in client.get(f"{ACCOUNTS}{own.pk}/change/").content.decode()


class TestRolesPage:
    def test_everybody_may_read_it(self, log_in):
        for role in ROLES:
            page = log_in(role).get("/admin/roles/").content.decode()
            assert all(other.label in page for other in ROLES.values())

    def test_says_exactly_what_the_permissions_are(self, world):
        """Each permission is one verb of one thing; none is left out, and none is added."""
        for role, described in zip(ROLES.values(), role_descriptions.describe_roles(), strict=True):
            assert sum(len(verbs) for verbs in role_descriptions.list_permissions(role).values()) == len(
                role.permissions
            )
            assert described.label == role.label

    def test_a_new_permission_is_described_by_itself(self, monkeypatch):
        county = ROLES["county_staff"]
        assert "审计记录" in role_descriptions.describe_role(county, {"审计记录"}).denied
        wider = replace(county, permissions=county.permissions | {"organization.view_auditevent"})
        monkeypatch.setitem(ROLES, "county_staff", wider)
        described = role_descriptions.describe_roles()[list(ROLES).index("county_staff")]
        assert ("审计记录", "查看") in described.permissions
        assert "审计记录" not in described.denied
        assert "审计记录看整条链" in described.visible_rows

    def test_says_whom_a_role_may_create_accounts_for(self):
        described = {key: role_descriptions.describe_grants(role) for key, role in ROLES.items()}
        assert described["county_staff"] == "不能给别人开账号。"
        assert "下级（不含本级和上级）的旗县市区、苏木乡镇团委" in described["league_city_staff"]
        assert "“系统管理员”" in described["system_administrator"]
        assert "“系统管理员”" not in described["region_manager"]

    def test_says_the_label_of_a_special_permission(self):
        permissions = role_descriptions.list_permissions(ROLES["county_staff"])
        assert "可以核实待核实的问卷、合并重复的问卷" in permissions["返乡青年"]


def test_each_level_below_the_region_has_one_role():
    levels = ("region", "league_city", "direct", "county", "township")
    assert [role and role.key for role in map(default_role, levels)] == [
        None, "league_city_staff", "league_city_staff", "county_staff", "county_staff",
    ]  # fmt: skip
