from organization.models.account import Account
from organization.models.audit import AuditEvent
from organization.models.campaign import Campaign, PrivacyNotice
from organization.models.committee import Committee

__all__ = ["Account", "AuditEvent", "Campaign", "Committee", "PrivacyNotice"]
