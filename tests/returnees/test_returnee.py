"""What always holds within a record, whoever writes it: the database says so."""

import uuid
from datetime import UTC, datetime

import pytest
from django.db import IntegrityError, transaction

from returnees.models import Entrance, Returnee
from returnees.receipt_codes import known_receipt_code, submission_digest
from tests.at_once import at_once
from tests.factories import make_returnee

MOMENT = datetime(2020, 2, 1, tzinfo=UTC)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("constraint", "changes"),
    [
        ("returnee_personal_unless_erased", {"name": None}),
        ("returnee_personal_unless_erased", {"phone": None}),
        ("returnee_erased_whole", {"personal_erased_at": MOMENT}),
        ("returnee_withdrawn_is_erased", {"state": "withdrawn"}),
        ("returnee_phone_normal", {"phone": "123"}),
        ("returnee_birth_month_in_year", {"birth_month": 13}),
        ("returnee_old_enough_by_law", {"age": 13}),
        ("returnee_asked_of_a", {"business_name": "x"}),
        ("returnee_asked_of_a_b", {"capital": "5"}),
        ("returnee_asked_of_b", {"intent": "one_year"}),
        ("returnee_asked_of_e", {"school_major": "x"}),
        ("returnee_asked_of_c_d", {"away_industry": "F-retail"}),
        ("returnee_asked_of_a_b_c_d_e", {"away_place": "110000"}),
        ("returnee_sensitive_with_consent", {"ethnicity": "02"}),
    ],
)
def test_the_database_refuses(world, constraint, changes):
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        make_returnee(entrance=world.homepage, home_committee=world.donghe, **changes)


@pytest.mark.django_db
def test_an_erased_record_keeps_what_identifies_nobody(world):
    erased = {"name": None, "phone": None, "birth_year": None, "birth_month": None}
    returnee = make_returnee(
        entrance=world.homepage,
        home_committee=world.donghe,
        state="withdrawn",
        personal_erased_at=MOMENT,
        **erased,
    )
    assert (returnee.age, returnee.status, returnee.masked_phone) == (24, "F", "")


@pytest.mark.django_db(transaction=True)
def test_parallel_resends_of_one_answer_make_one_row(world):
    entrance = Entrance.objects.select_related("campaign").get(pk=world.homepage.pk)
    columns = {
        "home_committee": world.donghe,
        "name": "乌云其其格",
        "phone": "13900000001",
        "birth_year": 1995,
        "birth_month": 6,
        "age": 24,
        "status": "F",
    }
    submission_uuid, receipts = uuid.uuid4(), []

    def accept():
        returnee, _ = Returnee.objects.accept(
            submission_uuid=submission_uuid,
            receipt_digest=submission_digest(submission_uuid),
            entrance=entrance,
            columns=dict(columns),
            selections={"needs": ["loan", "policy"]},
            free_answers={"own-1": "文字", "own-2": 3},
            digest="0" * 64,
            consent_version="1",
            submitted_at=MOMENT,
        )
        receipts.append(known_receipt_code(returnee))

    at_once(*[accept] * 12)
    assert (len(receipts), len(set(receipts))) == (12, 1)
    assert Returnee.objects.get().answers.count() == 4
