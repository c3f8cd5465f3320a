"""What should run by itself: the daily tasks, and the backups; and what is left of a trial."""

import re
from datetime import timedelta

from django.conf import settings
from django.utils import timezone

from operations.daily import due_tasks
from operations.doctor.database import list_names
from operations.doctor.findings import Diagnosis, fail, fine, warn
from organization.backup_state import read_backup_state
from organization.choices import CampaignState, Operation
from organization.models import Campaign, OperationRun

# A day, and what a timer may be late.
RUN_IS_LATE = timedelta(hours=26)
# A quarter, and some days to spare: docs/operations.md asks for a check every quarter.
CHECK_IS_LATE = timedelta(days=100)
# As the notices say it, 2020's among them.
PROMISED_DAYS = re.compile(r"备份[^。\n]{0,20}?(\d{1,4}) ?天")
TIMER = "请检查每天运行 manage daily 的定时器，并运行一次看看"


def check_daily_tasks() -> Diagnosis:
    latest = {run.name: run for run in OperationRun.objects.latest_of_each()}
    due = [Operation(task) for task in due_tasks()]
    now = timezone.now()
    late = [task.label for task in due if task not in latest or now - latest[task].finished_at > RUN_IS_LATE]
    if late:
        hours = int(RUN_IS_LATE.total_seconds() // 3600)
        return fail(f"{hours} 小时内没有运行：{list_names(late)}", TIMER)
    failed = [task.label for task in due if not latest[task].succeeded]
    if failed:
        return fail(f"上次没有成功：{list_names(failed)}", "原因见运行记录和日志；改好后运行 manage daily")
    return fine(f"{len(due)} 项每日任务都按时完成")


def check_backups() -> Diagnosis:
    state = read_backup_state()
    if state.last_made is None:
        if settings.BACKUP_DIR:
            return fail("设置了 BACKUP_DIR，还没有做成过备份", "请在终端里运行一次 manage backup，保管好显示的私钥")
        return warn("没有备份", "请把 BACKUP_DIR 设为另一块磁盘上的文件夹，运行 manage backup，见 docs/operations.md")
    age = (timezone.now() - state.last_made.finished_at).days
    if state.is_late:
        return fail(f"最近一份备份是 {age} 天前的", TIMER)
    if state.last and not state.last.succeeded:
        return warn("最近一次备份没有成功，之前的还在", "原因见运行记录")
    check = state.last_check
    if check is None or timezone.now() - check.finished_at > CHECK_IS_LATE:
        done = "还没有核对过" if check is None else f"上次核对是 {(timezone.now() - check.finished_at).days} 天前"
        return warn(f"备份按时，{done}", "请运行 manage restore --check，每季度一次")
    if not check.succeeded:
        return fail("最近一次核对没有通过", "请看运行记录，重新做一份备份再核对")
    return fine("备份按时，核对通过")


def check_promised_days() -> Diagnosis:
    """What is erased lasts in backups for as long as the privacy notices say."""
    kept = settings.BACKUP_KEEP_DAYS
    for campaign in Campaign.objects.filter(state=CampaignState.OPEN, is_trial=False):
        notice = campaign.privacy_notice()
        promised = PROMISED_DAYS.search(notice.text if notice else "")
        if promised and not 0 < kept <= int(promised[1]):
            days = f"{kept} 天" if kept else "一直"
            return warn(
                f"{campaign}的隐私告知说备份最多保留 {promised[1]} 天，BACKUP_KEEP_DAYS 是{days}",
                "请改 BACKUP_KEEP_DAYS，或发布写明实际天数的新版隐私告知",
            )
    return fine("备份保留的天数不超过隐私告知里写的")


def check_trial() -> Diagnosis:
    trials = Campaign.objects.filter(is_trial=True, state=CampaignState.OPEN)
    if trials.exists():
        return warn(
            "试用年度还开着，公开页面上标着“试用”",
            "正式活动开启前，请在活动年度里准备并开启正式的年度，再关闭试用",
        )
    return fine("没有开着的试用年度")
