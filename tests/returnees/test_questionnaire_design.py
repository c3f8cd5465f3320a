"""The page on which the region designs the questionnaire, and its preview in a phone's frame."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from organization.choices import Act
from organization.models import AuditEvent, Campaign
from organization.roles import ROLES
from returnees.models import EntranceDay, OwnQuestion, OwnQuestionChoice, QuestionSetting
from returnees.page_weight import HEADERS, script_weight
from tests.factories import make_campaign

pytestmark = pytest.mark.django_db

PAGE = "/admin/returnees/questionnaire/"
PREVIEW = f"{PAGE}preview/"


@pytest.fixture
def region(log_in):
    return log_in("region_manager")


@pytest.fixture
def ask(world):
    def make(label, *choices, **fields):
        fields = {"kind": "single" if choices else "text", "campaign": world.campaign, "is_required": True} | fields
        question = OwnQuestion.objects.create(label=label, **fields)
        for choice in choices:
            OwnQuestionChoice.objects.create(question=question, label=choice)
        return question

    return make


def revision(world):
    return Campaign.objects.get(pk=world.campaign.pk).questionnaire_revision


def rows_of(response):
    return {one.question.key: one for section in response.context["overview"].sections for one in section.questions}


def use(client, key, usage, **more):
    return client.post(PAGE, {"key": key, "usage": usage} | more)


def move(client, question, other):
    return client.post(PAGE, {"act": "move", "question": question.pk, "other": other.pk}, follow=True)


def order(world):
    return [question.label for question in sorted(world.campaign.own_questions.all(), key=lambda one: one.place)]


class TestOverview:
    def test_all_questions_stand_in_their_order_those_that_are_off_too(self, region, world, ask):
        own = ask("家里养什么", "牛", "羊", section="self")
        QuestionSetting.objects.create(campaign=world.campaign, key="intent", usage="off")
        keys = list(rows_of(region.get(PAGE)))
        assert keys.index("phone") + 1 == keys.index(own.key) < keys.index("intent") < keys.index("gender")

    def test_each_says_whom_it_asks_and_how(self, region, world, ask):
        herd = ask("家里养什么", "牛", "羊")
        years = ask("养了几年", position=2, asked_if=herd.choices.first(), is_required=False)
        QuestionSetting.objects.create(campaign=world.campaign, key="alliance_wish", usage="optional")
        rows = rows_of(region.get(PAGE))
        assert (rows[years.key].audience, rows[years.key].requirement) == ("“家里养什么”选“牛”的", "选填")
        assert (rows["needs"].audience, rows["needs"].requirement) == ("所有人", "必答")
        assert rows["difficulty"].requirement == "已返乡创业的必答，其他人选填"
        assert rows["alliance_wish"].requirement == "选填"

    def test_minutes_and_weight_follow_what_is_asked(self, region, ask):
        before = region.get(PAGE).context
        for number in range(8):
            ask(f"第{number}个问题，请您写一写", position=number)
        after = region.get(PAGE)
        assert (before["minutes_before"], before["minutes_after"]) == (2, 3)
        assert after.context["minutes_before"] > 2
        assert after.context["weight"] > before["weight"]
        assert "自设问题有 8 个" in after.text

    def test_the_weight_is_that_of_the_page(self, region, client, world):
        page = client.get(world.homepage.get_absolute_url(), headers={"accept_encoding": "gzip"})
        measured = region.get(PAGE).context["weight"] - HEADERS - script_weight()
        # Token and address have other lengths than those of a preview.
        assert abs(measured - len(page.content)) < 40

    def test_another_campaign_is_looked_at_by_its_key(self, region, ask):
        other = make_campaign(year=2019)
        own = ask("去年的问题", campaign=other)
        assert own.key not in rows_of(region.get(PAGE))
        assert own.key in rows_of(region.get(f"{PAGE}?campaign={other.key}"))
        assert region.get(f"{PAGE}?campaign=x").status_code == 404

    def test_the_queries_do_not_grow_with_the_questions(self, region, ask, django_assert_num_queries):
        herd = ask("家里养什么", "牛", "羊")
        region.get(PAGE)
        with CaptureQueriesContext(connection) as few:
            region.get(PAGE)
        for number in range(6):
            ask(f"问题{number}", "甲", "乙", position=number + 2, asked_if=herd.choices.first())
        with django_assert_num_queries(len(few)):
            region.get(PAGE)

    def test_without_a_privacy_notice_it_says_what_is_missing(self, region, world):
        world.campaign.privacy_notices.all().delete()
        assert "还没有个人信息处理说明" in region.get(PAGE).text
        assert region.get(PREVIEW).status_code == 404


class TestUsage:
    def test_a_press_makes_it_optional_leaves_it_out_and_brings_it_back(self, region, world):
        for usage in ("optional", "off", "off"):
            assert use(region, "intent", usage).url.endswith("#intent")
            assert QuestionSetting.objects.get().usage == usage
        use(region, "intent", "")
        assert not QuestionSetting.objects.exists()
        acts = [Act.QUESTION_ADD, Act.QUESTION_CHANGE, Act.QUESTION_DELETE]
        assert list(AuditEvent.objects.filter(act__in=acts).order_by("pk").values_list("act", flat=True)) == acts
        assert revision(world) == 4

    def test_its_words_stay(self, region, world):
        QuestionSetting.objects.create(campaign=world.campaign, key="intent", usage="off", label="几时开始")
        use(region, "intent", "")
        assert QuestionSetting.objects.values_list("usage", "label").get() == ("", "几时开始")

    @pytest.mark.parametrize(
        ("key", "usage"), [("phone", "off"), ("gender", "optional"), ("x\r\n" * 999, "off"), ("intent", "x" * 9999)]
    )
    def test_what_cannot_be_is_refused_in_words(self, region, world, key, usage):
        response = region.post(PAGE, {"key": key, "usage": usage}, follow=True)
        assert "没有保存" in response.text
        assert not QuestionSetting.objects.exists()
        assert revision(world) == 1

    def test_it_acts_on_the_campaign_of_its_page(self, region, world):
        other = make_campaign(year=2019)
        use(region, "intent", "off", campaign=other.key)
        assert QuestionSetting.objects.get().campaign == other


class TestOrder:
    def test_a_question_moves_before_its_neighbour_and_a_second_press_changes_nothing(self, region, world, ask):
        one, two, three = (ask(label, position=1) for label in "一二三")
        for _ in range(2):
            move(region, three, two)
            assert order(world) == ["一", "三", "二"]
        assert list(world.campaign.own_questions.values_list("position", flat=True)) == [1, 2, 3]
        assert one.pk

    def test_not_before_what_it_hangs_on(self, region, world, ask):
        herd = ask("家里养什么", "牛", "羊")
        years = ask("养了几年", position=2, asked_if=herd.choices.first())
        assert "要排在它后面" in move(region, years, herd).text
        assert order(world) == ["家里养什么", "养了几年"]

    def test_not_to_another_place_and_not_among_those_of_another_campaign(self, region, ask):
        one, optional = ask("一"), ask("二", is_required=False)
        assert "不在一处" in move(region, one, optional).text
        assert move(region, one, ask("三", campaign=make_campaign(year=2019))).status_code == 404
        assert region.post(PAGE, {"act": "move", "question": "x"}).status_code == 404

    def test_no_button_moves_a_question_before_what_it_hangs_on(self, region, ask):
        herd = ask("家里养什么", "牛", "羊")
        years = ask("养了几年", position=2, asked_if=herd.choices.first())
        rows = rows_of(region.get(PAGE))
        assert (rows[herd.key].behind, rows[years.key].before) == (None, None)

    def test_the_buttons_are_those_that_move(self, region, ask):
        one, two, optional = ask("一"), ask("二", position=2), ask("三", is_required=False)
        rows = rows_of(region.get(PAGE))
        assert [(rows[key].before, rows[key].behind) for key in (one.key, two.key, optional.key)] == [
            (None, two),
            (one, None),
            (None, None),
        ]


class TestPreview:
    def test_it_stands_in_a_frame_of_the_site_and_cannot_be_sent(self, region):
        page = region.get(PREVIEW)
        assert "这是预览，不能提交" in page.text
        assert 'type="submit"' not in page.text
        assert page["X-Frame-Options"] == "SAMEORIGIN"
        assert "frame-ancestors 'self'" in page["Content-Security-Policy"]
        assert not EntranceDay.objects.exists()

    def test_what_follows_the_sending_is_shown_too_for_each_situation(self, region, ask):
        herd = ask("家里养什么", "牛", "羊")
        ask("牛的品种", is_required=False, position=2, asked_if=herd.choices.first())
        page = region.get(f"{PREVIEW}?status=A")
        assert 'name="start_year"' in page.text
        assert "“家里养什么”选“牛”的才填。" in page.text
        assert "data-if" not in page.text
        assert 'type="submit"' not in page.text
        assert "frame-ancestors 'self'" in page["Content-Security-Policy"]
        assert 'name="start_year"' not in region.get(f"{PREVIEW}?status=F").text
        assert 'name="status"' in region.get(f"{PREVIEW}?status=x").text

    def test_no_other_page_does(self, region):
        page = region.get(PAGE)
        assert page["X-Frame-Options"] == "DENY"
        assert "frame-ancestors 'none'" in page["Content-Security-Policy"]
        assert "frame-src 'self'" in page["Content-Security-Policy"]

    def test_before_the_entrance_is_made_too(self, region, world):
        world.homepage.delete()
        assert "这是预览，不能提交" in region.get(PREVIEW).text


def test_a_saved_question_leads_back_to_its_place(region, world):
    response = region.post("/admin/returnees/questionsetting/add/", {"key": "gender", "usage": "off"})
    assert response.url == f"{PAGE}?campaign={world.campaign.key}#gender"


def initial_of(client, query):
    return client.get(f"/admin/returnees/questionsetting/add/?{query}").context["adminform"].form


def test_the_way_to_the_words_of_a_question_names_it_and_its_campaign(region):
    other = make_campaign(year=2019)
    form = initial_of(region, f"key=phone&campaign={other.key}")
    assert form.initial["key"] == "phone"
    assert form.fields["campaign"].initial == other
    assert initial_of(region, "key=x").initial.get("key") is None


@pytest.mark.parametrize("role", sorted(ROLES.keys() - {"region_manager"}))
def test_it_is_the_region_s_alone(log_in, role):
    client = log_in(role)
    assert [client.get(address).status_code for address in (PAGE, PREVIEW)] == [403, 403]
    assert use(client, "intent", "off").status_code == 403


@pytest.mark.parametrize("level", ["county", None])
def test_a_manager_who_is_not_of_the_region_sees_and_changes_nothing_of_the_design(region, world, ask, level):
    question = ask("家里养什么", "牛", "羊")
    account = world.accounts["region_manager"]
    account.committee = world.donghe if level else None
    account.save()
    page = region.get(PAGE)
    assert question.key not in rows_of(page)
    assert not page.context["may_change"]
    assert use(region, "intent", "off").status_code == move(region, question, question).status_code == 403
    assert not QuestionSetting.objects.exists()
