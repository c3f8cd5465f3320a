"""Who looked for a youth typed a name or a number: it is gone from every session with what was erased."""

import pytest
from django.contrib.sessions.models import Session

from organization.clock import now
from organization.stored_searches import SESSION_KEY, forget_searches
from returnees.models import Returnee, returnee_queries
from tests.factories import make_duplicates, make_returnee
from tests.returnees.receipts import look_up

pytestmark = pytest.mark.django_db

LIST = "/admin/returnees/returnee/"
NUMBER = "13900000001"


@pytest.fixture
def searching(log_in):
    """A client whose session has a search for the number."""
    client = log_in("region_manager")
    client.post(f"{LIST}search/", {"term": NUMBER})
    assert NUMBER in stored()
    return client


def stored():
    return "\n".join(repr(session.get_decoded()) for session in Session.objects.all())


def test_a_withdrawal_by_receipt_takes_them_out(client, searching, returnee, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        look_up(client, step="erase")
    assert NUMBER not in stored()


def test_so_does_one_by_staff_also_out_of_their_own_session(searching, world, django_capture_on_commit_callbacks):
    youth = make_returnee(entrance=world.homepage, home_committee=world.donghe)
    with django_capture_on_commit_callbacks(execute=True):
        searching.post(f"{LIST}{youth.pk}/withdraw/", {"ground": "call"})
    youth.refresh_from_db()
    assert youth.state == "withdrawn"
    assert NUMBER not in stored()


def test_a_session_that_was_loaded_before_does_not_bring_them_back(searching):
    for change in ({}, {"list": "of another page"}):
        session = searching.session
        session[SESSION_KEY] = {"token": {"term": NUMBER, "at": 0}}
        session.save()
        loaded = type(session)(session.session_key)
        loaded.load()
        forget_searches()
        for name, value in change.items():
            loaded[name] = value
        loaded.save()
        assert NUMBER not in stored()
        assert searching.get(LIST).status_code == 200
    assert "of another page" in stored()


def test_what_is_searched_for_afterwards_is_kept(searching):
    """The control."""
    forget_searches()
    searching.post(f"{LIST}search/", {"term": NUMBER})
    assert NUMBER in stored()


def test_repeated_numbers_that_the_process_remembers_go_too(world, django_capture_on_commit_callbacks):
    pair = make_duplicates(entrance=world.homepage, home_committee=world.donghe)
    manager = world.accounts["region_manager"]
    assert Returnee.objects.repeated_numbers(manager, world.campaign) == [pair[0].phone]
    with django_capture_on_commit_callbacks(execute=True):
        pair[0].withdraw(withdrawn_at=now())
    assert returnee_queries._repeated == {}
    assert Returnee.objects.repeated_numbers(manager, world.campaign) == []


def test_a_withdrawal_that_was_rolled_back_leaves_them(searching, world, django_capture_on_commit_callbacks):
    youth = make_returnee(entrance=world.homepage, home_committee=world.donghe)
    with django_capture_on_commit_callbacks(execute=False):
        youth.withdraw(withdrawn_at=now())
    assert NUMBER in stored()
