from activities.models.activity import PROXIES, Activity, Lecture, Letter, Symposium, Tour, Visit
from activities.models.headcount import Headcount
from activities.models.publicity import Publicity
from activities.models.service import Service
from activities.models.wechat_group import WechatGroup
from activities.models.zero_report import ZeroReport

__all__ = [
    "PROXIES",
    "Activity",
    "Headcount",
    "Lecture",
    "Letter",
    "Publicity",
    "Service",
    "Symposium",
    "Tour",
    "Visit",
    "WechatGroup",
    "ZeroReport",
]
