"""The youth's own page: looking up, correcting, copying and withdrawing an answer by its receipt."""

import logging
import re
import threading
from datetime import UTC, date, datetime, timedelta
from urllib.parse import urlencode

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.timezone import localdate

from organization.clock import now, today
from returnees.choices import ReturneeState
from returnees.models import Correction, OwnQuestion, QuestionSetting, ReceiptFailure, Returnee, ReturneeAnswer
from returnees.models.receipt import ALARM_FAILURES_PER_HOUR, look_up_receipt, normal_receipt_code, receipt_alarm
from tests.factories import make_entrance, make_returnee
from tests.returnees.test_questionnaire import ENTREPRENEUR, form_errors, payload

pytestmark = pytest.mark.django_db

CODE = "ABCDEFGHIJKLOB23"
OTHER_CODE = "ZZZZZZZZZZZZZZZZ"
DIGITS = "0001"


@pytest.fixture
def returnee(world):
    """A resident's answer, the shortest path, as the questionnaire stores it."""
    returnee = make_returnee(entrance=world.homepage, home_committee=world.donghe, receipt_code=CODE)
    ReturneeAnswer.objects.create(returnee=returnee, question="needs", code="none")
    return returnee


@pytest.fixture
def entrepreneur(world):
    """The longest path, with all that is sensitive."""
    returnee = make_returnee(
        entrance=world.homepage,
        home_committee=world.donghe,
        receipt_code=CODE,
        status="A",
        township="某苏木",
        business_name="草原牧歌合作社",
        business_type="cooperative",
        industry="A-livestock",
        start_year=2019,
        employee_count=0,
        capital="20",
        difficulty_text="缺少周转资金",
        alliance_wish="willing",
        wechat_wish="yes",
        wechat_id="abc_123",
        ethnicity="02",
        political_status="03",
        sensitive_consented_at=datetime(2020, 2, 1, 4, 0, tzinfo=UTC),
    )
    for question, code in [("difficulty", "funds"), ("difficulty", "market"), ("needs", "loan")]:
        ReturneeAnswer.objects.create(returnee=returnee, question=question, code=code)
    return returnee


def own_question(world, kind, **overrides):
    return OwnQuestion.objects.create(campaign=world.campaign, label=f"自设{kind}", kind=kind, **overrides)


def look_up(client, code=CODE, last_digits=DIGITS, **step):
    return client.post("/receipt/", {"code": code, "last_digits": last_digits} | step)


def corrected(world, **changes):
    """The correction form as the page posts it, for the resident's answer."""
    answers = payload(world.homepage, **changes)
    for name in ("submission_uuid", "form_token", "consent"):
        del answers[name]
    return {"step": "save", "township": ""} | answers


def correct(client, world, **changes):
    return look_up(client, **corrected(world, **changes))


def text_of(response):
    return response.content.decode()


def shows_the_answer(response):
    return "public/receipt_answers.html" in [template.name for template in response.templates]


# Looking up


def test_asks_for_code_and_digits(client, world):
    response = client.get("/receipt/")
    assert response.status_code == 200
    assert "回执码" in text_of(response)
    assert client.head("/receipt/").status_code == 200


def test_shows_ones_own_answers_in_words(client, entrepreneur):
    content = text_of(look_up(client))
    for words in ("乌云其其格", "13900000001", "1995 年 6 月", "包头市东河区", "已返乡创业", "农牧民专业合作社"):
        assert words in content
    for words in ("资金、市场销路", "2019 年", "缺少周转资金", "蒙古族", "共青团员", "贷款对接（青创易贷）"):
        assert words in content
    assert "共青团东河区委员会" in content
    assert "版本 2020-1" in content
    assert "2020-02-01 12:00" in content


def test_shows_only_questions_that_were_asked(client, returnee):
    content = text_of(look_up(client))
    assert "创业项目" not in content
    assert "民族" in content  # asked of everybody, and not answered
    assert "未填写" in content


def test_a_number_of_zero_is_an_answer(client, entrepreneur):
    answers = look_up(client).context["sections"]
    assert [a.words for s in answers for a in s.answers if a.question.key == "employee_count"] == ["0"]


def test_a_question_switched_off_since_shows_only_if_it_was_answered(client, world, returnee):
    QuestionSetting.objects.create(campaign=world.campaign, key="education", usage="off")
    QuestionSetting.objects.create(campaign=world.campaign, key="wechat_id", usage="off")
    content = text_of(look_up(client))
    assert "大学本科" in content
    assert "微信号" not in content


def test_shows_answers_to_the_regions_own_questions(client, world, returnee):
    single, text, number = (own_question(world, kind) for kind in ("single", "text", "number"))
    choice = single.choices.create(label="选项甲")
    own_question(world, "text", is_active=False)
    ReturneeAnswer.objects.create(returnee=returnee, question=single.key, code=choice.code)
    ReturneeAnswer.objects.create(returnee=returnee, question=text.key, text="自己写的话")
    ReturneeAnswer.objects.create(returnee=returnee, question=number.key, number=0)
    answers = {a.question.key: a.words for s in look_up(client).context["sections"] for a in s.answers}
    own = {key: words for key, words in answers.items() if key.startswith("own-")}
    assert own == {single.key: "选项甲", text.key: "自己写的话", number.key: "0"}


@pytest.mark.parametrize(
    "typed",
    [
        "ABCD EFGH IJKL OB23",
        "abcd-efgh-ijkl-ob23",
        "ＡＢＣＤ　ＥＦＧＨ　ＩＪＫＬ　ＯＢ２３",
        "abcdefgh1jkl0823",
        " ABCDEFGHIJKLOB23\n",
    ],
)
def test_understands_a_code_however_it_is_typed(client, returnee, typed):
    assert shows_the_answer(look_up(client, code=typed))


@pytest.mark.parametrize("typed", ["０００１", " 0001 ", "00 01"])
def test_understands_digits_however_they_are_typed(client, returnee, typed):
    assert shows_the_answer(look_up(client, last_digits=typed))


@pytest.mark.parametrize(
    ("field", "typed"),
    [("code", ""), ("code", "ABCD"), ("code", CODE + "A"), ("last_digits", ""), ("last_digits", "12a4")],
)
def test_says_beside_the_field_what_is_malformed_and_keeps_what_was_typed(client, returnee, field, typed):
    response = look_up(client, **{field: typed})
    assert list(response.context["form"].errors) == [field]
    assert f'href="#id_{field}"' in text_of(response)
    assert f'value="{typed}"' in text_of(response)
    assert not ReceiptFailure.objects.exists()


def test_sets_no_cookie_and_is_not_stored_by_caches(client, returnee):
    for response in (client.get("/receipt/"), look_up(client), look_up(client, step="copy")):
        assert not response.cookies
        assert "no-store" in response["Cache-Control"]
        assert "Cookie" not in response.get("Vary", "")


def test_works_without_the_csrf_cookie(returnee):
    assert shows_the_answer(look_up(Client(enforce_csrf_checks=True)))


def test_a_code_in_the_address_opens_nothing(client, returnee):
    response = client.get("/receipt/", {"code": CODE, "last_digits": DIGITS})
    assert "乌云其其格" not in text_of(response)
    assert CODE not in text_of(response)


@pytest.mark.parametrize("state", [ReturneeState.QUARANTINED, ReturneeState.MERGED])
def test_what_staff_decided_is_not_disclosed(client, returnee, state):
    accepted = text_of(look_up(client))
    Returnee.objects.update(state=state)
    assert text_of(look_up(client)) == accepted


def test_rights_outlast_the_questionnaire(client, world, returnee, settings):
    settings.GUICHAO_TODAY = None
    world.campaign.closes_at = timezone.now() - timedelta(days=30)
    world.campaign.save()
    world.homepage.is_paused = True
    world.homepage.save()
    assert shows_the_answer(look_up(client))
    assert correct(client, world, name="新名字").context["outcome"] == "corrected"


# Guessing


def test_wrong_and_unknown_look_alike(client, returnee):
    def page(**tried):
        response = look_up(client, **tried)
        assert response.status_code == 200
        return text_of(response).replace(tried.get("code", CODE), "").replace(tried.get("last_digits", DIGITS), "")

    wrong_digits, unknown = page(last_digits="9999"), page(code=OTHER_CODE)
    assert wrong_digits == unknown
    assert "没有查到" in unknown


def test_wrong_and_unknown_cost_the_same_statements(returnee):
    def statements(code):
        with CaptureQueriesContext(connection) as queries:
            look_up_receipt(code=code, last_digits="9999")
        statements = [query["sql"] for query in queries if "SAVEPOINT" not in query["sql"]]
        return [re.split(r" WHERE | VALUES |lock\(", statement)[0] for statement in statements]

    assert len(statements(CODE)) > 3
    assert statements(CODE) == statements(OTHER_CODE)


def test_after_five_failures_the_right_digits_are_refused_too(client, returnee):
    for _ in range(5):
        assert look_up(client, last_digits="9999").context["refusal"] == "unknown"
    right, wrong = look_up(client), look_up(client, last_digits="9999")
    assert right.context["refusal"] == wrong.context["refusal"] == "blocked"
    assert "一小时再试" in text_of(right)
    assert "乌云其其格" not in text_of(right)


def test_an_unknown_code_is_blocked_like_a_known_one(client, world):
    for _ in range(5):
        look_up(client, code=OTHER_CODE)
    assert look_up(client, code=OTHER_CODE).context["refusal"] == "blocked"


def test_four_failures_do_not_block(client, returnee):
    for _ in range(4):
        look_up(client, last_digits="9999")
    assert shows_the_answer(look_up(client))


def test_a_success_does_not_reset_the_failures(client, returnee):
    for _ in range(4):
        look_up(client, last_digits="9999")
    look_up(client)
    look_up(client, last_digits="9999")
    assert look_up(client).context["refusal"] == "blocked"


def test_a_code_however_typed_has_the_same_five_tries(client, returnee):
    for typed in (CODE, CODE.lower(), "abcdefgh1jkl0823", "ABCD-EFGH-IJKL-OB23", f" {CODE}"):
        look_up(client, code=typed, last_digits="9999")
    assert look_up(client).context["refusal"] == "blocked"


def test_a_blocked_code_blocks_no_other(client, world, returnee):
    for _ in range(6):
        look_up(client, code=OTHER_CODE)
    assert shows_the_answer(look_up(client))


@pytest.mark.parametrize("is_day_fixed", [True, False])
def test_the_block_ends_after_an_hour_also_over_midnight(client, returnee, settings, is_day_fixed):
    settings.GUICHAO_TODAY = date(2020, 2, 10) if is_day_fixed else None
    with time_machine.travel(datetime(2020, 2, 10, 15, 50, tzinfo=UTC), tick=False) as clock:
        for _ in range(6):
            look_up(client, last_digits="9999")
        clock.shift(timedelta(minutes=59))
        assert look_up(client).context["refusal"] == "blocked"
        clock.shift(timedelta(minutes=1))
        assert shows_the_answer(look_up(client))


@pytest.mark.parametrize("step", ["correct", "save", "copy", "withdraw", "erase"])
def test_each_step_is_proven_anew(client, world, returnee, step):
    response = look_up(
        client, last_digits="9999", step=step, **{k: v for k, v in corrected(world).items() if k != "step"}
    )
    assert response.context["refusal"] == "unknown"
    assert ReceiptFailure.objects.count() == 1
    returnee.refresh_from_db()
    assert returnee.name == "乌云其其格"


def test_nothing_that_was_typed_is_kept_or_logged(client, returnee, caplog):
    with caplog.at_level(logging.DEBUG):
        look_up(client, code=OTHER_CODE, last_digits="9876")
        look_up(client)
    failure = ReceiptFailure.objects.get()
    assert len(failure.code_digest) == 64
    sql = [record for record in caplog.records if record.name != "django.db.backends"]
    assert not any(secret in record.getMessage() for record in sql for secret in (OTHER_CODE, "9876", CODE))


def test_the_digest_is_keyed(client, world, settings):
    look_up(client, code=OTHER_CODE)
    settings.SECRET_KEY = "another key of more than thirty-two characters"
    look_up(client, code=OTHER_CODE)
    assert len(set(ReceiptFailure.objects.values_list("code_digest", flat=True))) == 2


def test_failures_of_yesterday_are_deleted_on_the_way(client, world):
    old = ReceiptFailure.objects.create(code_digest="0" * 64, failed_at=timezone.now() - timedelta(hours=25))
    young = ReceiptFailure.objects.create(code_digest="0" * 64, failed_at=timezone.now() - timedelta(hours=23))
    look_up(client, code=OTHER_CODE)
    kept = set(ReceiptFailure.objects.values_list("pk", flat=True))
    assert (old.pk in kept, young.pk in kept) == (False, True)


def fail_at_many_codes(count, failed_at=None):
    failed_at = failed_at or timezone.now()
    ReceiptFailure.objects.bulk_create(
        ReceiptFailure(code_digest=f"{number:064d}", failed_at=failed_at) for number in range(count)
    )


def errors_in(caplog):
    return [record.getMessage() for record in caplog.records if record.levelno >= logging.ERROR]


def test_too_many_failures_over_the_site_raise_the_alarm_once_an_hour(client, world, caplog):
    with time_machine.travel(datetime(2020, 2, 10, 2, 0, tzinfo=UTC), tick=False) as clock:
        fail_at_many_codes(ALARM_FAILURES_PER_HOUR - 1)
        look_up(client, code=OTHER_CODE)
        assert (receipt_alarm(), errors_in(caplog)) == (0, [])
        look_up(client, code=OTHER_CODE)
        look_up(client, code=OTHER_CODE)
        assert receipt_alarm() == ALARM_FAILURES_PER_HOUR + 2
        assert len(errors_in(caplog)) == 1
        assert OTHER_CODE not in caplog.text
        clock.shift(timedelta(minutes=61))
        assert receipt_alarm() == 0
        fail_at_many_codes(ALARM_FAILURES_PER_HOUR)
        look_up(client, code=OTHER_CODE)
        assert len(errors_in(caplog)) == 2


def test_the_alarm_blocks_nobody(client, returnee):
    fail_at_many_codes(ALARM_FAILURES_PER_HOUR + 50)
    look_up(client, code=OTHER_CODE)
    assert shows_the_answer(look_up(client))


def test_a_short_code_with_no_letters_is_no_code():
    assert normal_receipt_code("９９99—·") == ""


def in_parallel(act, count):
    errors = []

    def run(number):
        try:
            act(number)
        except Exception as error:
            errors.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[number]) for number in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []


@pytest.mark.django_db(transaction=True)
def test_parallel_tries_get_no_more_than_five(returnee):
    outcomes = []
    in_parallel(lambda number: outcomes.append(look_up_receipt(code=CODE, last_digits=f"9{number:03d}")), 50)
    assert outcomes.count((None, False)) == 5
    assert outcomes.count((None, True)) == 45
    assert ReceiptFailure.objects.count() == 5


@pytest.mark.django_db(transaction=True)
def test_parallel_failures_raise_one_alarm(world, caplog):
    fail_at_many_codes(ALARM_FAILURES_PER_HOUR)
    in_parallel(lambda number: look_up_receipt(code=f"{'A' * 14}{chr(65 + number)}A", last_digits="0001"), 12)
    assert len(errors_in(caplog)) == 1


# Copying


def test_the_copy_is_a_text_file_of_ones_own_data(client, entrepreneur):
    response = look_up(client, step="copy")
    assert response["Content-Type"] == "text/plain; charset=utf-8"
    assert response["Content-Disposition"].startswith("attachment; filename*=utf-8''")
    content = response.content.decode()
    for line in ("姓名：乌云其其格", "手机号：13900000001", "目前最大的困难：资金、市场销路", "民族：蒙古族"):
        assert line in content.splitlines()
    assert CODE not in content


def test_the_button_copies_the_same_text(client, returnee):
    assert look_up(client).context["text"] == look_up(client, step="copy").content.decode()


# Correcting


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
    identity = Returnee.objects.values("submission_uuid", "receipt_code", "consent_version", "submitted_at").get()
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
    ("year", "month", "is_kept"), [(2006, 1, True), (2006, 2, False), (1974, 2, True), (1974, 1, False)]
)
def test_a_correction_keeps_to_the_age_rule(client, world, returnee, year, month, is_kept):
    response = correct(client, world, birth_year=str(year), birth_month=str(month))
    returnee.refresh_from_db()
    assert (returnee.birth_year == year) == is_kept
    assert returnee.age == ({2006: 14, 1974: 45}[year] if is_kept else 24)
    assert ("birth" in form_errors(response)) if not is_kept else shows_the_answer(response)


def test_the_age_is_that_at_submission_also_years_later(client, world, settings):
    make_returnee(
        entrance=world.homepage, home_committee=world.donghe, receipt_code=CODE, birth_year=1974, birth_month=2, age=45
    )
    settings.GUICHAO_TODAY = date(2022, 2, 10)
    years = look_up(client, step="correct").context["birth_years"]
    assert [year.code for year in years if year.is_chosen] == ["1974"]
    assert shows_the_answer(correct(client, world, birth_year="1974", birth_month="2", name="新名字"))
    assert Returnee.objects.get().age == 45


def test_a_minor_loses_loans_and_training(client, world, returnee):
    correct(client, world, birth_year="2003", birth_month="1", needs=["loan", "training", "policy"])
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


SENSITIVE = {"difficulty_text": "缺少周转资金", "ethnicity": "02", "political_status": "03"}


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
    "forged", ["state", "receipt_code", "submission_uuid", "consent_version", "age", "pk", "campaign", "filled_by"]
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
    make_returnee(entrance=entrance, home_committee=world.donghe, receipt_code=CODE, filled_by="staff")
    assert correct(client, world, name="新名字").context["outcome"] == "corrected"
    returnee = Returnee.objects.get()
    assert (returnee.entrance, returnee.filled_by) == (entrance, "staff")


@pytest.mark.django_db(transaction=True)
def test_parallel_corrections_leave_one_whole_and_a_history_without_gaps(world, returnee):
    in_parallel(lambda number: correct(Client(), world, name=f"名字{chr(0x4E00 + number)}", needs=["policy"]), 8)
    names = list(Correction.objects.filter(question="name").values_list("old_value", "new_value"))
    assert len(names) == 8
    assert [old for old, _ in names] == ["乌云其其格", *[new for _, new in names[:-1]]]
    assert Returnee.objects.get().name == names[-1][1]
    assert ReturneeAnswer.objects.count() == 1


# Withdrawing


def test_withdrawal_is_confirmed_first(client, returnee):
    response = look_up(client, step="withdraw")
    assert "不能恢复" in text_of(response)
    returnee.refresh_from_db()
    assert returnee.state == ReturneeState.ACCEPTED


def test_withdrawal_erases_what_is_personal_and_keeps_what_counts(client, world, entrepreneur):
    own = own_question(world, "text")
    ReturneeAnswer.objects.create(returnee=entrepreneur, question=own.key, text="我是乌云其其格")
    correct(client, world, **ENTREPRENEUR | SENSITIVE | {own.key: "我是乌云其其格"}, name="乌云")
    assert Correction.objects.exists()
    response = look_up(client, step="erase")
    assert "已经撤回" in text_of(response)
    entrepreneur.refresh_from_db()
    assert entrepreneur.state == ReturneeState.WITHDRAWN
    assert localdate(entrepreneur.personal_erased_at) == today()
    for column in ("name", "phone", "birth_year", "birth_month", "township", "business_name", "wechat_id"):
        assert getattr(entrepreneur, column) is None
    assert (entrepreneur.difficulty_text, entrepreneur.ethnicity, entrepreneur.political_status) == (None, "", "")
    assert (entrepreneur.home_committee, entrepreneur.age, entrepreneur.status) == (world.donghe, 24, "A")
    assert not ReturneeAnswer.objects.exclude(text="").exists()
    assert entrepreneur.answers.filter(question="difficulty", code="funds").exists()
    assert set(Correction.objects.values_list("old_value", "new_value")) == {("", "")}


def everything_stored():
    """Every value of every row that belongs to records, as one text."""
    tables = (Returnee, ReturneeAnswer, Correction)
    return "\n".join(str(row) for table in tables for row in table.objects.values())


def test_nothing_personal_is_left_in_any_row(client, world, entrepreneur):
    correct(client, world, **ENTREPRENEUR | SENSITIVE, name="阿拉坦", township="某嘎查", wechat_id="wx_abcdef")
    personal = ("乌云", "阿拉坦", "1390000", "某苏木", "某嘎查", "草原牧歌", "周转", "abc_123", "wx_abcdef", "蒙古")
    assert any(value in everything_stored() for value in personal)
    look_up(client, step="erase")
    assert not [value for value in personal if value in everything_stored()]


@pytest.mark.parametrize("step", ["", "erase", "withdraw", "correct", "save", "copy"])
def test_afterwards_every_step_says_that_and_when_it_was_withdrawn(client, world, returnee, step):
    with time_machine.travel(datetime(2020, 2, 10, 2, 30, tzinfo=UTC), tick=False):
        look_up(client, step="erase")
    with time_machine.travel(datetime(2020, 2, 12, 2, 30, tzinfo=UTC), tick=False):
        response = look_up(client, **corrected(world, name="又回来了") | {"step": step})
    assert response.status_code == 200
    assert "2020年2月10日 10:30" in text_of(response)
    assert Returnee.objects.get().name is None


def test_a_withdrawal_under_a_correction_wins(client, world, returnee):
    late = Returnee.objects.get()
    look_up(client, step="erase")
    columns = {"status": "F", "name": "又回来了", "age": 24}
    assert late.correct(columns=columns, selections={}, free_answers={}, questions=[], corrected_at=now()) == []
    assert (late.state, Returnee.objects.get().name) == (ReturneeState.WITHDRAWN, None)


def test_an_anonymised_record_says_so_and_cannot_be_changed(client, world, returnee):
    returnee.withdraw(withdrawn_at=now())
    Returnee.objects.update(state=ReturneeState.ACCEPTED)
    assert "到期删除" in text_of(look_up(client, step="erase"))
    assert Returnee.objects.get().state == ReturneeState.ACCEPTED


@pytest.mark.parametrize("state", [ReturneeState.QUARANTINED, ReturneeState.MERGED])
def test_whatever_staff_decided_can_be_withdrawn(client, returnee, state):
    Returnee.objects.update(state=state)
    look_up(client, step="erase")
    assert Returnee.objects.get().state == ReturneeState.WITHDRAWN


# Odd input


@pytest.mark.parametrize("name", ["code", "last_digits", "step", "name", "phone", "birth_year", "difficulty_text"])
@pytest.mark.parametrize("value", ["", "\x00", "\ud800", "x" * 5000, "\u202e", "９" * 50, "-1", "🐎"])
def test_no_value_makes_an_error_of_ours(client, world, entrepreneur, name, value):
    posted = {"code": CODE, "last_digits": DIGITS} | corrected(world, **ENTREPRENEUR)
    posted |= {name: value.encode("utf-8", "surrogatepass")}
    response = client.post("/receipt/", urlencode(posted, doseq=True), "application/x-www-form-urlencoded")
    assert response.status_code == 200


@pytest.mark.parametrize("body", [b"", b"\x00", b"code=%ED%A0%80&last_digits=%00", b'{"code": 1}'])
@pytest.mark.parametrize("kind", ["application/x-www-form-urlencoded", "application/json", "text/plain; charset=x"])
def test_no_body_makes_an_error_of_ours(client, world, body, kind):
    assert client.generic("POST", "/receipt/", body, kind).status_code == 200


def test_other_methods_are_refused(client, world):
    assert client.put("/receipt/").status_code == 405
