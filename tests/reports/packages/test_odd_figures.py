"""数字需核对: all odd entries of a row in one list, before it is sent up."""

import pytest

from reports.models import AnnexColumn
from tests.factories import make_activity
from tests.reports.packages.pages import address

pytestmark = pytest.mark.django_db


def make_odd(world, committee=None, **overrides):
    fields = {"session_count": 50, "participant_count": 3} | overrides
    return make_activity("tour", campaign=world.campaign, committee=committee or world.donghe, **fields)


def listed(response):
    return [odd.entry for odd in response.context["page"]]


def test_lists_the_odd_entries_of_all_counties_with_why_and_who(own, world, package):
    staff = world.accounts["county_staff"]
    confirmed = make_odd(
        world,
        confirmed_figures="sessions_above_people:50/3",
        confirmed_by=staff,
        remark="流动参观",
        held_on="2020-02-01",
    )
    open_one = make_odd(world, world.kundulun)
    make_activity("tour", campaign=world.campaign, committee=world.donghe)
    page = own.get(address(package, "odd-figures/"))
    assert listed(page) == [open_one, confirmed]
    text = page.content.decode()
    assert "共 2 条，其中 <strong>1</strong> 条还没有人确认" in text
    assert "活动场次（50）比参与人数（3）还多？" in text
    assert "昆都仑区团委" in text
    assert f"{staff.get_full_name() or staff.username} 确认无误" in text
    assert "流动参观" in text
    assert f'href="/admin/activities/tour/{open_one.pk}/change/"' in text


def test_a_confirmation_of_other_numbers_is_none(own, world, package):
    staff = world.accounts["county_staff"]
    make_odd(world, confirmed_figures="sessions_above_people:51/3", confirmed_by=staff)
    assert "没有确认" in own.get(address(package, "odd-figures/")).content.decode()


@pytest.mark.parametrize("overrides", [{"state": "planned"}, {"state": "cancelled"}])
def test_what_does_not_count_is_not_listed(own, world, package, overrides):
    make_odd(world, **overrides)
    assert "没有。附件2所计的数字都在平常范围里。" in own.get(address(package, "odd-figures/")).content.decode()


def test_what_no_column_counts_is_not_listed(own, world, package):
    make_odd(world)
    AnnexColumn.objects.filter(kind__key="tour").delete()
    assert not listed(own.get(address(package, "odd-figures/")))


def test_measures_by_what_each_county_usually_does(own, world, package):
    for committee, usual in ((world.donghe, 20), (world.kundulun, 300)):
        for _ in range(3):
            make_activity("lecture", campaign=world.campaign, committee=committee, participant_count=usual)
        make_activity("lecture", campaign=world.campaign, committee=committee, participant_count=290, session_count=2)
    odd = listed(own.get(address(package, "odd-figures/")))
    assert [(one.committee, one.participant_count) for one in odd] == [(world.donghe, 290)]


def test_others_have_no_such_page(log_in, world, package):
    make_odd(world)
    assert log_in("county_staff").get(address(package, "odd-figures/")).status_code in (403, 404)


def test_the_check_page_says_how_many_and_leads_there(own, world, package):
    make_odd(world)
    page = own.get(address(package, "submit/")).content.decode()
    assert "1 条记录的数字不太寻常，其中 1 条没有人确认" in page
    assert address(package, "odd-figures/") in page


def test_queries_do_not_grow_with_the_entries(own, world, package, django_assert_max_num_queries):
    for number in range(40):
        make_odd(world, held_on=f"2020-01-{number % 28 + 1:02}")
    with django_assert_max_num_queries(32):
        own.get(address(package, "odd-figures/"))
