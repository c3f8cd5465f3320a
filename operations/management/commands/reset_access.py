from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.urls import reverse

from operations.access import reset_access
from organization.accounts.second_factor import find_authenticators
from organization.models import Account


class Command(BaseCommand):
    help = (
        "网页上已经没有人能帮忙时（如唯一的系统管理员丢了手机），让一个账号重新登录：打印一次性密码，解除两步验证，"
        "退出它的所有登录，并记入审计记录。运行之前请核对是本人。"
    )

    def add_arguments(self, parser):
        parser.add_argument("username", metavar="用户名", help="哪个账号")
        parser.add_argument("--dry-run", action="store_true", help="只说会做什么，不作改动")

    def handle(self, *, username, dry_run, **options):
        account = Account.objects.filter(username=username).select_related("committee").first()
        if account is None:
            raise CommandError(f"没有用户名为“{username}”的账号。")
        if not account.is_active:
            raise CommandError(f"{account} 已停用：请先由管理它的账号在“账号”页面恢复。")
        self.stdout.write(f"{account}　{account.get_role_display()}　{account.committee or '无所属团委'}")
        if dry_run:
            phones = find_authenticators(account).count()
            self.stdout.write(f"会发一次性密码，解除两步验证（绑定了 {phones} 部手机），退出所有登录。没有作改动。")
            return
        password = reset_access(account)
        self.stdout.write(f"  网址        {settings.PUBLIC_URL}{reverse('admin:index')}")
        self.stdout.write(f"  用户名      {account.username}")
        self.stdout.write(f"  一次性密码  {password}（只显示这一次，登录后须修改）")
        self.stdout.write("两步验证已解除，所有登录已退出。")
