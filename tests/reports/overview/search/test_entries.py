import pytest

from tests.factories import make_activity, make_headcount, make_publicity, make_service, make_wechat_group
from tests.reports.overview.search.searching import found, search

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("term", ["青创易贷", "某讲师", "党群服务", "大学生专场", "青创 专场"])
def test_finds_an_entry_by_what_was_written(log_in, entry, term):
    assert found(log_in("county_staff"), term)["entries"] == [str(entry)]


def test_finds_entries_by_whose_they_are_after_those_that_say_it(log_in, world, entry):
    of = {"campaign": world.campaign, "committee": world.donghe}
    unwritten = make_activity("visit", **of)
    client = log_in("league_city_staff")
    assert found(client, "东河")["entries"] == [str(entry), str(unwritten)]
    assert set(found(client, "dhq")["entries"]) == {str(entry), str(unwritten)}


def numbers_of(entry):
    pk = entry.pk
    return [f"HD2020-{pk:06d}", f"hd2020-{pk}", f"HD{pk}", f"ＨＤ２０２０－{pk:06d}", f" HD2020 - {pk:06d} "]


@pytest.mark.parametrize("spelling", range(5))
def test_a_number_with_its_letters_leads_straight_to_the_entry(log_in, entry, spelling):
    response = search(log_in("county_staff"), numbers_of(entry)[spelling])
    assert response.status_code == 303
    assert response["Location"] == f"/admin/activities/symposium/{entry.pk}/change/"


def test_a_number_without_its_letters_may_be_of_anything(log_in, world, entry):
    service = make_service(campaign=world.campaign, committee=world.donghe, pk=entry.pk)
    for term in (str(entry.pk), f"{entry.pk:06d}", f"2020-{entry.pk}"):
        labels = found(log_in("county_staff"), term)["entries"]
        assert labels == [str(entry), f"{service.number} 服务记录"]


@pytest.mark.parametrize("number", ["HD2019-{}", "FW2020-{}", "AB2020-{}", "HD2020-9{:06d}"])
def test_a_number_of_another_year_or_kind_is_not_this_entry(log_in, entry, number):
    assert "entries" not in found(log_in("county_staff"), number.format(entry.pk))


@pytest.mark.parametrize(
    ("make", "written", "prefix"),
    [
        (make_service, {"remark": "电商培训班"}, "FW"),
        (make_wechat_group, {"name": "返乡电商培训群"}, "WX"),
        (make_headcount, {"remark": "电商培训口径"}, "RS"),
        (make_publicity, {"title": "电商培训见闻"}, "XC"),
    ],
)
def test_finds_other_work_by_its_text_and_number(log_in, world, make, written, prefix):
    row = make(campaign=world.campaign, committee=world.donghe, **written)
    client = log_in("county_staff")
    assert found(client, "电商培训")["entries"] == [f"{row.number} {row._meta.verbose_name}"]
    response = search(client, f"{prefix}{row.pk}")
    assert (response.status_code, response["Location"]) == (
        303,
        f"/admin/activities/{row._meta.model_name}/{row.pk}/change/",
    )
    assert client.get(response["Location"]).status_code == 200


def test_deleted_entries_are_not_found(log_in, world, entry):
    entry.mark_deleted(by=world.accounts["county_staff"])
    client = log_in("county_staff")
    assert found(client, "青创易贷") == found(client, entry.number) == {}
