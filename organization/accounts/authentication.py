from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.models import Permission

from organization.roles import ROLES


class RoleBackend(ModelBackend):
    """An account's permissions are those of the group named like its role."""

    def _get_user_permissions(self, user_obj):
        return Permission.objects.none()

    def _get_group_permissions(self, user_obj):
        return Permission.objects.filter(group__name=ROLES[user_obj.role].label)
