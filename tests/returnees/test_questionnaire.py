import re
import uuid
from datetime import date, timedelta
from urllib.parse import urlencode

import pytest
from django.forms import Form
from django.http import QueryDict
from django.test import Client
from django.utils import timezone
from django.utils.datastructures import MultiValueDict

from organization.models import Campaign
from returnees.choices import STATUS_IN_PLAIN_WORDS, ReturneeState, Status
from returnees.form_token import sign_token
from returnees.forms import QuestionnaireForm
from returnees.models import Returnee, ReturneeAnswer
from returnees.question_types import FOUNDERS
from returnees.questionnaire import load_questionnaire
from returnees.receipt_codes import known_receipt_code
from tests.factories import make_entrance
from tests.returnees.answering import ENTREPRENEUR, INTENDING, form_errors, payload, post, shown_receipt

pytestmark = pytest.mark.django_db


def test_stores_the_shortest_answer(client, world):
    response = post(client, world.homepage)
    assert response.status_code == 200
    returnee = Returnee.objects.get()
    assert (returnee.name, returnee.phone, returnee.home_committee) == ("乌云其其格", "13900000001", world.donghe)
    assert (returnee.age, returnee.state) == (24, ReturneeState.ACCEPTED)
    assert returnee.consent_version == world.campaign.privacy_notice().version
    assert len(known_receipt_code(returnee)) == 16
    assert shown_receipt(response) == known_receipt_code(returnee)


def test_stores_the_longest_answer(client, world):
    response = post(
        client,
        world.homepage,
        **ENTREPRENEUR,
        township="某苏木",
        away_place="110000",
        start_year="2019",
        employee_count="３",
        capital="20",
        difficulty_text="缺少周转资金",
        policy_knowledge="somewhat",
        activity_wishes=["tour"],
        wechat_wish="yes",
        wechat_id="abc_123",
        ethnicity="02",
        political_status="03",
        sensitive_consent="on",
    )
    assert response.status_code == 200
    returnee = Returnee.objects.get()
    assert (returnee.business_name, returnee.start_year, returnee.employee_count) == ("草原牧歌合作社", 2019, 3)
    assert (returnee.ethnicity, returnee.difficulty_text) == ("02", "缺少周转资金")
    assert returnee.sensitive_consented_at == returnee.submitted_at
    answers = set(ReturneeAnswer.objects.values_list("question", "code"))
    assert answers == {
        ("difficulty", "funds"),
        ("difficulty", "market"),
        ("needs", "loan"),
        ("needs", "training"),
        ("activity_wishes", "tour"),
    }


def test_sets_no_cookie_and_is_not_stored_by_caches(client, world):
    for response in (client.get(world.homepage.get_absolute_url()), post(client, world.homepage)):
        assert not response.cookies
        assert "no-store" in response["Cache-Control"]


def test_works_without_the_csrf_cookie(world):
    strict = Client(enforce_csrf_checks=True)
    assert post(strict, world.homepage).status_code == 200
    assert Returnee.objects.count() == 1


@pytest.mark.parametrize("missing", ["name", "birth_year", "birth_month", "phone", "home_county", "status", "needs"])
def test_says_what_is_missing_and_keeps_the_rest(client, world, missing):
    response = post(client, world.homepage, **{missing: None})
    key = "birth" if missing.startswith("birth") else missing
    assert list(form_errors(response)) == [key]
    assert not Returnee.objects.exists()
    if missing != "name":
        assert "乌云其其格" in response.content.decode()


@pytest.mark.parametrize("missing", ["business_name", "industry", "difficulty", "alliance_wish", "needs"])
def test_asks_entrepreneurs_for_their_business(client, world, missing):
    response = post(client, world.homepage, **ENTREPRENEUR | {missing: None})
    assert list(form_errors(response)) == [missing]


@pytest.mark.parametrize("missing", ["industry", "intent", "alliance_wish"])
def test_asks_the_intending_when_and_in_what(client, world, missing):
    response = post(client, world.homepage, **INTENDING | {missing: None})
    assert list(form_errors(response)) == [missing]


def test_needs_consent(client, world):
    response = post(client, world.homepage, consent=None)
    assert response.context["consent_errors"]
    assert not Returnee.objects.exists()


def test_drops_answers_to_questions_that_do_not_apply(client, world):
    post(
        client,
        world.homepage,
        business_name="x",
        business_type="nonsense",
        intent="one_year",
        capital="20",
        employee_count="many",
        difficulty=["funds"],
        difficulty_text="150102199001011234",
        school_major="某大学",
        away_place="110000",
    )
    returnee = Returnee.objects.get()
    assert (returnee.business_name, returnee.intent, returnee.capital, returnee.away_place) == (None, "", "", "")
    assert (returnee.difficulty_text, returnee.school_major, returnee.employee_count) == (None, None, None)
    assert set(returnee.answers.values_list("question", flat=True)) == {"needs"}


@pytest.mark.parametrize(
    ("year", "month", "is_stored"), [(2006, 1, True), (2006, 2, False), (1974, 2, True), (1974, 1, False)]
)
def test_keeps_to_the_age_rule(client, world, settings, year, month, is_stored):
    settings.GUICHAO_TODAY = date(2020, 2, 10)
    response = post(client, world.homepage, birth_year=str(year), birth_month=str(month))
    assert Returnee.objects.exists() == is_stored
    if not is_stored:
        assert "没有保存" in form_errors(response)["birth"][0]


def test_sends_the_under_14s_to_their_guardians(client, world):
    response = post(client, world.homepage, birth_year="2006", birth_month="2")
    assert "监护人" in form_errors(response)["birth"][0]
    assert not Returnee.objects.exists()


MINOR = {"birth_year": "2003", "birth_month": "1"}


def test_a_minor_is_told_which_wishes_were_not_kept(client, world):
    response = post(client, world.homepage, **MINOR, needs=["loan", "training", "policy"])
    [error] = form_errors(response)["needs"]
    assert error == "创业培训、贷款对接（青创易贷）满 18 周岁才能申请，没有为您保留。请再提交一次。"
    assert not Returnee.objects.exists()
    ticked = re.findall(r'name="needs"\s+value="(\w+)"[^>]* checked', response.content.decode())
    assert ticked == ["policy"]
    post(client, world.homepage, **MINOR, needs=ticked)
    assert list(Returnee.objects.get().answers.values_list("code", flat=True)) == ["policy"]


def test_a_minor_who_wishes_only_for_what_is_from_18_is_asked_for_one_more(client, world):
    [error] = form_errors(post(client, world.homepage, **MINOR, needs=["loan"]))["needs"]
    assert "请另选一项，或选“暂无”。" in error
    assert not Returnee.objects.exists()


def test_from_outside_the_region_one_is_told_what_to_do_and_nothing_is_stored(client, world):
    response = post(client, world.homepage, home_county="outside")
    assert "家乡不在本自治区" in form_errors(response)["home_county"][0]
    page = response.content.decode()
    assert "请直接联系" in page
    assert "data-outside>" in page
    # What the browser keeps goes too.
    assert response.context["is_refused"]
    assert "data-stored" in page
    assert not Returnee.objects.exists()


def test_what_an_older_page_sends_is_kept_in_front_of_an_error_and_stored(client, world):
    given = {"gender": "2", "education": "20", "township": "某苏木", "activity_wishes": ["tour"]}
    page = post(client, world.homepage, **given, phone="1").content.decode()
    assert 'value="某苏木"' in page
    assert 'name="gender"' in page
    assert 'name="wechat_id"' not in page
    post(client, world.homepage, **given)
    returnee = Returnee.objects.get()
    assert (returnee.gender, returnee.education, returnee.township) == ("2", "20", "某苏木")
    assert returnee.answers.filter(question="activity_wishes", code="tour").exists()


def test_the_summary_of_errors_has_label_and_message(client, world):
    page = post(client, world.homepage, name="", consent=None).content.decode()
    links = re.findall(r'<a href="#id_\w+">\s*(.*?)\s*</a>', page)
    assert links == ["姓名：请填写姓名。", "同意：请先阅读《个人信息处理说明》并勾选同意。"]


class TestHowLongItIs:
    """Counted as people count: the home twice (league-city and county), and the tick."""

    @staticmethod
    def asked_before(design, status):
        sections = [section for section in design.sections if not section.is_after_sending]
        return [q for section in sections for q in section.questions if status in q.statuses_before_sending]

    @pytest.mark.parametrize(("status", "count"), list(zip(Status, (12, 11, 11, 8, 8, 8, 8), strict=True)))
    def test_required_answers(self, world, status, count):
        asked = self.asked_before(load_questionnaire(world.homepage).design, status)
        assert len(asked) + 2 == count
        assert count <= (13 if status in FOUNDERS else 10)

    @pytest.mark.parametrize("status", Status)
    def test_nothing_optional_stands_before_the_sending(self, client, world, status):
        page = client.get(world.homepage.get_absolute_url()).content.decode()
        names = set(re.findall(r'<(?:input|select|textarea)[^>]*?\sname="([\w-]+)"', page, re.S))
        design = load_questionnaire(world.homepage).design
        before = {name for q in self.asked_before(design, status) for name in q.field_names}
        assert before <= names
        optional = {q.key for q in design.questions} - {q.key for s in Status for q in self.asked_before(design, s)}
        assert not optional & names
        assert "选填" not in page

    def test_staff_have_every_question_on_their_one_page(self, client, world):
        entrance = make_entrance(campaign=world.campaign, committee=world.donghe, channel="staff_filled")
        page = client.get(entrance.get_absolute_url()).content.decode()
        fields = [name for q in load_questionnaire(entrance).design.questions for name in q.field_names]
        assert [name for name in fields if f'name="{name}"' not in page] == []
        assert page.index("更多信息（选填）") > page.index('name="needs"')
        assert "data-draft" not in page
        assert "data-restored" not in page

    def test_the_order_is_that_of_the_declaration(self, client, world):
        page = client.get(world.homepage.get_absolute_url()).content.decode()
        order = ["status", "birth_year", "home_county", "name", "phone", "industry", "needs", "consent"]
        places = [page.index(f'name="{name}"') for name in order]
        assert places == sorted(places)

    def test_a_status_is_offered_in_plain_words(self, client, world):
        page = client.get(world.homepage.get_absolute_url()).content.decode()
        assert set(STATUS_IN_PLAIN_WORDS) == set(Status)
        assert [words for words in STATUS_IN_PLAIN_WORDS.values() if words not in page] == []
        assert Status.RETURNING_WORKER.label not in page


def test_refuses_a_county_of_another_league_city(client, world):
    response = post(client, world.homepage, home_city="150700", home_county="150202")
    assert "不在所选盟市" in form_errors(response)["home_county"][0]


@pytest.mark.parametrize("forged", ["150200", "150000", "999999", "", "1'; DROP", "\x00"])
def test_refuses_a_home_that_is_no_county(client, world, forged):
    assert "home_county" in form_errors(post(client, world.homepage, home_county=forged))


def test_the_home_decides_and_the_entrance_is_remembered(client, world):
    entrance = make_entrance(campaign=world.campaign, committee=world.hulunbuir)
    post(client, entrance, home_county="150202")
    returnee = Returnee.objects.get()
    assert (returnee.home_committee, returnee.entrance) == (world.donghe, entrance)


def test_marks_what_staff_filled_in(client, world):
    entrance = make_entrance(campaign=world.campaign, committee=world.donghe, channel="staff_filled")
    post(client, entrance)
    assert Returnee.objects.get().filled_by == "staff"


def test_somebody_born_long_ago_finds_a_year_and_gets_the_polite_refusal(client, world):
    page = client.get(world.homepage.get_absolute_url()).content.decode()
    assert '<option value="1973">1973 及以前' in page
    assert "本次征集面向 14–45 周岁" in post(client, world.homepage, birth_year="1973").content.decode()
    assert not Returnee.objects.exists()


def test_errors_of_length_and_number_are_plain_sentences(client, world):
    errors = form_errors(post(client, world.homepage, **ENTREPRENEUR | {"name": "乌" * 51, "employee_count": "10000"}))
    assert errors["name"] == ["最多 50 个字，现在有 51 个。"]
    assert errors["employee_count"] == ["请填写 0 到 9999 的整数。"]


def test_the_notice_in_the_form_names_whom_to_contact(client, world):
    world.campaign.contact_phone = "0471-0000000"
    world.campaign.save()
    assert "青年创业就业服务中心，0471-0000000" in client.get(world.homepage.get_absolute_url()).content.decode()


def test_none_excludes_other_needs(client, world):
    assert "needs" in form_errors(post(client, world.homepage, needs=["none", "loan"]))


@pytest.mark.parametrize("key", ["gender", "education", "status", "needs", "wechat_wish", "ethnicity"])
def test_refuses_codes_that_are_not_offered(client, world, key):
    assert key in form_errors(post(client, world.homepage, **{key: "999"}))


def test_sensitive_answers_need_their_own_consent(client, world):
    response = post(client, world.homepage, ethnicity="02")
    assert response.context["sensitive_errors"]
    assert not Returnee.objects.exists()


def test_sends_without_the_sensitive_answers_on_request(client, world):
    post(client, world.homepage, ethnicity="02", political_status="03", without_sensitive="1")
    returnee = Returnee.objects.get()
    assert (returnee.ethnicity, returnee.political_status, returnee.sensitive_consented_at) == ("", "", None)


def test_not_disclosing_the_ethnicity_needs_no_consent(client, world):
    post(client, world.homepage, ethnicity="undisclosed")
    assert Returnee.objects.get().ethnicity == "undisclosed"


def test_refuses_id_numbers_in_free_text_and_keeps_them_out_of_the_log(client, world, caplog):
    response = post(
        client, world.homepage, **ENTREPRENEUR, difficulty_text="我是 150102199001011234", sensitive_consent="on"
    )
    assert "difficulty_text" in form_errors(response)
    assert "150102" not in caplog.text


def test_a_resend_gets_the_same_receipt(client, world):
    answers = payload(world.homepage)
    first, second = (client.post(world.homepage.get_absolute_url(), answers) for _ in range(2))
    assert shown_receipt(first) == shown_receipt(second) == known_receipt_code(Returnee.objects.get())
    assert (second.status_code, Returnee.objects.count()) == (200, 1)


def test_a_shared_phone_keeps_both(client, world):
    post(client, world.homepage, name="巴特尔")
    response = post(client, world.homepage, name="苏日娜")
    assert Returnee.objects.filter(phone="13900000001").count() == 2
    assert "已登记" not in response.content.decode()


@pytest.mark.parametrize("token", ["", "forged", None])
def test_an_unknown_token_shows_the_page_again_with_everything(client, world, token):
    response = post(client, world.homepage, form_token=token)
    assert response.context["is_expired"]
    assert "乌云其其格" in response.content.decode()
    assert not Returnee.objects.exists()
    again = {"form_token": response.context["form_token"], "submission_uuid": str(response.context["submission_uuid"])}
    client.post(world.homepage.get_absolute_url(), payload(world.homepage) | again)
    assert Returnee.objects.count() == 1


def test_a_token_of_another_entrance_is_refused(client, world):
    other = make_entrance(campaign=world.campaign, committee=world.donghe)
    token_uuid = uuid.uuid4()
    response = post(
        client,
        world.homepage,
        submission_uuid=token_uuid,
        form_token=sign_token(other, token_uuid, notice_version="2020-1"),
    )
    assert response.context["is_expired"]


@pytest.mark.parametrize("spoilt", ["", "nonsense", "\x00", "{}" * 500])
def test_survives_a_spoilt_uuid(client, world, spoilt):
    answers = payload(world.homepage) | {"submission_uuid": spoilt}
    assert client.post(world.homepage.get_absolute_url(), answers).context["is_expired"]


@pytest.mark.parametrize(
    "name", ["name", "phone", "status", "birth_year", "employee_count", "home_city", "difficulty_text"]
)
@pytest.mark.parametrize("value", ["\x00", "\ud800", "x" * 5000, "\u202e", "９" * 50, "-1", "1e9"])
def test_no_value_makes_an_error_of_ours(client, world, name, value):
    answers = payload(world.homepage, **ENTREPRENEUR) | {name: value.encode("utf-8", "surrogatepass")}
    body = urlencode(answers, doseq=False)
    response = client.post(world.homepage.get_absolute_url(), body, "application/x-www-form-urlencoded")
    assert response.status_code == 200


def test_an_unknown_code_gets_a_polite_page(client, world):
    response = client.get("/q/nosuchcode/")
    assert response.status_code == 404
    assert "二维码" in response.content.decode()


@pytest.mark.parametrize(
    ("opens", "closes"), [(timedelta(days=1), None), (None, -timedelta(days=1))], ids=["not yet open", "closed"]
)
def test_a_closed_questionnaire_says_so(client, world, settings, opens, closes):
    settings.GUICHAO_TODAY = None
    world.campaign.opens_at = opens and timezone.now() + opens
    world.campaign.closes_at = closes and timezone.now() + closes
    world.campaign.save()
    for response in (client.get(world.homepage.get_absolute_url()), post(client, world.homepage)):
        assert response.status_code == 200
        assert "sections" not in response.context
    assert not Returnee.objects.exists()


def test_a_resend_after_closing_still_gets_its_receipt(client, world, settings):
    settings.GUICHAO_TODAY = None
    answers = payload(world.homepage)
    first = client.post(world.homepage.get_absolute_url(), answers)
    world.campaign.closes_at = timezone.now() - timedelta(days=1)
    world.campaign.save()
    second = client.post(world.homepage.get_absolute_url(), answers)
    assert shown_receipt(second) == shown_receipt(first) == known_receipt_code(Returnee.objects.get())


@pytest.mark.parametrize(
    ("year", "message"),
    [
        ("2007", "未满 14 周岁请勿填写"),
        ("2005", "面向 16–40 周岁的青年"),
        ("1978", "面向 16–40 周岁的青年"),
        ("1981", "提交成功"),
        ("2003", "提交成功"),
    ],
)
def test_the_campaign_says_who_may_answer(client, world, year, message):
    Campaign.objects.update(youngest_age=16, oldest_age=40, youth_until_age=30)
    assert "16–40</span> 周岁" in client.get(world.homepage.get_absolute_url()).content.decode()
    response = post(client, world.homepage, birth_year=year)
    assert message in response.content.decode()
    assert Returnee.objects.exists() == (message == "提交成功")


def test_forms_of_one_questionnaire_share_fields_and_leave_nothing_in_them(world):
    questionnaire = load_questionnaire(world.homepage)
    answered, empty = (
        QuestionnaireForm(data, questionnaire=questionnaire, on=date(2020, 2, 10))
        for data in (posted(payload(world.homepage)), posted({"status": "F"}))
    )
    assert answered.fields is empty.fields
    before = {name: vars(field).copy() for name, field in answered.fields.items()}
    assert (answered.is_valid(), empty.is_valid()) == (True, False)
    assert {name: vars(field) for name, field in empty.fields.items()} == before
    assert answered.cleaned_data["name"] == "乌云其其格"
    assert "name" not in empty.cleaned_data


def posted(answers):
    data = QueryDict(mutable=True)
    for name, value in answers.items():
        data.setlist(name, value if isinstance(value, list) else [value])
    return data


@pytest.mark.parametrize("changes", [ENTREPRENEUR, INTENDING, {"name": "", "phone": "12", "needs": ["none", "loan"]}])
def test_fields_are_cleaned_as_django_cleans_them(world, changes):
    answers = MultiValueDict({name: value if isinstance(value, list) else [value] for name, value in changes.items()})
    form, other = (
        QuestionnaireForm(answers, questionnaire=load_questionnaire(world.homepage), on=date(2020, 2, 14)) for _ in "12"
    )
    other._clean_fields = lambda: Form._clean_fields(other)
    assert form.errors == other.errors
    assert form.cleaned_data == other.cleaned_data
    # Django would call them.
    assert not [name for name in form.fields if hasattr(form, f"clean_{name}")]
    assert not any(field.disabled for field in form.fields.values())
