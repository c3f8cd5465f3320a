from django.core.management.base import BaseCommand

from operations.erasing import erase_entries


class Command(BaseCommand):
    help = "清除 30 天前删除、不能再恢复的活动和工作记录，以及不属于任何记录的照片。已包含在 daily 中。"

    def add_arguments(self, parser):
        parser.add_argument("--dry-run", action="store_true", help="只计数，不作改动")

    def handle(self, *, dry_run, **options):
        self.stdout.write(erase_entries(dry_run=dry_run))
