"""Rows stored by a statement that is compiled once are those that `save()` and `bulk_create()` would have stored."""

import uuid

import pytest
from django.db import IntegrityError, connection, models, transaction

from organization.compiled_insert import MOST_ROWS, compile_insert, insert_family, insert_rows, new_row, only_reads
from returnees.models import Entrance, FollowUpCase, Returnee, ReturneeAnswer
from tests.factories import make_follow_up_case

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(world):
    return make_follow_up_case(entrance=world.homepage, home_committee=world.donghe)


def unsaved(row, **changes):
    """Another row with its values."""
    columns = {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}
    return type(row)(**columns | {"id": None} | changes)


@pytest.fixture
def rows(case):
    """Of each model that is stored so, one row and several."""
    answers = [ReturneeAnswer(returnee=case.returnee, question="needs", code=f"code-{number}") for number in range(5)]
    other = unsaved(case.returnee, submission_uuid=uuid.uuid4(), receipt_digest="0" * 32)
    return {"returnee": [other], "answer": answers[:1], "answers": answers, "case": [unsaved(case)]}


def statements_of(act):
    found = []

    def record(execute, sql, params, many, context):
        if sql.startswith("INSERT"):
            found.append((sql, params and tuple(params)))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(record):
        act()
    return found


@pytest.mark.parametrize("name", ["returnee", "answer", "answers", "case"])
def test_the_statement_and_its_values_are_those_of_django(case, rows, name):
    some = rows[name]
    FollowUpCase.objects.all().delete()
    with transaction.atomic():
        ours = statements_of(lambda: insert_rows(some, using="default"))
        stored = list(type(some[0]).objects.filter(pk__in=[row.pk for row in some]).values())
        transaction.set_rollback(True)
    first, *others = fresh = [unsaved(row) for row in some]
    objects = type(first).objects
    assert ours == statements_of(lambda: objects.bulk_create(fresh) if others else first.save(force_insert=True))
    keys = [row.pk for row in fresh]
    again = list(objects.filter(pk__in=keys).values())
    assert [row | {"id": None} for row in again] == [row | {"id": None} for row in stored]


def test_each_row_has_its_key_and_is_no_longer_new(case):
    count = 2 * MOST_ROWS + 3
    answers = [ReturneeAnswer(returnee=case.returnee, question="q", code=f"{number:03}") for number in range(count)]
    insert_rows(answers, using="default")
    assert not any(answer._state.adding for answer in answers)
    stored = dict(ReturneeAnswer.objects.filter(question="q").values_list("pk", "code"))
    assert stored == {answer.pk: answer.code for answer in answers}
    answers[0].code = "changed"
    answers[0].save()
    assert ReturneeAnswer.objects.filter(question="q").count() == count
    insert_rows([], using="default")


@pytest.fixture
def compiled_anew():
    compile_insert.cache_clear()
    yield
    compile_insert.cache_clear()


@pytest.mark.usefixtures("compiled_anew")
def test_values_go_through_what_a_field_does_before_saving(case, rows, monkeypatch):
    field = ReturneeAnswer._meta.get_field("code")
    monkeypatch.setattr(field, "pre_save", lambda row, add: f"{row.code}, {add}")
    monkeypatch.setattr(field, "get_db_prep_save", lambda value, connection: f"<{value}>")
    insert_rows(rows["answers"], using="default")
    assert set(ReturneeAnswer.objects.filter(pk__in=[row.pk for row in rows["answers"]]).values_list("code")) == {
        (f"<code-{number}, True>",) for number in range(5)
    }


def test_what_the_database_refuses_is_refused(case, rows):
    with pytest.raises(IntegrityError), transaction.atomic():
        insert_rows([unsaved(rows["returnee"][0], age=13)], using="default")
    assert Returnee.objects.count() == 1


@pytest.fixture
def family(case, rows):
    """A record, and what points to it: its answers and its case."""
    FollowUpCase.objects.all().delete()
    ReturneeAnswer.objects.all().delete()
    return rows["returnee"][0], [rows["answers"], [], [unsaved(case, returnee_id=None)]]


def stored_family():
    return [list(model.objects.order_by("pk").values()) for model in (Returnee, ReturneeAnswer, FollowUpCase)]


def test_a_family_is_stored_as_row_by_row(family):
    row, children = family
    with transaction.atomic():
        insert_family(row, children, parent="returnee_id", using="default")
        ours = stored_family()
        transaction.set_rollback(True)
    fresh = unsaved(row)
    fresh.save(force_insert=True)
    for child in (child for rows in children for child in rows):
        unsaved(child, returnee_id=fresh.pk).save(force_insert=True)
    assert [[one | {"id": None, "returnee_id": None} for one in rows] for rows in ours] == [
        [one | {"id": None, "returnee_id": None} for one in rows] for rows in stored_family()
    ]
    assert {one["returnee_id"] for rows in ours[1:] for one in rows} == {row.pk}


def test_postgresql_gets_a_family_by_one_statement(family):
    row, children = family
    found = []

    def record(execute, sql, params, many, context):
        found.append(sql.split()[0])
        return execute(sql, params, many, context)

    with connection.execute_wrapper(record):
        insert_family(row, children, parent="returnee_id", using="default")
    one_by_one = ["SAVEPOINT", "INSERT", "INSERT", "INSERT", "RELEASE"]
    assert found == (["SAVEPOINT", "WITH", "RELEASE"] if connection.vendor == "postgresql" else one_by_one)


def test_of_a_family_all_is_stored_or_nothing(family):
    row, (answers, *_) = family
    answers[3].code = ""
    with pytest.raises(IntegrityError):
        insert_family(row, [answers], parent="returnee_id", using="default")
    assert Returnee.objects.count() == 1
    assert not ReturneeAnswer.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_family_is_stored_by_itself_without_a_transaction(family):
    row, children = family
    insert_family(row, children, parent="returnee_id", using="default")
    assert Returnee.objects.get(pk=row.pk).answers.count() == 5


@pytest.mark.usefixtures("compiled_anew")
def test_a_statement_is_compiled_once(case, rows):
    for _ in range(3):
        new = {"submission_uuid": uuid.uuid4(), "receipt_digest": uuid.uuid4().hex}
        insert_rows([unsaved(rows["returnee"][0], **new)], using="default")
    assert compile_insert.cache_info().misses == 1


def test_a_new_row_is_the_one_that_is_made_by_name(case):
    said = {"returnee_id": 1, "campaign_id": 2, "committee_id": 3, "reasons": " needs:loan ", "state": "to_contact"}
    ours, djangos = new_row(FollowUpCase, **said), FollowUpCase(**said)
    names = [field.attname for field in FollowUpCase._meta.concrete_fields]
    assert [getattr(ours, name) for name in names] == [getattr(djangos, name) for name in names]
    assert ours._state.adding


def test_a_new_row_takes_nothing_that_it_has_no_column_for():
    with pytest.raises(TypeError, match="no columns"):
        new_row(FollowUpCase, returnee=None)


def test_a_new_row_has_no_default_that_is_computed_for_each():
    with pytest.raises(TypeError, match="computed anew"):
        new_row(Entrance)


def test_days_that_set_themselves_are_set():
    field = models.DateTimeField(auto_now_add=True)
    assert (only_reads(models.DateTimeField()), only_reads(field)) == (True, False)
