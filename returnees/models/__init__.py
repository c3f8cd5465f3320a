from returnees.models.committee_letter import CommitteeLetter
from returnees.models.distinct_pair import DistinctPair
from returnees.models.entrance import Entrance, EntranceDay
from returnees.models.own_question import OwnQuestion, OwnQuestionChoice, QuestionSetting
from returnees.models.receipt import Correction, ReceiptFailure
from returnees.models.returnee import Returnee, ReturneeAnswer

__all__ = [
    "CommitteeLetter",
    "Correction",
    "DistinctPair",
    "Entrance",
    "EntranceDay",
    "OwnQuestion",
    "OwnQuestionChoice",
    "QuestionSetting",
    "ReceiptFailure",
    "Returnee",
    "ReturneeAnswer",
]
