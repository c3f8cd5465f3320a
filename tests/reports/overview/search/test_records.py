"""Records and cases."""

import pytest

from reports.overview.search import groups
from returnees.models import Returnee
from tests.factories import make_returnee
from tests.reports.overview.search.searching import found, search

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("term", ["乌云", "乌云 其其格", "5678", "13812345678", "+86 138-1234-5678"])
def test_finds_a_record_and_its_case_by_name_and_phone(log_in, youth, term):
    labels = found(log_in("county_staff"), term)
    assert labels["records"] == labels["cases"] == ["乌云其其格"]


def test_a_single_sign_may_begin_a_name(log_in, youth):
    assert found(log_in("county_staff"), "乌")["records"] == ["乌云其其格"]


def test_finds_a_record_and_a_case_by_their_numbers(log_in, youth):
    client = log_in("county_staff")
    assert found(client, f"0{youth.pk}")["records"] == ["乌云其其格"]
    assert found(client, str(youth.follow_up_case.pk))["cases"] == ["乌云其其格"]
    assert "records" not in found(client, f"2020-{youth.pk}")


def test_a_number_is_masked_wherever_it_was_typed(log_in, youth):
    page = search(log_in("county_staff"), "乌云").content.decode()
    assert "138****5678" in page
    assert "13812345678" not in page


@pytest.mark.parametrize(
    ("role", "is_found", "is_minor_found"),
    [
        ("region_manager", True, True),
        ("league_city_staff", True, True),
        ("county_staff", True, False),
        ("region_viewer", False, False),
    ],
)
def test_a_whole_number_finds_only_what_the_role_may_see_of_it(log_in, youth, role, is_found, is_minor_found):
    client = log_in(role)
    assert ("records" in found(client, "13812345678")) is is_found
    assert ("cases" in found(client, "13812345678")) is is_found
    Returnee.objects.update(age=17)
    labels = found(client, "13812345678")
    assert (("records" in labels), ("cases" in labels)) == (is_minor_found, is_minor_found)
    # Name and last digits are seen anyway.
    assert found(client, "5678")["records"] == found(client, "乌云")["records"] == ["乌云其其格"]


def test_what_may_not_be_seen_answers_like_an_unknown_number(log_in, youth):
    Returnee.objects.update(age=17)
    client = log_in("county_staff")
    pages = [search(client, number).content.decode() for number in ("13812345678", "13812345679")]
    assert [page.count("没有找到") for page in pages] == [1, 1]


def test_deleted_records_are_not_found(log_in, world):
    returnee = make_returnee(entrance=world.homepage, home_committee=world.donghe)
    returnee.mark_deleted(by=world.accounts["county_staff"], deletion_reason="test")
    client = log_in("county_staff")
    for term in (returnee.name, returnee.phone, returnee.phone[-4:], str(returnee.pk)):
        assert "records" not in found(client, term)


def test_more_records_are_in_their_list_and_in_no_address(log_in, world):
    for number in range(groups.LISTED + 1):
        make_returnee(entrance=world.homepage, home_committee=world.donghe, phone=f"1390000{number:04d}")
    client = log_in("county_staff")
    (group,) = search(client, "乌云").context["groups"]
    assert (len(group.lines), group.has_more) == (groups.LISTED, True)
    response = client.post(group.list_address, {"term": "乌云"})
    assert "乌云" not in response["Location"]
    assert len(client.get(response["Location"]).context["cl"].result_list) == groups.LISTED + 1
