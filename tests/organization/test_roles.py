"""Roles as data: the groups that carry their permissions, and the one that each level has by default."""

from dataclasses import replace
from importlib import import_module

import pytest
from django.apps import apps
from django.contrib.auth.models import Group
from django.core.management import call_command

from organization.choices import Level
from organization.roles import DEFAULT_ROLES, ROLES, default_role

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _roles_in_groups(db):
    call_command("sync_roles")


def test_a_group_is_found_by_the_key_of_its_role_whatever_the_label(world):
    county_staff = world.accounts["county_staff"]
    assert set(Group.objects.values_list("name", flat=True)) == set(ROLES)
    assert county_staff.get_all_permissions() == ROLES["county_staff"].permissions


def test_a_new_label_leaves_the_groups_as_they_are(monkeypatch):
    before = {group.name: group.pk for group in Group.objects.all()}
    for key, role in list(ROLES.items()):
        monkeypatch.setitem(ROLES, key, replace(role, label=f"{role.label}（新）"))
    call_command("sync_roles")
    assert {group.name: group.pk for group in Group.objects.all()} == before


def test_groups_named_by_labels_keep_their_permissions_when_they_are_renamed():
    migration = import_module("organization.migrations.0006_groups_by_key")
    before = {group.name: set(group.permissions.all()) for group in Group.objects.all()}
    later = ROLES.keys() - set(migration.KEYS.values())
    migration.name_by_label(apps, None)
    assert set(Group.objects.values_list("name", flat=True)) == set(migration.KEYS) | later
    migration.name_by_key(apps, None)
    assert {group.name: set(group.permissions.all()) for group in Group.objects.all()} == before


@pytest.mark.parametrize("level", Level.values)
def test_the_default_role_of_a_level_may_be_held_there(level):
    role = default_role(level)
    assert role is None or level in role.levels


def test_only_the_region_has_no_default_role():
    assert set(Level.values) - set(DEFAULT_ROLES) == {Level.REGION}
