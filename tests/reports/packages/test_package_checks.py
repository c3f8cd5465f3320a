"""What 核对并报送 says besides what is missing: none of it blocks."""

import pytest
from django.urls import reverse

from activities.models import Completion
from organization.choices import Level
from reports.choices import PackagePart
from reports.models import Package
from reports.packages import life_cycle
from reports.packages.checks.youths import MOST_DUPLICATES
from reports.setup.rows import separate_rows
from tests.factories import (
    declare_zero_report,
    fill_package,
    make_account,
    make_activity,
    make_campaign,
    make_committee,
    make_duplicates,
    make_returnee,
)
from tests.reports.packages.pages import address

pytestmark = pytest.mark.django_db


@pytest.fixture
def ready(world, package, staff):
    """Nothing is missing."""
    fill_package(package, by=staff)
    declare_zero_report(campaign=world.campaign, committee=world.baotou, by=staff)
    return package


def page_of(client, package):
    return client.get(address(package, "submit/"))


def checks_of(client, package):
    return {check.key: check for check in page_of(client, package).context["checks"]}


def complete(campaign, committee):
    Completion.objects.mark(campaign=campaign, committee=committee, by=make_account(committee=committee))


def counties_of(check):
    return {group.what: [county.place_name for county, _ in group.counties] for group in check.found}


def test_names_counties_by_what_they_lack(own, world, ready):
    for name in ("石拐区", "白云鄂博矿区", "九原区"):
        county = make_committee(parent=world.baotou, place_name=name)
        make_activity("visit", campaign=world.campaign, committee=county)
        if name != "石拐区":
            complete(world.campaign, county)
        if name == "九原区":
            Completion.objects.note_change(campaign=world.campaign, committees=[county])
    make_activity("visit", campaign=world.campaign, committee=world.donghe)
    complete(world.campaign, world.donghe)
    last = Completion.objects.get(committee=world.donghe)
    last.hand_back(by=world.accounts["league_city_staff"], reason="少一场")
    check = checks_of(own, ready)["counties"]
    assert check.sentence == "5 个下级单位中有 4 个还没有填完"
    assert counties_of(check) == {
        "无记录": ["昆都仑区"],
        "没有标记“本级已填完”": ["石拐区"],
        "标记“本级已填完”以后又有修改": ["九原区"],
        "“本级已填完”已退回，还没有重新标记": ["东河区"],
    }
    place = f"{reverse('completion')}#committee-{world.kundulun.pk}"
    assert f'<a href="{place}">昆都仑区</a>' in page_of(own, ready).text
    assert f'id="committee-{world.kundulun.pk}"' in own.get(reverse("completion")).text


def test_a_zero_report_is_no_silence(own, world, ready, staff):
    declare_zero_report(campaign=world.campaign, committee=world.donghe, by=staff)
    check = checks_of(own, ready)["counties"]
    assert counties_of(check) == {"无记录": ["昆都仑区"], "没有标记“本级已填完”": ["东河区"]}


def test_a_committee_that_has_ended_is_not_asked(own, world, ready):
    world.kundulun.ended_on, world.kundulun.succeeded_by = world.campaign.starts_on, world.donghe
    world.kundulun.save()
    assert counties_of(checks_of(own, ready)["counties"]) == {"无记录": ["东河区"]}


def test_counts_what_is_to_be_reviewed_in_its_own_row_alone(own, world, ready):
    make_returnee(entrance=world.homepage, home_committee=world.donghe, state="quarantined")
    make_returnee(entrance=world.homepage, home_committee=world.hailar, state="quarantined")
    check = checks_of(own, ready)["quarantine"]
    assert check.sentence.startswith("1 份问卷待核实")
    assert check.url == reverse("admin:returnees_returnee_quarantine")


def test_counts_possible_duplicates(own, world, ready):
    make_duplicates(entrance=world.homepage, home_committee=world.donghe)
    make_returnee(entrance=world.homepage, home_committee=world.hailar, phone="13900000007")
    check = checks_of(own, ready)["duplicates"]
    assert check.sentence == "2 份问卷疑似重复（手机号相同），合并以前各算一份"
    assert own.get(check.url).status_code == 200
    assert MOST_DUPLICATES >= 2


def test_says_what_was_looked_at_where_there_is_nothing_to_do(own, world, ready):
    for county in (world.donghe, world.kundulun):
        make_activity("visit", campaign=world.campaign, committee=county)
        complete(world.campaign, county)
    page = page_of(own, ready)
    assert all(check.is_clear for check in page.context["checks"])
    for sentence in ("2 个下级单位都已填完", "没有待核实的问卷", "没有疑似重复的问卷", "都看过了，没有要处理的。"):
        assert sentence in page.text
    assert "不妨碍报送" not in page.text


def test_nothing_of_it_blocks(own, world, ready):
    make_returnee(entrance=world.homepage, home_committee=world.donghe, state="quarantined")
    page = page_of(own, ready)
    assert "以上各项不妨碍报送" in page.text
    seen = {"seen_revision": page.context["package"].revision, "seen_sheet": page.context["sheet"].fingerprint}
    own.post(address(ready, "submit/"), seen)
    ready.refresh_from_db()
    assert ready.is_sent


def test_asks_for_no_questionnaires_where_the_campaign_does_not_count_them(own, world, ready):
    world.campaign.asks_for_returnee_counts = False
    world.campaign.save()
    assert set(checks_of(own, ready)) == {"text", "counties", "odd_figures"}


def test_a_county_with_a_row_of_its_own_asks_those_below_it_without_a_link_to_what_is_not_its_own(
    client, log_in, world
):
    make_committee(parent=world.hulunbuir, place_name="扎赉诺尔区", administered_by=world.manzhouli)
    township = make_committee(parent=world.manzhouli, place_name="新开河镇", level=Level.TOWNSHIP)
    separate_rows(campaign=world.campaign)
    package = Package.objects.get(committee=world.manzhouli)
    log_in("county_staff")
    client.force_login(make_account(committee=world.manzhouli))
    check = checks_of(client, package)["counties"]
    [group] = check.found
    links = {county.place_name: url for county, url in group.counties}
    assert links == {"扎赉诺尔区": "", township.place_name: f"{reverse('completion')}#committee-{township.pk}"}


def test_of_another_campaign_than_the_one_that_is_looked_at_there_are_no_links(own, world, ready):
    make_campaign(year=2021)
    own.post("/admin/campaign/", {"campaign": "2021"})
    make_returnee(entrance=world.homepage, home_committee=world.donghe, state="quarantined")
    checks = checks_of(own, ready)
    assert checks["quarantine"].url == checks["counties"].url == ""


def test_asks_the_same_queries_whatever_the_log_holds(own, world, ready, staff, django_assert_max_num_queries):
    life_cycle.submit(package=ready, by=staff, seen_revision=ready.revision)
    life_cycle.return_for_revision(package=ready, by=staff, reason="照片看不清", parts=list(PackagePart))
    for number in range(12):
        county = make_committee(parent=world.baotou, place_name=f"第{number}旗")
        for _ in range(5):
            make_activity("visit", campaign=world.campaign, committee=county)
        make_duplicates(entrance=world.homepage, home_committee=county, phone=f"139000001{number:02d}")
        doubted = {"state": "quarantined", "phone": f"138000001{number:02d}"}
        make_returnee(entrance=world.homepage, home_committee=county, **doubted)
        complete(world.campaign, county)
    # Of these 5 for the session, the account and the campaign, and 7 for the photos and where else they stand.
    with django_assert_max_num_queries(57):
        checks = checks_of(own, ready)
    assert checks["duplicates"].found == 24
