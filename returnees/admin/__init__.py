from returnees.admin.entrances import EntranceAdmin
from returnees.admin.letters import CommitteeLetterAdmin
from returnees.admin.questions import OwnQuestionAdmin, QuestionSettingAdmin
from returnees.admin.returnees import ReturneeAdmin

__all__ = ["CommitteeLetterAdmin", "EntranceAdmin", "OwnQuestionAdmin", "QuestionSettingAdmin", "ReturneeAdmin"]
