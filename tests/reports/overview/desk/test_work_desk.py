from datetime import timedelta

import pytest
from django.core.management import call_command

from activities.models import Completion
from organization.clock import now, today
from organization.models import Account, Responsible
from organization.roles import ROLES
from reports.overview.desk.dispatch import DESK_OF_ROLE
from tests.factories import (
    declare_zero_report,
    make_account,
    make_activity,
    make_campaign,
    make_committee,
    make_follow_up_case,
    make_returnee,
)

pytestmark = pytest.mark.django_db

KINDS = ("letter", "visit", "symposium", "lecture", "tour")


def desk(client):
    response = client.get("/admin/")
    assert response.status_code == 200
    return response.context["desk"]


def cell(line, kind):
    [found] = [cell for cell in line.cells if cell.kind.key == kind]
    return found


def figures(desk):
    return {kind.kind.key: [figure.value for figure in kind.figures] for kind in desk["kinds"]}


@pytest.mark.parametrize("role", ROLES)
def test_opens_on_an_empty_database(log_in, role):
    has_desk = role in DESK_OF_ROLE or "reports.view_package" in ROLES[role].permissions
    assert (desk(log_in(role)) is not None) == has_desk


def test_opens_for_a_campaign_that_is_not_opened_yet(log_in, world):
    make_campaign(year=2021)
    for role in ("region_manager", "league_city_staff", "county_staff"):
        client = log_in(role)
        client.post("/admin/campaign/", {"campaign": 2021})
        assert desk(client)["kinds"]
        assert client.get("/admin/reports/annex2/").status_code == 200
        assert client.get("/admin/reports/annex2.xlsx").status_code == 200


def test_opens_for_an_account_without_a_committee(client, log_in, world):
    account = world.accounts["county_staff"]
    Account.objects.filter(pk=account.pk).update(committee=None)
    assert desk(log_in("county_staff")) is None
    assert client.get("/admin/reports/annex2/").status_code == 404
    assert client.get("/admin/activities/visit/").context["cl"].result_count == 0
    assert client.post("/admin/activities/zero/visit/").status_code == 404


def test_shows_the_figures_of_the_own_subtree(log_in, world):
    for committee in (world.donghe, world.kundulun, world.hailar):
        make_activity("symposium", campaign=world.campaign, committee=committee, participant_count=20)
    assert figures(desk(log_in("county_staff")))["symposium"] == [1, 20]
    assert figures(desk(log_in("league_city_staff")))["symposium"] == [2, 40]
    assert figures(desk(log_in("region_manager")))["symposium"] == [3, 60]
    assert figures(desk(log_in("county_staff")))["tour"] == [None, None]


def test_stands_beside_the_figures_of_a_week_ago(log_in, world):
    for days, people in ((9, 20), (2, 5)):
        entry = make_activity("symposium", campaign=world.campaign, committee=world.donghe, participant_count=people)
        type(entry).objects.filter(pk=entry.pk).update(created_at=now() - timedelta(days=days))
    kinds = {kind.kind.key: kind for kind in desk(log_in("county_staff"))["kinds"]}
    assert [figure.growth for figure in kinds["symposium"].figures] == [1, 5]
    assert [figure.growth for figure in kinds["tour"].figures] == [None, None]


class TestMatrix:
    def lines(self, client):
        return {line.name: line for line in desk(client)["matrix"].lines}

    def test_a_county_has_none(self, log_in, world):
        assert desk(log_in("county_staff"))["matrix"] is None

    def test_shows_what_each_county_has_reported(self, log_in, world):
        township = make_committee(parent=world.donghe, level="township", place_name="某镇")
        for committee in (world.donghe, township, world.baotou):
            make_activity("visit", campaign=world.campaign, committee=committee, visited_count=10)
        by = world.accounts["county_staff"]
        declare_zero_report(campaign=world.campaign, committee=world.donghe, kinds=["tour"], by=by)
        make_returnee(entrance=world.homepage, home_committee=world.donghe)
        lines = self.lines(log_in("league_city_staff"))
        assert list(lines) == ["本级", "东河区", "昆都仑区"]
        visits = {name: cell(line, "visit").value for name, line in lines.items()}
        assert visits == {"本级": 10, "东河区": 20, "昆都仑区": None}
        tour = cell(lines["东河区"], "tour")
        assert (tour.value, tour.is_zero_report) == (0, True)
        assert (lines["东河区"].returnee_count, lines["昆都仑区"].is_unreported) == (1, True)

    def test_its_rows_add_up_to_the_table(self, log_in, world):
        for committee in (world.region, world.baotou, world.donghe, world.hailar, world.direct):
            make_activity("lecture", campaign=world.campaign, committee=committee)
        lines = self.lines(log_in("region_manager"))
        assert list(lines) == ["本级", "包头市", "呼伦贝尔市", "直属企业团委"]
        assert [cell(line, "lecture").value for line in lines.values()] == [1, 2, 1, 1]

    def test_names_who_answers_and_what_is_overdue(self, log_in, world):
        Responsible.objects.create(campaign=world.campaign, committee=world.donghe, name="苏和", phone="0472-5612345")
        case = make_follow_up_case(entrance=world.homepage, home_committee=world.donghe)
        type(case).objects.update(due_on=today() - timedelta(days=1))
        line = self.lines(log_in("league_city_staff"))["东河区"]
        assert (line.responsible.name, line.overdue_count) == ("苏和", 1)

    def test_shows_who_declared_to_be_complete(self, log_in, world):
        by = world.accounts["county_staff"]
        Completion.objects.mark(campaign=world.campaign, committee=world.donghe, by=by)
        lines = self.lines(log_in("league_city_staff"))
        assert (lines["东河区"].completion.state, lines["昆都仑区"].completion) == ("complete", None)
        assert "已填完</a>" in log_in("league_city_staff").get("/admin/").content.decode()


def test_says_what_is_missing(log_in, world):
    sentences = [sentence for sentence, _ in desk(log_in("county_staff"))["missing"]]
    assert sentences[0].startswith("没有记录也没有零报告：慰问信发放、走进青年")
    assert "还没有登记本单位的负责人和电话" in sentences
    assert "下级无记录：东河区、昆都仑区" in [s for s, _ in desk(log_in("league_city_staff"))["missing"]]
    assert "无记录：包头市、呼伦贝尔市" in [s for s, _ in desk(log_in("region_manager"))["missing"]]


def test_counts_the_follow_ups_that_are_due(log_in, world):
    for days in (-1, 0, 3, 30):
        case = make_follow_up_case(entrance=world.homepage, home_committee=world.donghe)
        type(case).objects.filter(pk=case.pk).update(due_on=today() + timedelta(days=days))
    make_follow_up_case(entrance=world.homepage, home_committee=world.hailar)
    follow_ups = desk(log_in("county_staff"))["follow_ups"]
    assert follow_ups == {"overdue": 1, "today": 1, "week": 1, "waiting": 4}


def test_counts_the_two_groups_of_the_notice(log_in, world):
    founder = {"industry": "A-crops", "alliance_wish": "willing"}
    make_returnee(entrance=world.homepage, home_committee=world.donghe, status="A", **founder)
    make_returnee(entrance=world.homepage, home_committee=world.donghe, status="B", age=36, **founder)
    make_returnee(entrance=world.homepage, home_committee=world.donghe, state="quarantined")
    make_returnee(entrance=world.homepage, home_committee=world.hailar)
    counted = {"all": 2, "entrepreneurs": 1, "intending": 1, "starting_at_home": 0, "stretched": 1, "recent": 0}
    assert desk(log_in("county_staff"))["returnees"] == counted


def test_offers_a_zero_report_only_where_nothing_was_held(log_in, world):
    make_activity("visit", campaign=world.campaign, committee=world.donghe)
    by = world.accounts["county_staff"]
    declare_zero_report(campaign=world.campaign, committee=world.donghe, kinds=["tour"], by=by)
    kinds = {kind.kind.key: kind for kind in desk(log_in("county_staff"))["kinds"]}
    assert (kinds["visit"].own_entry_count, kinds["visit"].has_zero_report) == (1, False)
    assert (kinds["tour"].own_entry_count, kinds["tour"].has_zero_report) == (0, True)


@pytest.mark.parametrize(
    ("role", "most"), [("region_manager", 45), ("league_city_staff", 54), ("county_staff", 40), ("region_viewer", 36)]
)
def test_queries_do_not_grow(log_in, world, role, most, django_assert_max_num_queries):
    for kind in KINDS:
        for _ in range(20):
            make_activity(kind, campaign=world.campaign, committee=world.donghe)
    for number in range(5):
        make_committee(parent=world.baotou, place_name=f"第{number}旗")
    client = log_in(role)
    # Of these 6 for the campaign’s kinds, its table and whether that may still get columns, 6 for the navigation.
    with django_assert_max_num_queries(most):
        client.get("/admin/")


def test_set_up_is_idempotent(db, capsys):
    call_command("set_up")
    first = capsys.readouterr().out
    assert first.count("一次性密码") == 2
    assert set(Account.objects.values_list("role", flat=True)) == {"system_administrator", "region_manager"}
    call_command("set_up")
    assert "一次性密码" not in capsys.readouterr().out
    assert Account.objects.count() == 2


def test_a_league_city_is_not_asked_whether_it_is_complete(log_in, world):
    lines = desk(log_in("region_manager"))["matrix"].lines
    assert [line.name for line in lines if line.can_declare_complete] == ["直属企业团委"]
    assert all(line.can_declare_complete != line.is_own for line in desk(log_in("league_city_staff"))["matrix"].lines)


def test_names_plans_whose_day_has_passed(log_in, world):
    day = today() - timedelta(days=1)
    make_activity("tour", campaign=world.campaign, committee=world.donghe, state="planned", held_on=day)
    sentences = [sentence for sentence, _ in desk(log_in("county_staff"))["missing"]]
    assert "1 条“计划”的日期已过，请改为“已开展”或“已取消”" in sentences


def test_shows_those_who_review_what_waits_for_them(log_in, world):
    make_returnee(entrance=world.homepage, home_committee=world.donghe, state="quarantined")
    waiting = "1 份问卷待核实（可能是机器填写的）"
    for role, shown in (("county_staff", True), ("region_manager", True), ("region_viewer", False)):
        assert (waiting in [sentence for sentence, _ in desk(log_in(role))["missing"]]) == shown


def test_leads_to_the_forms_of_the_work_besides_annex_2(log_in):
    forms = ("service", "wechatgroup", "headcount", "publicity")
    addresses = [url for _, url in desk(log_in("county_staff"))["other_work"]]
    assert addresses == [f"/admin/activities/{name}/add/" for name in forms]
    assert desk(log_in("region_viewer"))["other_work"] == []


def test_counts_the_committees_without_an_account(log_in, world):
    without_account = "个盟市、旗县还没有账号"
    assert f"1 {without_account}" in [sentence for sentence, _ in desk(log_in("league_city_staff"))["missing"]]
    make_account(committee=world.kundulun)
    assert not [s for s, _ in desk(log_in("league_city_staff"))["missing"] if without_account in s]
    Account.objects.filter(committee=world.kundulun).update(is_active=False)
    assert f"1 {without_account}" in [sentence for sentence, _ in desk(log_in("league_city_staff"))["missing"]]
    assert not [s for s, _ in desk(log_in("county_staff"))["missing"] if without_account in s]


def test_names_no_league_city_twice(log_in):
    sentences = [sentence for sentence, _ in desk(log_in("region_manager"))["missing"]]
    assert sum("包头市" in sentence for sentence in sentences) == 1
