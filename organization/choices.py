from django.db import models


class Level(models.TextChoices):
    REGION = "region", "自治区"
    LEAGUE_CITY = "league_city", "盟市"
    COUNTY = "county", "旗县市区"
    TOWNSHIP = "township", "苏木乡镇"
    DIRECT = "direct", "直属"


class Act(models.TextChoices):
    """What an audit event says was done."""

    SIGN_IN = "sign_in", "登录"
    SIGN_IN_FAILED = "sign_in_failed", "登录失败"
    PASSWORD_CHANGE = "password_change", "修改密码"
    ACCOUNT_CREATE = "account_create", "新建账号"
    ACCOUNT_CHANGE = "account_change", "修改账号"
    ACCOUNT_DEACTIVATE = "account_deactivate", "停用账号"
    ACCOUNT_REACTIVATE = "account_reactivate", "恢复账号"
    SLIP_REISSUE = "slip_reissue", "重发密码条"
    RESPONSIBLE_CHANGE = "responsible_change", "登记负责人"
    COMMITTEE_CREATE = "committee_create", "新建团组织"
    COMMITTEE_CHANGE = "committee_change", "修改团组织"
    CAMPAIGN_CREATE = "campaign_create", "新建年度"
    CAMPAIGN_CHANGE = "campaign_change", "修改年度"
    CAMPAIGN_OPEN = "campaign_open", "开启年度"
    CAMPAIGN_CURRENT = "campaign_current", "设为当前年度"
    ROWS_SEPARATE = "rows_separate", "计划单列市单列"
    ROWS_REJOIN = "rows_rejoin", "取消单列"
    WITHDRAWAL = "withdrawal", "本人撤回"
    QUARANTINE_RELEASE = "quarantine_release", "核实为有效"
    QUARANTINE_REJECT = "quarantine_reject", "判为机器填写"
    QUARANTINE_AGAIN = "quarantine_again", "退回待核实"
    PHONE_SHOWN = "phone_shown", "显示手机号"
    RETURNEE_MERGE = "returnee_merge", "合并重复问卷"
    RETURNEE_SPLIT = "returnee_split", "取消合并"
    DUPLICATE_DISMISS = "duplicate_dismiss", "确认不是重复"
    DUPLICATE_REOPEN = "duplicate_reopen", "重新列为疑似重复"
    RETURNEE_CORRECT = "returnee_correct", "代为更正问卷"
    RETURNEE_WITHDRAW = "returnee_withdraw", "代为撤回问卷"
    RETURNEE_DELETE = "returnee_delete", "删除误填问卷"
    RETURNEE_RESTORE = "returnee_restore", "恢复已删除问卷"
    RETURNEE_ERASE = "returnee_erase", "到期清除已删除问卷"
    FOLLOW_UP_HAND_OVER = "follow_up_hand_over", "移交跟进个案"
    DATA_PROVIDED = "data_provided", "向合作部门提供信息"
    MEMBERSHIP_CONFIRM = "membership_confirm", "确认青创联盟会员"
    ENTRY_DELETE = "entry_delete", "删除记录"
    ENTRY_RESTORE = "entry_restore", "恢复记录"
    OWN_ANSWERS_EXPORT = "own_answers_export", "导出自设问题回答"
    ANNEX2_DOWNLOAD = "annex2_download", "下载附件2"
    ACTIVITY_IMPORT = "activity_import", "导入活动记录"
    ACTIVITY_EXPORT = "activity_export", "导出活动记录"


class Result(models.TextChoices):
    DONE = "done", "成功"
    REFUSED = "refused", "拒绝"
