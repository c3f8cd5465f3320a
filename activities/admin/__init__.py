from activities.admin.activities import ActivityAdmin
from activities.admin.headcounts import HeadcountAdmin
from activities.admin.publicity import PublicityAdmin
from activities.admin.services import ServiceAdmin
from activities.admin.wechat_groups import WechatGroupAdmin

__all__ = ["ActivityAdmin", "HeadcountAdmin", "PublicityAdmin", "ServiceAdmin", "WechatGroupAdmin"]
