import pytest
from django.db import IntegrityError, transaction

from activities.models import WechatGroup
from organization.choices import Level
from tests.factories import make_committee, make_wechat_group

pytestmark = pytest.mark.django_db

LIST, ADD = "/admin/activities/wechatgroup/", "/admin/activities/wechatgroup/add/"
COVERAGE = "/admin/activities/wechatgroup/coverage/"
KINDS = ("leaders", "members", "outside_workers", "outside_students")


def payload(**changes):
    answers = {"kind": "members", "name": "团员青年之家", "owner": "团委干事", "member_count": "120"}
    return answers | {"created_on": "2020-01-20", "remark": ""} | changes


def form_errors(response):
    return response.context["adminform"].form.errors


def counties(response):
    """Of each county the numbers of its groups, by kind."""
    return {
        county.committee.place_name: [count for _, count in county.counts]
        for county in response.context["coverage"].counties
    }


@pytest.mark.parametrize("kind", KINDS)
def test_registers_each_of_the_four_kinds(log_in, world, kind):
    client = log_in("county_staff")
    assert client.get(ADD).status_code == 200
    assert client.post(ADD, payload(kind=kind)).status_code == 302
    group = WechatGroup.objects.get()
    assert (group.kind, group.committee, group.campaign) == (kind, world.donghe, world.campaign)


def test_a_group_of_earlier_years_keeps_its_day(log_in):
    log_in("county_staff").post(ADD, payload(created_on="2016-05-04"))
    assert WechatGroup.objects.get().created_on.year == 2016


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"kind": "nonsense"}, "kind"),
        ({"name": ""}, "name"),
        ({"owner": ""}, "owner"),
        ({"owner": "11010519491231002X"}, "owner"),
        ({"member_count": "0"}, "member_count"),
        ({"member_count": "2001"}, "member_count"),
        ({"created_on": "2020-02-11"}, "created_on"),
        ({"created_on": "2010-12-31"}, "created_on"),
    ],
)
def test_shows_beside_the_field_what_is_wrong(log_in, changes, field):
    assert list(form_errors(log_in("county_staff").post(ADD, payload(**changes)))) == [field]
    assert not WechatGroup.objects.exists()


def test_a_group_is_registered_once(log_in, world):
    client = log_in("county_staff")
    make_wechat_group(campaign=world.campaign, committee=world.donghe, name="团员青年之家")
    assert list(form_errors(client.post(ADD, payload()))) == ["name"]
    assert client.post(ADD, payload(kind="leaders")).status_code == 302
    with pytest.raises(IntegrityError), transaction.atomic():
        make_wechat_group(campaign=world.campaign, committee=world.donghe, name="团员青年之家")


def test_coverage_shows_which_county_lacks_which_kind(log_in, world):
    township = make_committee(parent=world.donghe, level=Level.TOWNSHIP, place_name="某镇")
    make_wechat_group(campaign=world.campaign, committee=world.donghe)
    make_wechat_group(campaign=world.campaign, committee=township)
    make_wechat_group(campaign=world.campaign, committee=township, kind="leaders")
    make_wechat_group(campaign=world.campaign, committee=world.baotou, kind="outside_students")
    make_wechat_group(campaign=world.campaign, committee=world.hailar, kind="outside_workers")
    make_wechat_group(campaign=world.campaign, committee=world.kundulun, kind="members")
    response = log_in("league_city_staff").get(COVERAGE)
    assert counties(response) == {"东河区": [1, 2, 0, 0], "昆都仑区": [0, 1, 0, 0]}
    assert [count for _, count in response.context["coverage"].having] == [1, 2, 0, 0]
    assert response.content.decode().count("缺\n") == 5


def test_coverage_lists_only_those_that_lack_some(log_in, world):
    for kind in KINDS:
        make_wechat_group(campaign=world.campaign, committee=world.donghe, kind=kind)
    client = log_in("league_city_staff")
    assert client.get(COVERAGE).context["coverage"].complete_count == 1
    page = client.get(COVERAGE, {"lacking": "1"}).content.decode()
    assert "昆都仑区" in page
    assert "东河区" not in page


def test_coverage_stays_within_the_own_subtree(log_in, world):
    make_wechat_group(campaign=world.campaign, committee=world.kundulun)
    assert counties(log_in("county_staff").get(COVERAGE)) == {"东河区": [0, 0, 0, 0]}
    assert len(counties(log_in("region_viewer").get(COVERAGE))) == 4


def test_coverage_of_a_township_shows_that_there_is_none(log_in, world):
    account = world.accounts["county_staff"]
    account.committee = make_committee(parent=world.donghe, level=Level.TOWNSHIP, place_name="某镇")
    account.save()
    assert "没有旗县市区" in log_in("county_staff").get(COVERAGE).content.decode()


def test_coverage_is_for_those_who_see_groups(log_in, client):
    assert log_in("auditor").get(COVERAGE).status_code == 403
    assert log_in("county_staff").post(COVERAGE).status_code == 405


def test_a_number_of_the_coverage_leads_to_its_groups(log_in, world):
    for _ in range(2):
        make_wechat_group(campaign=world.campaign, committee=world.donghe)
    make_wechat_group(campaign=world.campaign, committee=world.kundulun)
    client = log_in("league_city_staff")
    address = f"{LIST}?under={world.donghe.pk}&kind__exact=members"
    assert address.replace("&", "&amp;") in client.get(COVERAGE).content.decode()
    assert client.get(address).context["cl"].result_count == 2


def test_sums_groups_and_members(log_in, world):
    make_wechat_group(campaign=world.campaign, committee=world.donghe, member_count=30)
    make_wechat_group(campaign=world.campaign, committee=world.kundulun, member_count=40, kind="leaders")
    make_wechat_group(campaign=world.campaign, committee=world.hailar)
    sums = {label: figure for label, figure, _ in log_in("league_city_staff").get(LIST).context["sums"]}
    assert (sums["合计群数"], sums["群成员数（人次）"], sums["团员青年群"], sums["在外学生群"]) == (2, 70, 1, None)


def test_queries_of_the_pages_do_not_grow(log_in, world, django_assert_max_num_queries):
    for number in range(40):
        county = make_committee(parent=world.baotou, place_name=f"第{number}旗")
        make_wechat_group(campaign=world.campaign, committee=county)
    client = log_in("league_city_staff")
    for address, most in ((LIST, 13), (COVERAGE, 9)):
        with django_assert_max_num_queries(most):
            client.get(address)
