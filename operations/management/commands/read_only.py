from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from organization.choices import Act, Operation
from organization.models import AuditEvent, OperationRun, ReadOnlySwitch
from organization.read_only import await_writers, read_only_state

LONGEST_REASON = 60
# For which changes that began before are waited for.
PATIENCE_SECONDS = 60


class Command(BaseCommand):
    help = (
        "让网站只能查看：换数据库、搬服务器之前运行 read_only on，完成后运行 read_only off。"
        "对所有服务器的所有进程生效，重启以后仍然有效；命令等已经开始的改动都完成了才结束。"
        "只读时，改动活动数据的提交都被拒绝，填写的内容留在页面上；登录、登录次数和审计记录照常。每日任务不清除任何内容。"
    )

    def add_arguments(self, parser):
        parser.add_argument("state", metavar="on|off", nargs="?", choices=["on", "off"], help="不写：只显示现在的状态")
        parser.add_argument("--reason", default="系统维护", help="原因，青年和工作人员都会看到（默认：系统维护）")

    def handle(self, *, state, reason, **options):
        reason = reason.strip()
        if not 0 < len(reason) <= LONGEST_REASON:
            raise CommandError(f"原因应为 1 到 {LONGEST_REASON} 个字。")
        if state == "on":
            self.begin(reason)
            self.await_writers()
        elif state == "off":
            self.end()
        current = read_only_state()
        self.stdout.write(f"网站现在{current.describe()}。" if current else "网站现在可以改动。")

    @transaction.atomic
    def begin(self, reason):
        ReadOnlySwitch.objects.turn_on(reason)
        self.record(Act.SITE_READ_ONLY, f"设为只读：{reason}")

    @staticmethod
    def await_writers():
        if left := await_writers(PATIENCE_SECONDS):
            raise CommandError(
                f"网站已经设为只读，新的改动都被拒绝；但等了 {PATIENCE_SECONDS} 秒，"
                f"还有 {left} 处以前开始的改动没有完成。请先不要搬数据，过一会儿再运行一次 read_only on。"
            )

    @transaction.atomic
    def end(self):
        if state := read_only_state():
            self.record(Act.SITE_READ_ONLY_END, f"恢复可写，之前{state.describe()}")
            ReadOnlySwitch.objects.turn_off()

    @transaction.atomic
    def record(self, act, result):
        AuditEvent.objects.append(act=act, detail=result)
        OperationRun.objects.record(name=Operation.READ_ONLY, started_at=timezone.now(), result=result, succeeded=True)
