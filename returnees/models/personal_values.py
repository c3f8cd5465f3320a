"""What becomes of every column of the youth's side when a record is erased, or its campaign anonymised, declared once.

A column that stands nowhere here fails `tests/returnees/test_personal_values.py`.
"""

from returnees.models.answer_columns import PERSONAL_COLUMNS, SENSITIVE_QUESTIONS, blank_columns
from returnees.questions import QUESTIONS_BY_COLUMN

# In place of what a youth typed into a question of the campaign's own: that it was answered still counts.
ANONYMISED_TEXT = "（已匿名化）"
# In place of whom somebody's data was provided to: that it was, and with consent, still counts.
ERASED_NAME = "（已清除）"
# A larger number may be that of a phone or of an account, and tells a person apart; a count or a sum never needs it.
LARGEST_COUNT = 999_999

# What each column holds afterwards.
ERASED: dict[str, dict[str, str | None]] = {
    "Returnee": dict.fromkeys(PERSONAL_COLUMNS)
    | blank_columns(SENSITIVE_QUESTIONS)
    | {"sensitive_consented_at": None, "added_at": None, "content_digest": ""}
    | {"consent_paper_on": None, "consent_paper_number": None},
    "Correction": {"old_value": "", "new_value": ""},
    "ReturneeAnswer": {"text": ANONYMISED_TEXT},
    "FollowUpNote": {"text": None},
    "HandOver": {"reason": None},
    "AllianceMembership": {"number": ""},
}

# What a column that was filled in holds afterwards; one that was not stays empty.
ERASED_WHERE_GIVEN: dict[str, dict[str, str]] = {"FollowUpNote": {"recipient": ERASED_NAME}}

# What leads to the youth's receipt: another that leads nowhere, see `Returnee.uuid_after_erasure`.
REPLACED: dict[str, tuple[str, ...]] = {"Returnee": ("submission_uuid",)}

# The midnight with which their day begins. Also of what staff wrote: a case is closed, or moved, at the very moment at
# which its youth withdraws or corrects.
REDUCED_TO_DAY: dict[str, tuple[str, ...]] = {
    "Returnee": ("submitted_at",),
    "Correction": ("corrected_at",),
    "FollowUpCase": ("opened_at",),
    "FollowUpNote": ("written_at",),
    "HandOver": ("handed_over_at",),
    "AllianceMembership": ("confirmed_at",),
    "DistinctPair": ("said_at",),
}

# The oldest of 青年, or one more: what the statistics distinguish.
REDUCED_TO_GROUP: dict[str, tuple[str, ...]] = {"Returnee": ("age",)}

# Answers that were chosen or counted: each question says by its kind and its sensitivity whether it is one.
CHOSEN = frozenset(QUESTIONS_BY_COLUMN) - set(ERASED["Returnee"])

# The number of an answer stays unless it is larger than LARGEST_COUNT: the row goes then.
# What counts, what staff did and which row it is; it tells nobody apart.
KEPT: dict[str, frozenset[str]] = {
    "Returnee": frozenset(
        "id campaign entrance home_committee state quarantine_reason filled_by receipt_digest consent_version "
        "consent_proof "
        "personal_erased_at merged_into earlier_state deleted_at deleted_by deletion_reason".split()
    )
    | CHOSEN,
    "Correction": frozenset("id returnee question corrected_by ground".split()),
    "ReturneeAnswer": frozenset("id returnee question code number".split()),
    "FollowUpNote": frozenset(
        "id case campaign committee kind happened_on has_recipient_consent state_before state_after "
        "next_contact_on assigned_to written_by submission_uuid".split()
    ),
    "HandOver": frozenset(
        "id case campaign from_committee to_committee state_before handed_over_by submission_uuid".split()
    ),
    "FollowUpCase": frozenset(
        "id returnee campaign committee reasons state closed_because assigned_to waiting_since next_contact_on "
        "reminded_on due_on".split()
    ),
    "AllianceMembership": frozenset("id returnee campaign committee member_since confirmed_by".split()),
    "DistinctPair": frozenset("id first second said_by".split()),
}

# Rows that are deleted whole: when they are dealt with, after 30 days, and with their campaign's values.
DELETED = frozenset({"LostReceipt"})

# What no youth has filled in and nothing of a youth is written into.
WITHOUT_YOUTHS = frozenset(
    {
        "Anonymisation",
        "AnonymisedCount",
        "CommitteeLetter",
        "Entrance",
        "EntranceDay",
        # Days and a committee; it leads to no record.
        "EndedRequest",
        "OwnQuestion",
        "OwnQuestionChoice",
        "QuestionSetting",
        # Keyed digests of mistyped codes, deleted after a day.
        "ReceiptFailure",
    }
)
