from django.contrib.auth.models import Group, Permission
from django.core.management.base import BaseCommand
from django.db import transaction

from organization.roles import ROLES


class Command(BaseCommand):
    help = "把角色的权限写入用户组。每次升级后运行；可重复运行。"

    @transaction.atomic
    def handle(self, **options):
        permissions = {
            f"{permission.content_type.app_label}.{permission.codename}": permission
            for permission in Permission.objects.select_related("content_type")
        }
        for role in ROLES.values():
            group, _ = Group.objects.get_or_create(name=role.key)
            group.permissions.set(permissions[name] for name in role.permissions)
        Group.objects.exclude(name__in=ROLES).delete()
