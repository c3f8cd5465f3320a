"""Which release a database is of, and that the next one can run beside the last."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, models
from django.db.migrations import Migration, operations
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from organization.machine import read_version
from organization.releases import RELEASES, find_standing
from returnees.models import Returnee
from tests.returnees.answering import post

OUR_APPS = ("organization", "returnees", "activities", "reports")
# After which a migration may take away what the release before still uses: with the reason, and what an operator does.
NOT_ADDITIVE = {
    "returnees.0009_receipts_as_digests": "codes are stored no more, by which the program of before finds a receipt",
}

# Constraints over columns that there were before, which older code keeps all the same: with the reason.
KEPT_BY_OLDER_CODE = {
    "questionsetting_fixed_is_asked": "it offers no setting of what is always asked",
    "questionsetting_not_empty": "it stores no setting without its usage",
}


def which_release():
    """What it prints, its status, and what that is about."""
    out = StringIO()
    try:
        call_command("which_release", stdout=out)
    except CommandError as error:
        return out.getvalue(), error.returncode, str(error)
    return out.getvalue(), 0, ""


def forget(*names):
    for app, name in (name.split(".") for name in names):
        MigrationRecorder(connection).record_unapplied(app, name)


@pytest.mark.django_db
class TestWhichRelease:
    def test_this_one_has_its_line(self):
        assert list(RELEASES)[-1] == read_version()
        assert {name.split(".")[0] for name in RELEASES[read_version()]} == set(OUR_APPS)

    def test_a_database_of_this_program(self):
        said, status, _ = which_release()
        assert f"程序：{read_version()}" in said
        assert status == 0

    @pytest.mark.parametrize(("release", "after"), list(zip(list(RELEASES), list(RELEASES)[1:], strict=False)))
    def test_one_of_an_earlier_release(self, release, after):
        forget(*set(RELEASES[after]) - set(RELEASES[release]))
        said, status, sentence = which_release()
        assert said.startswith(f"数据库：{release}；")
        assert status == 1
        assert "manage migrate" in sentence

    def test_one_of_a_later_release_is_used_as_it_is(self, client):
        MigrationRecorder(connection).record_applied("returnees", "0999_of_the_next_release")
        _, status, sentence = which_release()
        assert status == 2
        assert "returnees.0999_of_the_next_release" in sentence
        assert client.get("/readyz").status_code == 200

    def test_one_without_anything(self):
        forget(*RELEASES["0.1.0"])
        assert "没有数据" in which_release()[0]

    def test_migrations_of_an_app_that_is_no_more_are_not_of_the_future(self):
        MigrationRecorder(connection).record_applied("former", "0001_initial")
        assert not find_standing().unknown

    def test_nor_is_a_squashed_one_that_a_wider_one_has_followed(self):
        """Beside it all are recorded that it replaces, and these say of which release the database is."""
        MigrationRecorder(connection).record_applied("returnees", "0001_squashed_0008_names_in_one_spelling")
        assert not find_standing().unknown


def find_faults(migration):
    """What the release before cannot live with. Code that moves rows is for whoever writes it to judge."""
    given = list(flatten(migration.operations))
    made = {operation.name_lower for operation in given if isinstance(operation, operations.CreateModel)}
    taken = {operation.name for operation in given if isinstance(operation, operations.RemoveConstraint)}
    added = [one for one in given if isinstance(one, operations.AddField) and may_be_left_out(one.field)]
    left_out = {one.name: left_out_as(one.field) for one in added}
    on_old_tables = [one for one in given if getattr(one, "model_name_lower", "") not in made]
    return [one.describe() for one in on_old_tables if takes_away(one, taken, left_out)]


def left_out_as(field):
    """What a new column holds where older code leaves it out."""
    return getattr(field.db_default, "value", field.db_default) if field.has_db_default() else None


def takes_away(operation, taken_constraints, left_out):
    if isinstance(operation, operations.AddField):
        return not may_be_left_out(operation.field)
    if isinstance(operation, operations.AddConstraint):  # one that is written anew under its name is wider, or judged
        known = {*taken_constraints, *KEPT_BY_OLDER_CODE}
        return operation.constraint.name not in known and not lets_pass(operation.constraint, left_out)
    return isinstance(operation, REMOVING)


def lets_pass(constraint, left_out):
    """Whether it says nothing of rows without a value in the columns that come with it, which older code leaves out."""
    condition = getattr(constraint, "condition", None)
    if condition is None or condition.connector != models.Q.OR:
        return False
    ways = [child.children if isinstance(child, models.Q) else [child] for child in condition.children]
    return any(all(is_without_value(one, left_out) for one in way) for way in ways)


def is_without_value(one, left_out):
    return isinstance(one, tuple) and one[0] in left_out and one[1] == left_out[one[0]]


REMOVING = (
    *(operations.RemoveField, operations.DeleteModel, operations.RenameField, operations.RenameModel),
    operations.AlterModelTable,
)


def flatten(given):
    for operation in given:
        if isinstance(operation, operations.SeparateDatabaseAndState):
            yield from flatten(operation.database_operations)
        else:
            yield operation


def may_be_left_out(field):
    is_stored = not isinstance(field, models.ManyToManyField | models.GeneratedField)
    return not is_stored or field.null or field.has_db_default()


def younger_migrations():
    """Those since the release before this one."""
    loader = MigrationLoader(None, replace_migrations=False)
    last = [tuple(name.split(".")) for name in RELEASES[list(RELEASES)[-2]]]
    released = set()
    for key in last:
        released |= set(loader.graph.forwards_plan(key))
    for key, migration in loader.disk_migrations.items():
        if key[0] in OUR_APPS and key not in released and not migration.replaces:
            yield f"{key[0]}.{key[1]}", migration


def test_what_came_since_the_release_before_only_adds():
    faults = {name: find_faults(migration) for name, migration in younger_migrations()}
    assert {name for name, found in faults.items() if found} == set(NOT_ADDITIVE), faults


def test_what_depends_on_a_squashed_migration_names_the_last_that_it_replaces():
    """Otherwise it does not come after the rest where these are undone one by one."""
    loader = MigrationLoader(None, replace_migrations=False)
    wanted = {key: {name for _, name in one.dependencies} for key, one in loader.disk_migrations.items()}
    assert not {key: names for key, names in wanted.items() if any("_squashed_" in name for name in names)}


def migration_of(*given):
    migration = Migration("0999_of_the_next_release", "returnees")
    migration.operations = list(given)
    return migration


@pytest.mark.parametrize(
    "operation",
    [
        operations.RemoveField("returnee", "name"),
        operations.RenameField("returnee", "name", "full_name"),
        operations.DeleteModel("returnee"),
        operations.AddField("returnee", "more", models.CharField(max_length=9, default="")),
        operations.AddConstraint("returnee", models.CheckConstraint(condition=models.Q(pk__gt=0), name="more")),
        operations.SeparateDatabaseAndState(database_operations=[operations.RemoveField("returnee", "name")]),
    ],
)
def test_the_control_finds_what_takes_away(operation):
    assert find_faults(migration_of(operation))


def constraint_on(condition):
    return operations.AddConstraint("returnee", models.CheckConstraint(condition=condition, name="more"))


LATER = operations.AddField("returnee", "later", models.DateField(null=True))
WORDS = operations.AddField("returnee", "words", models.CharField(max_length=9, db_default=""))


@pytest.mark.parametrize(
    ("condition", "is_fault"),
    [
        (models.Q(later=None) | models.Q(status="A"), False),
        (models.Q(words="") | models.Q(status="A"), False),
        (models.Q(words=None) | models.Q(status="A"), True),
        (models.Q(later=None, status="A") | models.Q(status="B"), True),
        (models.Q(later__isnull=False) | models.Q(status="B"), True),
        (models.Q(name=None) | models.Q(status="B"), True),
        (models.Q(later=None), True),
    ],
)
def test_a_constraint_adds_only_where_it_lets_pass_what_the_release_before_stores(condition, is_fault):
    assert bool(find_faults(migration_of(LATER, WORDS, constraint_on(condition)))) == is_fault


ADDED = (
    operations.AddField("returnee", "more", models.CharField(max_length=9, default="", db_default="")),
    operations.AddField("returnee", "later", models.DateField(null=True)),
    operations.CreateModel("Later", [("id", models.BigAutoField(primary_key=True)), ("text", models.TextField())]),
)


@pytest.mark.django_db(transaction=True)
def test_this_program_runs_on_what_the_next_one_adds(client, world):
    """The way back: the program of before is started again, and the database stays as it is."""
    migration = migration_of(*ADDED)
    assert not find_faults(migration)
    state = MigrationLoader(connection).project_state()
    with connection.schema_editor() as editor:
        later = migration.apply(state.clone(), editor)
    MigrationRecorder(connection).record_applied("returnees", migration.name)
    try:
        assert client.get("/readyz").status_code == 200
        assert post(client, world.homepage).status_code == 200
        returnee = Returnee.objects.get()
        returnee.mark_deleted(by=world.accounts["region_manager"], deletion_reason="test")
        call_command("sync_roles")
        client.force_login(world.accounts["region_manager"])
        assert client.get("/admin/returnees/returnee/").status_code == 200
    finally:
        with connection.schema_editor() as editor:
            migration.unapply(state, editor)
        MigrationRecorder(connection).record_unapplied("returnees", migration.name)
    assert later.models["returnees", "later"]
