from django.apps import AppConfig
from django.contrib.admin.apps import SimpleAdminConfig
from django.core import checks
from django.db.backends.signals import connection_created

from organization.manual.chapters import read_manual
from organization.read_only import guard


def check_manual(app_configs, **options) -> list[checks.Error]:
    """Every page of staff links to it: without it, none would be shown."""
    try:
        read_manual()
    except (OSError, ValueError) as fault:
        return [checks.Error(f"手册读不出来：{fault}", hint="请检查 docs/manual 是不是完整。", id="organization.E001")]
    return []


class OrganizationConfig(AppConfig):
    name = "organization"
    verbose_name = "组织与年度"
    default = True

    def ready(self):
        connection_created.connect(guard, dispatch_uid="read only")
        checks.register(check_manual)


class StaffAdminConfig(SimpleAdminConfig):
    """The admin on our own site; its admin modules are found as usual."""

    default_site = "organization.staff_site.site.StaffSite"

    def ready(self):
        super().ready()
        self.module.autodiscover()
