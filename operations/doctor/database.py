"""The database: whether it can be written, loses nothing, and is what this release expects."""

from django.contrib.auth.models import Group
from django.db import connection, transaction
from django.utils import timezone

from operations.doctor.findings import Diagnosis, fail, fine, warn
from organization.choices import Operation
from organization.database_faults import DATABASE_ERRORS, describe_database, find_durability_fault
from organization.machine import find_pending_migrations
from organization.models import OperationRun
from organization.outage import DISK_FULL, LOCKED, READ_ONLY, outage_reason
from organization.releases import find_standing
from organization.roles import ROLES

WRITE_REASONS = {READ_ONLY: "它是只读的", DISK_FULL: "它的磁盘满了", LOCKED: "它一直被占用"}
# Names that a sentence has room for.
NAMED = 3
MIGRATE = "请运行 python3 dev.py manage migrate，再运行 manage sync_roles"


def check_database() -> Diagnosis:
    try:
        connection.ensure_connection()
    except DATABASE_ERRORS as error:
        return fail(describe_database(str(error)).rstrip("。"))
    try:
        write_and_take_back()
    except DATABASE_ERRORS as error:
        reason = WRITE_REASONS.get(outage_reason(error), "表还没有建好，或它没有回应")
        return fail(f"数据库能连上，不能写入：{reason}", "请检查数据库的权限、磁盘和迁移")
    version = ".".join(map(str, connection.get_database_version()))
    return fine(f"{connection.display_name} {version}，能读写")


def write_and_take_back() -> None:
    with transaction.atomic():
        moment = timezone.now()
        OperationRun.objects.record(name=Operation.BACKUP_CHECK, started_at=moment, result="", succeeded=False)
        transaction.set_rollback(True)


def check_durability() -> Diagnosis:
    fault = find_durability_fault(connection)
    return fail(fault) if fault else fine("答复成功的内容都已写到磁盘")


def check_migrations() -> Diagnosis:
    pending = find_pending_migrations()
    if pending:
        return fail(f"数据库还差 {len(pending)} 个迁移（{list_names(pending)}）", MIGRATE)
    if unknown := find_standing().unknown:
        return warn(f"数据库比程序新，有这里没有的迁移（{list_names(unknown)}）", "请装上做过它们的版本")
    return fine("数据库与程序的版本一致")


def check_roles() -> Diagnosis:
    """That each group may do what its role says; no group may do more."""
    written = {
        name: {f"{app}.{codename}" for app, codename in permissions}
        for name, permissions in permissions_by_group().items()
    }
    declared = {role.key: set(role.permissions) for role in ROLES.values()}
    differing = [ROLES[key].label for key in declared if written.get(key) != declared[key]]
    unknown = sorted(written.keys() - declared.keys())
    if differing or unknown:
        return fail(
            f"权限与程序不一致的角色：{list_names(differing + unknown)}", "请运行 python3 dev.py manage sync_roles"
        )
    return fine(f"{len(declared)} 个角色的权限与程序一致")


def permissions_by_group() -> dict[str, set[tuple[str, str]]]:
    columns = ("name", "permissions__content_type__app_label", "permissions__codename")
    found: dict[str, set[tuple[str, str]]] = {}
    for name, app, codename in Group.objects.values_list(*columns):
        found.setdefault(name, set()).update({(app, codename)} if codename else ())
    return found


def list_names(names: list[str]) -> str:
    return "、".join(names[:NAMED]) + (" 等" if len(names) > NAMED else "")
