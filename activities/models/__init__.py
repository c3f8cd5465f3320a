from activities.models.activity import Activity, EntryFigure
from activities.models.activity_import import ActivityImport
from activities.models.completion import Completion
from activities.models.headcount import Headcount
from activities.models.kind import ActivityKind, KindDetail, KindFigure
from activities.models.log_list import LogChoice, LogList
from activities.models.photo import ActivityPhoto, Photo, ServicePhoto
from activities.models.publicity import Publicity
from activities.models.service import Service
from activities.models.wechat_group import WechatGroup
from activities.models.zero_report import ZeroReport

__all__ = [
    "Activity",
    "ActivityImport",
    "ActivityKind",
    "ActivityPhoto",
    "Completion",
    "EntryFigure",
    "Headcount",
    "KindDetail",
    "KindFigure",
    "LogChoice",
    "LogList",
    "Photo",
    "Publicity",
    "Service",
    "ServicePhoto",
    "WechatGroup",
    "ZeroReport",
]
