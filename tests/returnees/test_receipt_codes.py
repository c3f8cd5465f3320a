"""A stolen database opens no record: a code follows from a key that lies elsewhere, and its digest alone is stored."""

import uuid

import pytest
from django.apps import apps
from django.db import IntegrityError, transaction

from organization.clock import now
from returnees.models import Returnee
from returnees.receipt_codes import RECEIPT_LENGTH, normal_receipt_code, receipt_code, receipt_digest
from tests.factories import make_returnee
from tests.returnees.answering import payload, post, shown_receipt

OTHER_KEY = "another key of more than thirty-two characters"


def everything_stored():
    """Every value of every row of every table, as text."""
    for model in apps.get_models():
        for row in model._base_manager.values_list():
            yield from map(str, row)


def test_a_code_is_one_that_can_be_typed():
    codes = {receipt_code(uuid.uuid4()) for _ in range(200)}
    assert len(codes) == 200
    assert {len(code) for code in codes} == {RECEIPT_LENGTH}
    assert {normal_receipt_code(code.lower()) for code in codes} == codes


def test_code_and_digest_follow_from_the_key_and_from_no_other_one(settings):
    submission_uuid = uuid.uuid4()
    code = receipt_code(submission_uuid)
    digest = receipt_digest(code)
    assert (receipt_code(submission_uuid), receipt_digest(code)) == (code, digest)
    settings.SECRET_KEY = OTHER_KEY
    assert (receipt_code(submission_uuid), receipt_digest(code)) == (code, digest)
    settings.RECEIPT_KEY = OTHER_KEY
    assert receipt_code(submission_uuid) != code
    assert receipt_digest(code) != digest


@pytest.mark.django_db
@pytest.mark.parametrize("is_key_known", [False, True])
def test_nothing_that_is_stored_tells_a_code_to_whoever_lacks_the_key(client, world, settings, is_key_known):
    codes = [shown_receipt(post(client, world.homepage)) for _ in range(3)]
    # Somebody has looked one up, and has tried.
    client.post("/receipt/", {"code": codes[0], "last_digits": "0001"})
    client.post("/receipt/", {"code": codes[1], "last_digits": "9999"})
    stored = set(everything_stored())
    if not is_key_known:
        settings.RECEIPT_KEY = OTHER_KEY
    uuids = Returnee.objects.values_list("submission_uuid", flat=True)
    computed = {receipt_code(one) for one in uuids}
    assert computed == set(codes) if is_key_known else computed.isdisjoint(codes)
    text = "\n".join(stored)
    assert not [code for code in codes if code in text or code.lower() in text]
    found = {receipt_digest(code) for code in codes} & stored
    assert len(found) == (3 if is_key_known else 0)
    # What is stored is not a code either.
    for one in Returnee.objects.all():
        for typed in (one.receipt_digest, one.submission_uuid.hex, one.content_digest):
            response = client.post("/receipt/", {"code": typed, "last_digits": "0001"})
            assert "乌云其其格" not in response.content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("role", ["system_administrator", "region_manager", "league_city_staff", "county_staff"])
def test_no_page_of_staff_shows_or_finds_a_code(client, log_in, world, role):
    code = shown_receipt(client.post(world.homepage.get_absolute_url(), payload(world.homepage)))
    returnee = Returnee.objects.get()
    staff = log_in(role)
    record = f"/admin/returnees/returnee/{returnee.pk}/"
    pages = [record + part for part in ("change/", "compare/", "correct/", "withdraw/", "history/", "delete/")]
    pages += ["/admin/returnees/returnee/", f"/admin/returnees/returnee/?q={code}", "/admin/"]
    for address in pages:
        page = staff.get(address, follow=True).content.decode().replace(f'value="{code}"', "")
        assert not [secret for secret in (returnee.receipt_digest, returnee.submission_uuid.hex) if secret in page]
        assert code not in page or "?q=" in address
        assert str(returnee.submission_uuid) not in page


@pytest.mark.django_db
def test_the_database_refuses_a_second_record_of_one_receipt(world):
    first = make_returnee(entrance=world.homepage, home_committee=world.donghe)
    with pytest.raises(IntegrityError, match=r"returnee_receipt_once|receipt_digest"), transaction.atomic():
        make_returnee(entrance=world.homepage, home_committee=world.donghe, receipt_digest=first.receipt_digest)


@pytest.mark.django_db
def test_the_database_refuses_a_living_record_without_an_entrance(world):
    living, erased = (make_returnee(entrance=world.homepage, home_committee=world.donghe) for _ in "12")
    erased.withdraw(withdrawn_at=now())
    with pytest.raises(IntegrityError, match="returnee_entrance_unless_erased"), transaction.atomic():
        Returnee.objects.filter(pk=living.pk).update(entrance=None)
