from datetime import timedelta
from unittest.mock import patch

import pytest
from django.utils import timezone

from organization.clock import now, today
from organization.models import Campaign
from reports.choices import PackageState
from reports.models import Package, Reminder, Submission
from returnees.models import ReceiptFailure
from tests.factories import make_activity, make_campaign, make_returnee, submit_package

pytestmark = pytest.mark.django_db

REVIEW = "审核最早的一份"


@pytest.fixture
def look(log_in):
    def look(role="region_manager"):
        response = log_in(role).get("/admin/")
        return response.context["desk"], response.content.decode().partition('id="content"')[2]

    return look


@pytest.fixture
def packages(world):
    return {one.committee: one for one in Package.objects.in_campaign(world.campaign).select_related("committee")}


@pytest.fixture
def submitted(world, packages):
    """Of both league-cities; the second has waited longer."""
    by = world.accounts["league_city_staff"]
    for days, package in enumerate(packages.values(), start=1):
        submit_package(package, by=by)
        Submission.objects.filter(package=package).update(submitted_at=now() - timedelta(days=days, hours=1))
    return list(packages.values())


def test_its_own_work_comes_first_and_its_log_last(look):
    _, page = look()
    titles = ("待审核", "未报送、催报", "要办", "走势", "返乡青年", "附件2 汇总表", "下级报了什么", "自治区本级的活动")
    places = [page.index(f"<h2>{title}</h2>") for title in titles]
    assert places == sorted(places)


def test_those_who_have_waited_longest_are_reviewed_first(look, submitted):
    desk, page = look()
    assert [(one.package.pk, one.days) for one in desk["to_review"]] == [(submitted[1].pk, 2), (submitted[0].pk, 1)]
    assert "已等 2 天" in page
    assert f'<a class="button" href="/admin/reports/packages/{submitted[1].pk}/">{REVIEW}</a>' in page


def test_nothing_to_review_says_so(look):
    desk, page = look()
    assert desk["to_review"] == []
    assert "没有等待审核的材料" in page
    assert REVIEW not in page


def test_names_who_is_awaited_and_leads_to_the_reminder(look, world, packages):
    Package.objects.filter(pk=packages[world.hailar.parent].pk).update(state=PackageState.IN_PROGRESS)
    desk, page = look()
    named = [(one.state, [package.printed_name for package in one.packages]) for one in desk["awaited"]]
    assert named == [("not_started", ["包头市"]), ("in_progress", ["呼伦贝尔市"])]
    assert desk["standings"][2][:2] == ("未报送", 2)
    assert "/admin/reports/board/reminder/?campaign=2020" in page
    assert "还没有记过催报" in page


def test_says_when_the_last_reminder_went_out(look, world):
    Reminder.objects.create(
        campaign=world.campaign, text="请尽快报送", sent_by=world.accounts["region_manager"], sent_at=now()
    )
    assert f"上次催报：{timezone.localtime(now()):%-m月%-d日}" in look()[1]


def test_says_how_many_are_overdue(look, world):
    world.campaign.package_due_on = today() - timedelta(days=1)
    world.campaign.save()
    desk, page = look()
    assert desk["overdue_count"] == 2
    assert "2 个单位已逾期" in page


def test_nobody_is_reminded_once_all_are_up(look, submitted):
    _, page = look()
    assert "都报送了，不用催" in page
    assert "/admin/reports/board/reminder/" not in page


class TestTrend:
    def test_draws_the_weeks_with_their_table(self, look, world):
        make_returnee(entrance=world.homepage, home_committee=world.donghe)
        make_activity("visit", campaign=world.campaign, committee=world.hailar)
        desk, page = look()
        assert len(desk["trend"].charts) == 2
        assert sum(int(line.cells[1].text) for line in desk["trend"].table.lines) == 1
        assert sum(int(line.cells[2].text) for line in desk["trend"].table.lines) == 1
        assert "逐周的数字" in page

    def test_says_so_before_there_is_anything(self, look):
        desk, page = look()
        assert desk["trend"] is None
        assert "有了就画在这里" in page


def test_shows_the_entrance_of_the_whole_region(look, world):
    desk, page = look()
    assert desk["entrances"].homepage == world.homepage
    assert f'value="{world.homepage.address}"' in page


def test_what_it_logs_itself_is_a_quiet_line_that_says_where_it_counts(look, world):
    desk, page = look()
    assert desk["counts_in_no_row"]
    assert "本级自己的活动不计入附件2的任何一行" in page
    assert page.index("<h2>附件2") < page.index("/admin/activities/visit/add/")


class TestViewer:
    def test_sees_the_same_and_is_offered_no_act(self, look, submitted):
        desk, page = look("region_viewer")
        assert [one.package.pk for one in desk["to_review"]] == [submitted[1].pk, submitted[0].pk]
        assert REVIEW not in page
        assert "记一条" not in page

    def test_is_not_sent_to_remind_anybody(self, look):
        assert "/admin/reports/board/reminder/" not in look("region_viewer")[1]
        assert "报送情况一览" in look("region_viewer")[1]


def test_warns_the_region_of_too_many_wrong_receipt_codes(look):
    assert look()[0]["receipt_alarm"] == 0
    ReceiptFailure.objects.bulk_create(
        ReceiptFailure(code_digest="0" * 64, failed_at=timezone.now()) for _ in range(101)
    )
    desk, page = look()
    assert desk["receipt_alarm"] == 101
    assert "可能有人在试探" in page
    assert "可能有人在试探" not in look("league_city_staff")[1]


def test_counts_the_committees_without_an_account(look):
    assert any("还没有账号" in sentence for sentence, _ in look()[0]["missing"])


class TestTheWayToACampaignOfItsOwn:
    @pytest.fixture
    def trial(self, world):
        Campaign.objects.filter(pk=world.campaign.pk).update(is_trial=True)

    def test_a_fresh_site_leads_to_the_set_up(self, look, trial):
        desk, page = look()
        (lead,) = desk["set_up"]
        assert lead.label == "筹备一个年度"
        assert '<a class="button" href="/admin/reports/setup/begin/">筹备一个年度</a>' in page

    def test_a_trial_names_nobody_who_did_not_report(self, look, trial):
        _, page = look()
        before_the_matrix = page.partition('id="matrix"')[0]
        assert "试用，不用真的报送" in before_the_matrix
        assert "包头市" not in before_the_matrix
        assert "已过" not in before_the_matrix

    def test_what_is_prepared_is_gone_on_with(self, look, world):
        make_campaign(year=2021, state="preparing")
        desk, _ = look()
        assert [(lead.sentence, lead.url) for lead in desk["set_up"]] == [
            ("2021 年度在筹备，还没有开启。", "/admin/reports/setup/2021/")
        ]

    def test_a_running_campaign_is_led_nowhere(self, look):
        assert look()[0]["set_up"] == []

    def test_who_sets_none_up_is_led_nowhere(self, look, trial):
        assert look("region_viewer")[0]["set_up"] == []

    def test_a_site_without_any_campaign_leads_there_at_once(self, log_in):
        with patch("reports.overview.desk.views.listed_campaigns", return_value=[]):
            assert log_in("region_manager").get("/admin/").url == "/admin/reports/setup/begin/"
