# ruff: noqa: I001 - in the order in which the staff's index shows them

from organization.admin.committees import CommitteeAdmin
from organization.admin.accounts import AccountAdmin
from organization.admin.responsibles import ResponsibleAdmin
from organization.admin.audit_events import AuditEventAdmin

__all__ = ["AccountAdmin", "AuditEventAdmin", "CommitteeAdmin", "ResponsibleAdmin"]
