import gzip
import re
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

import pytest
from django.db import connection
from django.template.loader import render_to_string
from django.test import Client

from organization.clock import now
from organization.models import Campaign, Committee
from returnees import campaign_page, page_cache
from returnees.campaign_page import CampaignPage
from returnees.link_face import face_title
from returnees.models import OwnQuestion, OwnQuestionChoice, QuestionSetting, Returnee
from returnees.prepared_page import joined
from returnees.questionnaire import load_questionnaire
from returnees.questionnaire_page import page_context
from tests.factories import make_campaign, make_committee, make_entrance
from tests.returnees.answering import INTENDING, chosen_home, form_errors, payload, post
from tests.returnees.test_calls import count_calls

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


def count_renderings(monkeypatch):
    rendered = []
    render = campaign_page.render
    monkeypatch.setattr(campaign_page, "render", lambda questionnaire: rendered.append(1) or render(questionnaire))
    return rendered


def test_a_campaign_is_rendered_once_for_all_its_places(client, world, monkeypatch):
    rendered = count_renderings(monkeypatch)
    for committee in (world.region, world.baotou, world.donghe, world.kundulun):
        entrance = make_entrance(campaign=world.campaign, committee=committee)
        assert f'action="{entrance.get_absolute_url()}"' in page(client, entrance)
    assert rendered == [1]


def test_each_entrance_has_its_own_place_chosen(client, world):
    township = make_committee(parent=world.donghe, level="township", place_name="沙尔沁镇")
    expected = {
        world.region: ([], ""),
        world.baotou: ([], "150200"),
        world.donghe: (["150202"], "150202"),
        township: (["150202"], "150202"),
        world.kundulun: (["150203"], "150203"),
    }
    for committee, home in expected.items():
        entrance = make_entrance(campaign=world.campaign, committee=committee)
        html = page(client, entrance)
        assert chosen_home(html) == home
        packed = client.get(entrance.get_absolute_url(), headers={"accept_encoding": "gzip"})
        assert chosen_home(gzip.decompress(packed.content).decode()) == home
        name = "" if committee == world.region else (township.parent if committee == township else committee).place_name
        assert html.count(face_title(world.campaign, name)) == 2


def test_is_what_the_template_draws_but_for_spaces_before_the_end_of_a_tag(client, world):
    """The control: drawn for this entrance alone, as where a form comes back."""
    own = make_entrance(campaign=world.campaign, committee=world.donghe)
    questionnaire = load_questionnaire(own)
    uuid, token = "00000000-0000-4000-8000-000000000000", "a:token"
    drawn = render_to_string(
        "public/questionnaire.html", page_context(questionnaire) | {"submission_uuid": uuid, "form_token": token}
    )
    prepared = CampaignPage(questionnaire).pieces(code=own.token, place="150202", submission_uuid=uuid, token=token)
    html = joined(prepared).decode()
    assert re.sub(r"\n\s+", "\n", drawn) == re.sub(r'(value="\d+"(?: selected)?) +>', r"\1>", html)


def test_names_are_escaped_in_the_face(client, world):
    Committee.objects.filter(pk=world.donghe.pk).update(place_name="<b>")
    html = page(client, make_entrance(campaign=world.campaign, committee=world.donghe))
    assert "&lt;b&gt;" in html
    assert "<b>" not in re.search("<title>.*</title>", html, re.S)[0]


class TestMemory:
    def test_of_entrances_is_bounded(self, client, world, monkeypatch):
        monkeypatch.setattr(page_cache, "MAX_ENTRANCES", 3)
        entrances = [make_entrance(campaign=world.campaign, committee=world.donghe, label=str(n)) for n in range(5)]
        for entrance in entrances:
            page(client, entrance)
        assert list(page_cache._entrances) == [entrance.token for entrance in entrances[2:]]

    def test_the_collector_is_spared_what_stays_and_nothing_for_one_in_the_place_of_another(
        self, client, world, monkeypatch
    ):
        frozen = []
        monkeypatch.setattr(page_cache, "MAX_ENTRANCES", 4)
        monkeypatch.setattr(page_cache, "FROZEN_AT_ONCE", 2)
        monkeypatch.setattr(page_cache.gc, "freeze", lambda: frozen.append(len(page_cache._entrances)))
        for number in range(7):
            page(client, make_entrance(campaign=world.campaign, committee=world.donghe, label=str(number)))
        assert frozen == [2, 4]

    def test_an_entrance_takes_a_few_hundred_bytes(self, client, world):
        """Of its own: what it shares with others is not counted."""
        page(client, world.homepage)
        (entrance,) = page_cache._entrances.values()
        assert sum(map(sys.getsizeof, (entrance, entrance.pk, world.homepage.token))) < 256
        assert page_cache.MAX_ENTRANCES * 300 < 32 * 2**20

    def test_of_places_is_bounded_by_their_number(self, client, world):
        address = world.homepage.get_absolute_url()
        for place in ("150200", "150202", "150203", "x", "150202 ", "999999", ""):
            client.get(f"{address}?place={place}")
        (edition,) = page_cache._editions.values()
        assert set(edition.page.places) == {"", "150200", "150202", "150203"}

    def test_holds_nothing_of_an_earlier_revision(self, client, world, always_look):
        page(client, world.homepage)
        own = make_entrance(campaign=world.campaign, committee=world.donghe)
        page(client, own)
        Campaign.objects.all().revise_questionnaires()
        page(client, own)
        (edition,) = page_cache._editions.values()
        assert {token: one.edition for token, one in page_cache._entrances.items()} == {own.token: edition}


class TestManyEntrances:
    """Flat: each costs as many queries and, but for noise, calls as the first one."""

    @pytest.fixture
    def entrances(self, world):
        committees = [world.region, world.baotou, world.donghe, world.kundulun]
        return [make_entrance(campaign=world.campaign, committee=committees[n % 4], label=str(n)) for n in range(40)]

    def test_the_first_visit_of_each_is_one_query(self, client, world, entrances, django_assert_num_queries):
        for entrance in (world.homepage, *entrances[:4]):
            page(client, entrance)
        with django_assert_num_queries(36):
            for entrance in entrances[4:]:
                page(client, entrance)

    def test_every_other_is_none(self, client, entrances, django_assert_num_queries):
        for entrance in entrances:
            page(client, entrance)
        with django_assert_num_queries(0):
            for entrance in entrances:
                page(client, entrance)

    def test_all_are_looked_after_by_one_query(self, client, entrances, monkeypatch, django_assert_num_queries):
        for entrance in entrances:
            page(client, entrance)
        (edition,) = page_cache._editions.values()
        edition.checked_at -= page_cache.FRESH_SECONDS
        with django_assert_num_queries(1):
            for entrance in entrances:
                page(client, entrance)

    def test_a_page_makes_as_many_calls_as_among_few(self, client, world, entrances):
        address = world.homepage.get_absolute_url()
        client.get(address)
        among_few = min(count_calls(lambda: client.get(address)) for _ in range(3))
        for entrance in entrances:
            page(client, entrance)
        assert min(count_calls(lambda: client.get(address)) for _ in range(3)) == among_few


class TestWhoIsInUse:
    def test_a_pause_by_staff_is_seen_and_so_is_its_end(self, client, world, log_in, always_look):
        own = make_entrance(campaign=world.campaign, committee=world.donghe)
        staff, act = log_in("county_staff"), {"_selected_action": [own.pk]}
        assert "停用" not in page(client, own)
        staff.post("/admin/returnees/entrance/", act | {"action": "pause"})
        assert "停用" in page(client, own)
        staff.post("/admin/returnees/entrance/", act | {"action": "resume"})
        assert "停用" not in page(client, own)

    def test_an_end_that_staff_set_is_seen(self, client, world, log_in, always_look):
        own = make_entrance(campaign=world.campaign, committee=world.donghe)
        assert "停用" not in page(client, own)
        form = {"label": "", "expires_at_0": "2020-01-01", "expires_at_1": "08:00"}
        assert log_in("county_staff").post(f"/admin/returnees/entrance/{own.pk}/change/", form).status_code == 302
        assert "停用" in page(client, own)

    def test_an_end_comes_without_a_look(self, client, world, settings):
        own = make_entrance(campaign=world.campaign, committee=world.donghe, expires_at=now() + timedelta(days=1))
        assert "停用" not in page(client, own)
        settings.GUICHAO_TODAY += timedelta(days=2)
        assert "停用" in page(client, own)

    def test_only_what_pages_know_revises_them(self, world):
        before = Campaign.objects.get(pk=world.campaign.pk).questionnaire_revision
        type(world.homepage).objects.update(withdrawn_count=1)
        assert Campaign.objects.get(pk=world.campaign.pk).questionnaire_revision == before
        type(world.homepage).objects.filter(is_paused=False).update(is_paused=True)
        assert Campaign.objects.get(pk=world.campaign.pk).questionnaire_revision == before + 1

    def test_one_that_was_changed_since_the_last_look_is_not_kept(self, client, world):
        """Its row may be older than what the edition already knows, or newer: the next visitor asks again."""
        page(client, world.homepage)
        own = make_entrance(campaign=world.campaign, committee=world.donghe)
        Campaign.objects.all().revise_questionnaires()
        page(client, own)
        assert list(page_cache._entrances) == [world.homepage.token]


@pytest.mark.django_db(transaction=True)
def test_threads_see_one_edition_while_it_is_revised(world, always_look):
    entrances = [make_entrance(campaign=world.campaign, committee=world.donghe, label=str(n)) for n in range(8)]
    addresses = [entrance.get_absolute_url() for entrance in entrances]

    def visit(number):
        try:
            if number % 20 == 10:
                Campaign.objects.all().revise_questionnaires()
            response = Client().get(addresses[number % 8])
            is_its_own = f'action="{addresses[number % 8]}"' in response.content.decode()
            return response.status_code == 200 and is_its_own
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as threads:
        assert all(threads.map(visit, range(80)))
    assert len(page_cache._editions) == 1
    assert Client().get(addresses[0]).status_code == 200
    revision = Campaign.objects.get(pk=world.campaign.pk).questionnaire_revision
    assert page_cache._edition_of(world.campaign.pk).version.revision == revision


def test_what_staff_fill_in_is_rendered_apart(client, world):
    staff = make_entrance(campaign=world.campaign, committee=world.donghe, channel="staff_filled")
    youth = make_entrance(campaign=world.campaign, committee=world.donghe)
    assert "工作人员代填" in page(client, staff)
    assert "工作人员代填" not in page(client, youth)


def test_a_revision_leaves_nothing_of_the_last_one(client, world, always_look):
    page(client, world.homepage)
    Campaign.objects.all().revise_questionnaires()
    page(client, world.homepage)
    assert len(page_cache._editions) == 1


def test_unknown_codes_are_not_cached(client, world):
    for code in ("aaaaaaaa", "bbbbbbbb"):
        client.get(f"/q/{code}/")
    assert not page_cache._entrances


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
