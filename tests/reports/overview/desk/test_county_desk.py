from datetime import date

import pytest

from activities.models import ActivityKind, Completion
from reports.models import AnnexColumn, Package
from tests.factories import (
    declare_zero_report,
    make_activity,
    make_committee,
    make_entrance,
    make_follow_up_case,
    make_returnee,
)

pytestmark = pytest.mark.django_db

OFFER = "标记本级已填完"


@pytest.fixture
def look(log_in):
    """The desk of the county: what it is made of, and its page."""

    def look(role="county_staff"):
        response = log_in(role).get("/admin/")
        return response.context["desk"], response.content.decode().partition('id="content"')[2]

    return look


@pytest.fixture
def mark(world):
    own = {"campaign": world.campaign, "committee": world.donghe, "by": world.accounts["county_staff"]}
    return lambda: Completion.objects.mark(**own)[0]


def test_what_is_due_stands_before_the_kinds_and_these_before_the_rest(look):
    _, page = look()
    order = ("报送截止", "要办", "记一条活动", "本级已填完", "跟进返乡青年", "返乡青年问卷", "汇总表和其他工作")
    places = [page.index(f"<h2>{title}" if title not in ("报送截止", "记一条活动") else title) for title in order]
    assert places == sorted(places)


def test_each_kind_has_its_leading_number_its_form_and_its_zero_report(look, world):
    make_activity("visit", campaign=world.campaign, committee=world.donghe, visited_count=31)
    desk, page = look()
    [visit] = [entry for entry in desk["kinds"] if entry.kind.key == "visit"]
    assert (visit.figures[0].value, visit.is_reported) == (31, True)
    assert '<a href="/admin/activities/visit/?state__exact=held">31</a>' in page
    for kind in ("letter", "visit", "symposium", "lecture", "tour"):
        assert f"/admin/activities/{kind}/add/" in page
        assert (f"/admin/activities/zero/{kind}/" in page) == (kind != "visit")


def test_offers_a_zero_report_only_where_nothing_was_held(look, world):
    make_activity("visit", campaign=world.campaign, committee=world.donghe)
    by = world.accounts["county_staff"]
    declare_zero_report(campaign=world.campaign, committee=world.donghe, kinds=["tour"], by=by)
    desk, page = look()
    kinds = {kind.kind.key: kind for kind in desk["kinds"]}
    assert (kinds["visit"].own_entry_count, kinds["visit"].has_zero_report) == (1, False)
    assert (kinds["tour"].own_entry_count, kinds["tour"].has_zero_report) == (0, True)
    assert page.count("本级已报零") == 1


class TestCompletion:
    def test_is_offered_until_it_was_said(self, look):
        assert OFFER in look()[1]

    def test_shows_when_it_was_said_and_by_whom(self, look, mark, world):
        type(world.accounts["county_staff"]).objects.update(full_name="苏和")
        mark()
        desk, page = look()
        assert desk["completion"].state == "complete"
        assert "苏和 标记已填完" in page
        assert OFFER not in page

    def test_says_that_something_changed_since(self, look, mark, world):
        mark()
        Completion.objects.note_change(campaign=world.campaign, committees=[world.donghe])
        _, page = look()
        assert "起又有修改" in page
        assert "再标记一次" in page

    def test_shows_why_it_was_handed_back(self, look, mark, world):
        mark().hand_back(by=world.accounts["league_city_staff"], reason="缺走访记录")
        _, page = look()
        assert "<strong>缺走访记录</strong>" in page
        assert "改好后再标记" in page

    def test_is_of_the_own_committee(self, look, world):
        by = world.accounts["county_staff"]
        Completion.objects.mark(campaign=world.campaign, committee=world.kundulun, by=by)
        assert look()[0]["completion"] is None


class TestQuestionnaire:
    def test_shows_the_code_that_most_have_used_with_its_counts(self, look, world):
        of = {"campaign": world.campaign, "committee": world.donghe}
        make_entrance(**of, channel="poster")
        used = make_entrance(**of, channel="wechat_group")
        make_returnee(entrance=used, home_committee=world.donghe)
        desk, page = look()
        assert (desk["entrance"].entrance.pk, desk["entrance"].count) == (used.pk, 2)
        assert f"/admin/returnees/entrance/{used.pk}/qr.png" in page
        assert f'value="{used.address}"' in page
        assert "打开 0 次，提交 1 份，有效 1 份" in page

    @pytest.mark.parametrize("change", [{"is_paused": True}, {"channel": "staff_filled"}])
    def test_not_one_that_cannot_be_passed_on(self, look, world, change):
        make_entrance(campaign=world.campaign, committee=world.donghe, **change)
        assert look()[0]["entrance"] is None

    def test_says_what_to_do_where_there_is_none(self, look, world):
        make_entrance(campaign=world.campaign, committee=world.kundulun)
        desk, page = look()
        assert desk["entrance"] is None
        assert "本单位还没有在用的二维码" in page
        assert "/admin/returnees/entrance/add/" in page


def test_a_county_with_a_row_of_its_own_has_its_package_first(look, world):
    assert "<h2>报送材料" not in look()[1]
    Package.objects.create(campaign=world.campaign, committee=world.donghe, printed_name="东河区", position=90)
    _, page = look()
    assert page.index("<h2>报送材料") < page.index("<h2>要办")
    assert "填写材料（还缺" in page


def test_a_county_with_townships_sees_what_they_reported(look, world):
    make_committee(parent=world.donghe, level="township", place_name="某镇")
    desk, _ = look()
    assert [line.name for line in desk["matrix"].lines] == ["本级", "某镇"]
    assert "下级无记录：某镇" in [sentence for sentence, _ in desk["missing"]]


@pytest.fixture
def all_logged(world):
    by = world.accounts["county_staff"]
    declare_zero_report(campaign=world.campaign, committee=world.donghe, by=by)
    world.donghe.responsibles.create(campaign=world.campaign, name="苏和", phone="0472-5612345")


def test_once_all_is_logged_the_mark_is_what_is_to_be_done(look, all_logged):
    assert look()[0]["missing"] == [("各类活动都有了：记完了就标记“本级已填完”", "/admin/activities/completion/")]


def test_nothing_is_called_done_while_somebody_waits_for_help(look, world, all_logged, mark):
    mark()
    make_follow_up_case(entrance=world.homepage, home_committee=world.donghe, due_on=date(2020, 2, 1))
    overdue = ("1 位返乡青年的跟进已逾期", "/admin/returnees/followupcase/?due=overdue")
    assert look()[0]["missing"] == [overdue]


def test_a_zero_report_is_spoken_of_where_it_can_be_declared(look, all_logged):
    assert "请点“零报告”" not in look()[1]


def test_says_what_comes_next_when_all_is_done(look, all_logged, mark):
    mark()
    desk, page = look()
    assert desk["missing"] == []
    assert "要办的都办好了，没有缺的。有新的活动，随时记一条。" in page


def test_a_campaign_without_kinds_says_who_makes_them(look, world):
    AnnexColumn.objects.in_campaign(world.campaign).delete()
    ActivityKind.objects.in_campaign(world.campaign).delete()
    assert "这个年度还没有活动类别" in look()[1]
