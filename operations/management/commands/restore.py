import sys
from getpass import getpass
from pathlib import Path

from django.conf import settings
from django.core.files.storage import default_storage
from django.core.management.base import BaseCommand, CommandError

from operations.backup.checking import check_backup
from operations.backup.databases import direct_url
from operations.backup.encryption import BackupRefused, parse_identity
from operations.backup.making import find_backups
from operations.backup.restoring import restore
from operations.backup.runs import record_run
from operations.interruption import end_cleanly
from organization.choices import Operation
from organization.outage import describe_os_reason


class Command(BaseCommand):
    help = (
        "把备份恢复到空的地方：全部恢复，或者说明原因、什么也不动。PostgreSQL 的备份另须 DATABASE_URL 指向空的数据库。"
        "--check 把最新的备份恢复到临时的地方核对，核对完就清除。说明见 docs/operations.md。"
    )
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("file", nargs="?", type=Path, metavar="FILE", help="备份文件；核对时默认取最新的")
        parser.add_argument("--into", type=Path, metavar="DIR", help="空的文件夹，恢复后即是 GUICHAO_VAR")
        parser.add_argument("--check", action="store_true", help="只核对，不留下任何东西")
        parser.add_argument("--identity", metavar="KEYFILE", help="存有私钥的文件；不写则在终端里输入")

    def handle(self, *, file, into, check, identity, **options):
        if bool(into) == check:
            raise CommandError("请写 --into DIR（恢复到哪里），或写 --check（只核对）。")
        end_cleanly()
        try:
            file = self.choose_file(file, is_check=check)
            key = parse_identity(self.read_identity(identity))
            if check:
                self.stdout.write(record_run(Operation.BACKUP_CHECK, lambda: check_backup(file, key)))
                return
            restored = restore(
                file,
                into.resolve(),
                key,
                database_url=direct_url(settings.DATABASE_URL),
                media_root=settings.SHARED_MEDIA_ROOT,
                media_store=default_storage if settings.MEDIA_STORE else None,
            )
        except BackupRefused as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(f"已恢复到 {into}：{restored.describe()}")

    def choose_file(self, file, *, is_check):
        if file:
            return file
        backups = find_backups(settings.BACKUP_DIR) if is_check and settings.BACKUP_DIR else []
        if not backups:
            raise BackupRefused("请写明备份文件；核对时也可设置 BACKUP_DIR，即取其中最新的。")
        return backups[-1]

    def read_identity(self, path):
        if path:
            try:
                return Path(path).read_text(encoding="utf-8", errors="replace")
            except OSError as failure:
                raise BackupRefused(f"不能读私钥文件 {path}：{describe_os_reason(failure)}。") from None
        if sys.stdin.isatty():
            return getpass("备份的私钥（AGE-SECRET-KEY-1…，输入时不显示）：")
        raise BackupRefused("没有给出私钥：请用 --identity 写明存有它的文件，或在终端里运行后输入。")
