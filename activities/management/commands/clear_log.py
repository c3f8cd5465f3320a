from django.core.management.base import BaseCommand
from django.db import transaction

from activities.models import Activity, Photo
from organization.clock import now


class Command(BaseCommand):
    help = "Remove entries that were deleted 30 days ago or earlier, and photos of no entry. Run it daily."

    def add_arguments(self, parser):
        parser.add_argument("--dry-run", action="store_true", help="count them and change nothing")

    @transaction.atomic
    def handle(self, *, dry_run, **options):
        entries = Activity.with_deleted.beyond_restoring()
        photos = Photo.objects.forgotten(at=now())
        if dry_run:
            self.stdout.write(f"应清除 {entries.count()} 条活动记录、{photos.count()} 张照片，没有改动。")
            return
        entry_count = entries.count()
        entries.delete()
        # Asked again: photos of the entries that have just gone are of no entry any more.
        forgotten = list(Photo.objects.forgotten(at=now()))
        for photo in forgotten:
            photo.remove()
        self.stdout.write(f"已清除 {entry_count} 条活动记录、{len(forgotten)} 张照片。")
