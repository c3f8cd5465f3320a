"""Correcting one's own answer by its receipt."""

from datetime import date

import pytest
from django.test import Client

from returnees.choices import ReturneeState
from returnees.models import Correction, QuestionSetting, Returnee, ReturneeAnswer
from tests.at_once import each_at_once
from tests.factories import make_entrance, make_returnee
from tests.returnees.answering import ENTREPRENEUR, form_errors
from tests.returnees.receipts import (
    CODE,
    DIGITS,
    SENSITIVE,
    correct,
    look_up,
    own_question,
    shows_the_answer,
    text_of,
)

pytestmark = pytest.mark.django_db


def test_the_form_comes_filled_with_what_is_stored(client, entrepreneur):
    response = look_up(client, step="correct")
    context = response.context
    assert form_errors(response) == {}
    values = {asked.question.key: asked.value for part in context["sections"] for asked in part.questions}
    assert (values["name"], values["phone"], values["home_county"]) == ("乌云其其格", "13900000001", "150202")
    assert (values["employee_count"], values["difficulty_text"]) == ("0", "缺少周转资金")
    chosen = {
        asked.question.key: [option.code for option in asked.options if option.is_chosen]
        for part in context["sections"]
        for asked in part.questions
    }
    assert (chosen["status"], chosen["difficulty"], chosen["start_year"]) == (["A"], ["funds", "market"], ["2019"])
    assert [year.code for year in context["birth_years"] if year.is_chosen] == ["1995"]
    assert [c.code for city in context["cities"] for c in city.counties if c.is_chosen] == ["150202"]
    content = text_of(response)
    assert 'name="consent"' not in content
    assert 'name="form_token"' not in content


def test_the_filled_form_sent_back_changes_nothing(client, world, entrepreneur):
    as_stored = client.post("/receipt/", {"code": CODE, "last_digits": DIGITS, "step": "correct"})
    posted = {"code": CODE, "last_digits": DIGITS, "step": "save"} | posted_by(as_stored)
    before = Returnee.objects.values().get()
    assert client.post("/receipt/", posted).context["outcome"] == "unchanged"
    assert Returnee.objects.values().get() == before
    assert not Correction.objects.exists()


def posted_by(response):
    """What a browser would post of the questions on the page."""
    posted = {}
    for part in response.context["sections"]:
        for asked in part.questions:
            posted[asked.question.key] = [o.code for o in asked.options if o.is_chosen] or asked.values
    chosen = {
        name: [o.code for o in response.context[f"{name}s"] if o.is_chosen] for name in ("birth_year", "birth_month")
    }
    return posted | chosen


def test_a_correction_is_stored_with_its_history(client, world, returnee):
    identity = Returnee.objects.values("submission_uuid", "receipt_digest", "consent_version", "submitted_at").get()
    response = correct(
        client, world, name="阿拉坦敖其尔", phone="+86 138-0000-0002", home_county="150702", needs=["policy", "legal"]
    )
    assert response.context["outcome"] == "corrected"
    returnee.refresh_from_db()
    assert (returnee.name, returnee.phone, returnee.home_committee) == ("阿拉坦敖其尔", "13800000002", world.hailar)
    assert Returnee.objects.values(*identity).get() == identity
    history = set(Correction.objects.values_list("question", "old_value", "new_value", "corrected_by"))
    assert history == {
        ("name", "乌云其其格", "阿拉坦敖其尔", None),
        ("phone", "13900000001", "13800000002", None),
        ("home_county", "包头市东河区", "呼伦贝尔市海拉尔区", None),
        ("needs", "暂无", "政策咨询、法律", None),
    }


def test_after_a_change_of_phone_the_new_digits_count(client, world, returnee):
    response = correct(client, world, phone="13800000002")
    assert response.context["last_digits"] == "0002"
    assert shows_the_answer(look_up(client, last_digits="0002"))
    assert look_up(client).context["refusal"] == "unknown"


def test_a_correction_sent_twice_is_a_harmless_resend(client, world, returnee):
    outcomes = [correct(client, world, name="新名字").context["outcome"] for _ in range(2)]
    assert outcomes == ["corrected", "unchanged"]
    assert Correction.objects.count() == 1


def test_a_correction_keeps_the_skip_logic(client, world, entrepreneur):
    assert correct(client, world, status="F").context["outcome"] == "corrected"
    entrepreneur.refresh_from_db()
    assert (entrepreneur.business_name, entrepreneur.industry, entrepreneur.difficulty_text) == (None, "", None)
    assert set(entrepreneur.answers.values_list("question", "code")) == {("needs", "none")}
    history = dict(Correction.objects.values_list("question", "new_value"))
    assert (history["business_name"], history["difficulty"], history["status"]) == ("", "", "常驻本地青年")


def test_a_correction_is_checked_like_an_answer(client, world, returnee):
    response = correct(client, world, **ENTREPRENEUR | {"business_name": None}, name="新名字")
    assert list(form_errors(response)) == ["business_name"]
    assert "新名字" in text_of(response)
    assert not Correction.objects.exists()
    returnee.refresh_from_db()
    assert returnee.name == "乌云其其格"


@pytest.mark.parametrize(
    ("year", "month", "is_stored"), [(2006, 1, True), (2006, 2, False), (1974, 2, True), (1974, 1, False)]
)
def test_a_correction_keeps_to_the_age_rule(client, world, returnee, year, month, is_stored):
    response = correct(client, world, birth_year=str(year), birth_month=str(month))
    returnee.refresh_from_db()
    assert (returnee.birth_year == year) == is_stored
    assert returnee.age == ({2006: 14, 1974: 45}[year] if is_stored else 24)
    assert ("birth" in form_errors(response)) if not is_stored else shows_the_answer(response)


def test_the_age_is_that_at_submission_also_years_later(client, world, settings):
    make_returnee(
        entrance=world.homepage, home_committee=world.donghe, code=CODE, birth_year=1974, birth_month=2, age=45
    )
    settings.GUICHAO_TODAY = date(2022, 2, 10)
    years = look_up(client, step="correct").context["birth_years"]
    assert [year.code for year in years if year.is_chosen] == ["1974"]
    assert shows_the_answer(correct(client, world, birth_year="1974", birth_month="2", name="新名字"))
    assert Returnee.objects.get().age == 45


def test_a_minor_is_told_which_wishes_were_not_kept(client, world, returnee):
    minor = {"birth_year": "2003", "birth_month": "1"}
    response = correct(client, world, **minor, needs=["loan", "training", "policy"])
    assert "满 18 周岁才能申请" in form_errors(response)["needs"][0]
    returnee.refresh_from_db()
    assert not returnee.is_minor
    correct(client, world, **minor, needs=["policy"])
    returnee.refresh_from_db()
    assert returnee.is_minor
    assert list(returnee.answers.values_list("code", flat=True)) == ["policy"]


@pytest.mark.parametrize("field", ["township", "wechat_id"])
def test_id_numbers_are_refused_and_not_logged(client, world, returnee, caplog, field):
    response = correct(client, world, **{field: "150102199001011234"})
    assert field in form_errors(response)
    assert "150102199001011234" not in caplog.text
    assert not Correction.objects.exists()


def test_new_sensitive_answers_need_their_own_consent(client, world, returnee):
    response = correct(client, world, ethnicity="02")
    assert response.context["sensitive_errors"]
    assert not Correction.objects.exists()
    assert shows_the_answer(correct(client, world, ethnicity="02", sensitive_consent="1"))
    returnee.refresh_from_db()
    assert returnee.sensitive_consented_at == Correction.objects.get().corrected_at


def test_can_be_saved_without_the_new_sensitive_answers(client, world, returnee):
    response = correct(client, world, name="新名字", ethnicity="02", without_sensitive="1")
    assert response.context["outcome"] == "corrected"
    returnee.refresh_from_db()
    assert (returnee.name, returnee.ethnicity) == ("新名字", "")


def test_the_separate_consent_stands_for_what_it_was_given_for(client, world, entrepreneur):
    before = entrepreneur.sensitive_consented_at
    assert shows_the_answer(correct(client, world, **ENTREPRENEUR, **SENSITIVE))
    assert shows_the_answer(correct(client, world, **ENTREPRENEUR, **SENSITIVE | {"ethnicity": ""}))
    entrepreneur.refresh_from_db()
    assert entrepreneur.sensitive_consented_at == before


def test_the_separate_consent_does_not_stand_for_something_else(client, world, entrepreneur):
    response = correct(client, world, **ENTREPRENEUR, **SENSITIVE | {"difficulty_text": "别的困难"})
    assert response.context["sensitive_errors"]
    assert not response.context["is_sensitive_consent_given"]


def test_the_separate_consent_goes_with_the_last_such_answer(client, world, entrepreneur):
    correct(client, world, **ENTREPRENEUR)
    entrepreneur.refresh_from_db()
    assert (entrepreneur.ethnicity, entrepreneur.sensitive_consented_at) == ("", None)


def test_a_correction_leaves_the_answers_to_questions_switched_off_since(client, world, entrepreneur):
    for key in ("education", "capital", "needs"):
        QuestionSetting.objects.create(campaign=world.campaign, key=key, usage="off")
    own = own_question(world, "text", is_active=False)
    ReturneeAnswer.objects.create(returnee=entrepreneur, question=own.key, text="还在")
    asked = ENTREPRENEUR | {"education": None, "needs": None}
    assert shows_the_answer(correct(client, world, **asked, name="新名字"))
    entrepreneur.refresh_from_db()
    assert (entrepreneur.name, entrepreneur.education, entrepreneur.capital) == ("新名字", "20", "20")
    assert entrepreneur.answers.filter(question="needs", code="loan").exists()
    assert entrepreneur.answers.filter(text="还在").exists()
    correct(client, world, **asked | {"status": "F"})
    entrepreneur.refresh_from_db()
    assert (entrepreneur.education, entrepreneur.capital) == ("20", "")


def test_corrects_answers_to_the_regions_own_questions(client, world, returnee):
    text, number = own_question(world, "text"), own_question(world, "number")
    ReturneeAnswer.objects.create(returnee=returnee, question=text.key, text="原来")
    correct(client, world, **{text.key: "后来", number.key: "3"})
    assert set(Correction.objects.values_list("question", "old_value", "new_value")) == {
        (text.key, "原来", "后来"),
        (number.key, "", "3"),
    }
    assert "自设text" in text_of(look_up(client))


@pytest.mark.parametrize(
    "forged", ["state", "receipt_digest", "submission_uuid", "consent_version", "age", "pk", "campaign", "filled_by"]
)
def test_forged_fields_change_nothing(client, world, returnee, forged):
    before = Returnee.objects.values().get()
    assert correct(client, world, **{forged: "1"}).context["outcome"] == "unchanged"
    assert Returnee.objects.values().get() == before


def test_a_record_set_aside_stays_set_aside(client, world, returnee):
    Returnee.objects.update(state=ReturneeState.QUARANTINED, quarantine_reason="too_fast")
    assert correct(client, world, name="新名字").context["outcome"] == "corrected"
    assert Returnee.objects.get().state == ReturneeState.QUARANTINED


def test_a_correction_does_not_move_the_entrance(client, world):
    entrance = make_entrance(campaign=world.campaign, committee=world.hulunbuir, channel="staff_filled")
    make_returnee(entrance=entrance, home_committee=world.donghe, code=CODE, filled_by="staff")
    assert correct(client, world, name="新名字").context["outcome"] == "corrected"
    returnee = Returnee.objects.get()
    assert (returnee.entrance, returnee.filled_by) == (entrance, "staff")


@pytest.mark.django_db(transaction=True)
def test_parallel_corrections_leave_one_whole_and_a_history_without_gaps(world, returnee):
    each_at_once(lambda letter: correct(Client(), world, name=f"名字{letter}", needs=["policy"]), "一丁七万丈三上下")
    names = list(Correction.objects.filter(question="name").values_list("old_value", "new_value"))
    assert len(names) == 8
    assert [old for old, _ in names] == ["乌云其其格", *[new for _, new in names[:-1]]]
    assert Returnee.objects.get().name == names[-1][1]
    assert ReturneeAnswer.objects.count() == 1


class TestTwoCorrections:
    def seen(self, client):
        return look_up(client, step="correct").context["seen_correction"]

    def test_the_second_sees_what_was_corrected_and_chooses(self, client, world, returnee):
        seen = self.seen(client)
        correct(client, world, name="改过的名字")
        response = correct(client, world, name="另一个名字", township="某镇", seen_correction=str(seen))
        (conflict,) = response.context["conflicts"]
        assert (conflict.label, conflict.mine, conflict.theirs) == ("姓名", "另一个名字", "改过的名字")
        returnee.refresh_from_db()
        assert (returnee.name, returnee.township) == ("改过的名字", None)
        later = str(response.context["seen_correction"])
        correct(client, world, name="另一个名字", township="某镇", seen_correction=later, keep_name="theirs")
        returnee.refresh_from_db()
        assert (returnee.name, returnee.township) == ("改过的名字", "某镇")

    def test_what_one_did_not_touch_is_asked_about_too(self, client, world, returnee):
        seen = self.seen(client)
        correct(client, world, needs=["loan"])
        response = correct(client, world, township="某镇", seen_correction=str(seen))
        assert [one.choice_name for one in response.context["conflicts"]] == ["keep_needs"]

    @pytest.mark.parametrize("forged", ["x", "-1", "9" * 40, "²", ""])
    def test_a_forged_mark_is_no_error(self, client, world, returnee, forged):
        assert correct(client, world, name="新名字", seen_correction=forged).status_code == 200
