"""再花一分钟: the optional questions after the sending, by the token of the success page."""

import re
from datetime import timedelta
from uuid import UUID

import pytest
from django.db import OperationalError
from django.test import Client

from organization.clock import now
from returnees.after_sending import LIFETIME, read_proof, sign_proof
from returnees.models import Correction, FollowUpCase, QuestionSetting, Returnee, ReturneeAnswer
from returnees.page_cache import clear_pages
from returnees.question_types import ALL
from returnees.questions import QUESTIONS, QUESTIONS_BY_KEY
from tests.factories import make_entrance
from tests.returnees.answering import ENTREPRENEUR, post, shown_receipt
from tests.returnees.receipts import corrected, look_up, own_question, text_of

pytestmark = pytest.mark.django_db

PAGE = "/receipt/more/"
UUID_OF_ALL = "00000000-0000-4000-8000-000000000007"
SENSITIVE = {"ethnicity": "02", "sensitive_consent": "1"}


@pytest.fixture
def returnee(client, world):
    post(client, world.homepage, submission_uuid=UUID_OF_ALL, **ENTREPRENEUR)
    return Returnee.objects.get()


@pytest.fixture
def token(world, returnee):
    return sign_proof(world.homepage, UUID(UUID_OF_ALL), "A", sent_at=now())


def save(client, token, **answers):
    return client.post(PAGE, {"after_sending": token, "step": "save"} | answers)


class TestOffer:
    def test_the_success_page_offers_it_with_a_proof_of_its_own(self, client, world):
        response = post(client, world.homepage, **ENTREPRENEUR)
        assert not response.cookies
        token = re.search('name="after_sending" value="([^"]+)"', text_of(response))[1]
        page = client.post(PAGE, {"after_sending": token})
        assert page.status_code == 200
        assert not page.cookies
        assert "no-store" in page["Cache-Control"]
        assert 'name="start_year"' in text_of(page)
        assert 'name="ethnicity"' in text_of(page)
        assert 'name="phone"' not in text_of(page)
        assert shown_receipt(response)[:4] in text_of(page)

    def test_only_what_the_status_is_asked_and_nothing_that_was_required_before(self, client, world):
        post(client, world.homepage, submission_uuid=UUID_OF_ALL)
        token = sign_proof(world.homepage, UUID(UUID_OF_ALL), "F", sent_at=now())
        page = text_of(client.post(PAGE, {"after_sending": token}))
        assert 'name="start_year"' not in page
        assert 'name="township"' in page
        assert "选填" not in page
        assert 'name="needs"' not in page

    def test_those_of_the_region_too(self, client, world):
        text = own_question(world, "text")
        world.campaign.questionnaire_revision += 1
        world.campaign.save()
        clear_pages()
        post(client, world.homepage, submission_uuid=UUID_OF_ALL)
        token = sign_proof(world.homepage, UUID(UUID_OF_ALL), "F", sent_at=now())
        assert f'name="{text.key}"' in text_of(client.post(PAGE, {"after_sending": token}))
        save(client, token, **{text.key: "想学电商"})
        assert ReturneeAnswer.objects.get(question=text.key).text == "想学电商"

    def test_staff_who_fill_in_have_asked_all_of_it(self, client, world):
        staff = make_entrance(campaign=world.campaign, committee=world.donghe, channel="staff_filled")
        assert "再花一分钟" not in text_of(post(client, staff, **ENTREPRENEUR))

    def test_it_is_not_offered_when_its_time_is_over(self, client, world, returnee, settings):
        settings.GUICHAO_TODAY += timedelta(days=2)
        page = text_of(post(client, world.homepage, submission_uuid=UUID_OF_ALL, **ENTREPRENEUR))
        assert "提交成功" in page
        assert "再花一分钟" not in page

    def test_an_address_alone_asks_nothing(self, client, world):
        assert client.get(PAGE).url == "/receipt/"


class TestAnswers:
    def test_are_first_answers_without_corrections(self, client, returnee, token):
        response = save(client, token, township="某苏木", start_year="2019", employee_count="0", wechat_wish="yes")
        assert "您补充的内容也收到了" in text_of(response)
        assert shown_receipt(response)
        stored = Returnee.objects.get()
        assert (stored.township, stored.start_year, stored.employee_count) == ("某苏木", 2019, 0)
        assert stored.added_at
        assert stored.sensitive_consented_at is None
        assert not Correction.objects.exists()
        assert stored.name == returnee.name

    def test_once(self, client, returnee, token):
        save(client, token, township="某苏木")
        response = save(client, token, township="另一苏木")
        assert "已经补充过了" in text_of(response)
        assert Returnee.objects.get().township == "某苏木"
        assert "再花一分钟" not in text_of(client.post(PAGE, {"after_sending": token}))

    def test_a_resend_is_harmless_and_thanked(self, client, returnee, token):
        answers = {"township": "某苏木", "activity_wishes": ["lecture"]} | SENSITIVE
        first, again = save(client, token, **answers), save(client, token, **answers)
        assert "您补充的内容也收到了" in text_of(first)
        assert "您补充的内容也收到了" in text_of(again)
        assert ReturneeAnswer.objects.filter(question="activity_wishes").count() == 1

    def test_the_resend_of_the_questionnaire_offers_it_only_before(self, client, world, returnee, token):
        assert "再花一分钟" in text_of(post(client, world.homepage, submission_uuid=UUID_OF_ALL, **ENTREPRENEUR))
        save(client, token, township="某苏木")
        page = text_of(post(client, world.homepage, submission_uuid=UUID_OF_ALL, **ENTREPRENEUR))
        assert "再花一分钟" not in page
        assert "提交成功" in page

    def test_sensitive_ones_have_a_consent_of_their_own_dated_then(self, client, returnee, token, settings):
        response = save(client, token, ethnicity="02", township="某苏木")
        assert "需要您单独同意" in text_of(response)
        assert 'value="某苏木"' in text_of(response)
        assert Returnee.objects.get().added_at is None
        save(client, token, township="某苏木", **SENSITIVE)
        stored = Returnee.objects.get()
        assert stored.ethnicity == "02"
        assert stored.sensitive_consented_at == stored.added_at >= stored.submitted_at

    def test_or_are_left_out(self, client, returnee, token):
        save(client, token, ethnicity="02", township="某苏木", without_sensitive="1")
        stored = Returnee.objects.get()
        assert (stored.ethnicity, stored.township, stored.sensitive_consented_at) == ("", "某苏木", None)

    def test_the_page_says_why_each_is_asked_and_what_it_means(self, client, returnee, token):
        page = text_of(client.post(PAGE, {"after_sending": token}))
        for key in ("ethnicity", "political_status"):
            assert QUESTIONS_BY_KEY[key].necessity in page
            assert QUESTIONS_BY_KEY[key].consequence in page

    def test_a_described_difficulty_is_a_reason_of_the_case(self, client, returnee, token):
        save(client, token, difficulty_text="缺周转资金", sensitive_consent="1")
        assert " difficulty:text " in FollowUpCase.objects.get().reasons

    def test_the_rules_of_the_form_hold_and_all_is_kept(self, client, returnee, token):
        wrong = {"employee_count": "many", "township": "某苏木", "wechat_id": "150102199506150017"}
        response = save(client, token, **wrong)
        page = text_of(response)
        assert "整数" in page
        assert 'value="many"' in page
        assert 'value="某苏木"' in page
        assert 'href="#id_employee_count"' in page
        assert Returnee.objects.get().added_at is None

    def test_what_is_not_asked_is_dropped(self, client, returnee, token):
        save(client, token, name="别人", phone="13800000009", status="F", needs="none", township="某苏木")
        stored = Returnee.objects.get()
        assert (stored.name, stored.phone, stored.status) == (returnee.name, returnee.phone, "A")
        assert stored.answers.filter(question="needs").count() == 2

    def test_what_was_answered_since_by_the_receipt_stays(self, client, world, returnee, token):
        code = "".join(client.post(PAGE, {"after_sending": token}).context["code_parts"])
        look_up(client, code, **corrected(world, **ENTREPRENEUR, township="更正的苏木"))
        save(client, token, township="补充的苏木", start_year="2018")
        stored = Returnee.objects.get()
        assert (stored.township, stored.start_year) == ("更正的苏木", 2018)

    def test_what_the_present_status_is_not_asked_is_dropped(self, client, world, returnee, token):
        code = "".join(client.post(PAGE, {"after_sending": token}).context["code_parts"])
        look_up(client, code, **corrected(world))
        save(client, token, township="某苏木", start_year="2018")
        stored = Returnee.objects.get()
        assert (stored.status, stored.township, stored.start_year) == ("F", "某苏木", None)

    def test_nothing_filled_in_leaves_the_one_time(self, client, returnee, token):
        assert "还什么都没有填" in text_of(save(client, token))
        assert Returnee.objects.get().added_at is None

    def test_shows_in_ones_own_data_and_is_erased_with_it(self, client, returnee, token):
        save(client, token, township="某苏木")
        code = "".join(client.post(PAGE, {"after_sending": token}).context["code_parts"])
        assert "补充选填内容的时间" in text_of(look_up(client, code))
        Returnee.objects.get().withdraw(withdrawn_at=now())
        assert Returnee.objects.get().added_at is None


@pytest.mark.parametrize("status", sorted(ALL))
def test_whatever_a_campaign_makes_optional_is_asked_there(client, world, returnee, status):
    adaptable = [question for question in QUESTIONS if not question.is_fixed]
    QuestionSetting.objects.bulk_create(
        QuestionSetting(campaign=world.campaign, key=question.key, usage="optional") for question in adaptable
    )
    type(world.campaign).objects.filter(pk=world.campaign.pk).revise_questionnaires()
    clear_pages()
    token = sign_proof(world.homepage, UUID(UUID_OF_ALL), status, sent_at=now())
    page = text_of(client.post(PAGE, {"after_sending": token}))
    for question in adaptable:
        assert (f'name="{question.key}"' in page) == (status in question.asked), question.key


class TestMinors:
    """A campaign may make the needs optional: they are asked here then, of whom the loan is not for, too."""

    @pytest.fixture(autouse=True)
    def needs_are_optional(self, world):
        QuestionSetting.objects.create(campaign=world.campaign, key="needs", usage="optional")
        type(world.campaign).objects.filter(pk=world.campaign.pk).revise_questionnaires()
        clear_pages()

    def token_of(self, client, world, birth_year):
        post(client, world.homepage, submission_uuid=UUID_OF_ALL, birth_year=birth_year, needs=[])
        return sign_proof(world.homepage, UUID(UUID_OF_ALL), "F", sent_at=now())

    def test_are_told_that_what_is_from_18_on_is_not_kept(self, client, world):
        token = self.token_of(client, world, "2004")
        response = save(client, token, needs=["loan", "job"], township="某苏木")
        page = text_of(response)
        assert "满 18 周岁才能申请，没有为您保留" in page
        assert 'value="某苏木"' in page
        options = [option for asked in response.context["part"].questions for option in asked.options]
        assert [option.code for option in options if option.is_chosen] == ["job"]
        assert Returnee.objects.get().added_at is None
        assert not ReturneeAnswer.objects.filter(question="needs").exists()
        save(client, token, needs=["job"], township="某苏木")
        assert ReturneeAnswer.objects.get(question="needs").code == "job"

    def test_those_of_age_may_choose_it(self, client, world):
        """The control."""
        save(client, self.token_of(client, world, "1995"), needs=["loan"])
        assert ReturneeAnswer.objects.get(question="needs").code == "loan"


class TestRefusals:
    @pytest.mark.parametrize("spoiled", ["", "nonsense", "a.b.c.d:e"])
    def test_a_token_that_is_none(self, client, world, spoiled):
        response = client.post(PAGE, {"after_sending": spoiled})
        assert response.status_code == 200
        assert "这次没有补充" in text_of(response)

    def test_a_forged_token(self, client, world, returnee, token):
        assert "这次没有补充" in text_of(save(client, token[:-1] + ("A" if token[-1] != "A" else "B"), township="x"))
        assert Returnee.objects.get().added_at is None

    def test_an_expired_one(self, client, world, returnee):
        old = sign_proof(world.homepage, UUID(UUID_OF_ALL), "A", sent_at=now() - LIFETIME - timedelta(seconds=1))
        assert read_proof(old).is_expired
        response = save(client, old, township="某苏木")
        assert "放得太久" in text_of(response)
        assert "您之前填的问卷不受影响" in text_of(response)
        assert Returnee.objects.get().township is None

    def test_a_withdrawn_record(self, client, returnee, token):
        returnee.withdraw(withdrawn_at=now())
        assert "已经撤回或删除" in text_of(save(client, token, township="某苏木"))
        assert Returnee.objects.get().township is None

    def test_a_deleted_one(self, client, world, returnee, token):
        returnee.mark_deleted(by=world.accounts["county_staff"], deletion_reason="mistake")
        assert "已经撤回或删除" in text_of(save(client, token, township="某苏木"))

    def test_a_closed_campaign(self, client, world, returnee, token):
        world.campaign.state = "closed"
        world.campaign.save()
        clear_pages()
        assert "活动已经结束" in text_of(save(client, token, township="某苏木"))
        assert Returnee.objects.get().township is None

    def test_the_model_itself_refuses_a_second_time(self, returnee):
        given = {"columns": {"township": "甲"}, "selections": {}, "free_answers": {}, "keys": ["township"]}
        assert returnee.add(**given, added_at=now())
        assert not returnee.add(**given | {"columns": {"township": "乙"}}, added_at=now())
        assert Returnee.objects.get().township == "甲"

    def test_without_a_database_all_is_kept(self, client, returnee, token, monkeypatch):
        def fail(*args, **kwargs):
            raise OperationalError

        monkeypatch.setattr(Returnee, "add", fail)
        response = save(client, token, township="某苏木")
        assert response.status_code == 503
        assert 'value="某苏木"' in text_of(response)
        assert token in text_of(response)

    def test_works_without_the_csrf_cookie(self, returnee, token):
        assert save(Client(enforce_csrf_checks=True), token, township="某苏木").status_code == 200
