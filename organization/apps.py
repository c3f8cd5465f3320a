from django.apps import AppConfig
from django.contrib.admin.apps import SimpleAdminConfig
from django.db.backends.signals import connection_created

from organization.read_only import guard


class OrganizationConfig(AppConfig):
    name = "organization"
    verbose_name = "组织与年度"
    default = True

    def ready(self):
        connection_created.connect(guard, dispatch_uid="read only")


class StaffAdminConfig(SimpleAdminConfig):
    """The admin on our own site; its admin modules are found as usual."""

    default_site = "organization.staff_site.site.StaffSite"

    def ready(self):
        super().ready()
        self.module.autodiscover()
