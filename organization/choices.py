from django.db import models

from organization.region import words


class Level(models.TextChoices):
    REGION = "region", words.region
    LEAGUE_CITY = "league_city", words.league_city
    COUNTY = "county", words.county
    TOWNSHIP = "township", words.township
    DIRECT = "direct", "直属"


def levels() -> list[tuple[str, str]]:
    """For the field: what they are called is the region's, and no migration's."""
    return Level.choices


class Act(models.TextChoices):
    """The act that an audit event records."""

    SIGN_IN = "sign_in", "登录"
    SIGN_OUT = "sign_out", "退出登录"
    SIGN_IN_FAILED = "sign_in_failed", "登录失败"
    SIGN_IN_UNKNOWN = "sign_in_unknown", "用没有的用户名登录"
    SIGN_IN_ALARM = "sign_in_alarm", "登录告警"
    SESSIONS_END = "sessions_end", "退出其他登录"
    PASSWORD_CHANGE = "password_change", "修改密码"
    FACTOR_BIND = "factor_bind", "绑定两步验证"
    FACTOR_REMOVE = "factor_remove", "移除两步验证的手机"
    FACTOR_CODES = "factor_codes", "生成备用码"
    FACTOR_RESET = "factor_reset", "解除他人的两步验证"
    ACCESS_RESET = "access_reset", "在服务器上重置登录"
    ACCOUNT_CREATE = "account_create", "新建账号"
    ACCOUNT_CHANGE = "account_change", "修改账号"
    ACCOUNT_DEACTIVATE = "account_deactivate", "停用账号"
    ACCOUNT_REACTIVATE = "account_reactivate", "恢复账号"
    ACCOUNT_HAND_OVER = "account_hand_over", "交接"
    SLIP_REISSUE = "slip_reissue", "重发密码条"
    ACTIVATION_LINK = "slip_link", "生成激活链接"
    RESPONSIBLE_CHANGE = "responsible_change", "登记负责人"
    RESPONSIBLE_PUBLISH = "responsible_publish", "向青年公开负责人"
    RESPONSIBLE_HIDE = "responsible_hide", "不再公开负责人"
    COMMITTEE_CREATE = "committee_create", "新建团组织"
    COMMITTEE_CHANGE = "committee_change", "修改团组织"
    COMMITTEE_END = "committee_end", "撤并团组织"
    CAMPAIGN_CREATE = "campaign_create", "新建年度"
    CAMPAIGN_CHANGE = "campaign_change", "修改年度"
    CAMPAIGN_EXPORT = "campaign_export", "导出通知包"
    CAMPAIGN_PREPARE = "campaign_prepare", "准备年度"
    CAMPAIGN_OPEN = "campaign_open", "开启年度"
    CAMPAIGN_CLOSE = "campaign_close", "结束年度"
    CAMPAIGN_CURRENT = "campaign_current", "设为当前年度"
    CAMPAIGN_RETENTION = "campaign_retention", "修改匿名化日期"
    CAMPAIGN_ANONYMISE = "campaign_anonymise", "匿名化年度"
    TRIAL_RESET = "trial_reset", "清空试用年度"
    ROWS_SEPARATE = "rows_separate", "计划单列市单列"
    ROWS_REJOIN = "rows_rejoin", "取消单列"
    WITHDRAWAL = "withdrawal", "本人撤回"
    QUARANTINE_RELEASE = "quarantine_release", "核实为有效"
    ACTIVITY_DELETE = "activity_delete", "删除活动记录"
    ACTIVITY_RESTORE = "activity_restore", "恢复活动记录"
    COMPLETION_MARK = "completion_mark", "标记本级已填完"
    COMPLETION_HAND_BACK = "completion_hand_back", "退回填完标记"
    QUARANTINE_REJECT = "quarantine_reject", "判为机器填写"
    QUARANTINE_AGAIN = "quarantine_again", "退回待核实"
    PHONE_SHOWN = "phone_shown", "显示手机号"
    PHONE_SEARCHED = "phone_searched", "按完整手机号查找"
    RETURNEE_MERGE = "returnee_merge", "合并重复问卷"
    RETURNEE_SPLIT = "returnee_split", "取消合并"
    DUPLICATE_DISMISS = "duplicate_dismiss", "确认不是重复"
    DUPLICATE_REOPEN = "duplicate_reopen", "重新列为疑似重复"
    RETURNEE_CORRECT = "returnee_correct", "代为更正问卷"
    RETURNEE_WITHDRAW = "returnee_withdraw", "代为撤回问卷"
    RETURNEE_DELETE = "returnee_delete", "删除误填问卷"
    RETURNEE_RESTORE = "returnee_restore", "恢复已删除问卷"
    RETURNEE_ERASE = "returnee_erase", "到期清除已删除问卷"
    RETURNEE_RECEIPT = "returnee_receipt", "再次告知回执码"
    RETURNEE_LOST_CODE = "returnee_lost_code", "办理找回回执的请求"
    FOLLOW_UP_HAND_OVER = "follow_up_hand_over", "移交跟进个案"
    DATA_PROVIDED = "data_provided", "向合作部门提供信息"
    MEMBERSHIP_CONFIRM = "membership_confirm", f"确认{words.alliance}会员"
    ENTRY_DELETE = "entry_delete", "删除记录"
    ENTRY_RESTORE = "entry_restore", "恢复记录"
    OWN_ANSWERS_EXPORT = "own_answers_export", "导出自设问题回答"
    ANNEX2_DOWNLOAD = "annex2_download", "下载附件2"
    ACTIVITY_IMPORT = "activity_import", "导入活动记录"
    ACTIVITY_EXPORT = "activity_export", "导出活动记录"
    PACKAGE_SUBMIT = "package_submit", "报送材料"
    PACKAGE_WITHDRAW = "package_take_back", "撤回报送"
    PACKAGE_RETURN = "package_return", "退回报送材料"
    PACKAGE_ACCEPT = "package_accept", "确认报送材料"
    PACKAGE_REOPEN = "package_reopen", "重新打开报送材料"
    PACKAGE_EXTEND = "package_extend", "延长报送期限"
    PACKAGE_DOWNLOAD = "package_download", "下载报送材料"
    CONSOLIDATED_DOWNLOAD = "consolidated_download", "下载汇总工作簿"
    REMINDER_SENT = "reminder_sent", "记录催报"
    ANNOUNCEMENT_POST = "announcement_post", "发布公告"
    ANNOUNCEMENT_WITHDRAW = "announcement_withdraw", "撤回公告"
    FULL_EXPORT = "full_export", "导出全部记录"
    FULL_EXPORT_END = "full_export_end", "导出全部记录结束"
    AFFECTED_EXPORT = "affected_export", "导出受影响人员名单"
    AFFECTED_EXPORT_END = "affected_export_end", "导出受影响名单结束"
    ARCHIVE_MADE = "archive_made", "制作年度归档"
    ARCHIVE_END = "archive_end", "制作年度归档结束"
    REFUSAL = "refusal", "无权操作"
    PERSON_SEARCH = "person_search", "查找"
    RECORD_OPEN = "record_open", "查看问卷或个案"
    ACTIVITY_ADD = "activity_add", "新增活动记录"
    ACTIVITY_CHANGE = "activity_change", "修改活动记录"
    ENTRY_ADD = "entry_add", "新增工作记录"
    ENTRY_CHANGE = "entry_change", "修改工作记录"
    ZERO_REPORT = "zero_report", "报零报告"
    ZERO_REPORT_WITHDRAW = "zero_report_withdraw", "撤销零报告"
    FOLLOW_UP_NOTE = "follow_up_note", "记跟进"
    FOLLOW_UP_ASSIGN = "follow_up_assign", "指派跟进个案"
    ENTRANCE_ADD = "entrance_add", "新建二维码入口"
    ENTRANCE_CHANGE = "entrance_change", "修改二维码入口"
    QUESTION_ADD = "question_add", "新增问题设置"
    QUESTION_CHANGE = "question_change", "修改问题设置"
    QUESTION_DELETE = "question_delete", "删除问题设置"
    LETTER_ADD = "letter_add", f"新增{words.league_city}的信"
    LETTER_CHANGE = "letter_change", f"修改{words.league_city}的信"
    LETTER_DELETE = "letter_delete", f"删除{words.league_city}的信"
    PRIVACY_PUBLISH = "privacy_publish", "发布隐私告知"
    PACKAGE_EDIT = "package_edit", "填写报送材料"
    PACKAGE_ROW_CHANGE = "package_row_change", "修改附件2的行"
    AUDIT_EXPORT = "audit_export", "导出审计记录"
    AUDIT_VERIFY = "audit_verify", "核对审计记录"
    SITE_READ_ONLY = "site_read_only", "网站设为只读"
    SITE_READ_ONLY_END = "site_read_only_end", "网站恢复可写"


def acts() -> list[tuple[str, str]]:
    """For the field: a list would stand in a migration again with each new act."""
    return Act.choices


class ActGroup(models.TextChoices):
    """What acts are about: how whoever reads the trail asks for them. Every act is in one."""

    LOGINS = "logins", "登录与密码"
    READING = "reading", "查看、查找与被拒"
    ACCOUNTS = "accounts", "账号与角色"
    PHONES = "phones", "显示和查找手机号"
    EXPORTS = "exports", "导出与下载"
    RETURNEES = "returnees", "返乡青年问卷"
    QUESTIONNAIRES = "questionnaires", "入口、问题与信"
    FOLLOW_UPS = "follow_ups", "跟进返乡青年"
    LOG = "log", "活动与其他工作"
    PACKAGES = "packages", "报送与催报"
    CAMPAIGNS = "campaigns", "年度设置"
    COMMITTEES = "committees", "团组织与负责人"


# By the beginning of the act's key; the first that fits.
_GROUP_OF_KEYS = (
    (("sign_", "password_", "sessions_", "factor_"), ActGroup.LOGINS),
    (("account_", "slip_", "access_"), ActGroup.ACCOUNTS),
    (("phone_",), ActGroup.PHONES),
    (
        (
            *("full_", "own_answers_", "activity_export", "annex2_", "package_download", "consolidated_"),
            *("audit_export", "archive_", "affected_"),
        ),
        ActGroup.EXPORTS,
    ),
    (("returnee_", "withdrawal", "quarantine_", "duplicate_"), ActGroup.RETURNEES),
    (("follow_up_", "data_", "membership_"), ActGroup.FOLLOW_UPS),
    (("refusal", "person_", "record_", "audit_verify"), ActGroup.READING),
    (("entrance_", "question_", "letter_"), ActGroup.QUESTIONNAIRES),
    (("activity_", "completion_", "entry_", "zero_"), ActGroup.LOG),
    (("package_", "reminder_", "announcement_"), ActGroup.PACKAGES),
    (("campaign_", "trial_", "rows_", "privacy_", "site_"), ActGroup.CAMPAIGNS),
    (("committee_", "responsible_"), ActGroup.COMMITTEES),
)


def group_of_act(act: Act) -> ActGroup:
    """Raises StopIteration for an act that belongs to none."""
    return next(group for beginnings, group in _GROUP_OF_KEYS if act.startswith(beginnings))


def acts_of_group(group: ActGroup) -> list[Act]:
    return [act for act in Act if group_of_act(act) == group]


class Period(models.TextChoices):
    """How far back a list of events looks."""

    TODAY = "today", "今天"
    LAST_DAY = "24h", "近 24 小时"
    LAST_WEEK = "week", "近 7 天"
    LAST_MONTH = "month", "近 30 天"


class Operation(models.TextChoices):
    """What runs to keep the site running."""

    ERASE_ENTRIES = "erase_entries", "清除已删除的记录"
    ERASE_RECORDS = "erase_records", "清除已删除的问卷"
    ERASE_LOST_CODES = "erase_lost_codes", "清除找回回执的请求"
    FORGET_IMPORTS = "forget_imports", "清除未确认的导入"
    CLEAR_SESSIONS = "clear_sessions", "清除已结束的会话"
    ERASE_TRIALS = "erase_trials", "清除到期的试用内容"
    ANONYMISE = "anonymise", "匿名化到期的年度"
    FORGET_ERASED = "forget_erased", "抹去已清除内容的痕迹"
    SEAL_AUDIT = "seal_audit", "封存审计记录"
    VERIFY_AUDIT = "verify_audit", "核对审计记录"
    BACKUP = "backup", "备份"
    BACKUP_CHECK = "backup_check", "核对备份"
    RESTORE = "restore", "恢复备份"
    READ_ONLY = "read_only", "只读"


# These do not run by themselves on every site.
BACKUP_OPERATIONS = frozenset({Operation.BACKUP, Operation.BACKUP_CHECK, Operation.RESTORE, Operation.READ_ONLY})


def operations() -> list[tuple[str, str]]:
    """For the field, as `acts`."""
    return Operation.choices


class NotificationKind(models.TextChoices):
    """What an account is told of."""

    RETURNED = "returned", "材料退回修改"
    REOPENED = "reopened", "材料重新打开"
    ACCEPTED = "accepted", "材料已确认"
    REMINDED = "reminded", "催报"
    EXTENDED = "extended", "延长报送期限"
    EXTENSION_ENDED = "extension_ended", "取消延期"
    HANDED_BACK = "handed_back", "退回填完标记"
    HANDED_OVER = "handed_over", "移交跟进个案"
    ASSIGNED = "assigned", "指派跟进个案"
    ANNOUNCED = "announced", "公告"


def notification_kinds() -> list[tuple[str, str]]:
    """For the field, as `acts`."""
    return NotificationKind.choices


class Result(models.TextChoices):
    DONE = "done", "成功"
    REFUSED = "refused", "拒绝"


class CampaignState(models.TextChoices):
    """How far a campaign has come; opening it is the public act."""

    PREPARING = "preparing", "筹备"
    OPEN = "open", "进行中"
    CLOSED = "closed", "已结束"
