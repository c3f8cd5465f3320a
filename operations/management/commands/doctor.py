import json

from django.core.management.base import BaseCommand, CommandError

from operations.doctor.examination import examine_site, worst_level
from operations.doctor.findings import Severity
from organization.machine import read_version


class Command(BaseCommand):
    help = (
        "查看这个站点哪里不对：每项一行，✓ 正常，! 须留意，✗ 须处理，各附处理办法。只看，不改。"
        "退出状态供监控使用：0 全部正常，1 有须留意的，2 有须处理的；78 为环境变量有误，没有查。"
    )
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("--json", action="store_true", help="输出一个 JSON 对象，供程序读取")

    def handle(self, **options):
        lines = []
        for line in examine_site():
            lines.append(line)
            if not options["json"]:
                self.stdout.write(str(line))
        level = worst_level(lines)
        if options["json"]:
            report = {"status": int(level), "release": read_version(), "checks": [line.as_json() for line in lines]}
            self.stdout.write(json.dumps(report, ensure_ascii=False, indent=1))
        if level:
            counts = {of: sum(line.finding.level == of for line in lines) for of in (Severity.ERROR, Severity.WARNING)}
            raise CommandError(
                f"须处理 {counts[Severity.ERROR]} 项，须留意 {counts[Severity.WARNING]} 项。", returncode=level
            )
