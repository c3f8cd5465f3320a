from django.core.management.base import BaseCommand, CommandError

from operations.daily import preview_tasks, run_tasks


class Command(BaseCommand):
    help = (
        "每日例行任务，供定时器每天运行一次：清除已过恢复期限的记录和问卷、没有确认的导入文件、已结束的会话和到期的试用年度，"
        "将到期的年度匿名化并使清除的内容不留痕迹，封存并核对审计记录，设了 BACKUP_DIR 的再作备份。"
        "每项各记一条运行记录；有一项失败，其余照常进行，退出状态不为 0。"
    )

    def add_arguments(self, parser):
        parser.add_argument("--dry-run", action="store_true", help="只列出将要清除的数目，不作改动，也不记运行记录")

    def handle(self, *, dry_run, **options):
        if dry_run:
            for operation, result in preview_tasks():
                self.stdout.write(f"{operation.label}：{result}")
            return
        failed = []
        for run in run_tasks():
            self.stdout.write(f"{run.get_name_display()}：{run.result}")
            if not run.succeeded:
                failed.append(run.get_name_display())
        if failed:
            raise CommandError(f"没有完成：{'、'.join(failed)}。原因见日志。")
