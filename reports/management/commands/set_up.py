from django.core.management.base import BaseCommand

from organization.roles import ROLES
from reports.setup.first_start import make_first_accounts, make_first_campaign, make_ready, print_addresses


class Command(BaseCommand):
    help = (
        "准备好数据库：升级表结构，写入角色和各级团委；全新的站点再开一个试用年度，建立最初的两个账号。"
        "可重复运行；已有的内容不改动。"
    )

    def add_arguments(self, parser):
        parser.add_argument("--collect-static", action="store_true", help="先整理静态文件")

    def handle(self, *, collect_static=False, **options):
        make_ready(collect_static=collect_static)
        make_first_campaign()
        self.print_welcome(make_first_accounts())

    def print_welcome(self, passwords):
        print_addresses(self.stdout)
        for account, password in passwords.items():
            role = ROLES[account.role].label
            self.stdout.write(f"  {role}  用户名 {account.username}  一次性密码 {password}（首次登录后须修改）")
