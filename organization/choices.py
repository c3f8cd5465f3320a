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
    OWN_ANSWERS_EXPORT = "own_answers_export", "导出自设问题回答"
    ANNEX2_DOWNLOAD = "annex2_download", "下载附件2"


class Result(models.TextChoices):
    DONE = "done", "成功"
    REFUSED = "refused", "拒绝"
