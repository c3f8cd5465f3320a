"""The notice's own file, kept with its campaign: how it is stored and replaced."""

import hashlib
import secrets

from django.core.files.storage import default_storage
from django.db import transaction

from activities.models.photo import WrittenFiles
from organization.clock import now
from organization.models import Campaign
from reports.models import NoticeDocument
from reports.packages.document_file import ReadDocument


@transaction.atomic
def store_document(*, campaign: Campaign, read: ReadDocument, files: WrittenFiles) -> NoticeDocument:
    """In place of the one before, whose file goes once this is certain."""
    # Of two at once the second replaces what the first has stored.
    Campaign.objects.select_for_update().get(pk=campaign.pk)
    remove_document(campaign=campaign)
    document = NoticeDocument(
        campaign=campaign,
        title=read.title,
        name=secrets.token_hex(16),
        extension=read.extension,
        byte_count=len(read.content),
        digest=hashlib.sha256(read.content).hexdigest(),
        uploaded_at=now(),
    )
    files.write(document.path, read.content)
    document.save(force_insert=True)
    return document


@transaction.atomic
def remove_document(*, campaign: Campaign) -> bool:
    """Whether there was one."""
    document = NoticeDocument.objects.filter(campaign=campaign).first()
    if document is None:
        return False
    path = document.path
    document.delete()
    transaction.on_commit(lambda: default_storage.delete(path), robust=True)
    return True
