from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from pyrage.x25519 import Identity

from operations.backup.encryption import BackupRefused, parse_recipient
from operations.backup.making import make_backup
from operations.backup.recipient import describe_identity, load_recipient, store_recipient
from operations.backup.runs import record_run
from operations.interruption import end_cleanly
from organization.choices import Operation


class Command(BaseCommand):
    help = (
        "把数据库、照片和密钥备份成一个加密文件，站点照常运行。第一次运行时生成密钥，私钥只显示一次，请另行保管；"
        "超过 BACKUP_KEEP_DAYS 天（默认 30）的旧备份随之清除。说明见 docs/operations.md。"
    )

    def add_arguments(self, parser):
        parser.add_argument("directory", nargs="?", type=Path, metavar="DIR", help="存放的文件夹，默认为 BACKUP_DIR")
        parser.add_argument("--recipient", metavar="AGE1…", help="改用在别处生成的密钥，这里给出它的公钥，以后都用它")

    def handle(self, *, directory, recipient, **options):
        directory = directory or settings.BACKUP_DIR
        if not directory:
            raise CommandError("请写明存放的文件夹：manage backup DIR，或设置 BACKUP_DIR。")
        end_cleanly()
        try:
            chosen = self.choose_recipient(recipient)
            result = record_run(Operation.BACKUP, lambda: make_backup(directory.resolve(), chosen).describe())
        except BackupRefused as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(f"已备份：{result}")

    def choose_recipient(self, given):
        if given:
            recipient = parse_recipient(given)
            store_recipient(recipient)
            return recipient
        if stored := load_recipient():
            return stored
        identity = Identity.generate()
        # Printed before it is stored: a key that nobody has seen must not encrypt anything.
        self.stdout.write(describe_identity(identity))
        self.stdout.flush()
        store_recipient(identity.to_public())
        return identity.to_public()
