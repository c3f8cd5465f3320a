from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from organization.models import Campaign
from organization.region import REGION
from reports.setup.trial import TRIAL_KEY, check_is_trial, count_entered, describe_counts, empty_trial


class Command(BaseCommand):
    help = (
        "清空试用年度：删去其中的全部问卷、个案、活动记录、零报告、填完标记、报送材料和照片，"
        f"版式、各{REGION.reporting}的行和二维码入口保留。别的年度不能清空。"
    )

    def add_arguments(self, parser):
        parser.add_argument("campaign", nargs="?", default=TRIAL_KEY, metavar="代码", help="试用年度的代码，默认 trial")
        parser.add_argument("--dry-run", action="store_true", help="只数出将要删去的内容，不改动")

    def handle(self, *, campaign, dry_run, **options):
        trial = Campaign.objects.filter(key=campaign).first()
        if trial is None:
            raise CommandError(f"没有代码为 {campaign} 的年度。")
        try:
            check_is_trial(trial)
            counts = count_entered(trial) if dry_run else empty_trial(trial)
        except ValidationError as error:
            raise CommandError(error.messages[0]) from None
        self.stdout.write(
            f"将删去：{describe_counts(counts)}，没有改动。" if dry_run else f"已删去：{describe_counts(counts)}。"
        )
