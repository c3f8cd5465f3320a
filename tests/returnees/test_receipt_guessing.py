"""Tries at receipt codes: limited per code, alike for wrong and unknown ones, with an alarm over the site."""

import logging
import re
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from returnees.models import ReceiptFailure
from returnees.models.receipt import ALARM_FAILURES_PER_HOUR, look_up_receipt, receipt_alarm
from returnees.receipt_codes import normal_receipt_code, receipt_digest
from tests.at_once import by_fifty, each_at_once
from tests.returnees.receipts import (
    CODE,
    DIGITS,
    OTHER_CODE,
    corrected,
    look_up,
    shows_the_answer,
    text_of,
)

pytestmark = pytest.mark.django_db


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


def test_nothing_that_was_typed_is_stored_or_logged(client, returnee, caplog):
    with caplog.at_level(logging.DEBUG):
        look_up(client, code=OTHER_CODE, last_digits="9876")
        look_up(client)
    failure = ReceiptFailure.objects.get()
    assert failure.code_digest == receipt_digest(OTHER_CODE)
    sql = [record for record in caplog.records if record.name != "django.db.backends"]
    assert not any(secret in record.getMessage() for record in sql for secret in (OTHER_CODE, "9876", CODE))


def test_the_digest_is_keyed(client, world, settings):
    look_up(client, code=OTHER_CODE)
    settings.SECRET_KEY = "another key of more than thirty-two characters"
    look_up(client, code=OTHER_CODE)
    assert len(set(ReceiptFailure.objects.values_list("code_digest", flat=True))) == 1
    settings.RECEIPT_KEY = "another key of more than thirty-two characters"
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


@by_fifty
@pytest.mark.django_db(transaction=True)
def test_parallel_tries_get_no_more_than_five(returnee):
    outcomes = []
    wrong = [str(number) for number in range(9000, 9050)]
    each_at_once(lambda digits: outcomes.append(look_up_receipt(code=CODE, last_digits=digits)), wrong)
    assert outcomes.count((None, False)) == 5
    assert outcomes.count((None, True)) == 45
    assert ReceiptFailure.objects.count() == 5


@pytest.mark.django_db(transaction=True)
def test_parallel_failures_raise_one_alarm(world, caplog):
    fail_at_many_codes(ALARM_FAILURES_PER_HOUR)
    each_at_once(lambda letter: look_up_receipt(code=f"{'A' * 14}{letter}A", last_digits="0001"), "ABCDEFGHIJKL")
    assert len(errors_in(caplog)) == 1
