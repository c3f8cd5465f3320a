from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from organization.campaign_choice import find_campaign
from organization.choices import Act
from organization.models import AuditEvent
from organization.outage import describe_os_reason
from organization.region import EXAMPLE_YEAR
from reports.setup.notice_file import NoticeRefused
from reports.setup.notice_writing import write_pack


class Command(BaseCommand):
    help = (
        "把一个活动年度写成通知包（.toml）：文字和设置，不含青年、记录、账号。用 load_campaign 可以照它建立同样的年度。"
        "不写文件名的，写到标准输出；已有的文件不覆盖。"
    )

    def add_arguments(self, parser):
        parser.add_argument("campaign", metavar="代码", help=f"活动年度的代码，如 {EXAMPLE_YEAR}")
        parser.add_argument("file", nargs="?", metavar="文件", help=f"写到这个文件，如 {EXAMPLE_YEAR}.toml")

    @transaction.atomic
    def handle(self, *, campaign, file, **options):
        found = find_campaign(str(campaign))
        if found is None:
            raise CommandError(f"没有代码为 {campaign} 的年度。")
        try:
            pack = write_pack(found)
        except NoticeRefused as refusal:
            raise CommandError("\n".join(["这个年度写成的通知包自己读不回来，请先改：", *refusal.problems])) from None
        AuditEvent.objects.append(act=Act.CAMPAIGN_EXPORT, subject=found)
        if file is None:
            self.stdout.write(pack, ending="")
        else:
            self.write_file(Path(file), pack)

    def write_file(self, path: Path, pack: str):
        try:
            with path.open("x", encoding="utf-8", newline="\n") as target:
                target.write(pack)
        except FileExistsError:
            raise CommandError(f"已经有 {path}，没有覆盖。") from None
        except OSError as error:
            raise CommandError(f"不能写 {path}：{describe_os_reason(error)}") from None
        self.stdout.write(f"已写好：{path}")
