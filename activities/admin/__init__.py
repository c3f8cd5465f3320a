from activities.admin.activities import LectureAdmin, LetterAdmin, SymposiumAdmin, TourAdmin, VisitAdmin
from activities.admin.headcounts import HeadcountAdmin
from activities.admin.publicity import PublicityAdmin
from activities.admin.services import ServiceAdmin
from activities.admin.wechat_groups import WechatGroupAdmin

__all__ = [
    "HeadcountAdmin",
    "LectureAdmin",
    "LetterAdmin",
    "PublicityAdmin",
    "ServiceAdmin",
    "SymposiumAdmin",
    "TourAdmin",
    "VisitAdmin",
    "WechatGroupAdmin",
]
