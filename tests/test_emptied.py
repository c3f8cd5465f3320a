"""A test finds nothing that the one before it has committed, and every permission as the migrations left it."""

import pytest
from django.contrib.auth.models import Group, Permission

from organization.models import AuditEvent, Committee
from tests.emptied import kept_rows
from tests.world import make_world

pytestmark = pytest.mark.django_db(transaction=True)
NAME = "Can add group"


@pytest.mark.parametrize("_", range(2))
def test_what_was_committed_is_gone(_):
    assert [model for model in (Committee, AuditEvent, Group) if model.objects.exists()] == []
    make_world()
    Group.objects.create(name="one").permissions.set(Permission.objects.all())


@pytest.mark.parametrize("_", range(2))
def test_a_permission_that_was_changed_is_as_before(_):
    added = Permission.objects.filter(codename="add_group")
    assert added.get().name == NAME
    added.update(name="changed")


@pytest.mark.parametrize("_", range(2))
def test_a_permission_that_was_deleted_is_there_again(_):
    assert len([row for row in kept_rows() if "add_group" in row]) == 1
    Permission.objects.filter(codename="add_group").delete()
