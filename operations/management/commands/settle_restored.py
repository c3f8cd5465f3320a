import json
from pathlib import Path

from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.utils import timezone

from operations.anonymising import anonymise_again
from operations.backup.erasures import AppliedErasures, apply_erasures
from operations.backup.runs import LONGEST_RESULT
from operations.backup.settling import find_photo_fault, find_trail_fault
from operations.forgetting import forget_erased
from organization.choices import Operation
from organization.models import OperationRun, ReadOnlySwitch


class Command(BaseCommand):
    help = "由 restore 调用：把刚恢复的数据升级到这个版本，补做备份之后的清除，核对照片和审计记录。"

    def add_arguments(self, parser):
        parser.add_argument("backup", help="备份的文件名，记入运行记录")
        parser.add_argument("--erasures", type=Path, help="备份旁边的清除清单")
        parser.add_argument("--check", action="store_true", help="只是核对，不记运行记录")

    def handle(self, *, backup, erasures, check, **options):
        started_at = timezone.now()
        call_command("migrate", verbosity=0, interactive=False)
        call_command("sync_roles", verbosity=0)
        # The site that the backup is of may have been read only; this one is another.
        ReadOnlySwitch.objects.turn_off()
        trail_fault = find_trail_fault()
        photo_count, photo_fault = find_photo_fault()
        applied = apply_erasures(erasures) if erasures else AppliedErasures(anonymised_count=anonymise_again({}))
        if applied.erased_count or applied.anonymised_count or applied.request_count:
            forget_erased()
        if not check:
            list_words = f"补做清除 {applied.erased_count} 份" if erasures else "旁边没有清除清单"
            if applied.anonymised_count:
                list_words += f"，匿名化 {applied.anonymised_count} 份"
            if applied.request_count:
                list_words += f"，找回回执的请求 {applied.request_count} 个"
            faults = "".join(f"；{fault}" for fault in (photo_fault, trail_fault) if fault)
            result = f"从 {backup} 恢复，{list_words}{faults}。"[:LONGEST_RESULT]
            OperationRun.objects.record(name=Operation.RESTORE, started_at=started_at, result=result, succeeded=True)
        report = {
            "erased_count": applied.erased_count,
            "unverified_count": applied.unverified_count,
            "anonymised_count": applied.anonymised_count,
            "photo_count": photo_count,
            "photo_fault": photo_fault,
            "trail_fault": trail_fault,
        }
        self.stdout.write(json.dumps(report))
