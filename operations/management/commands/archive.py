from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from operations.interruption import end_cleanly
from operations.whole_file import file_that_appears_whole, refuse_existing
from organization.choices import Act, Level
from organization.clock import now
from organization.models import AuditEvent, Campaign, Committee
from organization.outage import describe_os_reason
from organization.progress import track
from organization.region import EXAMPLE_YEAR, words
from reports.archive.making import describe_end, make_archive


class Command(BaseCommand):
    help = (
        "把一个年度归档成一个 ZIP 文件，供办公室存档：汇总工作簿、各单位每一次报送的材料、统计、审计封条、"
        "匿名化计划或证明，和由本站封存的清单。请在匿名化日期之前做一份。网页上也可以下载：附件2 汇总表 → 年度归档。"
    )

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path, metavar="FILE", help="写到哪个文件，不能已经存在")
        parser.add_argument("--campaign", required=True, metavar="KEY", help=f"哪个年度，写它的代码，如 {EXAMPLE_YEAR}")
        parser.add_argument("--purpose", required=True, metavar="用途", help="谁要用、做什么用，记入审计记录")

    def handle(self, *, file, campaign, purpose, **options):
        found = Campaign.objects.filter(key=campaign).first()
        if found is None:
            raise CommandError(f"没有代码为“{campaign}”的年度。")
        region = Committee.objects.filter(level=Level.REGION).first()
        if region is None:
            raise CommandError(f"还没有{words.region_committee}：请先运行 manage load_places。")
        end_cleanly()
        try:
            refuse_existing(file)
            AuditEvent.objects.append(act=Act.ARCHIVE_MADE, subject=found, detail=f"用途：{purpose[:100]}")
            self.write(file, found, region)
        except FileExistsError:
            raise CommandError(f"{file} 已经存在，没有覆盖。") from None
        except OSError as failure:
            raise CommandError(f"归档没有写成：{describe_os_reason(failure)}。") from failure

    def write(self, file, campaign, region):
        ends = []
        pieces = make_archive(campaign, region, at=now(), end=lambda *end: ends.append(end))
        try:
            with file_that_appears_whole(file) as target:
                for piece in track(pieces, "写归档"):
                    target.write(piece)
        finally:
            pieces.close()
            [end] = ends
            AuditEvent.objects.append(act=Act.ARCHIVE_END, subject=campaign, detail=describe_end(*end))
        self.stdout.write(f"已归档到 {file}：{describe_end(*end)}。")
