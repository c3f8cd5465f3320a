from activities.models.activity import (
    OPTIONAL_COLUMNS,
    PROXIES,
    REQUIRED_COLUMNS,
    Activity,
    Lecture,
    Letter,
    Symposium,
    Tour,
    Visit,
)
from activities.models.activity_import import ActivityImport
from activities.models.completion import Completion
from activities.models.headcount import Headcount
from activities.models.photo import ActivityPhoto, Photo
from activities.models.publicity import Publicity
from activities.models.service import Service
from activities.models.wechat_group import WechatGroup
from activities.models.zero_report import ZeroReport

__all__ = [
    "OPTIONAL_COLUMNS",
    "PROXIES",
    "REQUIRED_COLUMNS",
    "Activity",
    "ActivityImport",
    "ActivityPhoto",
    "Completion",
    "Headcount",
    "Lecture",
    "Letter",
    "Photo",
    "Publicity",
    "Service",
    "Symposium",
    "Tour",
    "Visit",
    "WechatGroup",
    "ZeroReport",
]
