from returnees.admin.entrances import EntranceAdmin
from returnees.admin.follow_ups import AllianceMembershipAdmin, FollowUpCaseAdmin, HandOverAdmin
from returnees.admin.letters import CommitteeLetterAdmin
from returnees.admin.lost_receipts import LostReceiptAdmin
from returnees.admin.questions import OwnQuestionAdmin, QuestionSettingAdmin
from returnees.admin.returnees import ReturneeAdmin

__all__ = [
    "AllianceMembershipAdmin",
    "CommitteeLetterAdmin",
    "EntranceAdmin",
    "FollowUpCaseAdmin",
    "HandOverAdmin",
    "LostReceiptAdmin",
    "OwnQuestionAdmin",
    "QuestionSettingAdmin",
    "ReturneeAdmin",
]
