from django.core.management.base import BaseCommand, CommandError

from operations.anonymising import AnonymisingRefused, anonymise_due
from operations.audit_trail import seal_audit
from operations.backup.runs import record_run
from operations.forgetting import forget_erased
from operations.interruption import end_cleanly
from organization.choices import Operation
from organization.region import EXAMPLE_YEAR
from returnees.models import Anonymisation


class Command(BaseCommand):
    help = (
        "匿名化日期已到的年度：清除青年的姓名、手机号、出生年月等个人信息和有关文字，年龄只留分组，时间只留日期；统计和各表不变。"
        "已包含在 daily 中。中途停下的，再运行即接着做。GUICHAO_TODAY 固定了日期的，除演示外拒绝执行。"
        "退出状态：0 做完或没有到期的，1 拒绝或没有做完。"
    )

    def add_arguments(self, parser):
        parser.add_argument("--dry-run", action="store_true", help="只计数，不作改动，也不记运行记录")
        parser.add_argument("--campaign", default="", metavar="KEY", help=f"只做这个代码的年度，如 {EXAMPLE_YEAR}")

    def handle(self, *, dry_run, campaign, **options):
        end_cleanly()
        try:
            if dry_run:
                self.stdout.write(anonymise_due(dry_run=True, key=campaign))
                return
            self.stdout.write(record_run(Operation.ANONYMISE, lambda: self.anonymise(campaign)))
        except AnonymisingRefused as refusal:
            raise CommandError(str(refusal)) from refusal

    def anonymise(self, key):
        finished = Anonymisation.objects.finished()
        before = finished.count()
        result = anonymise_due(dry_run=False, key=key, command="anonymise")
        if finished.count() > before:
            forget_erased()
            # The certificate names the seal that holds the act.
            seal_audit(dry_run=False)
        return result
