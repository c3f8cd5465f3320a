"""The page of a package: who sees it and fills it in, what it says, and what becomes of two people at once."""

from datetime import UTC, date, datetime

import pytest
from django.forms import model_to_dict

from activities.models import ActivityKind, ZeroReport
from reports.choices import PackageState
from reports.models import Package
from reports.packages import life_cycle
from reports.setup.rows import separate_rows
from tests.factories import (
    SUMMARY,
    fill_package,
    make_account,
    make_activity,
    make_entrance,
    make_responsible,
    make_returnee,
    submit_package,
)
from tests.reports.packages.pages import address, package_of, post_parts, save_contact, save_summary

pytestmark = pytest.mark.django_db

KINDS = ("letter", "visit", "symposium", "lecture", "tour")
LABELS = ("慰问信发放", "走进青年", "返乡创业座谈会", "宣讲活动", "考察活动")


# Who


@pytest.mark.parametrize(
    ("role", "status"),
    [("league_city_staff", 200), ("region_manager", 200), ("region_viewer", 200), ("county_staff", 404)],
)
def test_is_seen_by_its_committee_and_those_above(log_in, package, role, status):
    assert log_in(role).get(address(package)).status_code == status


def test_another_league_citys_is_not_there(own, world):
    foreign = package_of(world.hulunbuir)
    for part in ("", "submit/", "entries/letter/", "photos/1/choose/"):
        assert own.get(address(foreign, part)).status_code == 404
    for part in ("save/", "summary/draft/", "submit/", "take-back/"):
        assert own.post(address(foreign, part)).status_code == 404


@pytest.mark.parametrize("part", ["save/", "summary/draft/", "submit/"])
def test_only_its_own_committee_fills_it_in(log_in, package, part):
    assert log_in("region_manager").post(address(package, part)).status_code == 403


def test_a_league_city_reads_its_countys_own_package_and_does_not_fill_it_in(world, log_in):
    separate_rows(campaign=world.campaign)
    county = package_of(world.manzhouli)
    world.accounts["league_city_staff"] = make_account(committee=world.hulunbuir, role="league_city_staff")
    client = log_in("league_city_staff")
    assert client.get(address(county)).status_code == 200
    assert not client.get(address(county)).context["is_editable"]
    assert save_contact(client, county).status_code == 403
    assert client.get(address(county, "entries/letter/")).status_code == 200


@pytest.mark.parametrize("part", ["save/", "take-back/", "return/", "accept/"])
def test_acts_are_not_done_by_looking(log_in, package, part):
    role = "region_manager" if part in ("return/", "accept/") else "league_city_staff"
    before = model_to_dict(package)
    assert log_in(role).get(address(package, part)).status_code == 303
    package.refresh_from_db()
    assert model_to_dict(package) == before


# What it says


def test_lists_everything_that_is_missing_with_the_part_it_belongs_to(own, package):
    page = own.get(address(package))
    assert [sentence for _, sentence in page.context["missing"]] == [
        *(f"{kind}没有记录，也没有零报告" for kind in LABELS),
        "没有写填表人",
        "没有写填表人的联系电话",
        "还没有写文字总结",
        "照片应有 3 张，现在是 0 张",
    ]
    for part in ("figures", "contact", "summary", "photos"):
        assert f'<a href="#{part}">' in page.text
        assert f'id="{part}"' in page.text


def test_every_number_leads_to_the_entries_behind_it(own, world, package):
    make_activity("tour", campaign=world.campaign, committee=world.donghe, participant_count=37)
    page = own.get(address(package))
    assert f'<a href="{address(package, "entries/tour/")}">37</a>' in page.text
    entries = own.get(address(package, "entries/tour/"))
    assert [line.figures for line in entries.context["lines"]] == [[1, 37]]
    assert entries.context["sums"] == [1, 37]


def test_shows_the_two_groups_of_youths(own, world, package):
    entrance = make_entrance(campaign=world.campaign, committee=world.baotou)
    for status, home in (("A", world.donghe), ("B", world.kundulun), ("B", world.donghe), ("F", world.donghe)):
        make_returnee(entrance=entrance, home_committee=home, status=status)
    sheet = own.get(address(package)).context["sheet"]
    assert (sheet.entrepreneur_count, sheet.intending_count) == (1, 2)


def test_a_zero_report_can_be_declared_on_the_spot(own, world, package):
    page = own.get(address(package))
    assert page.context["sheet"].unreported_kinds == list(ActivityKind.objects.in_campaign(package.campaign))
    response = post_parts(own, package, {"zero_report": "letter", "contact": {"name": "李干事", "seen_revision": 0}})
    assert response["Location"] == f"{address(package)}#figures"
    assert ZeroReport.objects.filter(committee=world.baotou, kind__key="letter").exists()
    package.refresh_from_db()
    assert package.filled_by_name == "李干事"
    assert post_parts(own, package, {"zero_report": "x"}).status_code == 404


class TestDeadline:
    @pytest.fixture(autouse=True)
    def clock(self, settings):
        self.settings = settings

    def page_at(self, day, own, package):
        self.settings.GUICHAO_TODAY = day
        return own.get(address(package)).text

    def test_counts_down_to_the_end_of_the_last_day(self, own, package):
        assert "还有 6 天" in self.page_at(date(2020, 2, 10), own, package)
        assert "就是今天" in self.page_at(date(2020, 2, 16), own, package)

    def test_is_open_but_overdue_after_it(self, own, package):
        page = self.page_at(date(2020, 2, 18), own, package)
        assert "已逾期 2 天" in page
        assert "仍可以报送，会标记为“逾期”" in page
        assert "data-editor" in page

    def test_an_extension_is_shown_with_its_reason(self, own, package):
        life_cycle.extend(package=package, until=date(2020, 2, 20), reason="换届")
        page = self.page_at(date(2020, 2, 18), own, package)
        assert "还有 2 天" in page
        assert "原定 2020-02-16，延至 2020-02-20：换届" in page

    def test_is_closed_from_the_lock_on(self, own, world, package):
        world.campaign.locks_at = datetime(2020, 2, 20, 16, 0, tzinfo=UTC)
        world.campaign.save()
        assert "2020-02-21 00:00，之后不能再报" in self.page_at(date(2020, 2, 20), own, package)
        page = self.page_at(date(2020, 2, 21), own, package)
        assert "报送已于 2020-02-21 00:00 关闭，不能再改" in page
        assert "data-editor" not in page


@pytest.mark.parametrize(
    ("state", "message"),
    [("submitted", "材料已报送，等待自治区团委审核；要修改请先撤回。"), ("accepted", "自治区团委已确认，材料不能再改")],
)
def test_says_why_it_cannot_be_changed(own, world, package, staff, state, message):
    submission = submit_package(package, by=staff)
    if state == "accepted":
        life_cycle.accept(package=package, by=world.accounts["region_manager"], seen_submission_id=submission.pk)
    page = own.get(address(package))
    assert message in page.text
    assert "data-editor" not in page.text
    assert ("撤回，再改一改" in page.text) == (state == "submitted")
    package.refresh_from_db()
    for response in (save_contact(own, package, name="别人"), save_summary(own, package, "别的")):
        assert message in response.text
        assert "您刚才" in response.text
    package.refresh_from_db()
    assert package.filled_by_name == "李干事"
    assert package.summary_text == SUMMARY


def test_what_the_region_wrote_comes_first(own, world, package, staff):
    submit_package(package, by=staff)
    life_cycle.return_for_revision(
        package=package, by=world.accounts["region_manager"], reason="照片看不清", parts=["photos"]
    )
    page = own.get(address(package)).text
    content = page[page.index('<div class="package">') :]
    assert content.index("照片看不清") < content.index("报送截止")
    assert '<a href="#photos">活动照片</a>' in content


def test_its_history_says_who_when_why_and_with_which_figures(own, world, package, staff):
    submission = submit_package(package, by=staff)
    life_cycle.return_for_revision(
        package=package, by=world.accounts["region_manager"], reason="照片看不清", parts=["photos", "summary"]
    )
    page = own.get(address(package))
    assert [(change.from_state, change.to_state, change.reason) for change in page.context["history"]] == [
        ("submitted", "returned", "照片看不清"),
        ("in_progress", "submitted", ""),
        ("not_started", "in_progress", ""),
    ]
    assert "涉及：活动照片、文字总结" in page.text
    assert page.text.count(f'<a href="/admin/reports/submissions/{submission.pk}/">') >= 2


def test_asks_a_fixed_number_of_queries(own, world, package, staff, django_assert_max_num_queries):
    for committee in (world.baotou, world.donghe, world.kundulun):
        for kind in KINDS:
            make_activity(kind, campaign=world.campaign, committee=committee, held_on=date(2020, 1, 21))
    for _ in range(4):
        package = package_of(world.baotou)
        package.refresh_from_db()
        if package.state == PackageState.NOT_STARTED:
            fill_package(package, by=staff)
        submission = life_cycle.submit(package=package, by=staff, seen_revision=package.revision)
        life_cycle.return_for_revision(
            package=package, by=world.accounts["region_manager"], reason="再看看", parts=["summary"]
        )
        package.refresh_from_db()
    own.get(address(package))
    with django_assert_max_num_queries(40):
        own.get(address(package))
    with django_assert_max_num_queries(37):
        own.get(f"/admin/reports/submissions/{submission.pk}/")


# Who filled it in


def test_offers_the_responsible_person_as_the_one_who_fills_it_in(own, world, package):
    make_responsible(campaign=world.campaign, committee=world.baotou, name="萨仁", phone="13900000001")
    page = own.get(address(package))
    assert page.context["contact_form"].initial["name"] == "萨仁"
    assert "已替您预填" in page.text
    package.refresh_from_db()
    assert package.filled_by_name == ""


def test_offers_what_the_account_sent_up_last_before_that(own, world, package, staff):
    make_responsible(campaign=world.campaign, committee=world.baotou, name="萨仁")
    submit_package(package, by=staff)
    Package.objects.filter(pk=package.pk).update(filled_by_name="", filled_by_phone="", state="returned")
    assert own.get(address(package)).context["contact_form"].initial["name"] == "李干事"


def test_keeps_who_filled_it_in(own, package):
    assert save_contact(own, package, phone="0472 5612345").status_code == 302
    package.refresh_from_db()
    assert (package.filled_by_name, package.filled_by_phone) == ("李干事", "0472-5612345")


def test_shows_a_wrong_phone_beside_its_field_and_loses_nothing(own, package):
    response = save_contact(own, package, name="李干事", phone="12345")
    assert response.status_code == 200
    form = response.context["contact_form"]
    assert "phone" in form.errors
    assert (form["name"].value(), form["phone"].value()) == ("李干事", "12345")


def test_the_second_writer_of_the_contact_is_refused_and_loses_nothing(own, package, staff):
    life_cycle.write_contact(package=package, name="王干事", phone="13900000007", seen_revision=0, by=staff)
    response = save_contact(own, package, seen_revision=0)
    form = response.context["contact_form"]
    assert "刚才有人改过" in response.text
    assert "填表人：王干事</p><p>联系电话：13900000007" in response.text
    assert form["name"].value() == "李干事"
    again = save_contact(own, package, seen_revision=form["seen_revision"].value())
    assert again.status_code == 302
    package.refresh_from_db()
    assert package.filled_by_name == "李干事"


@pytest.mark.parametrize("seen", ["", "x", "-1", "9" * 30])
def test_a_forged_revision_is_no_revision(own, package, staff, seen):
    life_cycle.write_contact(package=package, name="王干事", phone="13900000007", seen_revision=0, by=staff)
    assert "刚才有人改过" in save_contact(own, package, seen_revision=seen).text


# The desk


def test_the_desk_leads_to_the_package(own, world, package, staff):
    desk = own.get("/admin/")
    assert desk.context["desk"]["package"].missing_count == 9
    assert f'href="{address(package)}"' in desk.text
    submit_package(package, by=staff)
    life_cycle.return_for_revision(
        package=package, by=world.accounts["region_manager"], reason="照片看不清", parts=["photos"]
    )
    assert "自治区团委退回了报送材料" in own.get("/admin/").text


def test_the_desk_tells_what_was_opened_again_from_what_was_returned(own, world, package, staff):
    manager = world.accounts["region_manager"]
    submission = submit_package(package, by=staff)
    life_cycle.accept(package=package, by=manager, seen_submission_id=submission.pk)
    life_cycle.reopen(package=package, by=manager, reason="人数有误")
    desk = own.get("/admin/").text
    assert "自治区团委重新打开了已确认的材料" in desk
    assert "退回了报送材料" not in desk


def test_a_county_without_a_row_has_no_package_on_its_desk(log_in):
    assert log_in("county_staff").get("/admin/").context["desk"]["package"] is None
