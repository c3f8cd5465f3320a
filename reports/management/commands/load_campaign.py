from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from organization.choices import Act
from organization.models import AuditEvent, Campaign
from organization.region import EXAMPLE_YEAR
from reports.setup.notice_file import NoticeRefused, notice_path, read_notice
from reports.setup.notice_loading import load_notice, update_campaign


class Command(BaseCommand):
    help = (
        f"按通知的文件建立一个活动年度：代码（如 {EXAMPLE_YEAR}）取自带的文件，也可以是一个 .toml 文件。"
        "先检查整个文件，逐处说明哪里不对；已经有的年度不改动，加 --update 时只补上缺的，不删不改。"
    )

    def add_arguments(self, parser):
        parser.add_argument("notice", metavar="代码或文件")
        parser.add_argument(
            "--update", action="store_true", help="已有的年度：补上文件里多出的类别、数字、列、问题和空着的项"
        )

    def handle(self, *, notice, update, **options):
        try:
            content = read_notice(notice_path(str(notice)))
            campaign = Campaign.objects.filter(key=content["key"]).first()
            if campaign is None:
                self.create(content)
            elif update:
                self.update(campaign, content)
        except NoticeRefused as refusal:
            raise CommandError("\n".join(refusal.problems)) from None

    @transaction.atomic
    def create(self, content):
        campaign = load_notice(content, is_current=not Campaign.objects.filter(is_current=True).exists())
        AuditEvent.objects.append(act=Act.CAMPAIGN_CREATE, subject=campaign, detail="按通知的文件建立")
        self.stdout.write(f"已建立：{campaign}")

    @transaction.atomic
    def update(self, campaign, content):
        added = update_campaign(campaign, content)
        if added:
            detail = f"按通知的文件补上：{'、'.join(added)}"
            AuditEvent.objects.append(act=Act.CAMPAIGN_CHANGE, subject=campaign, detail=detail)
        self.stdout.write(f"已补上：{'、'.join(added)}" if added else f"{campaign}什么都不缺。")
