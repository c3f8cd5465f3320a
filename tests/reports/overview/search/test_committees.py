from datetime import date

import pytest

from organization.models import Committee
from tests.factories import make_committee
from tests.reports.overview.search.searching import found, lines_of

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "term", ["包头", "包头市", "包头市团委", "150200", "１５０２００", "bt", "BTS", "btsw", "baotou", "bao tou"]
)
def test_finds_a_committee_by_name_code_and_letters(log_in, term):
    assert found(log_in("region_viewer"), term)["committees"] == ["包头市团委"]


@pytest.fixture
def damao(world):
    return make_committee(parent=world.baotou, gb_code="150223", place_name="达尔罕茂明安联合旗")


@pytest.mark.parametrize("term", ["dmq", "dehmma", "drhmm", "da'erhan", "daerhanmaoming", "茂明安"])
def test_finds_a_banner_by_what_people_shorten_it_to(log_in, damao, term):
    assert found(log_in("region_viewer"), term)["committees"] == ["达尔罕茂明安联合旗团委"]


def test_the_likeliest_committee_stands_first(log_in, world):
    make_committee(parent=world.baotou, place_name="东乌拉联合旗河")
    assert found(log_in("region_viewer"), "dh")["committees"] == ["东河区团委", "东乌拉联合旗河团委"]


def test_a_committee_that_has_ended_says_so(log_in, world):
    Committee.objects.filter(pk=world.kundulun.pk).update(ended_on=date(2020, 2, 1), succeeded_by=world.donghe)
    assert [line.state for line in lines_of(log_in("region_viewer"), "kdl", "committees")] == ["已撤并"]


def test_a_committee_leads_to_the_pages_that_the_account_may_see(log_in, world):
    (line,) = lines_of(log_in("county_staff"), "东河", "committees")
    assert [label for label, _ in line.links] == ["跟进个案", "服务与工作"]
    assert line.address == f"/admin/returnees/returnee/?under={world.donghe.pk}"
    (line,) = lines_of(log_in("auditor"), "东河", "committees")
    assert line.address == f"/admin/organization/committee/{world.donghe.pk}/change/"


@pytest.mark.parametrize(
    "role", ["region_manager", "league_city_staff", "county_staff", "auditor", "system_administrator"]
)
def test_every_link_of_a_committee_opens(log_in, role):
    client = log_in(role)
    (line,) = lines_of(client, "dhq", "committees")
    for address in [line.address, *(address for _, address in line.links)]:
        assert client.get(address).status_code == 200


def test_two_letters_do_not_find_what_only_the_words_for_a_committee_would_add(log_in, world):
    make_committee(parent=world.baotou, place_name="巴林左旗")
    assert found(log_in("region_viewer"), "bt")["committees"] == ["包头市团委"]
