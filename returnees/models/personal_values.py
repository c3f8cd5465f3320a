"""What becomes of every column of the youth's side when a record is erased, or its campaign anonymised, declared once.

A column that stands nowhere here fails `tests/returnees/test_personal_values.py`.
"""

from returnees.models.answer_columns import PERSONAL_COLUMNS, SENSITIVE_QUESTIONS, blank_columns
from returnees.questions import QUESTIONS_BY_COLUMN

# In place of what a youth typed into a question of the campaign's own: that it was answered still counts.
ANONYMISED_TEXT = "（已匿名化）"

# What each column holds afterwards.
ERASED: dict[str, dict[str, str | None]] = {
    "Returnee": dict.fromkeys(PERSONAL_COLUMNS)
    | blank_columns(SENSITIVE_QUESTIONS)
    | {"sensitive_consented_at": None, "content_digest": ""},
    "Correction": {"old_value": "", "new_value": ""},
    "ReturneeAnswer": {"text": ANONYMISED_TEXT},
    "FollowUpNote": {"text": None},
    "HandOver": {"reason": None},
    "AllianceMembership": {"number": ""},
}

# What leads to the youth's receipt: another that leads nowhere, see `Returnee.uuid_after_erasure`.
REPLACED: dict[str, tuple[str, ...]] = {"Returnee": ("submission_uuid",)}

# Moments of the youth's own doing: the midnight with which their day begins.
REDUCED_TO_DAY: dict[str, tuple[str, ...]] = {
    "Returnee": ("submitted_at",),
    "Correction": ("corrected_at",),
    "FollowUpCase": ("opened_at",),
}

# The oldest of 青年, or one more: what the statistics distinguish.
REDUCED_TO_GROUP: dict[str, tuple[str, ...]] = {"Returnee": ("age",)}

# Answers that were chosen or counted: each question says by its kind and its sensitivity whether it is one.
CHOSEN = frozenset(QUESTIONS_BY_COLUMN) - set(ERASED["Returnee"])

# What counts, what staff did and which row it is; it tells nobody apart.
KEPT: dict[str, frozenset[str]] = {
    "Returnee": frozenset(
        "id campaign entrance home_committee state quarantine_reason filled_by receipt_digest consent_version "
        "personal_erased_at merged_into earlier_state deleted_at deleted_by deletion_reason".split()
    )
    | CHOSEN,
    "Correction": frozenset("id returnee question corrected_by ground".split()),
    "ReturneeAnswer": frozenset("id returnee question code number".split()),
    "FollowUpNote": frozenset(
        "id case campaign committee kind happened_on recipient has_recipient_consent state_before state_after "
        "next_contact_on assigned_to written_by written_at submission_uuid".split()
    ),
    "HandOver": frozenset(
        "id case campaign from_committee to_committee state_before handed_over_by handed_over_at "
        "submission_uuid".split()
    ),
    "FollowUpCase": frozenset(
        "id returnee campaign committee reasons state closed_because assigned_to waiting_since next_contact_on "
        "due_on".split()
    ),
    "AllianceMembership": frozenset("id returnee campaign committee member_since confirmed_by confirmed_at".split()),
    "DistinctPair": frozenset("id first second said_at said_by".split()),
}

# What no youth has filled in and nothing of a youth is written into.
WITHOUT_YOUTHS = frozenset(
    {
        "Anonymisation",
        "AnonymisedCount",
        "CommitteeLetter",
        "Entrance",
        "EntranceDay",
        "OwnQuestion",
        "OwnQuestionChoice",
        "QuestionSetting",
        # Keyed digests of mistyped codes, deleted after a day.
        "ReceiptFailure",
    }
)
