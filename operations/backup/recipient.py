"""The key pair of the backups: the server keeps the public half alone."""

from django.conf import settings
from pyrage.x25519 import Identity, Recipient

from operations.backup.encryption import BackupRefused, parse_recipient

RECIPIENT_FILE = "backup_recipient"

IDENTITY_TEXT = """\
┌─ 备份的私钥，只显示这一次，不存放在服务器上 ─────────────────────
│
│  {identity}
│
│  没有它，任何人都打不开备份，包括您自己：丢了就不能恢复。
│  请现在抄录或打印两份，分开存放在服务器以外（如保险柜和分管领导处），
│  不要发到微信、邮件，也不要存在这台服务器上。
│  它的公钥（存放在服务器上，用来加密）：
│  {recipient}
└───────────────────────────────────────────────────────────────────
"""


def load_recipient() -> Recipient | None:
    """None before the first backup."""
    path = settings.VAR_DIR / RECIPIENT_FILE
    return parse_recipient(path.read_text(encoding="utf-8")) if path.is_file() else None


def require_recipient() -> Recipient:
    """For a run that nobody watches: what it printed would stand in the log of the server."""
    recipient = load_recipient()
    if recipient is None:
        raise BackupRefused("还没有备份的密钥：请先在终端里运行一次 manage backup，记下它显示的私钥。")
    return recipient


def store_recipient(recipient: Recipient) -> None:
    path = settings.VAR_DIR / RECIPIENT_FILE
    new = path.with_name(f".{RECIPIENT_FILE}.new")
    new.write_text(f"{recipient}\n", encoding="utf-8")
    new.replace(path)


def describe_identity(identity: Identity) -> str:
    return IDENTITY_TEXT.format(identity=identity, recipient=identity.to_public())
