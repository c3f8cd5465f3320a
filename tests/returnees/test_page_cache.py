from datetime import date

import pytest

from organization.models import Campaign
from returnees import page_cache
from returnees.models import OwnQuestion, OwnQuestionChoice, QuestionSetting, Returnee
from tests.factories import make_campaign, make_entrance
from tests.returnees.answering import INTENDING, form_errors, payload, post

pytestmark = pytest.mark.django_db


@pytest.fixture
def always_look(monkeypatch):
    monkeypatch.setattr(page_cache, "FRESH_SECONDS", 0)


def page(client, entrance):
    return client.get(entrance.get_absolute_url()).content.decode()


def test_a_page_in_memory_costs_no_query(client, world, django_assert_num_queries):
    page(client, world.homepage)
    with django_assert_num_queries(0):
        page(client, world.homepage)


def test_every_visitor_gets_a_uuid_of_his_own(client, world):
    assert page(client, world.homepage) != page(client, world.homepage)


def test_a_look_after_a_few_seconds_is_one_query(client, world, always_look, django_assert_num_queries):
    page(client, world.homepage)
    with django_assert_num_queries(1):
        page(client, world.homepage)


def test_pages_of_one_campaign_share_their_places_and_questions(client, world, django_assert_num_queries):
    page(client, world.homepage)
    own = make_entrance(campaign=world.campaign, committee=world.donghe)
    with django_assert_num_queries(1):
        content = page(client, own)
    assert '<option value="150202" selected>' in content
    first, second = (page_cache.cached_page(entrance.token).questionnaire for entrance in (world.homepage, own))
    assert second.design is first.design
    assert (first.entrance, second.entrance) == (world.homepage, own)


def test_pages_of_another_campaign_share_nothing(client, world):
    page(client, world.homepage)
    other = make_campaign(year=2021, theme="另一年的主题")
    own = make_entrance(campaign=other, committee=world.donghe)
    assert "另一年的主题" in page(client, own)
    first, second = (page_cache.cached_page(entrance.token).questionnaire for entrance in (world.homepage, own))
    assert (first.notice, second.notice) == (world.campaign.privacy_notice(), other.privacy_notice())


def test_a_revision_renders_the_page_anew(client, world, always_look):
    assert "新的主题" not in page(client, world.homepage)
    Campaign.objects.update(theme="新的主题")
    assert "新的主题" not in page(client, world.homepage)
    Campaign.objects.all().revise_questionnaires()
    assert "新的主题" in page(client, world.homepage)


def test_a_new_day_renders_the_page_anew(client, world, always_look, settings):
    assert ">2007<" in page(client, world.homepage)
    settings.GUICHAO_TODAY = date(2021, 1, 2)
    assert ">2008<" in page(client, world.homepage)


def test_a_pause_is_seen_without_a_revision(client, world, always_look):
    page(client, world.homepage)
    type(world.homepage).objects.update(is_paused=True)
    assert "停用" in page(client, world.homepage)


def test_memory_is_bounded(client, world, monkeypatch):
    monkeypatch.setattr(page_cache, "MAX_PAGES", 3)
    for number in range(5):
        page(client, make_entrance(campaign=world.campaign, committee=world.donghe, label=str(number)))
    assert len(page_cache._pages) == 3


def test_six_hundred_entrances_stay_in_memory():
    assert page_cache.MAX_PAGES >= 600


def test_entrances_of_one_place_share_what_is_rendered(client, world):
    """So that more entrances than are kept cost a query each, and not a page."""
    entrances = [make_entrance(campaign=world.campaign, committee=world.donghe, label=str(n)) for n in range(4)]
    pages = [page(client, entrance) for entrance in entrances]
    for entrance, html in zip(entrances, pages, strict=True):
        assert f'action="{entrance.get_absolute_url()}"' in html
    (shared,) = page_cache._campaigns.values()
    assert list(shared.rendered) == ["150202"]


def test_what_staff_fill_in_is_rendered_apart(client, world):
    staff = make_entrance(campaign=world.campaign, committee=world.donghe, channel="staff_filled")
    youth = make_entrance(campaign=world.campaign, committee=world.donghe)
    assert "工作人员代填" in page(client, staff)
    assert "工作人员代填" not in page(client, youth)


def test_a_revision_leaves_nothing_of_the_last_one(client, world, always_look):
    page(client, world.homepage)
    Campaign.objects.all().revise_questionnaires()
    page(client, world.homepage)
    assert len(page_cache._campaigns) == 1


def test_unknown_codes_are_not_cached(client, world):
    for code in ("aaaaaaaa", "bbbbbbbb"):
        client.get(f"/q/{code}/")
    assert not page_cache._pages


def test_a_campaign_without_a_privacy_notice_asks_nothing(client, world):
    world.campaign.privacy_notices.all().delete()
    assert client.get(world.homepage.get_absolute_url()).status_code == 404


class TestACampaignsOwnQuestionnaire:
    def test_a_question_that_is_off_is_neither_shown_nor_stored(self, client, world):
        QuestionSetting.objects.create(campaign=world.campaign, key="alliance_wish", usage="off")
        assert 'name="alliance_wish"' not in page(client, world.homepage)
        post(client, world.homepage, **INTENDING)
        assert Returnee.objects.get().alliance_wish == ""

    def test_an_optional_question_may_be_left_out(self, client, world):
        QuestionSetting.objects.create(campaign=world.campaign, key="intent", usage="optional")
        assert 'name="intent"' not in page(client, world.homepage)
        post(client, world.homepage, **INTENDING | {"intent": None})
        assert Returnee.objects.get().intent == ""

    def test_its_settings_leave_another_campaign_alone(self, client, world):
        QuestionSetting.objects.create(campaign=world.campaign, key="intent", usage="optional")
        world.campaign.question_settings.all().delete()
        assert "intent" in form_errors(post(client, world.homepage, **INTENDING | {"intent": None}))

    @pytest.fixture
    def own(self, world):
        def make(kind, **fields):
            question = OwnQuestion.objects.create(campaign=world.campaign, label="您怎么回家", kind=kind, **fields)
            if kind in ("single", "several"):
                for label in ("火车", "汽车"):
                    OwnQuestionChoice.objects.create(question=question, label=label)
            return question

        return make

    @pytest.mark.parametrize(
        ("kind", "answer", "stored"),
        [
            ("single", "first", [("code", "first")]),
            ("several", "both", [("code", "first"), ("code", "second")]),
            ("text", "坐火车", [("text", "坐火车")]),
            ("number", "３", [("number", 3)]),
        ],
    )
    def test_own_questions_are_shown_and_their_answers_stored(self, client, world, own, kind, answer, stored):
        question = own(kind, is_required=True)
        codes = {label: choice.code for label, choice in zip(("first", "second"), question.choices.all(), strict=False)}
        posted = list(codes.values()) if answer == "both" else codes.get(answer, answer)
        assert "您怎么回家" in page(client, world.homepage)
        post(client, world.homepage, **{question.key: posted})
        rows = Returnee.objects.get().answers.filter(question=question.key)
        expected = {(name, codes.get(value, value)) for name, value in stored}
        values = {(name, getattr(row, name)) for row in rows for name in ("code", "text", "number")}
        assert {(name, value) for name, value in values if value} == expected

    def test_a_required_own_question_is_asked_for(self, client, world, own):
        question = own("single", is_required=True)
        assert question.key in form_errors(post(client, world.homepage))

    def test_an_optional_own_question_comes_after_the_sending_and_is_accepted_all_the_same(self, client, world, own):
        question = own("text")
        assert "您怎么回家" not in page(client, world.homepage)
        post(client, world.homepage, **{question.key: "坐火车"})
        assert Returnee.objects.get().answers.get(question=question.key).text == "坐火车"

    def test_an_inactive_own_question_is_not_asked(self, client, world, own):
        own("text", is_active=False, is_required=True)
        post(client, world.homepage)
        assert Returnee.objects.exists()

    def test_own_text_accepts_no_id_numbers_and_a_forged_choice_is_refused(self, client, world, own):
        text, single = own("text"), own("single")
        answers = payload(world.homepage) | {text.key: "150102199001011234", single.key: "999"}
        assert set(form_errors(client.post(world.homepage.get_absolute_url(), answers))) == {text.key, single.key}
