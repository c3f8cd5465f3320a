from returnees.admin.entrances import EntranceAdmin
from returnees.admin.follow_ups import AllianceMembershipAdmin, FollowUpCaseAdmin, HandOverAdmin
from returnees.admin.letters import CommitteeLetterAdmin
from returnees.admin.questions import OwnQuestionAdmin, QuestionSettingAdmin
from returnees.admin.returnees import ReturneeAdmin

__all__ = [
    "AllianceMembershipAdmin",
    "CommitteeLetterAdmin",
    "EntranceAdmin",
    "FollowUpCaseAdmin",
    "HandOverAdmin",
    "OwnQuestionAdmin",
    "QuestionSettingAdmin",
    "ReturneeAdmin",
]
