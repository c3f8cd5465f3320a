from reports.setup.views.account_hand_over import account_hand_over
from reports.setup.views.committee_end import committee_end

__all__ = ["account_hand_over", "committee_end"]
