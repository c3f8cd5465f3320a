"""The youth's own page: looking up and copying an answer by its receipt."""

from datetime import date, timedelta
from urllib.parse import urlencode

import pytest
from django.test import Client
from django.utils import timezone

from organization.clock import now
from returnees.choices import ReturneeState
from returnees.models import QuestionSetting, ReceiptFailure, Returnee, ReturneeAnswer
from tests.returnees.answering import ENTREPRENEUR
from tests.returnees.receipts import (
    CODE,
    DIGITS,
    correct,
    corrected,
    look_up,
    own_question,
    put_into,
    shows_the_answer,
    text_of,
)

pytestmark = pytest.mark.django_db


def test_asks_for_code_and_digits(client, world):
    response = client.get("/receipt/")
    assert response.status_code == 200
    assert "回执码" in text_of(response)
    assert client.head("/receipt/").status_code == 200


def test_shows_ones_own_answers_in_words(client, entrepreneur):
    content = text_of(look_up(client))
    for text in ("乌云其其格", "13900000001", "1995 年 6 月", "包头市东河区", "已返乡创业", "农牧民专业合作社"):
        assert text in content
    for text in ("资金、市场销路", "2019 年", "缺少周转资金", "蒙古族", "共青团员", "贷款对接（青创易贷）"):
        assert text in content
    assert "共青团东河区委员会" in content
    assert "版本 2020-1" in content
    assert "2020-02-01 12:00" in content


@pytest.mark.parametrize("step", ["", "withdraw"])
def test_where_the_home_s_committee_has_ended_its_successor_is_named(client, world, returnee, step):
    world.donghe.ended_on, world.donghe.succeeded_by = date(2020, 2, 9), world.kundulun
    world.donghe.save()
    content = text_of(look_up(client, step=step))
    assert "共青团昆都仑区委员会" in content
    assert "共青团东河区委员会" not in content


def test_shows_only_questions_that_were_asked(client, returnee):
    content = text_of(look_up(client))
    assert "创业项目" not in content
    assert "民族" in content  # asked of everybody, and not answered
    assert "未填写" in content


def test_a_number_of_zero_is_an_answer(client, entrepreneur):
    answers = look_up(client).context["sections"]
    assert [a.text for s in answers for a in s.answers if a.question.key == "employee_count"] == ["0"]


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
    answers = {a.question.key: a.text for s in look_up(client).context["sections"] for a in s.answers}
    own = {key: text for key, text in answers.items() if key.startswith("own-")}
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


@pytest.mark.parametrize("state", ["quarantined", "rejected", "merged"])
def test_what_staff_decided_is_not_disclosed(client, world, returnee, state):
    accepted = text_of(look_up(client))
    put_into(returnee, state)
    assert text_of(look_up(client)) == accepted


def test_a_record_deleted_by_staff_is_away_until_it_is_restored(client, world, returnee):
    shown = text_of(look_up(client))
    returnee.mark_deleted(by=world.accounts["county_staff"], deletion_reason="mistake")
    deleted = text_of(look_up(client))
    assert "已经删除" in deleted
    assert returnee.name not in deleted
    assert "3月11日" in deleted  # 30 days after 10 February
    assert "已经删除" in text_of(look_up(client, step="erase"))
    assert Returnee.objects.get().state == ReturneeState.DELETED
    returnee.restore(by=world.accounts["county_staff"])
    assert text_of(look_up(client)) == shown


def test_a_deleted_record_that_was_erased_says_so(client, world, returnee, settings):
    returnee.mark_deleted(by=world.accounts["county_staff"], deletion_reason="mistake")
    settings.GUICHAO_TODAY += timedelta(days=30)
    returnee.erase_deleted(erased_at=now())
    assert "个人信息已于 2020年3月11日 清除" in text_of(look_up(client))


def test_rights_outlast_the_questionnaire(client, world, returnee, settings):
    settings.GUICHAO_TODAY = None
    world.campaign.closes_at = timezone.now() - timedelta(days=30)
    world.campaign.save()
    world.homepage.is_paused = True
    world.homepage.save()
    assert shows_the_answer(look_up(client))
    assert correct(client, world, name="新名字").context["outcome"] == "corrected"


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
    status = 415 if body and "charset=x" in kind else 200
    assert client.generic("POST", "/receipt/", body, kind).status_code == status


def test_other_methods_are_refused(client, world):
    assert client.put("/receipt/").status_code == 405
