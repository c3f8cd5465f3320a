import pytest

from reports.choices import PackageState
from reports.models import Package
from reports.packages import life_cycle
from tests.factories import (
    declare_zero_report,
    fill_package,
    make_activity,
    make_duplicates,
    make_returnee,
    submit_package,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def look(log_in):
    def look():
        response = log_in("league_city_staff").get("/admin/")
        return response.context["desk"], response.content.decode().partition('id="content"')[2]

    return look


@pytest.fixture
def package(world):
    return Package.objects.in_campaign(world.campaign).get(committee=world.baotou)


def to_look_at(desk):
    return {check.heading: check.count for check in desk["to_look_at"]}


def test_the_package_leads_and_its_own_kinds_come_after_the_counties(look):
    _, page = look()
    titles = ("<h2>报送材料", "<h2>要办", "<h2>要看一看的", "<h2>跟进返乡青年", "<h2>下级报了什么", "记一条活动")
    places = [page.index(title) for title in titles]
    assert places == sorted(places)


class TestPackage:
    def test_names_what_is_missing_and_has_one_button(self, look, package):
        desk, page = look()
        assert desk["package"].next_step == f"填写材料（还缺 {desk['package'].missing_count} 项）"
        assert f'href="/admin/reports/packages/{package.pk}/#contact">没有写填表人</a>' in page
        assert page.count('class="button"') == 1

    def test_is_to_be_sent_once_nothing_is_missing(self, look, package, world):
        by = world.accounts["league_city_staff"]
        fill_package(package, by=by)
        declare_zero_report(campaign=world.campaign, committee=world.baotou, by=by)
        desk, page = look()
        assert desk["package"].next_step == "核对并报送"
        assert "材料齐了" in page

    def test_says_when_it_went_up_and_by_whom(self, look, package, world):
        by = world.accounts["league_city_staff"]
        submit_package(package, by=by)
        desk, page = look()
        assert desk["package"].next_step == "查看材料"
        assert "第 1 次报送" in page
        assert "等自治区团委审核" in page

    def test_shows_why_it_was_returned(self, look, package, world):
        by = world.accounts["league_city_staff"]
        submit_package(package, by=by)
        package.refresh_from_db()
        life_cycle.return_for_revision(
            package=package, by=world.accounts["region_manager"], reason="照片看不清", parts=["photos"]
        )
        desk, page = look()
        assert desk["package"].next_step == "按退回意见修改"
        assert "<strong>照片看不清</strong>" in page

    def test_an_accepted_one_needs_nothing(self, look, package, world):
        by = world.accounts["league_city_staff"]
        submit_package(package, by=by)
        Package.objects.filter(pk=package.pk).update(state=PackageState.ACCEPTED)
        assert "自治区团委已确认，不用再办" in look()[1]


class TestToLookAt:
    def test_counts_odd_figures_that_nobody_has_confirmed(self, look, world, package):
        of = {"campaign": world.campaign, "committee": world.donghe}
        make_activity("symposium", **of, session_count=1, participant_count=5000)
        make_activity("symposium", campaign=world.campaign, committee=world.hailar, participant_count=5000)
        desk, page = look()
        assert to_look_at(desk)["数字需核对"] == 1
        assert f"/admin/reports/packages/{package.pk}/odd-figures/" in page

    def test_counts_possible_duplicates_and_records_to_review(self, look, world):
        make_duplicates(entrance=world.homepage, home_committee=world.donghe)
        make_returnee(entrance=world.homepage, home_committee=world.donghe, state="quarantined")
        make_returnee(entrance=world.homepage, home_committee=world.hailar, state="quarantined")
        desk, page = look()
        # What is to be reviewed has the same number here, and is looked at all the same.
        assert to_look_at(desk) == {"数字需核对": 0, "疑似重复的问卷": 3, "待核实的问卷": 1}
        assert "/admin/returnees/returnee/?duplicate=yes" in page

    def test_nothing_of_another_league_city(self, look, world):
        make_duplicates(entrance=world.homepage, home_committee=world.hailar)
        assert set(to_look_at(look()[0]).values()) == {0}
