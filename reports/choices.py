from django.db import models

from organization.region import words


class PackageState(models.TextChoices):
    """How far a committee's package has come."""

    NOT_STARTED = "not_started", "未开始"
    IN_PROGRESS = "in_progress", "填写中"
    SUBMITTED = "submitted", "待审核"
    RETURNED = "returned", "退回修改中"
    ACCEPTED = "accepted", "已确认"


class Standing(models.TextChoices):
    """Whether a package has gone up, in the words of every page, file and text."""

    SENT = "sent", "已报送"
    RETURNED = "returned", "退回修改中"
    NOT_SENT = "not_sent", "未报送"


def standing_of(state: str) -> Standing:
    """Sent up and not returned since, accepted or not; returned (or opened again); the rest: what its committee took
    back is not sent up either."""
    if state in (PackageState.SUBMITTED, PackageState.ACCEPTED):
        return Standing.SENT
    return Standing.RETURNED if state == PackageState.RETURNED else Standing.NOT_SENT


EDITABLE_STATES = tuple(state for state in PackageState if standing_of(state) != Standing.SENT)

# What a package is called that went up and was taken back by its committee: it is 未报送.
WITHDRAWN = "撤回修改中"
# Of a row of the log: any held entry or any zero report, and neither.
HAS_RECORD, NO_RECORD = "有记录", "无记录"


class PackagePart(models.TextChoices):
    """What a package consists of (the notice, last paragraph): what is missing and what a return concerns are parts."""

    FIGURES = "figures", "附件2数据"
    QUESTIONNAIRES = "questionnaires", "问卷统计"
    CONTACT = "contact", "填表人和电话"
    SUMMARY = "summary", "文字总结"
    PHOTOS = "photos", "活动照片"
    SCAN = "scan", "盖章扫描件"


class ReplacedBy(models.TextChoices):
    """What took the place of a summary that is kept."""

    DRAFT = "draft", "生成了新草稿"
    PERSON = "person", "换人接着写"
    EARLIER = "earlier", "恢复了以前的文字"


class ColumnContent(models.TextChoices):
    """What stands in a column of the official table."""

    SERIAL = "serial", "序号"
    NAME = "name", "单位名称"
    FIGURE = "figure", "数字"
    CHANNELS = "channels", "渠道"
    BLANK = "blank", "空着打印"


class Source(models.TextChoices):
    """Where the numbers of a consolidated table come from."""

    SUBMITTED = "submitted", "按已报送"
    ACCEPTED = "accepted", "按已确认"
    LIVE = "live", "按最新记录"

    @property
    def meaning(self) -> str:
        return SOURCE_MEANINGS[self]


SOURCE_MEANINGS = {
    Source.SUBMITTED: "各单位最近一次报送时的数据；退回修改中的，按上一次报送计。",
    Source.ACCEPTED: f"{words.region_committee}已确认的单位，按其最近一次报送时的数据；未确认的留空。",
    Source.LIVE: "活动记录即时计算的数据，不论是否已报送。",
}


class CopiedPart(models.TextChoices):
    """What a campaign takes over from the one that it is a copy of, besides names, ages, contact and the like."""

    TABLE = "table", "活动类别和汇总表"
    QUESTIONS = "questions", "问题取舍和自设问题"
    LETTERS = "letters", f"慰问信：{words.region}的，和各{words.league_city}自己的"
    PRIVACY = "privacy", "个人信息处理说明，作为新版本"
    ROWS = "rows", "报送单位：汇总表各行的名称、次序、计入范围"
    RESPONSIBLES = "responsibles", "负责人：姓名和电话"
    ENTRANCES = "entrances", "二维码入口：都换新码"
