from reports.setup.views.account_hand_over import account_hand_over
from reports.setup.views.committee_end import committee_end
from reports.setup.views.notice_document import notice_document
from reports.setup.views.notice_pack import notice_pack

__all__ = ["account_hand_over", "committee_end", "notice_document", "notice_pack"]
