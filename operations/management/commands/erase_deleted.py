from django.core.management.base import BaseCommand

from organization.clock import now
from returnees.models import Returnee


class Command(BaseCommand):
    help = "Erase what is personal in records that staff deleted 30 days ago or earlier. Run it daily."

    def add_arguments(self, parser):
        parser.add_argument("--dry-run", action="store_true", help="count them and change nothing")

    def handle(self, *, dry_run, **options):
        due = Returnee.objects.due_for_erasure()
        if dry_run:
            self.stdout.write(f"应清除 {due.count()} 份，没有改动。")
            return
        erased_count = sum(returnee.erase_deleted(erased_at=now()) for returnee in due.iterator())
        self.stdout.write(f"已清除 {erased_count} 份。")
