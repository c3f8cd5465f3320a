from django.apps import apps
from django.core.management.base import BaseCommand
from django.db import transaction

from activities.models import Photo
from organization.clock import now
from organization.deletion import Deletable


class Command(BaseCommand):
    help = "Remove entries that were deleted 30 days ago or earlier, and photos of no entry. Run it daily."

    def add_arguments(self, parser):
        parser.add_argument("--dry-run", action="store_true", help="count them and change nothing")

    @transaction.atomic
    def handle(self, *, dry_run, **options):
        entries = [model.with_deleted.beyond_restoring() for model in deletable_models()]
        entry_count = sum(rows.count() for rows in entries)
        if dry_run:
            photo_count = Photo.objects.forgotten(at=now()).count()
            self.stdout.write(f"应清除 {entry_count} 条记录、{photo_count} 张照片，没有改动。")
            return
        for rows in entries:
            rows.delete()
        # Only now: photos of the entries that have just gone are of no entry any more.
        forgotten = list(Photo.objects.forgotten(at=now()))
        for photo in forgotten:
            photo.remove()
        self.stdout.write(f"已清除 {entry_count} 条记录、{len(forgotten)} 张照片。")


def deletable_models():
    models = apps.get_app_config("activities").get_models()
    return [model for model in models if issubclass(model, Deletable) and not model._meta.proxy]
