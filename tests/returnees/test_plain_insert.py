import pytest
from django.db import IntegrityError

from returnees.models import Returnee, ReturneeAnswer
from returnees.models.plain_insert import insert, insert_rows
from tests.factories import make_returnee

pytestmark = pytest.mark.django_db


@pytest.fixture
def returnee(world):
    return make_returnee(
        entrance=world.homepage,
        home_committee=world.donghe,
        status="A",
        business_name="'; DROP TABLE x; -- 100%s",
        business_type="company",
        industry="F-retail",
        employee_count=0,
        township="某苏木",
    )


def columns(returnee):
    return Returnee.objects.filter(pk=returnee.pk).values().get()


def test_stores_what_the_orm_would_have_stored(returnee):
    expected = columns(returnee)
    Returnee.objects.all().delete()
    returnee.pk = None
    insert(returnee)
    assert returnee.pk
    assert not returnee._state.adding
    assert columns(returnee) == expected | {"id": returnee.pk}


def test_constraints_hold_as_with_the_orm(returnee):
    with pytest.raises(IntegrityError):
        insert(returnee)


def test_rows_may_give_their_columns_in_any_order(returnee):
    rows = [
        {"question": "needs", "code": "loan", "text": "", "number": None, "returnee_id": returnee.pk},
        {"returnee_id": returnee.pk, "number": 0, "text": "", "code": "", "question": "own-1"},
    ]
    insert_rows(ReturneeAnswer, rows)
    assert list(returnee.answers.values_list("question", "code", "number")) == [
        ("needs", "loan", None),
        ("own-1", "", 0),
    ]


def test_no_rows_are_no_statement(returnee, django_assert_num_queries):
    with django_assert_num_queries(0):
        insert_rows(ReturneeAnswer, [])
