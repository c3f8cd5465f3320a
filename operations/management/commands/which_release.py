from django.core.management.base import BaseCommand, CommandError

from organization.machine import read_version
from organization.releases import RELEASES, DatabaseStanding, find_standing

OLDER, NEWER = 1, 2
# Names that a sentence has room for.
NAMED = 5


class Command(BaseCommand):
    help = "说明数据库是哪个版本的，与这里的程序合不合。只看，不改。退出状态：0 相合，1 数据库较旧，2 数据库较新。"
    requires_system_checks = []

    def handle(self, **options):
        standing = find_standing()
        self.stdout.write(f"数据库：{describe(standing)}；程序：{read_version()}。")
        if standing.unknown:
            raise CommandError(
                f"数据库比程序新，有这里没有的迁移（{list_names(standing.unknown)}）："
                "只加了表和列的，这个程序照常能用；要用新内容，请装上做过它们的版本。",
                returncode=NEWER,
            )
        if standing.pending:
            raise CommandError(
                f"数据库比程序旧，还差 {len(standing.pending)} 个迁移（{list_names(standing.pending)}）："
                "请先备份，再运行 manage migrate 和 manage sync_roles，见 docs/upgrading.md。",
                returncode=OLDER,
            )


def describe(standing: DatabaseStanding) -> str:
    latest = list(RELEASES)[-1]
    if not standing.release:
        return f"没有数据，或早于 {next(iter(RELEASES))}"
    is_between = standing.release == latest and not standing.pending
    return f"{standing.release}{' 或其后' if is_between else ''}"


def list_names(names: list[str]) -> str:
    return "、".join(names[:NAMED]) + (" 等" if len(names) > NAMED else "")
