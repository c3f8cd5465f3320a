"""Every check, in the order in which one has to mend: what stands above may be why something below is red."""

import logging
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass

from django.conf import settings
from django.db import DatabaseError, InterfaceError

from operations.doctor import database, files, runs, site
from operations.doctor.findings import MARKS, Diagnosis, Severity, fail
from operations.doctor.visit import Visit, visit_site

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class DoctorCheck:
    """`key` is stable, for monitors; `label` is what the line begins with."""

    key: str
    label: str
    examine: Callable[..., Diagnosis]


# Without a request.
LOCAL_CHECKS = (
    DoctorCheck("database", "数据库", database.check_database),
    DoctorCheck("durability", "写盘", database.check_durability),
    DoctorCheck("migrations", "迁移", database.check_migrations),
    DoctorCheck("roles", "角色", database.check_roles),
    DoctorCheck("static_files", "静态文件", files.check_static_files),
    DoctorCheck("media", "照片", files.check_media),
    DoctorCheck("keys", "密钥", files.check_keys),
    DoctorCheck("disks", "磁盘", files.check_disks),
    DoctorCheck("address", "公开地址", site.check_address),
    DoctorCheck("trial", "试用年度", runs.check_trial),
    DoctorCheck("daily", "每日任务", runs.check_daily_tasks),
    DoctorCheck("backups", "备份", runs.check_backups),
    DoctorCheck("promised_days", "备份天数", runs.check_promised_days),
)
# Of what one visit to PUBLIC_URL brought.
SITE_CHECKS = (
    DoctorCheck("answer", "网站", site.check_answer),
    DoctorCheck("certificate", "证书", site.check_certificate),
    DoctorCheck("host", "Host", site.check_host),
    DoctorCheck("origin", "Origin", site.check_origin),
    DoctorCheck("gateways", "网关", site.check_gateways),
    DoctorCheck("clock", "时钟", site.check_clock),
)
CHECKS = (*LOCAL_CHECKS, *SITE_CHECKS)


@dataclass(frozen=True)
class DoctorLine:
    check: DoctorCheck
    finding: Diagnosis

    def __str__(self) -> str:
        return f"{MARKS[self.finding.level]} {self.check.label}：{self.finding.text}"

    def as_json(self) -> dict:
        key, label = self.check.key, self.check.label
        return {"key": key, "label": label, **asdict(self.finding), "level": self.finding.level.name.lower()}


def examine_site(visit: Callable[[str], Visit] = visit_site) -> Iterator[DoctorLine]:
    for check in LOCAL_CHECKS:
        yield DoctorLine(check, examine(check))
    visited = visit(settings.PUBLIC_URL)
    for check in SITE_CHECKS:
        yield DoctorLine(check, examine(check, visited))


def examine(check: DoctorCheck, *given) -> Diagnosis:
    """One that cannot look has its line, too: the others still look."""
    try:
        return check.examine(*given)
    except (DatabaseError, InterfaceError):
        return fail("没有查：数据库用不了", "请先看“数据库”和“迁移”两行")
    except Exception as error:
        logger.exception("The doctor's check %s failed.", check.key)
        return fail(f"没有查成：{type(error).__name__}", "详情见日志")


def worst_level(lines: list[DoctorLine]) -> Severity:
    return max((line.finding.level for line in lines), default=Severity.FINE)
