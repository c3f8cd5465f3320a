"""The shared world: every test finds it as it was built, whatever the one before it did."""

import pytest
from django.contrib.auth.models import Group
from django.db import connection
from django.http import HttpResponse

from organization.models import Campaign, Committee


@pytest.mark.parametrize("_", range(2))
def test_a_change_is_gone_in_the_next_test(world, _):
    assert (world.donghe.place_name, Committee.objects.get(pk=world.donghe.pk).place_name) == ("东河区", "东河区")
    world.donghe.place_name = "改名"
    world.donghe.save()
    Campaign.objects.update(is_current=False)


def test_has_the_roles_only_where_somebody_logs_in(world):
    assert not Group.objects.exists()


def test_has_the_roles_where_somebody_logs_in(log_in):
    assert Group.objects.exists()


@pytest.mark.django_db
def test_is_not_there_for_who_does_not_ask():
    assert not Committee.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_is_not_there_for_who_commits():
    assert not connection.in_atomic_block
    assert not Committee.objects.exists()


def test_survives_a_response_that_a_test_closes(world):
    HttpResponse().close()
    assert Committee.objects.get(pk=world.donghe.pk) == world.donghe


@pytest.mark.xdist_group("together")
def test_a_group_stays_on_one_worker(request, worker_id):
    """Else the walk and the migrations are prepared by every worker."""
    assert worker_id == "master" or request.node.nodeid.endswith("@together")
