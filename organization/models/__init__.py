from organization.models.account import Account
from organization.models.activation_link import ActivationLink
from organization.models.audit import AuditEvent
from organization.models.audit_seal import AuditSeal
from organization.models.campaign import Campaign
from organization.models.committee import Committee
from organization.models.failed_logins import FailedLogins
from organization.models.login_try import LoginTry
from organization.models.notification import Notification, NotificationSeen
from organization.models.operation_run import OperationRun
from organization.models.privacy_notice import PrivacyNotice
from organization.models.read_only_switch import ReadOnlySwitch
from organization.models.responsible import Responsible
from organization.models.second_factor import Authenticator, RecoveryCodes
from organization.models.slip_batch import AlreadyShown, Slip, SlipBatch

__all__ = [
    "Account",
    "ActivationLink",
    "AlreadyShown",
    "AuditEvent",
    "AuditSeal",
    "Authenticator",
    "Campaign",
    "Committee",
    "FailedLogins",
    "LoginTry",
    "Notification",
    "NotificationSeen",
    "OperationRun",
    "PrivacyNotice",
    "ReadOnlySwitch",
    "RecoveryCodes",
    "Responsible",
    "Slip",
    "SlipBatch",
]
