"""Erases what can no longer be restored; each function returns a sentence about what it erased.

With `dry_run` it changes nothing, and the sentence says what it would erase.
"""

from django.apps import apps
from django.contrib.sessions.models import Session
from django.db import transaction
from django.utils import timezone

from activities.models import ActivityImport, Photo
from organization.clock import now
from organization.deletion import Deletable
from organization.progress import track
from reports.setup.trial import describe_counts, erase_due_trials
from returnees.models import LostReceipt, Returnee


@transaction.atomic
def erase_entries(*, dry_run: bool) -> str:
    """Entries of the log that can no longer be restored, and photos that belong to no entry."""
    entries = [model.with_deleted.beyond_restoring() for model in _entry_models()]
    entry_count = sum(rows.count() for rows in entries)
    if dry_run:
        photo_count = Photo.objects.stale(at=now()).count()
        return f"应清除 {entry_count} 条记录、{photo_count} 张照片，没有改动。"
    for rows in entries:
        rows.delete()
    # Only now: the photos of the entries that were just deleted belong to no entry any more.
    forgotten = list(Photo.objects.stale(at=now()))
    for photo in forgotten:
        photo.remove()
    return f"已清除 {entry_count} 条记录、{len(forgotten)} 张照片。"


def _entry_models():
    models = apps.get_app_config("activities").get_models()
    return [model for model in models if issubclass(model, Deletable)]


def erase_records(*, dry_run: bool) -> str:
    """What is personal in records of youths that can no longer be restored."""
    due = Returnee.objects.due_for_erasure()
    if dry_run:
        return f"应清除 {due.count()} 份，没有改动。"
    erased_count = sum(
        returnee.erase_deleted(erased_at=now()) for returnee in track(due.iterator(), "清除问卷", due.count())
    )
    return f"已清除 {erased_count} 份。"


@transaction.atomic
def erase_lost_codes(*, dry_run: bool) -> str:
    """Requests for the code of a receipt that nobody has dealt with for 30 days."""
    if dry_run:
        return f"应清除 {LostReceipt.objects.stale().count()} 个满 30 天的请求，没有改动。"
    return f"已清除 {LostReceipt.objects.erase_stale()} 个满 30 天的请求。"


@transaction.atomic
def forget_imports(*, dry_run: bool) -> str:
    """Workbooks that were uploaded for an import that nobody confirmed."""
    if dry_run:
        return f"应清除 {ActivityImport.objects.stale().count()} 个未确认的导入文件，没有改动。"
    return f"已清除 {ActivityImport.objects.delete_stale()} 个未确认的导入文件。"


@transaction.atomic
def clear_sessions(*, dry_run: bool) -> str:
    ended = Session.objects.filter(expire_date__lt=timezone.now())
    if dry_run:
        return f"应清除 {ended.count()} 个已结束的会话，没有改动。"
    count, _ = ended.delete()
    return f"已清除 {count} 个已结束的会话。"


def erase_trials(*, dry_run: bool) -> str:
    """What was entered into trials that gave way to a campaign of the region 30 days ago."""
    counts = describe_counts(erase_due_trials(is_dry_run=dry_run))
    return f"应清除试用内容：{counts}，没有改动。" if dry_run else f"已清除试用内容：{counts}。"
