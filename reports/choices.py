from django.db import models


class PackageState(models.TextChoices):
    """How far a committee's package has come."""

    NOT_STARTED = "not_started", "未开始"
    IN_PROGRESS = "in_progress", "填写中"
    SUBMITTED = "submitted", "已报送"
    RETURNED = "returned", "退回修改"
    ACCEPTED = "accepted", "已确认"


EDITABLE_STATES = (PackageState.NOT_STARTED, PackageState.IN_PROGRESS, PackageState.RETURNED)


class PackagePart(models.TextChoices):
    """What a package consists of (the notice, last paragraph): what is missing and what a return concerns are parts."""

    FIGURES = "figures", "附件2数据"
    QUESTIONNAIRES = "questionnaires", "问卷统计"
    CONTACT = "contact", "填表人和电话"
    SUMMARY = "summary", "文字总结"
    PHOTOS = "photos", "活动照片"
    SCAN = "scan", "盖章扫描件"


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
    Source.ACCEPTED: "自治区团委已确认的单位，按其最近一次报送时的数据；未确认的留空。",
    Source.LIVE: "活动记录即时计算的数据，不论是否已报送。",
}
