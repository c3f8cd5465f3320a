from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from organization.trail.kept_seals import KeptSeal, parse_kept_seals
from organization.trail.verification import verify_trail

BROKEN, NOT_UNDERSTOOD = 1, 2


class Command(BaseCommand):
    help = (
        "核对审计记录：逐条核对内容、次序和封条，说明从第几条到第几条完整，哪些被改动、删去、调换、插入或截去末尾。"
        "只读，不作改动。退出状态：0 完整，1 不完整，2 参数有误。"
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "--seal",
            action="append",
            default=[],
            metavar="文件或封条",
            help="留存在外的封条：抄下的一行，或含有封条的文件；可写多次。没有它，末尾连同封条一起被截去时看不出来",
        )

    def handle(self, *, seal, **options):
        kept = [one for given in seal for one in read_kept_seals(given)]
        check = verify_trail(kept)
        for line in check.describe():
            self.stdout.write(line)
        if not check.is_whole:
            raise CommandError("审计记录不完整。", returncode=BROKEN)


def read_kept_seals(given: str) -> list[KeptSeal]:
    text = given
    try:
        if Path(given).is_file():
            text = Path(given).read_text(encoding="utf-8", errors="replace")
    except OSError:
        pass
    found = parse_kept_seals(text)
    if not found:
        raise CommandError(f"“{given}”不是封条，也不是含有封条的文件。", returncode=NOT_UNDERSTOOD)
    return found
