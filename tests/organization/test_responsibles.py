"""Who answers for which committee: named by itself or those above, for one campaign."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from organization.models import AuditEvent, Responsible
from organization.models.responsible import clean_office_phone
from tests.factories import make_account, make_campaign, make_committee, make_responsible

pytestmark = pytest.mark.django_db

PAGE = "/admin/organization/responsible/"
OVERVIEW = f"{PAGE}overview/"
ADD = f"{PAGE}add/"


def payload(world, **changes):
    return {
        "campaign": world.campaign.pk,
        "committee": world.donghe.pk,
        "name": "乌云其其格",
        "phone": "139 0000 0001",
    } | changes


@pytest.mark.parametrize(
    ("typed", "cleaned"),
    [
        ("13900000001", "13900000001"),
        ("+86 139-0000-0001", "13900000001"),
        ("１３９００００ ０００１", "13900000001"),
        ("（0472）5612345", "0472-5612345"),
        ("04725612345", "0472-5612345"),
        ("0472-5612345转801", "0472-5612345-801"),
        ("01012345678", "010-12345678"),
        ("5612345", "5612345"),
    ],
)
def test_accepts_a_phone_as_people_write_it(typed, cleaned):
    assert clean_office_phone(typed) == cleaned


@pytest.mark.parametrize(
    "typed", ["1390000000", "12345678901", "电话", "0472", "139000000012", "=1+1", "0472-5612345678"]
)
def test_refuses_what_is_no_phone(typed):
    with pytest.raises(ValidationError):
        clean_office_phone(typed)


@pytest.mark.parametrize(("changes"), [{"phone": "abc"}, {"name": ""}])
def test_the_database_refuses_it_too(world, changes):
    with pytest.raises(IntegrityError), transaction.atomic():
        make_responsible(campaign=world.campaign, committee=world.donghe, **changes)


def test_a_county_names_its_own(log_in, world):
    assert log_in("county_staff").post(ADD, payload(world)).status_code == 302
    responsible = Responsible.objects.get()
    assert (responsible.committee, responsible.phone) == (world.donghe, "13900000001")
    event = AuditEvent.objects.get(act="responsible_change")
    assert "乌云" not in event.detail
    assert "139" not in event.detail


def test_a_county_cannot_name_another_s(log_in, world):
    log_in("county_staff").post(ADD, payload(world, committee=world.kundulun.pk))
    assert Responsible.objects.get().committee == world.donghe


@pytest.mark.parametrize(
    ("home", "is_own"), [("baotou", True), ("kundulun", True), ("hailar", False), ("region", False)]
)
def test_a_league_city_names_its_own_and_its_counties(log_in, world, home, is_own):
    response = log_in("league_city_staff").post(ADD, payload(world, committee=getattr(world, home).pk))
    assert (response.status_code == 302) is is_own
    assert Responsible.objects.exists() is is_own


def test_a_wrong_phone_is_reported_beside_its_field(log_in, world):
    response = log_in("county_staff").post(ADD, payload(world, phone="139"))
    assert "11 位手机号" in response.context["adminform"].form.errors["phone"][0]


def test_there_is_one_for_each_committee_and_campaign(log_in, world):
    make_responsible(campaign=world.campaign, committee=world.donghe)
    response = log_in("county_staff").post(ADD, payload(world))
    assert "已经登记" in str(response.context["adminform"].form.errors)


def test_belongs_to_the_campaign_that_the_form_was_shown_for(log_in, world):
    make_campaign(year=2021)
    client = log_in("county_staff")
    client.post("/admin/campaign/", {"campaign": "2021"})
    client.post(ADD, payload(world))
    assert Responsible.objects.get().campaign == world.campaign


def test_a_change_keeps_campaign_and_committee(log_in, world):
    responsible = make_responsible(campaign=world.campaign, committee=world.donghe)
    other = make_campaign(year=2021)
    answers = payload(world, campaign=other.pk, committee=world.kundulun.pk, name="新人")
    log_in("league_city_staff").post(f"{PAGE}{responsible.pk}/change/", answers)
    responsible.refresh_from_db()
    assert (responsible.campaign, responsible.committee, responsible.name) == (world.campaign, world.donghe, "新人")


def test_a_foreign_one_is_not_there(log_in, world):
    foreign = make_responsible(campaign=world.campaign, committee=world.hailar)
    client = log_in("league_city_staff")
    for page in ("change", "history"):
        assert client.get(f"{PAGE}{foreign.pk}/{page}/").status_code == 404


class TestOverview:
    def test_names_the_committees_of_the_own_subtree_in_their_order(self, log_in, world):
        lines = log_in("league_city_staff").get(OVERVIEW).context["lines"]
        assert [line.committee for line in lines] == [world.baotou, world.donghe, world.kundulun]

    def test_shows_nothing_of_foreign_committees(self, log_in, world):
        make_responsible(campaign=world.campaign, committee=world.hailar, name="外人")
        make_account(committee=world.hailar, username="foreign-canary")
        page = log_in("league_city_staff").get(OVERVIEW).content.decode()
        assert "外人" not in page
        assert "foreign-canary" not in page

    def test_shows_person_phone_and_accounts(self, log_in, world):
        make_responsible(campaign=world.campaign, committee=world.donghe, name="李四", phone="0472-5612345")
        page = log_in("league_city_staff").get(OVERVIEW).content.decode()
        for expected in ("李四", "0472-5612345", world.accounts["county_staff"].username, "从未登录", "没有账号"):
            assert expected in page

    def test_shows_no_accounts_to_who_may_not_see_them(self, log_in, world):
        make_account(committee=world.donghe, username="colleague-canary")
        assert "colleague-canary" not in log_in("county_staff").get(OVERVIEW).content.decode()

    def test_only_those_who_have_named_nobody(self, log_in, world):
        make_responsible(campaign=world.campaign, committee=world.donghe)
        lines = log_in("league_city_staff").get(f"{OVERVIEW}?missing=1").context["lines"]
        assert [line.committee for line in lines] == [world.baotou, world.kundulun]

    def test_another_year_has_its_own(self, log_in, world):
        make_responsible(campaign=make_campaign(year=2021), committee=world.donghe)
        assert not any(line.responsible for line in log_in("league_city_staff").get(OVERVIEW).context["lines"])

    def test_is_called_after_the_campaign_where_a_year_has_two(self, log_in, world):
        make_campaign(key="2020-summer")
        client = log_in("league_city_staff")
        assert client.get(OVERVIEW).context["title"] == "2020 年度负责人和账号"
        client.post("/admin/campaign/", {"campaign": "2020-summer"})
        assert client.get(OVERVIEW).context["title"] == "2020-summer 年度负责人和账号"

    def test_a_link_presets_the_committee(self, log_in, world):
        client = log_in("league_city_staff")
        for pk, initial in [
            (world.kundulun.pk, str(world.kundulun.pk)),
            (world.hailar.pk, world.baotou.pk),
            ("x", world.baotou.pk),
        ]:
            form = client.get(f"{ADD}?committee={pk}").context["adminform"].form
            assert str(form["committee"].value()) == str(initial)

    @pytest.mark.parametrize("role", ["auditor", "system_administrator"])
    def test_not_for_those_without_work(self, log_in, role):
        assert log_in(role).get(OVERVIEW).status_code == 403

    def test_costs_no_more_queries_where_there_is_more(self, log_in, world, django_assert_max_num_queries):
        for number in range(40):
            county = make_committee(parent=world.baotou, place_name=f"{number}旗")
            make_responsible(campaign=world.campaign, committee=county)
            make_account(committee=county)
        client = log_in("region_manager")
        with django_assert_max_num_queries(12):
            assert len(client.get(OVERVIEW).context["lines"]) == 48


def test_the_list_finds_own_rows_only(log_in, world):
    for home in (world.donghe, world.hailar):
        make_responsible(campaign=world.campaign, committee=home, name="同名")
    listed = log_in("league_city_staff").post(PAGE, {"term": "同名"}, follow=True).context["cl"].queryset
    assert [row.committee for row in listed] == [world.donghe]


def test_saving_leads_to_the_overview(log_in, world):
    assert log_in("county_staff").post(ADD, payload(world))["Location"] == OVERVIEW
