from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from organization.outage import describe_os_reason
from reports.archive.verification import NoArchive, verify_archive

NOT_WHOLE, NOT_UNDERSTOOD = 1, 2
# Of what is wrong.
SHOWN = 20


class Command(BaseCommand):
    help = (
        "核对年度归档：是否本站所封，每个文件是否与清单相符，有没有多了、少了的。只读。"
        "退出状态：0 完整，1 不完整，2 不是本站的归档。"
    )

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path, metavar="FILE", help="归档的 ZIP 文件")

    def handle(self, *, file, **options):
        try:
            check = verify_archive(file)
        except NoArchive as failure:
            raise CommandError(f"{file.name}：{failure}", returncode=NOT_UNDERSTOOD) from None
        except OSError as failure:
            raise CommandError(f"不能读 {file}：{describe_os_reason(failure)}。", returncode=NOT_UNDERSTOOD) from None
        for fault in check.faults[:SHOWN]:
            self.stdout.write(fault)
        if check.faults:
            raise CommandError(f"{file.name} 不完整：与清单有 {len(check.faults)} 处不符。", returncode=NOT_WHOLE)
        self.stdout.write(f"{file.name} 完整，是本站所封：{check.file_count} 个文件与清单相符。")
