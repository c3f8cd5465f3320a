"""What each role may see and do, described from roles.py, so that the page is always true."""

from collections import defaultdict
from dataclasses import dataclass

from django.apps import apps
from django.conf import settings

from organization.choices import Level
from organization.region import words
from organization.roles import ROLES, Role, levels_granted_by

# In the order in which they are listed.
VERBS = {"view": "查看", "add": "新建", "change": "修改", "delete": "删除"}


@dataclass(frozen=True)
class RoleDescription:
    label: str
    levels: str
    visible_rows: str
    grants: str
    # What it may deal with, and how: ("账号", "查看、新建、修改").
    permissions: list[tuple[str, str]]
    # What other roles have permissions on and this one has not.
    denied: list[str]


def describe_roles() -> list[RoleDescription]:
    everything = {subject for role in ROLES.values() for subject in list_permissions(role)}
    return [describe_role(role, everything) for role in ROLES.values()]


def describe_role(role: Role, everything: set[str]) -> RoleDescription:
    permissions = list_permissions(role)
    return RoleDescription(
        label=role.label,
        levels=f"设在{level_names(role.levels)}团委。" + describe_login(role),
        visible_rows=describe_visible_rows(role),
        grants=describe_grants(role),
        permissions=[(subject, "、".join(verbs)) for subject, verbs in permissions.items()],
        denied=sorted(everything - permissions.keys()),
    )


def describe_login(role: Role) -> str:
    is_required = role.needs_second_factor and settings.SECOND_FACTOR == "required"
    return "登录须两步验证（手机验证码）。" if is_required else ""


def describe_visible_rows(role: Role) -> str:
    if role.levels == {Level.REGION}:
        rows = f"看得到{words.whole_region}的内容，只限下面列出的种类。"
    else:
        rows = "只看得到本单位和下级的内容；别的单位的，与不存在一样（404）。"
    return rows + ("审计记录看整条链。" if "organization.view_auditevent" in role.permissions else "")


def describe_grants(role: Role) -> str:
    if not role.grants:
        return "不能给别人开账号。"
    labels = "、".join(f"“{other.label}”" for key, other in ROLES.items() if key in role.grants)
    where = "本级和下级" if role.grants_at_own_committee else "下级（不含本级和上级）"
    levels = level_names(levels_granted_by(role))
    return f"可以给{where}的{levels}团委开账号、停用账号、重发密码条，角色限于{labels}。"


def level_names(levels) -> str:
    return "、".join(level.label for level in Level if level in levels)


def list_permissions(role: Role) -> dict[str, list[str]]:
    """Verbs by model, in the order of the apps; a permission without a Chinese verb raises KeyError."""
    verbs = defaultdict(list)
    for model in apps.get_models():
        own = dict(model._meta.permissions)
        for codename in codenames(model):
            if f"{model._meta.app_label}.{codename}" in role.permissions:
                action = codename.removesuffix(f"_{model._meta.model_name}")
                verbs[str(model._meta.verbose_name)].append(own.get(codename) or VERBS[action])
    return dict(verbs)


def codenames(model) -> list[str]:
    default = [f"{action}_{model._meta.model_name}" for action in VERBS if action in model._meta.default_permissions]
    return [*default, *(codename for codename, _ in model._meta.permissions)]
