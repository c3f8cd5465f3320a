from returnees.models.alliance_membership import AllianceMembership
from returnees.models.anonymisation import Anonymisation, AnonymisedCount
from returnees.models.committee_letter import CommitteeLetter
from returnees.models.distinct_pair import DistinctPair
from returnees.models.ended_request import EndedRequest
from returnees.models.entrance import Entrance, EntranceDay
from returnees.models.follow_up import FollowUpCase
from returnees.models.follow_up_note import FollowUpNote
from returnees.models.hand_over import HandOver
from returnees.models.lost_receipt import LostReceipt
from returnees.models.own_question import OwnQuestion, OwnQuestionChoice, QuestionSetting
from returnees.models.receipt import Correction, ReceiptFailure
from returnees.models.returnee import Returnee
from returnees.models.returnee_answer import ReturneeAnswer

__all__ = [
    "AllianceMembership",
    "Anonymisation",
    "AnonymisedCount",
    "CommitteeLetter",
    "Correction",
    "DistinctPair",
    "EndedRequest",
    "Entrance",
    "EntranceDay",
    "FollowUpCase",
    "FollowUpNote",
    "HandOver",
    "LostReceipt",
    "OwnQuestion",
    "OwnQuestionChoice",
    "QuestionSetting",
    "ReceiptFailure",
    "Returnee",
    "ReturneeAnswer",
]
