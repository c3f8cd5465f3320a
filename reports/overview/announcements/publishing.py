"""公告: posted once, told to all below, withdrawn where it was wrong; and which committees have read it."""

import hashlib
import secrets
from dataclasses import dataclass

from django.db import transaction

from activities.models.photo import WrittenFiles
from organization.audit import append_audit_event
from organization.choices import Act, NotificationKind
from organization.clock import now
from organization.models import Account, Committee, Notification, NotificationSeen
from organization.roles import ROLES
from reports.models import Announcement, AnnouncementFile
from reports.packages.document_file import ReadDocument

READING_ROLES = [key for key, role in ROLES.items() if "reports.view_package" in role.permissions]


@transaction.atomic
def post_announcement(request, *, campaign, title, text, document: ReadDocument | None, form_uuid, files: WrittenFiles):
    """Returns `(announcement, is_new)`: a form is posted once. Whoever wrote it has read it."""
    account = request.user
    said = {"campaign": campaign, "committee": account.committee, "title": title, "text": text, "posted_by": account}
    announcement, is_new = Announcement.objects.get_or_create(form_uuid=form_uuid, defaults=said)
    if not is_new:
        return announcement, False
    if document:
        store_file(announcement, document, files)
    about = {"campaign": campaign, "committee": account.committee, "subject_id": announcement.pk}
    notification = Notification.objects.post(NotificationKind.ANNOUNCED, **about)
    Notification.objects.filter(pk=notification.pk).mark_seen(account)
    append_audit_event(request, Act.ANNOUNCEMENT_POST, announcement, detail=title)
    return announcement, True


def store_file(announcement: Announcement, read: ReadDocument, files: WrittenFiles) -> None:
    file = AnnouncementFile(
        announcement=announcement,
        title=read.title,
        name=secrets.token_hex(16),
        extension=read.extension,
        byte_count=len(read.content),
        digest=hashlib.sha256(read.content).hexdigest(),
    )
    files.write(file.path, read.content)
    file.save(force_insert=True)


@transaction.atomic
def withdraw_announcement(request, announcement: Announcement) -> bool:
    """Whether this call did it: nobody below sees it any more, and its own committee sees that it was there."""
    standing = Announcement.objects.filter(pk=announcement.pk, withdrawn_at=None)
    if not standing.update(withdrawn_at=now()):
        return False
    Notification.objects.finish(NotificationKind.ANNOUNCED, subject_id=announcement.pk)
    append_audit_event(request, Act.ANNOUNCEMENT_WITHDRAW, announcement, detail=announcement.title)
    return True


@dataclass(frozen=True)
class Readers:
    """Of the committees below: whether anybody there said that it was seen."""

    read: list[Committee]
    unread: list[Committee]
    without_account: list[Committee]

    @property
    def count(self) -> int:
        return len(self.read) + len(self.unread) + len(self.without_account)


def find_readers(announcement: Announcement) -> Readers:
    seen = NotificationSeen.objects.filter(
        notification__kind=NotificationKind.ANNOUNCED, notification__subject_id=announcement.pk
    )
    seen_at = set(seen.values_list("account__committee", flat=True))
    accounts = Account.objects.active().filter(role__in=READING_ROLES)
    staffed = set(accounts.order_by().values_list("committee", flat=True))
    below = Committee.objects.within(announcement.committee).standing().exclude(pk=announcement.committee_id)
    readers = Readers([], [], [])
    for committee in below:
        if committee.pk in seen_at:
            readers.read.append(committee)
        else:
            (readers.unread if committee.pk in staffed else readers.without_account).append(committee)
    return readers
