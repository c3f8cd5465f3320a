from random import Random

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection, transaction

from activities.models import Activity, ZeroReport
from activities.models.photo import WrittenFiles
from demo import accounts
from demo.completions import declare_complete
from demo.follow_ups import help_youths
from demo.log import Log
from demo.offices import name_responsibles
from demo.own_questions import ask_own_questions
from demo.packages import send_up_packages
from demo.questionnaires import fill_in_questionnaires
from demo.season import QUESTIONNAIRES_START_ON, Season
from demo.work import Work
from demo.youth_requests import ask_of_staff
from organization.choices import Level
from organization.clock import now
from organization.models import Account, Campaign, Committee
from organization.progress import say_step
from reports.annex2.text_size import text_width
from reports.setup.first_start import make_ready, print_addresses
from reports.setup.opening import open_with_gaps
from returnees.models import Returnee

SEED = 2020
CAMPAIGN = "2020"


def check_day():
    if settings.GUICHAO_TODAY is None:
        raise CommandError("演示数据要有固定的日期：请设置 GUICHAO_TODAY=2020-02-14。")
    if settings.GUICHAO_TODAY < QUESTIONNAIRES_START_ON:
        raise CommandError(f"演示日期不能早于 {QUESTIONNAIRES_START_ON}，现为 {settings.GUICHAO_TODAY}。")


def is_loaded():
    """Whether the demo is loaded. Refuses a database with other content: invented people must not mix with real
    ones.
    """
    if settings.REGION_FILE.exists():
        raise CommandError(f"演示是内蒙古的，不能用 {settings.REGION_FILE}：请换一个没有这个文件的状态文件夹。")
    tables = connection.introspection.table_names()
    if Account._meta.db_table in tables and accounts.are_made():
        return True
    for model in (Account, Activity, ZeroReport, Returnee):
        if model._meta.db_table in tables and model.objects.exists():
            raise CommandError(
                f"这个数据库已有{model._meta.verbose_name}，不能装入演示数据。请换一个空的状态文件夹（GUICHAO_VAR）或数据库。"
            )
    return False


@transaction.atomic
def load(passwords):
    """Load all of the demo in one transaction: if its accounts exist, its campaign does."""
    accounts.make_accounts(passwords)
    campaign = Campaign.objects.get(key=CAMPAIGN)
    committees = list(Committee.objects.exclude(level=Level.REGION).select_related("parent"))
    season = Season(campaign, now())
    say_step("写入活动记录")
    log = Log(Random(SEED), campaign=campaign, season=season)
    log.write(committees)
    log.save()
    say_step("写入其他工作")
    work = Work(Random(SEED), campaign=campaign, season=season)
    work.write(committees)
    work.save()
    declare_complete(Random(SEED), campaign=campaign, committees=committees, season=season)
    say_step("填写问卷")
    answered = fill_in_questionnaires(Random(SEED), campaign=campaign, committees=committees, season=season)
    help_youths(Random(SEED), answered=answered, season=season)
    name_responsibles(Random(SEED), campaign=campaign, committees=committees)
    ask_of_staff(Random(SEED), campaign=campaign, committees=committees, season=season)
    ask_own_questions(Random(SEED), campaign=campaign)
    say_step("报送材料和照片")
    with WrittenFiles() as files:
        send_up_packages(Random(SEED), campaign=campaign, season=season, files=files)


class Command(BaseCommand):
    help = "在空的站点上装入虚构的演示年度，日期固定在 GUICHAO_TODAY。可重复运行。"

    def add_arguments(self, parser):
        parser.add_argument("--collect-static", action="store_true", help="先整理静态文件")

    def handle(self, *, collect_static=False, **options):
        check_day()
        has_demo = is_loaded()
        make_ready(collect_static=collect_static)
        call_command("load_campaign", CAMPAIGN)
        if not has_demo:
            open_with_gaps(Campaign.objects.get(key=CAMPAIGN))
        has_file = accounts.password_file().exists()
        passwords = accounts.load_passwords()
        if not has_demo:
            load(passwords)
        else:
            accounts.make_accounts(passwords)
            if not has_file:
                accounts.set_passwords(passwords)
        print_addresses(self.stdout)
        self.print_accounts(passwords)

    def print_accounts(self, passwords):
        self.stdout.write(f"演示数据：人物、号码和活动都是虚构的；今天固定为 {settings.GUICHAO_TODAY}。")
        committees = {committee.gb_code: committee for committee in Committee.objects.exclude(gb_code=None)}
        rows = [("角色", "所属团委", "用户名", "密码")]
        for demo in accounts.DEMO_ACCOUNTS:
            committee = str(committees[demo.gb_code])
            rows.append((demo.role_label, committee, demo.username, passwords[demo.username]))
        widths = [max(map(text_width, column)) for column in zip(*rows, strict=True)]
        for row in rows:
            cells = (cell + " " * (width - text_width(cell)) for cell, width in zip(row, widths, strict=True))
            self.stdout.write("  " + "  ".join(cells).rstrip())
        self.stdout.write(f"密码保存在 {accounts.password_file()}")
